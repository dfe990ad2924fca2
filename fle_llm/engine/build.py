"""Building, taking down, finding: who pays, and what becomes of what was inside (MECHANICS 3.1).

Every act is checked whole before anything changes: it happens, or it is refused with a reason and nothing has changed.
Where something may stand is in `sites`, what it then is in `making`, turning in `turning`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fle_llm.engine import (
    books,
    characters,
    crafting,
    delivery,
    flows,
    handling,
    laying,
    making,
    research,
    sites,
)
from fle_llm.engine.buildable import item_of
from fle_llm.engine.entities import AnyEntity, Connectable, Drill, Inserter, Lab, Silo
from fle_llm.engine.geometry import collision_box, footprint, walked_over
from fle_llm.engine.state import Character
from fle_llm.engine.storage import add, fits
from fle_llm.engine.storage import remove as take_out
from fle_llm.engine.terrain import tile_of
from fle_llm.engine.things import Crafter
from fle_llm.errors import Refused

if TYPE_CHECKING:
    from fle_llm.engine.core import Engine


def place(engine: Engine, name: str, x: int, y: int, direction: int, agent: int | None) -> AnyEntity:
    """Build one entity; `agent` pays for it with its item and steps aside."""
    x, y = sites.check(engine, name, x, y, direction, agent)
    if agent is not None:
        character = engine.state.agents[agent]
        item = item_of(name)
        characters.require(character, item, 1)
        solid = collision_box(name, x, y, direction)
        clear = (character.x, character.y) if walked_over(name) else characters.aside(engine, character, solid)
        if clear is None:
            raise Refused("blocked", {"blockers": [["character", character.x, character.y]]})
        characters.take(character, {item: 1})
        character.x, character.y = clear
        _clear_ground(engine, character, footprint(name, x, y, direction))
    entity = making.new(engine, name, x, y, direction)
    engine.add_entity(entity)
    if isinstance(entity, Connectable):
        laying.laid(engine, entity, agent)
    return entity


def _clear_ground(engine: Engine, character: Character, tiles: list[int]) -> None:
    """What lies where something is built goes to the builder, as far as it can carry it; the rest stays below."""
    for tile in tiles:
        for stack in engine.ground.items_on(tile):
            if fits(character.items, {stack.item: stack.count}, characters.slots(engine)):
                add(character.items, stack.item, stack.count)
                engine.ground.lift(stack, stack.count)


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
        for item in handling.everything_on(engine, entity):
            add(items, item, 1)
    lost = _lost(engine, entity)
    for item, count in lost.items():
        take_out(items, item, count)
    add(items, item_of(entity.name), 1)
    if not fits(character.items, items, characters.slots(engine)):
        raise Refused("inventory-full", {"items": dict(sorted(items.items())), "slots": characters.slots(engine)})
    if isinstance(entity, Connectable):
        return laying.taken_up(engine, entity, agent, items, item_of(entity.name))
    engine.remove_entity(entity)
    for item, count in lost.items():
        books.used(engine, item, count)
    characters.give(engine, character, items)
    return items


def _lost(engine: Engine, entity: AnyEntity) -> dict[str, int]:
    """What cannot be carried away: packs that are in use, the parts of a rocket [?]."""
    if isinstance(entity, Silo):
        return dict(entity.parts)
    return research.packs_in_use(engine, entity) if isinstance(entity, Lab) else {}


def find(engine: Engine, name: str, x: int, y: int) -> AnyEntity:
    """The entity of a reference. Refused with no-entity."""
    entity = engine.entity_on(tile_of(x, y))
    if entity is None or entity.name != name or (entity.x, entity.y) != (x, y):
        raise Refused("no-entity", {"name": name, "x": x, "y": y})
    return entity
