"""`scripted/expert`: plays the tasks as a careful player would, one readable program a step.

Owns which plan makes which item; the plans are in `plans`, what they build in `layouts`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from agents.experts.open_play import is_open_play, open_play
from agents.experts.plans import arms, burner, chemistry, circuits, electronics, oil, packs, production
from agents.experts.plans.together import together
from agents.experts.programs import reply
from agents.experts.reading import Seen, read
from agents.experts.stages import Plan, play

PLANS: Mapping[str, Plan] = {
    "iron-ore": burner.burner_plan(burner.MINE, "IronOre"),
    "copper-ore": burner.burner_plan(burner.MINE, "CopperOre"),
    "coal": burner.burner_plan(burner.MINE, "Coal"),
    "stone": burner.burner_plan(burner.MINE, "Stone"),
    "iron-plate": burner.burner_plan(burner.SMELTER, "IronOre"),
    "copper-plate": burner.burner_plan(burner.SMELTER, "CopperOre"),
    "steel-plate": burner.burner_plan(burner.STEELWORKS, "IronOre"),
    "iron-gear-wheel": circuits.GEARS,
    "electronic-circuit": circuits.CIRCUITS,
    "automation-science-pack": circuits.RED,
    "inserter": circuits.INSERTERS,
    "logistic-science-pack": circuits.GREEN,
    "stone-wall": arms.WALLS,
    "piercing-rounds-magazine": arms.PIERCING,
    "military-science-pack": arms.MILITARY,
    "engine-unit": arms.ENGINES,
    "production-science-pack": production.PRODUCTION,
    "crude-oil": oil.CRUDE,
    "petroleum-gas": oil.GAS,
    "sulfur": chemistry.SULFUR,
    "plastic-bar": chemistry.PLASTIC,
    "sulfuric-acid": chemistry.ACID,
    "battery": chemistry.BATTERY,
    "advanced-circuit": electronics.ADVANCED,
    "processing-unit": electronics.PROCESSING,
    "low-density-structure": packs.LDS,
    "chemical-science-pack": packs.BLUE,
    "utility-science-pack": packs.YELLOW,
}


def expert(messages: Sequence[Mapping[str, Any]]) -> str:
    """The reply to these messages; the same messages always get the same reply."""
    if is_open_play(messages):
        return open_play(messages)
    seen = read(messages)
    if seen.agents > 1 and seen.wanted == "iron-plate":
        return together(seen)
    plan = PLANS.get(seen.wanted)
    return _look_only(seen) if plan is None else play(seen, plan)


def _look_only(seen: Seen) -> str:
    wanted = seen.wanted or "what this task asks for"
    reasoning = f"I know no layout for {wanted}, so I only look around."
    return reply(reasoning, "survey(Resource.Coal, Resource.IronOre)\nprint(get_entities())")
