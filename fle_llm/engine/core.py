"""Engine: one world's state, its clock, and the look-ups every mechanism shares.

It owns the state and everything derived from it (grid, who points where, caches), keeps them in step, and hands
events to the mechanisms. It promises: `advance` is the only thing that moves time; nothing is made or lost but by a
rule that books it; equal states behave equally. What an entity does is in the mechanism modules, building in
`build`, the terrain in `terrain`.
"""

from __future__ import annotations

import functools
import hashlib
from bisect import insort
from typing import TypeVar

from fle_llm.data import facts
from fle_llm.engine import chains, effects, events, heat_joints, lines, maps, plumbing, ports, power, research, wiring
from fle_llm.engine.carriers import Network, Segment
from fle_llm.engine.encoding import decode, encode
from fle_llm.engine.entities import AnyEntity, Beacon, Heated, Inserter, Lab, Pole
from fle_llm.engine.geometry import footprint
from fle_llm.engine.ground import Ground
from fle_llm.engine.in_force import InForce
from fle_llm.engine.line_index import LineIndex
from fle_llm.engine.scheduler import Scheduler
from fle_llm.engine.state import Character, EngineState, Spec
from fle_llm.engine.terrain import Terrain
from fle_llm.engine.things import NEVER, Entity, Thing
from fle_llm.engine.watching import points_of

T = TypeVar("T", bound=Thing)


class Engine:
    """One embedded world."""

    __slots__ = (
        "_attached",
        "_members",
        "beamed",
        "chains",
        "clock",
        "covered",
        "effects",
        "grid",
        "ground",
        "in_force",
        "line_index",
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
            **state.heat_networks,
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
                for tile in wiring.supply_tiles(entity):
                    self.covered.setdefault(tile, []).append(entity.id)
        self.ground = Ground(self, terrain)
        self.line_index = LineIndex(self)
        self.in_force = InForce(state)
        self.chains: dict[int, chains.Chain] = {}  # of each segment, as far as they were needed
        self._attached: dict[int, tuple[int, ...]] = {}  # entity -> who works on it

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
        self.clock.run_until(self.clock.tick + ticks, functools.partial(events.act, self))
        self.state.tick = self.clock.tick
        return self.clock.tick

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

    def add_thing(self, table: dict[int, T], thing: T) -> None:
        """Put a thing into its table of the state and before the scheduler."""
        table[thing.id] = thing
        self.clock.things[thing.id] = thing

    def remove_thing(self, table: dict[int, T], thing: T) -> None:
        """Take a thing out of its table and off the scheduler."""
        del table[thing.id]
        del self.clock.things[thing.id]

    def entity_on(self, tile: int) -> AnyEntity | None:
        """The entity that covers a tile."""
        ident = self.grid.get(tile)
        return None if ident is None else self.state.entities[ident]

    def add_entity(self, entity: AnyEntity) -> None:
        """Put a built entity into the world; belts still need `topology.rebuild`."""
        self.add_thing(self.state.entities, entity)
        self._index(entity)
        self._forget_watchers()
        if isinstance(entity, Pole):
            wiring.pole_built(self, entity)
        elif isinstance(entity, power.Wired):
            wiring.attach(self, entity)
        if isinstance(entity, ports.Plumbed):
            plumbing.joined(self, entity)
        if isinstance(entity, Heated):
            heat_joints.joined(self, entity)
        self.wake_around(entity)

    def remove_entity(self, entity: AnyEntity) -> None:
        """Take an entity out of the world; belts still need `topology.rebuild`."""
        self.wake_around(entity)
        if isinstance(entity, Heated):
            heat_joints.parted(self, entity)
        left = plumbing.leaving(self, entity) if isinstance(entity, ports.Plumbed) else None
        self.remove_thing(self.state.entities, entity)
        for tile in footprint(entity.name, entity.x, entity.y, entity.direction):
            del self.grid[tile]
        for tile in points_of(entity):
            self.pointing[tile].remove(entity.id)
        self._forget_watchers()
        self.effects.pop(entity.id, None)
        self.line_index.forget_tracks(entity.id)
        if isinstance(entity, ports.Plumbed) and left is not None:
            plumbing.parted(self, entity, left)
        if isinstance(entity, Pole):
            wiring.pole_gone(self, entity)
        elif isinstance(entity, power.Wired):
            wiring.detach(self, entity)
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
        self.line_index.forget_places()

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

    # --- networks ----------------------------------------------------------------------------------------------------

    def add_network(self, network: Network) -> None:
        """Put an electric network into the world."""
        self.add_thing(self.state.networks, network)
        self._members[network.id] = []

    def remove_network(self, network: Network) -> None:
        """Take an electric network out of the world."""
        self.remove_thing(self.state.networks, network)
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
        self.add_thing(self.state.segments, segment)

    def remove_segment(self, segment: Segment) -> None:
        """Take a fluid segment out of the world."""
        self.remove_thing(self.state.segments, segment)
        for network in self.state.networks.values():
            network.drawn.pop(segment.id, None)

    # --- knowledge ---------------------------------------------------------------------------------------------------

    def knowledge_changed(self) -> None:
        """Research changed what may be made."""
        self.in_force.forget()
        for entity in self.state.entities.values():
            self.look(entity)


def _data_version() -> str:
    about = facts().about
    return f"{about.game_version}/{about.generator_version}"
