"""Characters: where they stand, what stands in their way, what they carry.

A character's box is 0.4 x 0.4 tiles. It walks over belts and ore, not through buildings, trees, rocks, cliffs and
water. Carrying is counted in slots; walking, crafting and digging by hand are composed by the tools from the verbs of
World.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fle_llm.data import facts
from fle_llm.engine.constants import CHARACTER_HALF_BOX, UNITS
from fle_llm.engine.geometry import collision_box, overlap, walked_over
from fle_llm.engine.knowledge import inventory_bonus
from fle_llm.engine.state import Character
from fle_llm.engine.storage import add, fits, remove
from fle_llm.engine.terrain import tiles_under
from fle_llm.engine.things import Entity
from fle_llm.errors import Refused

if TYPE_CHECKING:
    from fle_llm.engine.core import Engine

Box = tuple[int, int, int, int]


def slots(engine: Engine) -> int:
    """Inventory slots of a character."""
    return int(facts().entities["character"].inventory_size) + inventory_bonus(engine.state.knowledge)


def box_at(x: int, y: int) -> Box:
    """The solid part of a character standing at a point."""
    return x - CHARACTER_HALF_BOX, y - CHARACTER_HALF_BOX, x + CHARACTER_HALF_BOX, y + CHARACTER_HALF_BOX


def blocks(entity: Entity) -> bool:
    """Whether a character cannot walk over an entity (MECHANICS 3.1)."""
    return not walked_over(entity.name)


def can_stand(engine: Engine, x: int, y: int, extra: Box | None = None) -> bool:
    """Whether a character can be at a point; `extra` is one more solid box."""
    box = box_at(x, y)
    if extra is not None and overlap(box, extra):
        return False
    terrain = engine.terrain
    for tile in tiles_under(*box):
        if terrain.is_water(tile):
            return False
        entity = engine.entity_on(tile)
        if (
            entity is not None
            and blocks(entity)
            and overlap(box, collision_box(entity.name, entity.x, entity.y, entity.direction))
        ):
            return False
        if any(overlap(box, growth.solid) for growth in engine.ground.growths_on(tile)):
            return False
    return terrain.inside(x // UNITS, y // UNITS)


def aside(engine: Engine, character: Character, solid: Box, *, search: int = 24) -> tuple[int, int] | None:
    """The nearest half-tile point where a character is clear of a box about to be built; None if there is none near."""
    if not overlap(box_at(character.x, character.y), solid):
        return character.x, character.y
    step = UNITS // 2
    start_x, start_y = character.x // step * step, character.y // step * step
    points = [
        (start_x + dx * step, start_y + dy * step)
        for dy in range(-search, search + 1)
        for dx in range(-search, search + 1)
    ]
    points.sort(key=lambda p: ((p[0] - character.x) ** 2 + (p[1] - character.y) ** 2, p[1], p[0]))
    return next((point for point in points if can_stand(engine, *point, extra=solid)), None)


def require(character: Character, item: str, count: int) -> None:
    """Refuse unless the character carries so many of an item."""
    have = character.items.get(item, 0)
    if have < count:
        raise Refused("no-item", {"item": item, "have": have, "need": count})


def give(engine: Engine, character: Character, items: dict[str, int]) -> None:
    """Put items into a character's inventory: all or, refused with inventory-full, none."""
    if not fits(character.items, items, slots(engine)):
        raise Refused("inventory-full", {"items": dict(sorted(items.items())), "slots": slots(engine)})
    for item, count in items.items():
        add(character.items, item, count)


def take(character: Character, items: dict[str, int]) -> None:
    """Take items out of a character's inventory: all or, refused with not-enough, none."""
    short = {item: count for item, count in items.items() if character.items.get(item, 0) < count}
    if short:
        item = min(short)
        raise Refused("not-enough", {"item": item, "have": character.items.get(item, 0), "need": short[item]})
    for item, count in items.items():
        if count:
            remove(character.items, item, count)
