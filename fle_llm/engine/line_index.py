"""Where the lines run: which stretch of a lane lies on which belt, who works on a line, which lines lead to it.

Everything here is reckoned from the state when it is asked for and forgotten when it may have changed. Where lines
begin and end is decided in `topology`, what moves on them in `lines`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fle_llm.engine import tracks
from fle_llm.engine.carriers import Line
from fle_llm.engine.entities import Belt, Connectable, Splitter
from fle_llm.engine.watching import picks_from

if TYPE_CHECKING:
    from fle_llm.engine.core import Engine
    from fle_llm.engine.tracks import Track

Spans = tuple[list[tuple[int, int]], list[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Place:
    """An inserter or drill over a line: which stretch of each lane it works on."""

    watcher: int
    picks: bool
    low: tuple[int, int]
    high: tuple[int, int]


class LineIndex:
    """The look-ups over a world's lines."""

    __slots__ = ("_engine", "_feeders", "_places", "_spans", "_tracks")

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._places: dict[int, tuple[Place, ...]] = {}
        self._spans: dict[int, Spans] = {}
        self._tracks: dict[int, tuple[Track, ...]] = {}
        self._feeders: dict[int, tuple[int, ...]] | None = None

    def add(self, line: Line) -> None:
        """Put a line into the world."""
        self._engine.add_thing(self._engine.state.lines, line)
        self._feeders = None

    def remove(self, line: Line) -> None:
        """Take a line out of the world."""
        self._engine.remove_thing(self._engine.state.lines, line)
        self._feeders = None
        self._spans.pop(line.id, None)
        self._places.pop(line.id, None)
        for ident in line.belts:
            self._tracks.pop(ident, None)

    def forget_tracks(self, ident: int) -> None:
        """An entity has gone."""
        self._tracks.pop(ident, None)

    def forget_places(self) -> None:
        """What inserters and drills work on has changed."""
        self._places.clear()

    def forget_feeders(self) -> None:
        """Where lines lead has changed."""
        self._feeders = None

    def spans(self, line: Line) -> Spans:
        """Per lane and belt of a line: the stretch [low, high) of the lane on that belt, from the lane's end."""
        found = self._spans.get(line.id)
        if found is None:
            found = ([], [])
            for lane in (0, 1):
                low = 0
                for ident in reversed(line.belts):
                    belt = self._engine.state.entities[ident]
                    length = tracks.length(belt, lane) if isinstance(belt, Belt) else line.lanes[lane].length
                    found[lane].append((low, low + length))
                    low += length
                found[lane].reverse()
            self._spans[line.id] = found
        return found

    def tracks(self, entity: Connectable) -> tuple[Track, ...]:
        """The stretches of lines on a belt (one) or a splitter (four)."""
        found = self._tracks.get(entity.id)
        if found is None:
            if isinstance(entity, Splitter):
                self._tracks[entity.id] = tracks.of_splitter(self._engine, entity)
            else:
                self._tracks.update(tracks.of_line(self._engine, self._engine.state.lines[entity.line]))
            found = self._tracks[entity.id]
        return found

    def places_on(self, line: Line) -> tuple[Place, ...]:
        """Who works on a line, and where, by id."""
        found = self._places.get(line.id)
        if found is None:
            entities, pointing = self._engine.state.entities, self._engine.pointing
            places = []
            for ident in line.belts:
                entity = entities[ident]
                for track in self.tracks(entity) if isinstance(entity, Connectable) else ():
                    for watcher in pointing.get(track.tile, ()) if track.line == line.id else ():
                        picks = picks_from(entities[watcher], track.tile)
                        places.append(Place(watcher, picks, track.low, track.high))
            found = tuple(sorted(places, key=lambda place: place.watcher))
            self._places[line.id] = found
        return found

    def feeders_of(self, line: Line) -> list[Line]:
        """The lines that lead to a line, by id."""
        lines = self._engine.state.lines
        if self._feeders is None:
            index: dict[int, set[int]] = {}
            for other in lines.values():
                for target in self._led_to(other):
                    index.setdefault(target, set()).add(other.id)
            self._feeders = {ident: tuple(sorted(others)) for ident, others in index.items()}
        return [lines[ident] for ident in self._feeders.get(line.id, ())]

    def _led_to(self, line: Line) -> list[int]:
        splitter = self._engine.state.entities.get(line.junction)
        if isinstance(splitter, Splitter):
            return splitter.lines[2:]
        return [target.line for target in line.exits if target is not None]
