"""What agents do to the world besides building: hand over, take, dig, craft, pick up.

Each is one transaction: checked whole, then done, or refused with nothing changed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from fle_llm.data import facts
from fle_llm.engine import books, characters, delivery, effects, flows, handling
from fle_llm.engine.encoding import plain
from fle_llm.engine.entities import AnyEntity, Connectable, Drill, Inserter
from fle_llm.engine.state import Character, GroundItem
from fle_llm.engine.storage import add, fits, remove, room_for
from fle_llm.engine.terrain import Growth, centre_of, tile_of
from fle_llm.engine.things import Entity
from fle_llm.errors import Refused

if TYPE_CHECKING:
    from fle_llm.engine.core import Engine

_TAKE_ORDER = (
    "chest",
    "result",
    "output",
    "source",
    "input",
    "lab_input",
    "rocket",
    "ammo",
    "burnt_result",
    "fuel",
    "modules",
)
_LANES = ("left", "right")


def _known_item(item: str) -> None:
    if item not in facts().items:
        raise Refused("unknown-name", {"name": item})


def put(engine: Engine, entity: AnyEntity, item: str, count: int, where: str | None, agent: int) -> tuple[int, str]:
    """Move up to `count` items from an agent into an entity by hand; how many, and into which inventory."""
    _known_item(item)
    character = engine.state.agents[agent]
    characters.require(character, item, 1)
    count = min(count, character.items[item])
    if isinstance(entity, Connectable):
        moved, where = _lay(engine, entity, item, count, where)
    else:
        natural = delivery.room(engine, entity, item, where)[1]
        if where not in (None, natural):  # refused before anything is brought up to date
            raise Refused("not-allowed", {"name": entity.name, "item": item, "inventory": where})
        flows.catch_up(engine, entity)
        free = delivery.room(engine, entity, item, where)[0]
        moved, where = delivery.put(engine, entity, item, min(count, free), natural), natural
    characters.take(character, {item: moved})
    flows.adjust(engine, entity)
    return moved, where


def _lay(engine: Engine, belt: Connectable, item: str, count: int, where: str | None) -> tuple[int, str]:
    if where is not None and where not in _LANES:
        raise Refused("bad-value", {"what": f"inventory {where!r} of a belt: left or right"})
    for lane, name in enumerate(_LANES):
        if where in (None, name):
            moved = 0
            for track in engine.line_index.tracks(belt):
                moved += handling.lay(engine, track, lane, item, count - moved, engine.tick)
            if moved:
                return moved, name
    return 0, where or _LANES[0]


def take(engine: Engine, entity: AnyEntity, item: str, count: int, where: str | None, agent: int) -> tuple[int, str]:
    """Move up to `count` items from an entity to an agent by hand; how many, and from which inventory."""
    _known_item(item)
    character = engine.state.agents[agent]
    room = room_for(character.items, item, characters.slots(engine))
    if room <= 0:
        raise Refused("inventory-full", {"items": {item: 1}, "slots": characters.slots(engine)})
    count = min(count, room)
    flows.catch_up(engine, entity)
    if isinstance(entity, Connectable):
        moved, source = _lift(engine, entity, item, count, where)
    else:
        moved, source = _unload(engine, entity, item, count, where)
    add(character.items, item, moved)
    flows.adjust(engine, entity)
    return moved, source


def _lift(engine: Engine, belt: Connectable, item: str, count: int, where: str | None) -> tuple[int, str]:
    moved, source = 0, ""
    for lane, name in enumerate(_LANES):
        for track in engine.line_index.tracks(belt):
            if where in (None, name) and moved < count:
                wanted = frozenset({item})
                taken = handling.pick_up(engine, track, lane, wanted, count - moved, engine.tick, all_of_it=True)
                if taken is not None:
                    moved += taken[1]
                    source = source or name
    return moved, source


def _unload(engine: Engine, entity: AnyEntity, item: str, count: int, where: str | None) -> tuple[int, str]:
    moved, source = 0, ""
    held = delivery.inventories(entity)
    for kind in _TAKE_ORDER:
        items = held.get(kind, {})
        step = min(count - moved, delivery.loose(engine, entity, item, items))
        if where in (None, kind) and step > 0:
            remove(items, item, step)
            moved += step
            source = source or kind
            if kind == "modules":
                effects.changed(engine, entity)
    if moved < count and isinstance(entity, Drill) and where is None and item in entity.pending:
        step = min(count - moved, entity.pending[item])
        remove(entity.pending, item, step)
        moved += step
        source = source or "output"
    if moved:
        engine.stir(entity)
        engine.notify(entity)
    return moved, source


def exchange(
    engine: Engine,
    agent: int,
    taken: dict[str, int],
    given: dict[str, int],
    made: dict[str, int],
    used: dict[str, int],
    by: str,
) -> None:
    """Change an agent's inventory in one transaction, and book what was made and used by hand."""
    for item in (*taken, *given):
        _known_item(item)
    character = engine.state.agents[agent]
    after = dict(character.items)
    for item, count in taken.items():
        if after.get(item, 0) < count:
            raise Refused("not-enough", {"item": item, "have": after.get(item, 0), "need": count})
        if count:
            remove(after, item, count)
    if not fits(after, given, characters.slots(engine)):
        raise Refused("inventory-full", {"items": dict(sorted(given.items())), "slots": characters.slots(engine)})
    for item, count in given.items():
        add(after, item, count)
    character.items = after
    counters = engine.state.counters
    for item, count in made.items():
        books.made(engine, item, count, by_machine=False)
        if by == "harvest":
            add(counters.harvested, item, count)
        elif by == "craft":
            add(counters.crafted, item, count)
    for item, count in used.items():
        books.used(engine, item, count)
        if by == "craft":
            add(counters.crafted_from, item, count)


