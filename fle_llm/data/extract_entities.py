"""From the game's `data.raw` to our own records of entities: what items place, what grows or lies about, and the
character.

Names follow the schema; each of the tables below says under which names the game keeps the same thing.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from typing import Any, Literal

from fle_llm.data.extract import ITEM_TYPES, Raw, amounts, energy, real, sequence, whole
from fle_llm.data.schema import (
    Box,
    EnergySource,
    EntityFacts,
    FluidBox,
    FluidConnection,
    HeatBuffer,
    HeatConnection,
    Point,
)

NATURAL_TYPES = ("character", "fish", "simple-entity", "tree")
"""Prototype types that are on the map without being placed."""

_AS_IS = [
    "max_health",
    "fast_replaceable_group",
    "next_upgrade",
    "module_slots",
    "inventory_size",
    "logistic_mode",
    "crafting_speed",
    "fixed_recipe",
    "rocket_parts_required",
    "researching_speed",
    "mining_speed",
    "speed",
    "max_distance",
    "related_underground_belt",
    "rotation_speed",
    "extension_speed",
    "bulk",
    "mode",
    "target_temperature",
    "maximum_temperature",
    "pumping_speed",
    "burns_fluid",
    "neighbour_bonus",
    "gun",
    "running_speed",
    "build_distance",
    "reach_distance",
    "reach_resource_distance",
    "drop_item_distance",
    "item_pickup_distance",
    "loot_pickup_distance",
    "distribution_effectivity",
    "effectivity",
]
_RENAMED = {
    "max_logistic_slots": "logistic_slots",
    "source_inventory_size": "source_slots",
    "result_inventory_size": "result_slots",
    "fluid_boxes_off_when_no_fluid_recipe": "fluid_boxes_need_recipe",
    "resource_searching_radius": "mining_radius",
    "filter_count": "filter_slots",
    "supply_area_distance": "supply_radius",
    "maximum_wire_distance": "wire_reach",
    "fluid_usage_per_tick": "fluid_usage",
}
_LISTS = {
    "allowed_effects": "allowed_effects",
    "crafting_categories": "crafting_categories",
    "resource_categories": "resource_categories",
    "mining_categories": "resource_categories",
    "inputs": "lab_inputs",
    "profile": "beacon_profile",
}
_ENERGIES = {
    "energy_usage": "energy_usage_w",
    "energy_usage_per_tick": "energy_usage_w",
    "energy_consumption": "energy_usage_w",
    "consumption": "energy_usage_w",
    "active_energy_usage": "active_energy_usage_w",
    "production": "production_w",
    "energy_per_rotation": "energy_per_rotation_j",
    "energy_per_movement": "energy_per_movement_j",
}
_POINTS = {
    "vector_to_place_result": "drop_vector",
    "pickup_position": "pickup_position",
    "insert_position": "insert_position",
}


def entities(raw: Raw) -> dict[str, EntityFacts]:
    """Every entity an item places, and the natural ones."""
    placed_by = _placed_by(raw)
    kinds = {
        name: (kind, entry)
        for kind, entries in raw.items()
        for name, entry in real(entries)
        if name in placed_by
        if _stands_on_map(kind, entry)
    }
    for kind in NATURAL_TYPES:
        kinds |= {name: (kind, entry) for name, entry in real(raw.get(kind, {}))}
    return {name: _entity(name, *kinds[name], placed_by.get(name)) for name in sorted(kinds)}


def _placed_by(raw: Raw) -> dict[str, str]:
    """Entity → the item that places it; of several, the one of the same name, else the first by name."""
    found: dict[str, str] = {}
    for kind in ITEM_TYPES:
        for name, item in real(raw.get(kind, {})):
            entity = item.get("place_result")
            if entity and (entity not in found or name == entity or (found[entity] != entity and name < found[entity])):
                found[entity] = name
    return found


def _stands_on_map(kind: str, raw: Raw) -> bool:
    """Whether a prototype is an entity: others (items, recipes, corpses) may go by the same name."""
    return kind not in ITEM_TYPES and "max_health" in raw


def _entity(name: str, kind: str, raw: Raw, item: str | None) -> EntityFacts:
    box = _box(raw.get("collision_box"))
    minable = raw.get("minable") or {}
    fields: dict[str, Any] = {key: raw[key] for key in _AS_IS if key in raw}
    fields |= {ours: raw[key] for key, ours in _RENAMED.items() if key in raw}
    fields |= {ours: tuple(sequence(raw[key])) for key, ours in _LISTS.items() if key in raw}
    fields |= {ours: energy(raw[key]) for key, ours in _ENERGIES.items() if isinstance(raw.get(key), str)}
    fields |= {ours: _point(raw[key]) for key, ours in _POINTS.items() if key in raw}
    return EntityFacts(
        name=name,
        type=kind,
        tile_width=raw.get("tile_width") or _tiles(box[0][0], box[1][0]),
        tile_height=raw.get("tile_height") or _tiles(box[0][1], box[1][1]),
        collision_box=box,
        selection_box=_box(raw.get("selection_box")),
        mining_time_s=float(minable["mining_time"]) if minable else None,
        mined=amounts(minable),
        item=item,
        energy_source=_energy_source(raw.get("energy_source")),
        fluid_boxes=tuple(_fluid_boxes(raw)),
        heat_buffer=_heat_buffer(raw),
        **fields,
    )


def _tiles(low: float, high: float) -> int:
    """Whole tiles that a box of this extent takes up."""
    return max(1, ceil(high - low))


def _point(raw: Any) -> Point:
    return (float(raw["x"]), float(raw["y"])) if isinstance(raw, dict) else (float(raw[0]), float(raw[1]))


def _box(raw: Any) -> Box:
    if not raw:
        return (0.0, 0.0), (0.0, 0.0)
    low, high = (raw["left_top"], raw["right_bottom"]) if isinstance(raw, dict) else raw[:2]
    return _point(low), _point(high)


def _energy_source(raw: Any) -> EnergySource | None:
    if not raw:
        return None
    return EnergySource(
        type=raw["type"],
        usage_priority=raw.get("usage_priority"),
        drain_w=energy(raw.get("drain")),
        buffer_j=energy(raw.get("buffer_capacity")),
        input_limit_w=energy(raw.get("input_flow_limit")),
        output_limit_w=energy(raw.get("output_flow_limit")),
        fuel_slots=whole(raw.get("fuel_inventory_size", 0)),
        burnt_slots=whole(raw.get("burnt_inventory_size", 0)),
        fuel_categories=tuple(sequence(raw.get("fuel_categories"))),
        initial_fuel=raw.get("initial_fuel") or None,
        initial_fuel_share=float(raw.get("initial_fuel_percent", 0)),
        effectivity=float(raw.get("effectivity", 1)),
        pollution_per_minute=float((raw.get("emissions_per_minute") or {}).get("pollution", 0)),
        min_working_temperature=raw.get("min_working_temperature"),
    )


def _fluid_boxes(raw: Raw) -> Iterator[FluidBox]:
    """All fluid boxes of an entity, under whichever key the game has them: inputs before outputs."""
    if raw.get("fluid_box"):
        yield _fluid_box(raw["fluid_box"], None)
    if raw.get("input_fluid_box"):
        yield _fluid_box(raw["input_fluid_box"], "input")
    if raw.get("output_fluid_box"):
        yield _fluid_box(raw["output_fluid_box"], "output")
    for box in sequence(raw.get("fluid_boxes")):
        yield _fluid_box(box, None)


def _fluid_box(raw: Raw, role: Literal["input", "output"] | None) -> FluidBox:
    return FluidBox(
        role=raw.get("production_type") or role or "none",
        volume=float(raw["volume"]),
        filter=raw.get("filter"),
        minimum_temperature=raw.get("minimum_temperature"),
        maximum_temperature=raw.get("maximum_temperature"),
        connections=tuple(_connection(part) for part in sequence(raw.get("pipe_connections"))),
    )


def _connection(raw: Raw) -> FluidConnection:
    positions = tuple(_point(point) for point in sequence(raw.get("positions")))
    return FluidConnection(
        position=None if positions else _point(raw["position"]),
        positions=positions,
        direction=whole(raw.get("direction", 0)),
        flow=raw.get("flow_direction", "input-output"),
        underground=whole(raw.get("max_underground_distance", 0)) if raw.get("connection_type") == "underground" else 0,
    )


def _heat_buffer(raw: Raw) -> HeatBuffer | None:
    source = raw.get("energy_source") or {}
    buffer = raw.get("heat_buffer") or (source if source.get("type") == "heat" else None)
    if not buffer:
        return None
    return HeatBuffer(
        max_temperature=float(buffer["max_temperature"]),
        specific_heat_j=energy(buffer["specific_heat"]) or 0.0,
        max_transfer_w=energy(buffer["max_transfer"]) or 0.0,
        connections=tuple(
            HeatConnection(position=_point(part["position"]), direction=whole(part.get("direction", 0)))
            for part in sequence(buffer.get("connections"))
        ),
    )
