"""Research: what to research next, and packs carried to the labs by hand before machines make them."""

# ruff: noqa: BLE001 - agent programs speak by printing, and the tools' failures have no narrower common class

from __future__ import annotations

from typing import TYPE_CHECKING

from agents.experts.open_play.layouts.acting import have
from agents.experts.open_play.layouts.starting import tend

if TYPE_CHECKING:
    from agents.experts.agent_names import (
        Prototype,
        get_entities,
        get_research_progress,
        insert_item,
        inspect_inventory,
        set_research,
        sleep,
    )


def research_order() -> list[str]:
    """What is worth researching with red and green packs, in this order; one whose turn is too early waits."""
    first = "automation electric-mining-drill logistics logistic-science-pack fast-inserter steel-processing"
    then = (
        "automation-2 research-speed-1 advanced-material-processing electric-energy-distribution-1 engine logistics-2"
    )
    oil = "fluid-handling oil-gathering research-speed-2 plastics sulfur-processing advanced-circuit"
    useful = "stone-wall toolbelt solar-energy concrete landfill railway automated-rail-transportation fluid-wagon"
    armed = "military gun-turret military-2 heavy-armor military-science-pack gate stronger-explosives-1"
    more = "lamp radar repair-pack circuit-network automobilism physical-projectile-damage-1 weapon-shooting-speed-1"
    last = "physical-projectile-damage-2 weapon-shooting-speed-2 chemical-science-pack battery modules"
    return " ".join((first, then, oil, useful, armed, more, last)).split()


def research() -> str:
    """See to it that something is researched: the first technology of the order that can be; returns its name."""
    try:
        if get_research_progress():
            return "goes on"
    except Exception:
        pass  # there is no research going on
    for name in research_order():
        try:
            if not get_research_progress(name):
                continue  # it is researched
            set_research(name)
        except Exception:
            continue  # something else comes first
        return name
    return "nothing is left"


def wait(seconds: int, packs: int = 0) -> None:
    """Let the factory work, seeing to research and burners now and then; up to `packs` red packs a time by hand."""
    while seconds > 0:
        research()
        if packs:
            feed_labs(packs)
        sleep(min(seconds, 60 if packs else 120))
        seconds -= 60 if packs else 120
        tend()


def feed_labs(limit: int) -> int:
    """Craft red packs by hand for what is being researched, and share them among the labs; returns how many."""
    try:
        needed = sum(one.count for one in get_research_progress() if one.name == "automation-science-pack")
    except Exception:
        return 0
    labs = get_entities({Prototype.Lab})
    held = sum(lab.lab_input[Prototype.AutomationSciencePack] for lab in labs)
    wanted = min(needed - held, limit)
    if not labs or wanted <= 0:
        return 0
    have(Prototype.AutomationSciencePack, wanted)
    packs = inspect_inventory()[Prototype.AutomationSciencePack]
    for number, lab in enumerate(labs):
        share = packs // len(labs) + (number < packs % len(labs))
        if share:
            insert_item(Prototype.AutomationSciencePack, lab, share)
    return int(packs)