def deplete(engine: Engine, items: list[tuple[str, int, int, int]]) -> list[int]:
    """Lessen ore tiles, fell trees, break rocks; what is left of each. All of them are looked up before any changes."""
    found = [_deposit(engine, name, x, y) for name, x, y, _ in items]
    left = []
    for (key, growth), (name, x, y, amount) in zip(found, items, strict=True):
        if growth is not None:
            engine.ground.fell(growth)
            left.append(0)
            continue
        have = engine.ground.ore_at(key)[1]
        if have < amount:
            raise Refused("not-enough", {"item": name, "have": have, "need": amount, "x": x, "y": y})
        engine.ground.set_ore(key, have - amount)
        left.append(have - amount)
    return left


def _deposit(engine: Engine, name: str, x: int, y: int) -> tuple[int, Growth | None]:
    key = tile_of(x, y)
    if engine.ground.ore_at(key)[0] == name and engine.ground.ore_at(key)[1] and centre_of(key) == (x, y):
        return key, None
    for growth in engine.ground.growths_on(key):
        if (growth.name, growth.x, growth.y) == (name, x, y):
            if not facts().entities[name].mined:
                raise Refused("bad-value", {"what": f"{name}: it cannot be taken down"})
            return key, growth
    raise Refused("no-entity", {"name": name, "x": x, "y": y})


def gather(engine: Engine, refs: list[tuple[str, int, int]], agent: int) -> dict[str, int]:
    """Pick stacks up from the ground: all of them or none."""
    stacks: list[GroundItem] = []
    for name, x, y in refs:
        found = next((s for s in engine.state.ground if (s.item, s.x, s.y) == (name, x, y)), None)
        if found is None:
            raise Refused("no-entity", {"name": name, "x": x, "y": y})
        stacks.append(found)
    items: dict[str, int] = {}
    for stack in stacks:
        add(items, stack.item, stack.count)
    characters.give(engine, engine.state.agents[agent], items)
    for stack in stacks:
        engine.ground.lift(stack, stack.count)
    return items


def set_filter(engine: Engine, entity: Entity, items: tuple[str, ...]) -> None:
    """Let an inserter carry only these items; none: any."""
    for item in items:
        _known_item(item)
    slots = facts().entities[entity.name].filter_slots
    if not isinstance(entity, Inserter) or len(items) > slots:
        raise Refused("not-allowed", {"name": entity.name, "item": ", ".join(items)})
    entity.filters = sorted(items)
    engine.look(entity)


def backup(engine: Engine) -> Callable[[], None]:
    """What takes `exchange`, `deplete` and changes to characters back, up to now.

    They touch nothing else where no technology is left that making a thing could teach.
    """
    state = engine.state
    agents = [Character(agent.x, agent.y, dict(agent.items)) for agent in state.agents]
    ore, felled = dict(state.ore), list(state.felled)
    exhausted, gone = set(engine.ground.exhausted), set(engine.ground.felled)
    counters = plain(state.counters)

    def take_back() -> None:
        state.agents, state.ore, state.felled, state.counters = agents, ore, felled, counters
        engine.ground.exhausted, engine.ground.felled = exhausted, gone

    return take_back
