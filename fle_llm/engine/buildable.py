"""Which entities this engine simulates, and the item that builds each."""

from __future__ import annotations

from fle_llm.data import facts
from fle_llm.errors import Refused

BUILDABLE = frozenset(
    {
        "wooden-chest",
        "iron-chest",
        "steel-chest",
        "active-provider-chest",
        "passive-provider-chest",
        "storage-chest",
        "buffer-chest",
        "requester-chest",
        "burner-mining-drill",
        "stone-furnace",
        "steel-furnace",
        "burner-inserter",
        "inserter",
        "long-handed-inserter",
        "fast-inserter",
        "bulk-inserter",
        "electric-mining-drill",
        "electric-furnace",
        "assembling-machine-1",
        "assembling-machine-2",
        "assembling-machine-3",
        "centrifuge",
        "lab",
        "rocket-silo",
        "beacon",
        "small-electric-pole",
        "medium-electric-pole",
        "big-electric-pole",
        "substation",
        "solar-panel",
        "stone-wall",
        "gate",
        "land-mine",
        "arithmetic-combinator",
        "decider-combinator",
        "selector-combinator",
        "constant-combinator",
        "programmable-speaker",
        "display-panel",
        "power-switch",
        "roboport",
        "straight-rail",
        "train-stop",
        "rail-signal",
        "rail-chain-signal",
        "locomotive",
        "cargo-wagon",
        "fluid-wagon",
        "car",
        "tank",
        "spidertron",
        "cargo-landing-pad",
        "small-lamp",
        "radar",
        "laser-turret",
        "gun-turret",
        "artillery-turret",
        "flamethrower-turret",
        "transport-belt",
        "fast-transport-belt",
        "express-transport-belt",
        "pipe",
        "pipe-to-ground",
        "storage-tank",
        "offshore-pump",
        "pump",
        "boiler",
        "steam-engine",
        "nuclear-reactor",
        "heat-pipe",
        "heat-exchanger",
        "steam-turbine",
        "accumulator",
        "pumpjack",
        "oil-refinery",
        "chemical-plant",
        "underground-belt",
        "fast-underground-belt",
        "express-underground-belt",
        "splitter",
        "fast-splitter",
        "express-splitter",
    }
)
"""What this engine simulates so far."""


def known(name: str) -> None:
    """Refuse names the game does not have, and entities this engine does not simulate."""
    if name not in facts().entities:
        raise Refused("unknown-name", {"name": name})
    if name not in BUILDABLE:
        raise Refused("unsupported-entity", {"name": name})


def item_of(name: str) -> str:
    """The item an entity is built with, and gives back."""
    return facts().entities[name].item or name
