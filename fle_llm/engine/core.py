"""Engine: one world's state, its clock, and the look-ups every mechanism shares.

It owns the state and everything derived from it (grid, who points where, caches), keeps them in step, and hands
events to the mechanisms. It promises: `advance` is the only thing that moves time; nothing is made or lost but by a
rule that books it; equal states behave equally. What an entity does is in the mechanism modules, building in
`build`, the terrain in `terrain`.
"""

from __future__ import annotations

import hashlib
from bisect import insort
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fle_llm.data import facts
from fle_llm.engine import (
    chains,
    crafting,
    effects,
    flows,
    inserting,
    knowledge,
    lines,
    maps,
    mining,
    plumbing,
    ports,
    power,
    research,
    rocketry,
    splitters,
    tracks,
)
from fle_llm.engine.carriers import Line, Network, Segment
from fle_llm.engine.constants import GROUND_ITEM_SPACING
from fle_llm.engine.encoding import decode, encode
from fle_llm.engine.entities import (
    AnyEntity,
    Assembler,
    Beacon,
    Belt,
    Boiler,
    Connectable,
    Drill,
    Furnace,
    Inserter,
    Lab,
    Pole,
    Pump,
    Silo,
    Splitter,
)
from fle_llm.engine.geometry import drop_point, footprint, pickup_point
from fle_llm.engine.scheduler import Scheduler
from fle_llm.engine.state import Character, EngineState, GroundItem, Project, Spec
from fle_llm.engine.storage import add
from fle_llm.engine.terrain import Growth, Terrain, tile_of
from fle_llm.engine.things import NEVER, Entity, Thing

if TYPE_CHECKING:
    from fle_llm.data import RecipeFacts
    from fle_llm.engine.tracks import Track

