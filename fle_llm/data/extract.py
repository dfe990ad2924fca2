"""From the game's `data.raw` to our own records of recipes, items, fluids, technologies and resources.

Takes numbers and names and leaves pictures, sounds, texts and the order of menus behind; drops the game's own
placeholders. Reads tables as they come out of the Lua stage or of `--dump-data` alike, where an empty list and an
empty table look the same. Entities are in `extract_entities`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from fle_llm.data.schema import (
    Amount,
    Effect,
    FluidFacts,
    ItemFacts,
    RecipeFacts,
    ResourceFacts,
    TechnologyFacts,
    Trigger,
)

Raw = Mapping[str, Any]
ITEM_TYPES = ("item ammo armor capsule gun item-with-entity-data module rail-planner repair-tool tool").split()  # noqa: SIM905 - a table of words
"""Prototype types that are items to be made and carried; blueprints and other planners are left out."""

_PLACEHOLDER = re.compile(r"parameter-\d|.*-unknown")
_ENERGY = re.compile(r"(-?[\d.]+)\s*([kKMGTPEZY]?)([JW])")
_PREFIX = {"": 0, "k": 3, "K": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18, "Z": 21, "Y": 24}


def energy(text: str | None) -> float | None:
    """Joules or watts of a text such as "90kW"; None for none. Raises ValueError."""
    if text is None:
        return None
    match = _ENERGY.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"not an energy: {text!r}")
    return round(float(match[1]) * float(10 ** _PREFIX[match[2]]), 6)


def sequence(value: Any) -> list[Any]:
    """A Lua list: an empty one may have come as an empty table."""
    return value if isinstance(value, list) else []


def whole(value: Any) -> int:
    """A number that is an integer in the base game. Raises ValueError if it is not."""
    if value != int(value):
        raise ValueError(f"expected a whole number, got {value!r}")
    return int(value)


def real(entries: Raw) -> Iterable[tuple[str, Raw]]:
    """The entries of one prototype type by name, without the game's placeholders."""
    return ((name, entries[name]) for name in sorted(entries) if not _PLACEHOLDER.fullmatch(name))


def amount(raw: Raw) -> Amount:
    """An ingredient or a product."""
    low, high = raw.get("amount_min"), raw.get("amount_max")
    return Amount(
        name=raw["name"],
        amount=whole(raw.get("amount", 1)),
        fluid=raw.get("type") == "fluid",
        probability=float(raw.get("probability", 1)),
        amount_min=None if low is None or low == high else whole(low),
        amount_max=None if high is None or low == high else whole(high),
        fluidbox_index=raw.get("fluidbox_index"),
        ignored_by_productivity=whole(raw.get("ignored_by_productivity", 0)),
        ignored_by_stats=whole(raw.get("ignored_by_stats", 0)),
    )


def amounts(raw: Raw) -> tuple[Amount, ...]:
    """What comes out of mining: the list of results, or the single one."""
    if "results" in raw:
        return tuple(amount(_fixed_range(result)) for result in sequence(raw["results"]))
    if "result" in raw:
        return (Amount(name=raw["result"], amount=whole(raw.get("count", 1))),)
    return ()


def _fixed_range(raw: Raw) -> Raw:
    """A range of one number is that number."""
    low, high = raw.get("amount_min"), raw.get("amount_max")
    return {**raw, "amount": low} if low is not None and low == high else raw


def recipes(raw: Raw) -> dict[str, RecipeFacts]:
    """All recipes."""
    return {
        name: RecipeFacts(
            name=name,
            category=entry.get("category", "crafting"),
            energy_s=float(entry.get("energy_required", 0.5)),
            ingredients=tuple(amount(part) for part in sequence(entry.get("ingredients"))),
            products=tuple(amount(part) for part in sequence(entry.get("results"))),
            enabled=entry.get("enabled", True),
            productivity=entry.get("allow_productivity", False),
            hidden=entry.get("hidden", False),
            decompose=entry.get("allow_decomposition", True),
            main=entry.get("main_product"),
        )
        for name, entry in real(raw["recipe"])
    }


def items(raw: Raw) -> dict[str, ItemFacts]:
    """All items of the kinds in ITEM_TYPES."""
    found = [_item(kind, name, entry) for kind in ITEM_TYPES for name, entry in real(raw.get(kind, {}))]
    return {item.name: item for item in sorted(found, key=lambda item: item.name)}


