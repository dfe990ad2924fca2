"""The ground as it is now: what is left of ore, which trees and rocks stand, what items lie there.

The terrain gives what was there at first (`terrain`), the state what has changed since; this owns putting both
together, and tells those who work on a tile when what lies on it changes.
"""

from __future__ import annotations

from bisect import insort
from typing import TYPE_CHECKING

from fle_llm.engine.constants import GROUND_ITEM_SPACING
from fle_llm.engine.state import GroundItem
from fle_llm.engine.terrain import Growth, Terrain, tile_of

if TYPE_CHECKING:
    from fle_llm.engine.core import Engine


class Ground:
    """A world's terrain with what became of it. `exhausted`: tiles without ore left; `felled`: spots of growth gone."""

    __slots__ = ("_engine", "exhausted", "felled", "terrain")

    def __init__(self, engine: Engine, terrain: Terrain) -> None:
        self._engine = engine
        self.terrain = terrain
        self.exhausted = {tile for tile, left in engine.state.ore.items() if not left}
        self.felled = set(engine.state.felled)

    def ore_at(self, tile: int) -> tuple[str, int]:
        """Name and amount of the resource on a tile; ("", 0) for none."""
        base = self.terrain.ore_at(tile)
        if base is None:
            return "", 0
        return base[0], self._engine.state.ore.get(tile, base[1])

    def set_ore(self, tile: int, amount: int) -> None:
        """Change what is left of a tile."""
        self._engine.state.ore[tile] = amount
        if not amount:
            self.exhausted.add(tile)

    def fell(self, growth: Growth) -> None:
        """Remove a tree or a rock."""
        if growth.spot not in self.felled:
            insort(self._engine.state.felled, growth.spot)
            self.felled.add(growth.spot)

    def growths_on(self, tile: int) -> list[Growth]:
        """The trees, rocks and cliffs that stand and whose box touches a tile."""
        return [growth for growth in self.terrain.growths_on(tile) if growth.spot not in self.felled]

    def items_on(self, tile: int) -> list[GroundItem]:
        """Stacks lying on a tile, by (y, x, item)."""
        found = [stack for stack in self._engine.state.ground if tile_of(stack.x, stack.y) == tile]
        return sorted(found, key=lambda stack: (stack.y, stack.x, stack.item))

    def is_free(self, x: int, y: int) -> bool:
        """Whether an item can be dropped at a point: no building there, no item too near."""
        if self._engine.entity_on(tile_of(x, y)) is not None or self.terrain.is_water(tile_of(x, y)):
            return False
        near = GROUND_ITEM_SPACING
        return not any(abs(stack.x - x) < near and abs(stack.y - y) < near for stack in self._engine.state.ground)

    def drop(self, item: str, x: int, y: int) -> bool:
        """Lay one item down at a point, if it is free."""
        if not self.is_free(x, y):
            return False
        self._engine.state.ground.append(GroundItem(item, 1, x, y))
        self._changed(x, y)
        return True

    def lift(self, stack: GroundItem, count: int) -> None:
        """Take items off a stack."""
        stack.count -= count
        if stack.count <= 0:
            self._engine.state.ground.remove(stack)
        self._changed(stack.x, stack.y)

    def _changed(self, x: int, y: int) -> None:
        for ident in self._engine.pointing.get(tile_of(x, y), ()):
            self._engine.stir(self._engine.state.entities[ident])
