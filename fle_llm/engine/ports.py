"""Fluid boxes and their ports: what an entity has, where they are, which ports meet (MECHANICS 3.8, 3.12, A5).

A crafting machine's boxes follow from its recipe. Ports meet that face one another, under ground at a distance, unless
both only let in or both only let out.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fle_llm.data import facts
from fle_llm.data.schema import connection_at
from fle_llm.engine.constants import CRAFTS_IN_A_BOX, QUANTA, UNITS, VECTORS
from fle_llm.engine.entities import Assembler, Boiler, Drill, Exchanger, Generator, Offshore, Pump, Vessel
from fle_llm.engine.geometry import turn
from fle_llm.engine.terrain import key_tile, tile_key, tile_of
from fle_llm.engine.things import Entity

if TYPE_CHECKING:
    from fle_llm.data import RecipeFacts
    from fle_llm.data.schema import EntityFacts
    from fle_llm.engine.core import Engine

Plumbed = Vessel | Offshore | Pump | Boiler | Exchanger | Generator | Assembler | Drill
"""Entities that may have fluid boxes."""


@dataclass(frozen=True, slots=True)
class Port:
    """An opening of a box: through the face `face` of a tile. `reach` tiles under ground, 0 for an ordinary one."""

    box: int
    tile: int
    face: int
    flow: str
    reach: int


@dataclass(frozen=True, slots=True)
class Meeting:
    """A port and the one that faces it."""

    port: Port
    other: Plumbed
    theirs: Port


@dataclass(frozen=True, slots=True)
class Box:
    """What a fluid box is like: quanta it holds, the only fluid it takes, whether it is part of a segment.

    A closed one is not there, with the recipe that the machine has.
    """

    volume: int
    bound: str | None
    shared: bool
    open: bool = True


def recipe_of(machine: Assembler) -> RecipeFacts | None:
    """The recipe a machine was told."""
    return None if machine.recipe is None else facts().recipes[machine.recipe]


def brings_up_fluid(name: str) -> bool:
    """Whether a drill is a pumpjack."""
    return "basic-fluid" in facts().entities[name].resource_categories


def variant(entity: Entity) -> str | None:
    """What the boxes of an entity depend on: a crafting machine's recipe, the fluid that a drill's ore takes."""
    return entity.recipe if isinstance(entity, Assembler) else entity.solvent if isinstance(entity, Drill) else None


@functools.cache
def boxes(name: str, variant: str | None = None) -> tuple[Box, ...]:
    """The fluid boxes of an entity of a variant."""
    entry = facts().entities[name]
    if entry.type == "assembling-machine":
        return _crafting_boxes(entry, facts().recipes[variant] if variant is not None else None)
    if entry.type == "mining-drill" and not brings_up_fluid(name):
        return tuple(Box(round(box.volume) * QUANTA, variant, True) for box in entry.fluid_boxes if variant is not None)
    alone = {"offshore-pump": "water", "mining-drill": "crude-oil"}.get(entry.type)
    return tuple(
        Box(round(box.volume) * QUANTA, box.filter or alone, any(c.flow != "input" for c in box.connections))
        for box in entry.fluid_boxes
    )


def _crafting_boxes(entry: EntityFacts, recipe: RecipeFacts | None) -> tuple[Box, ...]:
    """Fluids take the boxes of their side in the order of the recipe, unless that names one (MECHANICS 3.8)."""
    found = [Box(0, None, box.role == "output", open=False) for box in entry.fluid_boxes]
    for role, parts in (("input", recipe.ingredients), ("output", recipe.products)) if recipe is not None else ():
        side = [index for index, box in enumerate(entry.fluid_boxes) if box.role == role]
        for part in (part for part in parts if part.fluid):
            free = [index for index in side if not found[index].open]
            at = side[part.fluidbox_index - 1] if part.fluidbox_index else free[0]
            portion = CRAFTS_IN_A_BOX * part.amount
            volume = portion if role == "input" else max(portion, round(entry.fluid_boxes[at].volume))
            found[at] = Box(volume * QUANTA, part.name, role == "output")
    return tuple(found)


def boxes_of(entity: Plumbed) -> tuple[Box, ...]:
    """The fluid boxes of an entity as it is."""
    return boxes(entity.name, variant(entity))


@functools.cache
def _openings(name: str, variant: str | None, direction: int) -> tuple[tuple[int, int, int, int, str, int], ...]:
    """Per port: box, offset of its tile's centre in units, face, flow, reach."""
    found = []
    for index, (box, entry) in enumerate(
        zip(boxes(name, variant), facts().entities[name].fluid_boxes, strict=False)  # where there are none: nothing
    ):
        for connection in entry.connections if box.open else ():
            (dx, dy), face = connection_at(connection, direction)
            found.append((index, round(dx * UNITS), round(dy * UNITS), face, connection.flow, connection.underground))
    return tuple(found)


def ports(name: str, x: int, y: int, direction: int, variant: str | None = None) -> list[Port]:
    """The ports of an entity that stands at a place."""
    return [
        Port(box, tile_of(x + dx, y + dy), face, flow, reach)
        for box, dx, dy, face, flow, reach in _openings(name, variant, direction)
    ]


def ports_of(entity: Plumbed) -> list[Port]:
    """The ports of an entity."""
    return ports(entity.name, entity.x, entity.y, entity.direction, variant(entity))


def meetings(engine: Engine, mine: list[Port]) -> Iterator[Meeting]:
    """The ports that face some ports, as far as fluid can pass."""
    for port in mine:
        found = _underground(engine, port) if port.reach else _opposite(engine, port)
        if found is not None and not (port.flow == found.theirs.flow != "input-output"):
            yield found


def step(tile: int, face: int, steps: int = 1) -> int:
    """Key of the tile some steps from one."""
    tx, ty = key_tile(tile)
    dx, dy = VECTORS[face]
    return tile_key(tx + dx * steps, ty + dy * steps)


def _opposite(engine: Engine, port: Port) -> Meeting | None:
    target = step(port.tile, port.face)
    other = engine.entity_on(target)
    if isinstance(other, Plumbed):
        for theirs in ports_of(other):
            if theirs.tile == target and theirs.face == turn(port.face, 2) and not theirs.reach:
                return Meeting(port, other, theirs)
    return None


def _underground(engine: Engine, port: Port) -> Meeting | None:
    """The nearest pipe to ground in line, if it faces back."""
    for steps in range(1, port.reach + 1):
        other = engine.entity_on(step(port.tile, port.face, steps))
        if isinstance(other, Vessel):
            for theirs in ports_of(other):
                if theirs.reach and theirs.face == turn(port.face, 2):
                    return Meeting(port, other, theirs)
                if theirs.reach and theirs.face == port.face:
                    return None
    return None


def volume_of(engine: Engine, member: int) -> int:
    """Quanta that a member holds."""
    entity = engine.state.entities[member // 16]
    assert isinstance(entity, Plumbed)
    return boxes_of(entity)[member % 16].volume