def _item(kind: str, name: str, raw: Raw) -> ItemFacts:
    return ItemFacts(
        name=name,
        stack=whole(raw["stack_size"]),
        type=kind,
        place=raw.get("place_result") or None,
        place_tile=(raw.get("place_as_tile") or {}).get("result"),
        fuel_value_j=energy(raw.get("fuel_value")) or 0.0,
        fuel_category=raw.get("fuel_category"),
        fuel_acceleration=float(raw.get("fuel_acceleration_multiplier", 1)),
        fuel_top_speed=float(raw.get("fuel_top_speed_multiplier", 1)),
        burnt_result=raw.get("burnt_result") or None,
        effect={key: float(value) for key, value in sorted((raw.get("effect") or {}).items())},
        module_category=raw.get("category") if kind == "module" else None,
        module_tier=whole(raw.get("tier", 0)),
        ammo_category=raw.get("ammo_category"),
        magazine_size=whole(raw.get("magazine_size", 1)),
        durability=raw.get("durability"),
        rocket_launch_products=tuple(amount(part) for part in sequence(raw.get("rocket_launch_products"))),
        hidden=raw.get("hidden", False),
    )


def fluids(raw: Raw) -> dict[str, FluidFacts]:
    """All fluids."""
    return {
        name: FluidFacts(
            name=name,
            default_temperature=float(entry["default_temperature"]),
            max_temperature=entry.get("max_temperature"),
            heat_capacity_j=energy(entry.get("heat_capacity", "1kJ")) or 0.0,
        )
        for name, entry in real(raw["fluid"])
    }


def technologies(raw: Raw) -> dict[str, TechnologyFacts]:
    """All technologies."""
    return {name: _technology(name, entry) for name, entry in real(raw["technology"])}


def _technology(name: str, raw: Raw) -> TechnologyFacts:
    unit, effects, level = raw.get("unit") or {}, sequence(raw.get("effects")), raw.get("max_level")
    trigger = raw.get("research_trigger")
    return TechnologyFacts(
        name=name,
        prerequisites=tuple(sequence(raw.get("prerequisites"))),
        ingredients={pack: whole(number) for pack, number in sorted(map(_pack, sequence(unit.get("ingredients"))))},
        count=whole(unit["count"]) if "count" in unit else None,
        count_formula=unit.get("count_formula"),
        time_s=float(unit.get("time", 0)),
        # sorted: some are generated in no particular order
        unlocks=tuple(sorted(effect["recipe"] for effect in effects if effect["type"] == "unlock-recipe")),
        effects=tuple(_effect(effect) for effect in effects if effect["type"] != "unlock-recipe"),
        trigger=_trigger(trigger) if trigger else None,
        max_level=whole(level) if isinstance(level, (int, float)) else None,
        infinite=level == "infinite",
        upgrade=raw.get("upgrade", False),
    )


def _pack(raw: Any) -> tuple[str, Any]:
    return (raw[0], raw[1]) if isinstance(raw, list) else (raw["name"], raw["amount"])


def _effect(raw: Raw) -> Effect:
    return Effect(
        type=raw["type"],
        modifier=raw.get("modifier"),
        ammo_category=raw.get("ammo_category"),
        turret=raw.get("turret_id"),
    )


def _trigger(raw: Raw) -> Trigger:
    item, entity = raw.get("item"), raw.get("entity")
    name = item.get("name") if isinstance(item, dict) else item
    return Trigger(type=raw["type"], item=name, entity=entity, count=whole(raw.get("count", 1)))


def resources(raw: Raw) -> dict[str, ResourceFacts]:
    """Ores and wells."""
    return {name: _resource(name, entry, entry["minable"]) for name, entry in real(raw["resource"])}


def _resource(name: str, raw: Raw, minable: Raw) -> ResourceFacts:
    return ResourceFacts(
        name=name,
        category=raw.get("category", "basic-solid"),
        mining_time_s=float(minable["mining_time"]),
        results=amounts(minable),
        infinite=raw.get("infinite", False),
        minimum=whole(raw.get("minimum", 0)),
        normal=whole(raw.get("normal", 1)),
        depletion=whole(raw.get("infinite_depletion_amount", 1)),
        required_fluid=minable.get("required_fluid"),
        fluid_amount=float(minable.get("fluid_amount", 0)),
    )
