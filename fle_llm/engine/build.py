"""Building, taking down, turning: what may stand where, and what becomes of what was inside (MECHANICS 3.1).

Every act is checked whole before anything changes: it happens, or it is refused with a reason and nothing has changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fle_llm.data import facts
from fle_llm.engine import (
    characters,
    crafting,
    delivery,
    energy,
    flows,
    laying,
    lines,
    plumbing,
    ports,
    research,
)
from fle_llm.engine.constants import BURNER_INSERTER_START, VECTORS
from fle_llm.engine.core import points_of
from fle_llm.engine.entities import (
    Accumulator,
    AnyEntity,
    Assembler,
    Beacon,
    Belt,
    Boiler,
    Chest,
    Connectable,
    Drill,
    Fixture,
    Furnace,
    Generator,
    Inserter,
    Lab,
    Load,
    Offshore,
    Pole,
    Pump,
    Silo,
    Solar,
    Splitter,
    Turret,
    Underground,
    Vessel,
)
from fle_llm.engine.geometry import collision_box, footprint, overlap, snap, turn, walked_over
from fle_llm.engine.state import Character
from fle_llm.engine.storage import add, fits
from fle_llm.engine.storage import remove as take_out
from fle_llm.engine.terrain import key_tile, tile_key, tile_of
from fle_llm.engine.things import Burner, Crafter
from fle_llm.errors import Refused

if TYPE_CHECKING:
    from fle_llm.engine.core import Engine

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
        "small-lamp",
        "radar",
        "laser-turret",
        "gun-turret",
        "artillery-turret",
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

_TURNS = (Drill, Inserter, Belt, Splitter, Turret)


def _item_of(name: str) -> str:
    return facts().entities[name].item or name


def known(name: str) -> None:
    """Refuse names the game does not have, and entities this engine does not simulate."""
    if name not in facts().entities:
        raise Refused("unknown-name", {"name": name})
    if name not in BUILDABLE:
        raise Refused("unsupported-entity", {"name": name})


def check(
    engine: Engine, name: str, x: int, y: int, direction: int, agent: int | None, *, moving: AnyEntity | None = None
) -> tuple[int, int]:
    """The centre an entity would take at a place. Refused if it cannot stand there; `agent` and `moving` make way."""
    known(name)
    if direction not in (0, 4, 8, 12):
        raise Refused("bad-value", {"what": f"direction {direction}: 0, 4, 8 or 12"})
    x, y = snap(name, x, y, direction)
    tiles = footprint(name, x, y, direction)
    outside = [tile for tile in tiles if not engine.terrain.inside(*key_tile(tile))]
    if outside:
        raise Refused("out-of-map", {"x": x, "y": y})
    wet = [tile for tile in tiles if engine.terrain.is_water(tile)]
    if wet:
        raise Refused("water", {"tiles": [list(key_tile(tile)) for tile in wet]})
    blockers = _blockers(engine, name, x, y, direction, tiles, agent)
    if moving is not None:
        blockers = [blocker for blocker in blockers if blocker != (moving.name, moving.x, moving.y)]
    if blockers:
        raise Refused("blocked", {"blockers": [list(blocker) for blocker in blockers]})
    _check_fluids(engine, name, x, y, direction)
    return x, y


def _check_fluids(engine: Engine, name: str, x: int, y: int, direction: int) -> None:
    """An offshore pump needs a shore, land below it and water before it, a pumpjack a well; no two fluids may meet."""
    if name == "pumpjack" and engine.ore_at(tile_of(x, y))[0] != "crude-oil":
        raise Refused("no-resource", {"name": name})
    if facts().entities[name].type == "offshore-pump":
        (tx, ty), (dx, dy) = key_tile(tile_of(x, y)), VECTORS[direction]
        if not engine.terrain.is_water(tile_key(tx + dx, ty + dy)):
            raise Refused("needs-water")
    fluids = plumbing.mixed(engine, name, x, y, direction)
    if fluids:
        raise Refused("fluid-mix", {"fluids": fluids})


def _blockers(
    engine: Engine, name: str, x: int, y: int, direction: int, tiles: list[int], agent: int | None
) -> list[tuple[str, int, int]]:
    """What stands in the way, in the order (y, x, name)."""
    found: set[tuple[str, int, int]] = set()
    solid = collision_box(name, x, y, direction)
    for tile in tiles:
        entity = engine.entity_on(tile)
        if entity is not None:
            found.add((entity.name, entity.x, entity.y))
        for growth in engine.growths_on(tile):
            if overlap(solid, growth.solid):
                found.add((growth.name, growth.x, growth.y))
    if not walked_over(name):
        for index, character in enumerate(engine.state.agents):
            if index != agent and overlap(solid, characters.box_at(character.x, character.y)):
                found.add(("character", character.x, character.y))
    return sorted(found, key=lambda blocker: (blocker[2], blocker[1], blocker[0]))


def place(engine: Engine, name: str, x: int, y: int, direction: int, agent: int | None) -> AnyEntity:
    """Build one entity; `agent` pays for it with its item and steps aside."""
    x, y = check(engine, name, x, y, direction, agent)
    if agent is not None:
        character = engine.state.agents[agent]
        item = _item_of(name)
        characters.require(character, item, 1)
        solid = collision_box(name, x, y, direction)
        clear = (character.x, character.y) if walked_over(name) else characters.aside(engine, character, solid)
        if clear is None:
            raise Refused("blocked", {"blockers": [["character", character.x, character.y]]})
        characters.take(character, {item: 1})
        character.x, character.y = clear
        _clear_ground(engine, character, footprint(name, x, y, direction))
    entity = _new(engine, name, x, y, direction)
    engine.add_entity(entity)
    if isinstance(entity, Connectable):
        laying.laid(engine, entity, agent)
    return entity


def _new(engine: Engine, name: str, x: int, y: int, direction: int) -> AnyEntity:
    entry = facts().entities[name]
    ident = engine.new_id()
    source = entry.energy_source
    burner = Burner(fuel={}) if source is not None and source.type == "burner" else None
    if burner is not None and entry.type == "inserter":
        burner.burning, share = BURNER_INSERTER_START
        burner.left = int(facts().items[burner.burning].fuel_value_j * share)
    asks = energy.drain(name) if source is not None and source.type == "electric" else 0
    match entry.type:
        case "container" | "logistic-container":
            return Chest(id=ident, name=name, x=x, y=y)
        case "mining-drill":
            return Drill(
                id=ident, name=name, x=x, y=y, direction=direction, burner=burner, asks=asks, since=engine.tick
            )
        case "furnace":
            return Furnace(id=ident, name=name, x=x, y=y, burner=burner, asks=asks, since=engine.tick)
        case "assembling-machine":
            faces = direction if entry.fluid_boxes else 0
            return Assembler(id=ident, name=name, x=x, y=y, direction=faces, asks=asks, since=engine.tick)
        case "rocket-silo":
            made = entry.fixed_recipe
            return Silo(id=ident, name=name, x=x, y=y, asks=asks, since=engine.tick, recipe=made)
        case "lab":
            return Lab(id=ident, name=name, x=x, y=y, asks=asks, since=engine.tick)
        case "beacon":
            return Beacon(id=ident, name=name, x=x, y=y, asks=round(entry.energy_usage_w))
        case "inserter":
            return Inserter(id=ident, name=name, x=x, y=y, direction=direction, burner=burner, asks=asks)
        case "electric-pole":
            return Pole(id=ident, name=name, x=x, y=y)
        case "solar-panel":
            return Solar(id=ident, name=name, x=x, y=y)
        case "accumulator":
            return Accumulator(id=ident, name=name, x=x, y=y)
        case "transport-belt" | "underground-belt" | "splitter":
            return laying.new(engine, ident, name, x, y, direction)
    return _new_plumbed(ident, name, x, y, direction) or _new_bystander(ident, name, x, y, direction)


def _new_bystander(ident: int, name: str, x: int, y: int, direction: int) -> AnyEntity:
    match facts().entities[name].type:
        case "wall" | "land-mine":
            return Fixture(id=ident, name=name, x=x, y=y)
        case "gate":  # faces along its wall or across it
            return Fixture(id=ident, name=name, x=x, y=y, direction=direction % 8)
        case "radar" | "lamp" | "electric-turret":
            return Load(id=ident, name=name, x=x, y=y, asks=energy.standing_load(name))
        case "ammo-turret" | "artillery-turret":
            return Turret(id=ident, name=name, x=x, y=y, direction=direction)
    raise Refused("unsupported-entity", {"name": name})


def _new_plumbed(ident: int, name: str, x: int, y: int, direction: int) -> AnyEntity | None:
    match facts().entities[name].type:
        case "pipe" | "pipe-to-ground" | "storage-tank":
            return Vessel(id=ident, name=name, x=x, y=y, direction=direction)
        case "offshore-pump":
            return Offshore(id=ident, name=name, x=x, y=y, direction=direction)
        case "pump":
            return Pump(id=ident, name=name, x=x, y=y, direction=direction, asks=energy.drain(name))
        case "boiler":
            return Boiler(id=ident, name=name, x=x, y=y, direction=direction, burner=Burner(fuel={}))
        case "generator":
            return Generator(id=ident, name=name, x=x, y=y, direction=direction)
    return None


def _clear_ground(engine: Engine, character: Character, tiles: list[int]) -> None:
    """What lies where something is built goes to the builder, as far as it can carry it; the rest stays below."""
    for tile in tiles:
        for stack in engine.ground_on(tile):
            if fits(character.items, {stack.item: stack.count}, characters.slots(engine)):
                add(character.items, stack.item, stack.count)
                engine.lift_from_ground(stack, stack.count)


def contents(engine: Engine, entity: AnyEntity) -> dict[str, int]:
    """All items inside an entity, a hand's and a belt's included."""
    found: dict[str, int] = {}
    for items in delivery.inventories(entity).values():
        for item, count in items.items():
            add(found, item, count)
    if isinstance(entity, Inserter) and entity.hand is not None:
        add(found, entity.hand, entity.count)
    if isinstance(entity, Drill):
        for item, count in entity.pending.items():
            add(found, item, count)
    if isinstance(entity, Silo):
        for item, count in entity.parts.items():
            add(found, item, count)
    recipe = crafting.under_way(entity) if isinstance(entity, Crafter) else None
    for amount in recipe.ingredients if recipe is not None else ():
        if not amount.fluid:
            add(found, amount.name, amount.amount)
    return found


def remove(engine: Engine, entity: AnyEntity, agent: int) -> dict[str, int]:
    """Take an entity down into an agent's inventory, with all that is in it, or refuse with inventory-full."""
    character = engine.state.agents[agent]
    flows.catch_up(engine, entity)
    items = contents(engine, entity)
    if isinstance(entity, Connectable):
        for item in lines.everything_on(engine, entity):
            add(items, item, 1)
    lost = _lost(engine, entity)
    for item, count in lost.items():
        take_out(items, item, count)
    add(items, _item_of(entity.name), 1)
    if not fits(character.items, items, characters.slots(engine)):
        raise Refused("inventory-full", {"items": dict(sorted(items.items())), "slots": characters.slots(engine)})
    if isinstance(entity, Connectable):
        return laying.taken_up(engine, entity, agent, items, _item_of(entity.name))
    engine.remove_entity(entity)
    for item, count in lost.items():
        engine.count_consumed(item, count)
    characters.give(engine, character, items)
    return items


