"""The facts of the base game as plain records: recipes, items, fluids, technologies, resources, entities.

`facts()` is the way in; `canonical(name)` puts a name into this version's terms, `prices()` is the price list of the
production score, `lab_map()` the map that lab tasks are played on. `base.json` is made by `generate`, from the game's
own data stage, and holds numbers and names only.
"""

from __future__ import annotations

from fle_llm.data.facts import CLIFF, Facts, facts
from fle_llm.data.lab_map import LabMap, lab_map
from fle_llm.data.levels import first_level, units_of
from fle_llm.data.naming import ABSENT, canonical
from fle_llm.data.prices import prices
from fle_llm.data.schema import (
    Amount,
    EnergySource,
    EntityFacts,
    FluidBox,
    FluidConnection,
    FluidFacts,
    ItemFacts,
    RecipeFacts,
    ResourceFacts,
    TechnologyFacts,
    connection_at,
    turned,
)

__all__ = [
    "ABSENT",
    "CLIFF",
    "Amount",
    "EnergySource",
    "EntityFacts",
    "Facts",
    "FluidBox",
    "FluidConnection",
    "FluidFacts",
    "ItemFacts",
    "LabMap",
    "RecipeFacts",
    "ResourceFacts",
    "TechnologyFacts",
    "canonical",
    "connection_at",
    "facts",
    "first_level",
    "lab_map",
    "prices",
    "turned",
    "units_of",
]
