"""Belts, underground belts and splitters as buildings: laid, turned, taken up (MECHANICS 3.1, 3.11).

`topology` forms the lines; what they can no longer hold goes to whoever builds, or to the ground. Everything here is
done, never refused: the checks stand in `build`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fle_llm.data import facts
from fle_llm.engine import characters, splitters, topology, undergrounds
from fle_llm.engine.entities import Belt, Connectable, Splitter, Underground
from fle_llm.engine.state import GroundItem
from fle_llm.engine.storage import add, fits

if TYPE_CHECKING:
    from fle_llm.engine.core import Engine


def new(engine: Engine, ident: int, name: str, x: int, y: int, direction: int) -> Connectable:
    """A belt, an end of an underground belt or a splitter, not yet built."""
    match facts().entities[name].type:
        case "underground-belt":
            kind = undergrounds.kind_at(engine, name, x, y, direction)
            return Underground(id=ident, name=name, x=x, y=y, direction=direction, kind=kind)
        case "splitter":
            return Splitter(id=ident, name=name, x=x, y=y, direction=direction)
    return Belt(id=ident, name=name, x=x, y=y, direction=direction)


def laid(engine: Engine, piece: Connectable, agent: int | None) -> None:
    """Join what was built to its neighbours."""
    if isinstance(piece, Splitter):
        splitters.install(engine, piece)
    _spill(engine, topology.rebuild(engine, topology.around(engine, piece)), agent, piece.x, piece.y)


def taken_up(engine: Engine, piece: Connectable, agent: int, own: dict[str, int], item: str) -> dict[str, int]:
    """Part something with the items `own` (it, as `item`, and what is on it), which fit the agent; all the agent got.

    What its neighbours then cannot hold goes along, or to the ground if it does not fit.
    """
    neighbours = [other for other in topology.around(engine, piece) if other is not piece]
    engine.remove_entity(piece)
    if isinstance(piece, Splitter):
        splitters.uninstall(engine, piece)
        left = topology.rebuild(engine, neighbours)
    else:
        left = topology.rebuild(engine, neighbours, gone=[piece])
        add(left, item, 1)
        left = {name: count - own.get(name, 0) for name, count in left.items() if count != own.get(name, 0)}
    characters.give(engine, engine.state.agents[agent], own)
    if _spill(engine, left, agent, piece.x, piece.y):
        for name, count in left.items():
            add(own, name, count)
    return own


def turn_belt(engine: Engine, belt: Belt, direction: int) -> None:
    """A belt turns with what is on it."""
    affected = topology.around(engine, belt)
    belt.direction = direction
    engine.wake_around(belt)
    _spill(engine, topology.rebuild(engine, affected), None, belt.x, belt.y)


def turn_over(engine: Engine, end: Underground) -> None:
    """An underground belt turns over, both ends at once: what went in comes out."""
    other = undergrounds.partner(engine, end)
    ends = [end] if other is None else [end, other]
    affected = {piece.id: piece for each in ends for piece in topology.around(engine, each)}
    for each in ends:
        undergrounds.turn_over(each)
        engine.wake_around(each)
    _spill(engine, topology.rebuild(engine, affected.values(), swapped=ends), None, end.x, end.y)


def turn_splitter(engine: Engine, splitter: Splitter, x: int, y: int, direction: int) -> None:
    """A splitter turns with what is on it; in a quarter turn its centre moves."""
    affected = {piece.id: piece for piece in topology.around(engine, splitter)}
    engine.remove_entity(splitter)
    splitter.x, splitter.y, splitter.direction = x, y, direction
    engine.add_entity(splitter)
    affected |= {piece.id: piece for piece in topology.around(engine, splitter)}
    _spill(engine, topology.rebuild(engine, affected.values()), None, x, y)


def _spill(engine: Engine, items: dict[str, int], agent: int | None, x: int, y: int) -> bool:
    """Items that lines no longer hold: to the builder if they fit (True), else on the ground beside it."""
    if agent is not None and fits(engine.state.agents[agent].items, items, characters.slots(engine)):
        characters.give(engine, engine.state.agents[agent], items)
        return True
    for item, count in sorted(items.items()):
        engine.state.ground.append(GroundItem(item, count, x, y))
    return False
