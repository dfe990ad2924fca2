"""Warnings: what is wrong with an entity, in the exact words and the order of AGENT_API 4.4.

They follow from the view, its shown status and, for what waits, from what lies at its drop or pickup point. The
serialiser's own additions of 4.2 come last, but for a belt's `full`, which programs expect to be the first.
"""

from __future__ import annotations

from collections.abc import Iterator

from fle_llm.data import facts
from fle_llm.game import EntityStatus
from fle_llm.world.derive.geometry import ports, position
from fle_llm.world.derive.scene import Scene
from fle_llm.world.derive.status import (
    ROCKET_PARTS,
    can_smelt,
    has_fuel,
    is_dry,
    is_electric,
    lacks_input,
    missing_items,
)
from fle_llm.world.ops import EntityView

PRODUCERS = frozenset({"solar-panel", "generator"})
"""Electric entities that need not receive anything."""

BELT_TYPES = frozenset({"transport-belt", "underground-belt", "splitter"})

_FULL_NAMES = {
    "chest": "chest",
    "source": "furnace source",
    "result": "furnace result",
    "input": "assembler input",
    "output": "assembler output",
    "rocket": "rocket silo",
}
"""What an inventory is called in "... is full"; fuel depends on the entity, others are not warned about."""


def warnings_of(view: EntityView, status: EntityStatus, scene: Scene) -> list[str]:
    """The warnings of an entity, most basic first."""
    if view.type in BELT_TYPES:
        return ["full"] if view.lanes is not None and all(view.lanes_full) else []
    return [
        *_supply(view, scene),
        *_full(view),
        *_blocked(view, status, scene),
        *_power(view),
        *_work(view, status, scene),
    ]


def _supply(view: EntityView, scene: Scene) -> Iterator[str]:
    if view.type == "mining-drill" and not view.resources:
        yield "nothing to mine"
    if "fuel" in view.inventories and not has_fuel(view):
        yield "out of fuel"
    if view.type == "furnace" and view.recipe is None and not can_smelt(view):
        yield "no ingredients to smelt"
    if view.type == "inserter" and view.hand is None and view.pickup is not None:
        source = scene.at(*view.pickup)
        if source is not None and "chest" in source.inventories and not any(source.inventories["chest"].values()):
            yield "inserter waiting for source items"


def _full(view: EntityView) -> Iterator[str]:
    for kind in view.full:
        if kind == "fuel":
            yield "furnace fuel source is full" if view.type == "furnace" else "fuel source is full"
        elif kind in _FULL_NAMES:
            yield f"{_FULL_NAMES[kind]} is full"


def _blocked(view: EntityView, status: EntityStatus, scene: Scene) -> Iterator[str]:
    if status is not EntityStatus.WAITING_FOR_SPACE_IN_DESTINATION:
        return
    target = scene.at(*view.drop) if view.drop is not None else None
    where = position(target.x, target.y) if target is not None else None
    place = f"({where.x:g}, {where.y:g})" if where is not None else ""
    if view.type == "mining-drill" and target is None:
        yield "output blocked by item on the ground. There is no sink entity in place to accept the output."
    elif target is not None and "chest" in target.inventories:
        yield f"chest at drop position is full. Empty the chest at {place} to continue mining."
    elif target is not None and target.type == "furnace":
        yield "furnace at drop position is blocked."
    elif target is not None and target.type in BELT_TYPES:
        yield f"transport belt at drop position is blocked. Clear the belt at {place} to continue mining."
    else:
        yield "waiting for space in destination"


def _power(view: EntityView) -> Iterator[str]:
    if not is_electric(view.name):
        return
    if view.network is None:
        yield "not connected to power network"
    elif view.satisfaction <= 0 and view.type not in PRODUCERS:
        yield "not receiving electricity"


def _work(view: EntityView, status: EntityStatus, scene: Scene) -> Iterator[str]:
    if status is EntityStatus.ITEM_INGREDIENT_SHORTAGE and view.recipe:
        short = missing_items(view, facts().recipes[view.recipe])
        listed = ",_".join(f"{name} ({count})" for name, count in short.items())
        yield f"cannot create {view.recipe} due to missing resources: {listed}"
    if view.type in {"boiler", "generator"} and lacks_input(view):
        yield "no input liquid"
    if view.type in {"boiler", "generator", "offshore-pump", "pump"} and is_dry(view):
        yield "no fluid present in connections"
    if view.type == "rocket-silo":
        if 0 < view.rocket_parts < ROCKET_PARTS:
            yield "waiting for rocket parts"
        elif status is EntityStatus.WAITING_TO_LAUNCH_ROCKET:
            yield "ready to launch"
    yield from _on_water(view, scene)


def _on_water(view: EntityView, scene: Scene) -> Iterator[str]:
    if not view.fluids:
        return
    wet = [
        port for port in ports(view.name, view.x, view.y, view.direction, view.recipe) if scene.is_water(port.x, port.y)
    ]
    if any(port.fluid == "steam" and view.type == "boiler" for port in wet):
        yield "steam output point was filtered due to being blocked by water"
    if any(port.fluid != "steam" or view.type != "boiler" for port in wet):
        yield "some connection points were filtered due to being blocked by water"