Spans = tuple[list[tuple[int, int]], list[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Place:
    """An inserter or drill over a line: which stretch of each lane it works on."""

    watcher: int
    picks: bool
    low: tuple[int, int]
    high: tuple[int, int]


class Engine:
    """One embedded world."""

    __slots__ = (
        "_attached",
        "_feeders",
        "_hands",
        "_lessons",
        "_members",
        "_mining_productivity",
        "_places",
        "_smelting",
        "_spans",
        "_tracks",
        "beamed",
        "chains",
        "clock",
        "covered",
        "effects",
        "exhausted",
        "felled",
        "grid",
        "pointing",
        "state",
        "terrain",
    )

    def __init__(self, state: EngineState, terrain: Terrain) -> None:
        """A world in `state` on `terrain`."""
        self.state = state
        self.terrain = terrain
        things: dict[int, Thing] = {
            **state.entities,
            **state.lines,
            **state.networks,
            **state.segments,
            state.project.id: state.project,
        }
        self.clock = Scheduler(things, state.tick)
        self.grid: dict[int, int] = {}  # tile -> entity
        self.pointing: dict[int, list[int]] = {}  # tile -> inserters and drills that work on it, ascending
        self.covered: dict[int, list[int]] = {}  # tile -> poles that supply it, ascending
        self.beamed: dict[int, list[int]] = {}  # tile -> beacons that transmit to it
        self.effects: dict[int, effects.Effects] = {}  # entity -> what modules make of it
        self._members: dict[int, list[int]] = {ident: [] for ident in state.networks}
        for entity in state.entities.values():
            self._index(entity)
            if isinstance(entity, power.Wired) and entity.network:
                self._members[entity.network].append(entity.id)
            elif isinstance(entity, Pole):
                for tile in power.supply_tiles(entity):
                    self.covered.setdefault(tile, []).append(entity.id)
        self.exhausted = {tile for tile, left in state.ore.items() if not left}
        self.felled = set(state.felled)  # trees and rocks that are gone, by their spots
        self._attached: dict[int, tuple[int, ...]] = {}
        self._places: dict[int, tuple[Place, ...]] = {}
        self._spans: dict[int, Spans] = {}
        self._tracks: dict[int, tuple[Track, ...]] = {}
        self._feeders: dict[int, tuple[int, ...]] | None = None
        self.chains: dict[int, chains.Chain] = {}  # of each segment, as far as they were needed
        self._hands: dict[str, int] = {}
        self._smelting: dict[str, RecipeFacts | None] = {}
        self._lessons: dict[tuple[str, str], tuple[str, ...]] | None = None
        self._mining_productivity: int | None = None

    @classmethod
    def new(cls, spec: Spec, terrain: Terrain, agents: list[dict[str, int]]) -> Engine:
        """A fresh world: one character per inventory, at (0, 2i) tiles."""
        state = EngineState(spec=spec)
        state.agents = [Character(x=0, y=512 * i, items=dict(items)) for i, items in enumerate(agents)]
        return cls(state, terrain)

    # --- time and state ----------------------------------------------------------------------------------------------

    @property
    def tick(self) -> int:
        """Ticks since the world began."""
        return self.clock.tick

    def advance(self, ticks: int) -> int:
        """Let time pass."""
        self.clock.run_until(self.clock.tick + ticks, self._act)
        self.state.tick = self.clock.tick
        return self.clock.tick

    def _act(self, thing: Thing, tick: int) -> None:
        match thing:
            case Inserter():
                inserting.act(self, thing, tick)
            case Line():
                (splitters if thing.junction else lines).act(self, thing, tick)
            case Furnace() | Assembler():
                crafting.act(self, thing, tick)
            case Drill():
                mining.act(self, thing, tick)
            case Network():
                power.act(self, thing, tick)
            case Segment():
                flows.act(self, thing)
            case Boiler():
                flows.stir(self, thing.boxes[0])
            case Pump():
                flows.stir(self, thing.boxes[0])
            case Lab():
                research.act(self, thing, tick)
            case Project():
                research.act_project(self, thing, tick)
            case Silo():
                rocketry.act(self, thing, tick)

    def settle(self) -> None:
        """Bring the lines up to the present; changes no future.

        Only whole numbers may be settled by a mere look. Progress and energy are sums of fractions: adding them up in
        other portions would give other last digits, so only events settle those. Shares of what engines and fluids
        did are rounded when they are settled: the same holds for them.
        """
        for line in self.state.lines.values():
            lines.settle_fully(self, line, self.tick)

    def encode(self) -> bytes:
        """The settled state as bytes."""
        self.settle()
        return encode(self.state, _data_version())

    def digest(self) -> str:
        """32 hex digits over the settled state."""
        return hashlib.blake2b(self.encode(), digest_size=16).hexdigest()

    @classmethod
    def decode(cls, data: bytes) -> Engine:
        """The world that `encode` wrote. Raises StateError."""
        state = decode(data, _data_version())
        return cls(state, maps.of(state.spec))

    # --- entities ----------------------------------------------------------------------------------------------------

    def new_id(self) -> int:
        """The next id; entities and lines share them."""
        ident = self.state.next_id
        self.state.next_id += 1
        return ident

    def entity_on(self, tile: int) -> AnyEntity | None:
        """The entity that covers a tile."""
        ident = self.grid.get(tile)
        return None if ident is None else self.state.entities[ident]

    def add_entity(self, entity: AnyEntity) -> None:
        """Put a built entity into the world; belts still need `topology.rebuild`."""
        self.state.entities[entity.id] = entity
        self.clock.things[entity.id] = entity
        self._index(entity)
        self._forget_watchers()
        if isinstance(entity, Pole):
            power.pole_built(self, entity)
        elif isinstance(entity, power.Wired):
            power.attach(self, entity)
        if isinstance(entity, ports.Plumbed):
            plumbing.joined(self, entity)
        self.wake_around(entity)

    def forget_feeders(self) -> None:
        """Where lines lead has changed."""
        self._feeders = None

    def remove_entity(self, entity: AnyEntity) -> None:
        """Take an entity out of the world; belts still need `topology.rebuild`."""
        self.wake_around(entity)
        left = plumbing.leaving(self, entity) if isinstance(entity, ports.Plumbed) else None
        del self.state.entities[entity.id]
        del self.clock.things[entity.id]
        for tile in footprint(entity.name, entity.x, entity.y, entity.direction):
            del self.grid[tile]
        for tile in points_of(entity):
            self.pointing[tile].remove(entity.id)
        self._forget_watchers()
        self.effects.pop(entity.id, None)
        self._tracks.pop(entity.id, None)
        if isinstance(entity, ports.Plumbed) and left is not None:
            plumbing.parted(self, entity, left)
        if isinstance(entity, Pole):
            power.pole_gone(self, entity)
        elif isinstance(entity, power.Wired):
            power.detach(self, entity)
        if isinstance(entity, Lab):
            research.lab_gone(self, entity)
        elif isinstance(entity, Beacon):
            effects.beacon_gone(self, entity)

    def reindex(self, entity: AnyEntity, old_points: list[int]) -> None:
        """After an entity was turned: what it works on is somewhere else now."""
        for tile in old_points:
            self.pointing[tile].remove(entity.id)
        for tile in points_of(entity):
            self._point(tile, entity.id)
        self._forget_watchers()

    def _index(self, entity: AnyEntity) -> None:
        for tile in footprint(entity.name, entity.x, entity.y, entity.direction):
            self.grid[tile] = entity.id
        for tile in points_of(entity):
            self._point(tile, entity.id)
        if isinstance(entity, Beacon):
            effects.index(self, entity)

    def _point(self, tile: int, ident: int) -> None:
        at = self.pointing.setdefault(tile, [])
        at.append(ident)
        at.sort()

    def _forget_watchers(self) -> None:
        self._attached.clear()
        self._places.clear()

    # --- waking ------------------------------------------------------------------------------------------------------

    def stir(self, entity: Entity) -> None:
        """Something about the entity itself changed: let it look, if it sleeps."""
        if entity.wake == NEVER:
            self.clock.soon(entity)

    def notify(self, entity: Entity) -> None:
        """Tell inserters and drills that work on an entity and wait for it that it changed."""
        watchers = self._attached.get(entity.id)
        if watchers is None:
            tiles = footprint(entity.name, entity.x, entity.y, entity.direction)
            watchers = tuple(sorted({ident for tile in tiles for ident in self.pointing.get(tile, ())}))
            self._attached[entity.id] = watchers
        for ident in watchers:  # also those with a time to look at another thing, such as an item coming on a belt
            self.look(self.state.entities[ident])

    def wake_around(self, entity: Entity) -> None:
        """An entity appeared, turned or goes: it and all that work on its tiles look anew."""
        self.look(entity)
        for tile in footprint(entity.name, entity.x, entity.y, entity.direction):
            for ident in self.pointing.get(tile, ()):
                self.look(self.state.entities[ident])

    def look(self, entity: Entity) -> None:
        """Make an entity that waits, with or without a time, look at its surroundings anew."""
        if entity.wake == NEVER or (isinstance(entity, Inserter) and entity.phase in ("pick", "drop")):
            self.clock.soon(entity)

    # --- lines -------------------------------------------------------------------------------------------------------

    def add_line(self, line: Line) -> None:
        """Put a line into the world."""
        self.state.lines[line.id] = line
        self.clock.things[line.id] = line
        self._feeders = None

    def remove_line(self, line: Line) -> None:
        """Take a line out of the world."""
        del self.state.lines[line.id]
        del self.clock.things[line.id]
        self._feeders = None
        self._spans.pop(line.id, None)
        self._places.pop(line.id, None)
        for ident in line.belts:
            self._tracks.pop(ident, None)

    def line_spans(self, line: Line) -> Spans:
        """Per lane and belt of a line: the stretch [low, high) of the lane on that belt, from the lane's end."""
        found = self._spans.get(line.id)
        if found is None:
            found = ([], [])
            for lane in (0, 1):
                low = 0
                for ident in reversed(line.belts):
                    belt = self.state.entities[ident]
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
                self._tracks[entity.id] = tracks.of_splitter(self, entity)
            else:
                self._tracks.update(tracks.of_line(self, self.state.lines[entity.line]))
            found = self._tracks[entity.id]
        return found

    def places_on(self, line: Line) -> tuple[Place, ...]:
        """Who works on a line, and where, by id."""
        found = self._places.get(line.id)
        if found is None:
            places = []
            for ident in line.belts:
                entity = self.state.entities[ident]
                for track in self.tracks(entity) if isinstance(entity, Connectable) else ():
                    for watcher in self.pointing.get(track.tile, ()) if track.line == line.id else ():
                        picks = _picks_from(self.state.entities[watcher], track.tile)
                        places.append(Place(watcher, picks, track.low, track.high))
            found = tuple(sorted(places, key=lambda place: place.watcher))
            self._places[line.id] = found
        return found

    def feeders_of(self, line: Line) -> list[Line]:
        """The lines that lead to a line, by id."""
        if self._feeders is None:
            index: dict[int, set[int]] = {}
            for other in self.state.lines.values():
                for target in self._led_to(other):
                    index.setdefault(target, set()).add(other.id)
            self._feeders = {ident: tuple(sorted(others)) for ident, others in index.items()}
        return [self.state.lines[ident] for ident in self._feeders.get(line.id, ())]

    def _led_to(self, line: Line) -> list[int]:
        splitter = self.state.entities.get(line.junction)
        if isinstance(splitter, Splitter):
            return splitter.lines[2:]
        return [target.line for target in line.exits if target is not None]

    # --- networks ----------------------------------------------------------------------------------------------------

    def add_network(self, network: Network) -> None:
        """Put an electric network into the world."""
        self.state.networks[network.id] = network
        self.clock.things[network.id] = network
        self._members[network.id] = []

    def remove_network(self, network: Network) -> None:
        """Take an electric network out of the world."""
        del self.state.networks[network.id]
        del self.clock.things[network.id]
        del self._members[network.id]

    def members_of(self, network: Network) -> list[int]:
        """Consumers and producers on a network, by id."""
        return self._members[network.id]

    def join(self, network: Network, entity: Entity) -> None:
        """Note that an entity is on a network."""
        insort(self._members[network.id], entity.id)

    def leave(self, network: Network, entity: Entity) -> None:
        """Note that an entity is no longer on a network."""
        self._members[network.id].remove(entity.id)

    # --- segments ----------------------------------------------------------------------------------------------------

    def add_segment(self, segment: Segment) -> None:
        """Put a fluid segment into the world."""
        self.state.segments[segment.id] = segment
        self.clock.things[segment.id] = segment

    def remove_segment(self, segment: Segment) -> None:
        """Take a fluid segment out of the world."""
        del self.state.segments[segment.id]
        del self.clock.things[segment.id]
        for network in self.state.networks.values():
            network.drawn.pop(segment.id, None)

    # --- ground ------------------------------------------------------------------------------------------------------

    def ore_at(self, tile: int) -> tuple[str, int]:
        """Name and amount of the resource on a tile; ("", 0) for none."""
        base = self.terrain.ore_at(tile)
        if base is None:
            return "", 0
        return base[0], self.state.ore.get(tile, base[1])

    def set_ore(self, tile: int, amount: int) -> None:
        """Change what is left of a tile."""
        self.state.ore[tile] = amount
        if not amount:
            self.exhausted.add(tile)

    def fell(self, growth: Growth) -> None:
        """Remove a tree or a rock."""
        if growth.spot not in self.felled:
            insort(self.state.felled, growth.spot)
            self.felled.add(growth.spot)

    def growths_on(self, tile: int) -> list[Growth]:
        """The trees and rocks that stand and whose box touches a tile."""
        return [growth for growth in self.terrain.growths_on(tile) if growth.spot not in self.felled]

    def ground_on(self, tile: int) -> list[GroundItem]:
        """Stacks lying on a tile, by (y, x, item)."""
        found = [stack for stack in self.state.ground if tile_of(stack.x, stack.y) == tile]
        return sorted(found, key=lambda stack: (stack.y, stack.x, stack.item))

    def ground_is_free(self, x: int, y: int) -> bool:
        """Whether an item can be dropped at a point: no building there, no item too near."""
        if self.entity_on(tile_of(x, y)) is not None or self.terrain.is_water(tile_of(x, y)):
            return False
        near = GROUND_ITEM_SPACING
        return not any(abs(stack.x - x) < near and abs(stack.y - y) < near for stack in self.state.ground)

    def drop_on_ground(self, item: str, x: int, y: int) -> bool:
        """Lay one item down at a point, if it is free."""
        if not self.ground_is_free(x, y):
            return False
        self.state.ground.append(GroundItem(item, 1, x, y))
        self._ground_changed(x, y)
        return True

    def lift_from_ground(self, stack: GroundItem, count: int) -> None:
        """Take items off a stack on the ground."""
        stack.count -= count
        if stack.count <= 0:
            self.state.ground.remove(stack)
        self._ground_changed(stack.x, stack.y)

    def _ground_changed(self, x: int, y: int) -> None:
        for ident in self.pointing.get(tile_of(x, y), ()):
            self.stir(self.state.entities[ident])

    # --- facts in force ----------------------------------------------------------------------------------------------

    def hand_size(self, name: str) -> int:
        """How many items an inserter carries at once."""
        size = self._hands.get(name)
        if size is None:
            size = self._hands[name] = knowledge.hand_size(self.state.knowledge, name)
        return size

    def smelting_of(self, item: str) -> RecipeFacts | None:
        """The smelting recipe of an ingredient, if it may be used."""
        if item not in self._smelting:
            self._smelting[item] = knowledge.smelting_of(self.state.knowledge, item)
        return self._smelting[item]

    @property
    def lessons(self) -> dict[tuple[str, str], tuple[str, ...]]:
        """Technologies that a deed teaches now, by the deed."""
        if self._lessons is None:
            self._lessons = knowledge.lessons(self.state.knowledge)
        return self._lessons

    @property
    def mining_productivity(self) -> int:
        """What drills dig beyond what they take from the ground, in per cent."""
        if self._mining_productivity is None:
            fixed = self.state.spec.mining_productivity
            self._mining_productivity = knowledge.mining_productivity(self.state.knowledge) if fixed is None else fixed
        return self._mining_productivity

    def knowledge_changed(self) -> None:
        """Research changed what may be made."""
        self._smelting.clear()
        self._hands.clear()
        self._lessons = None
        self._mining_productivity = None
        for entity in self.state.entities.values():
            self.look(entity)

    # --- book-keeping ------------------------------------------------------------------------------------------------

    def count_made(self, item: str, count: int, *, by_machine: bool = True) -> None:
        """Book items as produced."""
        counters = self.state.counters
        add(counters.produced, item, count)
        counters.first_produced.setdefault(item, self.tick)
        if by_machine:
            counters.first_automated.setdefault(item, self.tick)
        if ("craft-item", item) in self.lessons:
            knowledge.happened(self, "craft-item", item, count)

    def count_fluid_made(self, fluid: str, quanta: int, uncounted: int = 0) -> None:
        """Book quanta of a fluid as produced, all but `uncounted` of them."""
        counters = self.state.counters
        add(counters.fluids_flushed, fluid, -min(quanta, uncounted))
        if quanta > uncounted:
            add(counters.fluids_produced, fluid, quanta - uncounted)
            counters.first_produced.setdefault(fluid, self.tick)
            counters.first_automated.setdefault(fluid, self.tick)

    def count_fluid_used(self, fluid: str, quanta: int, uncounted: int = 0) -> None:
        """Book quanta of a fluid as used up, all but `uncounted` of them."""
        add(self.state.counters.fluids_flushed, fluid, uncounted)
        add(self.state.counters.fluids_consumed, fluid, quanta - uncounted)

    def count_consumed(self, item: str, count: int) -> None:
        """Book items as used up."""
        add(self.state.counters.consumed, item, count)


def _data_version() -> str:
    about = facts().about
    return f"{about.game_version}/{about.generator_version}"


def points_of(entity: Entity) -> list[int]:
    """Tiles an entity works on."""
    if isinstance(entity, Inserter):
        return [tile_of(*pickup_point(entity)), tile_of(*drop_point(entity))]
    if isinstance(entity, Drill) and not ports.boxes_of(entity):
        return [tile_of(*drop_point(entity))]
    return []


def _picks_from(entity: Entity, tile: int) -> bool:
    return isinstance(entity, Inserter) and tile_of(*pickup_point(entity)) == tile