def _lost(engine: Engine, entity: AnyEntity) -> dict[str, int]:
    """What cannot be carried away: packs that are in use, the parts of a rocket [?]."""
    if isinstance(entity, Silo):
        return dict(entity.parts)
    return research.packs_in_use(engine, entity) if isinstance(entity, Lab) else {}


def rotate(engine: Engine, entity: AnyEntity, direction: int) -> None:
    """Turn an entity; chests and furnaces have no direction but north."""
    if direction not in (0, 4, 8, 12):
        raise Refused("bad-value", {"what": f"direction {direction}: 0, 4, 8 or 12"})
    if direction == entity.direction:
        return
    if isinstance(entity, ports.Plumbed) and not isinstance(entity, Offshore) and ports.boxes_of(entity):
        _turn_plumbed(engine, entity, direction)
        return
    if facts().entities[entity.name].type == "gate":
        entity.direction = direction % 8
        return
    if not isinstance(entity, _TURNS):
        raise Refused("cannot-rotate", {"name": entity.name})
    if isinstance(entity, Connectable):
        _turn_line(engine, entity, direction)
        return
    before = points_of(entity)
    entity.direction = direction
    engine.reindex(entity, before)
    engine.wake_around(entity)


def _turn_line(engine: Engine, piece: Connectable, direction: int) -> None:
    """Turn a belt; an underground belt only turns over, a splitter needs room to stand the other way."""
    if isinstance(piece, Splitter):
        x, y = check(engine, piece.name, piece.x, piece.y, direction, None, moving=piece)
        laying.turn_splitter(engine, piece, x, y, direction)
    elif not isinstance(piece, Underground):
        laying.turn_belt(engine, piece, direction)
    elif direction == turn(piece.direction, 2):
        laying.turn_over(engine, piece)
    else:
        raise Refused("cannot-rotate", {"name": piece.name})


def _turn_plumbed(engine: Engine, entity: ports.Plumbed, direction: int) -> None:
    """Turn something with fluid boxes: what is longer than wide only end to end, and never so that fluids would mix."""
    entry = facts().entities[entity.name]
    if entry.tile_width != entry.tile_height and (direction - entity.direction) % 8:
        raise Refused("cannot-rotate", {"name": entity.name})
    holds = plumbing.holding(engine, entity)
    recipe = entity.recipe if isinstance(entity, Assembler) else None
    fluids = plumbing.mixed(
        engine, entity.name, entity.x, entity.y, direction, recipe=recipe, holds=holds, itself=entity
    )
    if fluids:
        raise Refused("fluid-mix", {"fluids": fluids})
    plumbing.turned(engine, entity, direction)
    engine.wake_around(entity)


def find(engine: Engine, name: str, x: int, y: int) -> AnyEntity:
    """The entity of a reference. Refused with no-entity."""
    entity = engine.entity_on(tile_of(x, y))
    if entity is None or entity.name != name or (entity.x, entity.y) != (x, y):
        raise Refused("no-entity", {"name": name, "x": x, "y": y})
    return entity
