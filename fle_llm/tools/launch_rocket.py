"""launch_rocket: sending up what a silo has built."""

from __future__ import annotations

from fle_llm.errors import Refused
from fle_llm.game import EntityCore, Position, RocketSilo
from fle_llm.tools.arguments import place_of
from fle_llm.tools.hands import Hands, failure, point_of, refusal
from fle_llm.tools.targets import reread, views_near
from fle_llm.world.derive.geometry import position
from fle_llm.world.derive.scene import ref_of
from fle_llm.world.derive.status import ROCKET_PARTS
from fle_llm.world.ops import Entities, EntityView, Launch

TOOL = "launch_rocket"
SILO = "rocket-silo"


def launch_rocket(hands: Hands, silo: Position | RocketSilo) -> RocketSilo:
    """Launch the rocket that stands ready in a silo.

    A silo makes 100 rocket parts from low density structures, rocket fuel and processing units, and then a rocket
    of them. Its status is WAITING_TO_LAUNCH_ROCKET when it stands ready.

    Parameters:
        silo: the silo, or a position: then the nearest silo to it.
    Returns: the RocketSilo as it is now.
    Cost: 0 ticks. The launch takes its time. Any distance will do.
    Errors: "Could not launch rocket ...", when there is no silo or no rocket is ready.

    Example:
        for silo in get_entities({Prototype.RocketSilo}):
            if silo.status == EntityStatus.WAITING_TO_LAUNCH_ROCKET:
                silo = launch_rocket(silo)
    """
    place = place_of(silo, ValueError("The first argument must be a RocketSilo or a Position object"))
    hands.must_reach(TOOL, place)
    if isinstance(silo, EntityCore):
        near = views_near(hands, place, 1.0, {SILO})
    else:
        x, y = point_of(place)
        near = hands.ask(Entities(names=frozenset({SILO})))
        near.sort(key=lambda view: ((view.x - x) ** 2 + (view.y - y) ** 2, view.y, view.x))
    if not near:
        raise failure(TOOL, f"Could not launch rocket: there is no rocket-silo at {place}", code="no-entity")
    view: EntityView = near[0]
    where = position(view.x, view.y)
    try:
        ready: bool = hands.ask(Launch(ref_of(view)))
    except Refused as refused:
        raise refusal(TOOL, f"Could not launch rocket from the rocket-silo at {where}: ", refused) from None
    if not ready:
        raise failure(
            TOOL,
            f"Could not launch rocket: none stands ready in the rocket-silo at {where}. It has "
            f"{view.rocket_parts} of {ROCKET_PARTS} parts; its status is {view.status_raw}",
            code="not-ready",
            data={"parts": view.rocket_parts},
        )
    found = reread(hands, view)
    assert isinstance(found, RocketSilo)
    return found
