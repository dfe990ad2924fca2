"""Session: a world to play in from Python, without Gymnasium, tasks or rewards.

Owns how a session begins and begins again, and its saved moments. Promises that the tools answer here what they answer
programs, that nothing but the tools moves time, and that `restore(snapshot())` changes nothing but the variables of
programs run in this process, which no snapshot holds. Leaves running to `player` and `in_process`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from fle_llm.data import facts
from fle_llm.errors import Refused, StateError
from fle_llm.game import Position, Prototype
from fle_llm.sandbox import Limits, StepOutcome
from fle_llm.session.agent import Agent
from fle_llm.session.in_process import InProcess
from fle_llm.session.mailbox import Inbox, Mailbox
from fle_llm.session.player import FRESH, Player
from fle_llm.tools.arguments import item_of, place_of
from fle_llm.tools.hands import TICKS_PER_SECOND, characters, point_of
from fle_llm.tools.walking import cell_of, read_window
from fle_llm.world.derive.refusals import because
from fle_llm.world.ops import Research, ResearchView, SetAgent, Statistics, StatisticsView, UnlockAll
from fle_llm.world.protocol import MapSpec, World

Items = Mapping[str, int] | Mapping[Prototype, int]
Place = Position | tuple[float, float]

FORMAT = "fle-llm/session 1"


class _Saved(msgspec.Struct, forbid_unknown_fields=True):
    """A saved moment. The namespaces are opaque and go to a sealed sandbox only."""

    format: str
    world: bytes
    namespaces: tuple[bytes, ...]
    inboxes: tuple[Inbox, ...]


class Session:
    """A world and its agents.

        with Session(inventory={"coal": 50, "stone-furnace": 1}) as session:
            agent = session.agent()
            furnace = agent.place_entity(Prototype.StoneFurnace, position=Position(x=3, y=0))
            agent.insert_item(Prototype.Coal, furnace, 5)
            print(session.run("print(get_entities())").text())

    `world` is a world of yours, which stays yours to close, or the MapSpec of one to be made; left out, the laboratory
    with so many `agents`. `inventory` is what every agent starts with, or a list with one dict an agent;
    `technologies` whether all are known (in the laboratory they are); `positions` where the agents start, a list or,
    for one agent, a position. What is left out is as the map has it. `limits` bound sandboxed programs, `strict_reach`
    makes every tool insist on being near, and `unsafe` gives up the sandbox's confinement on machines that have none.
    """

    def __init__(
        self,
        world: World | MapSpec | None = None,
        *,
        agents: int = 1,
        inventory: Items | Sequence[Items] | None = None,
        technologies: bool | None = None,
        positions: Place | Sequence[Place] | None = None,
        limits: Limits | None = None,
        strict_reach: bool = False,
        unsafe: bool = False,
    ) -> None:
        self._limits = limits or Limits()
        self._strict_reach = strict_reach
        self._unsafe = unsafe
        self._owned = world is None or isinstance(world, MapSpec)
        if world is None or isinstance(world, MapSpec):
            spec = MapSpec(agents=agents) if world is None else world
            technologies = spec.all_technologies if technologies is None else technologies
            world = _made(msgspec.structs.replace(spec, all_technologies=False))  # so that a reset can do without
        self._adopt(world)
        self._begin = world.snapshot()
        self._start = inventory, technologies, positions
        if self._start != (None, None, None):
            self.reset()

    @property
    def world(self) -> World:
        """The world itself, for what no tool tells."""
        return self._world

    @property
    def ticks(self) -> int:
        """Ticks that have passed, 60 a second."""
        return self._world.tick

    @property
    def elapsed_s(self) -> float:
        """Seconds of game time that have passed."""
        return self._world.tick / TICKS_PER_SECOND

    @property
    def agents(self) -> tuple[Agent, ...]:
        """All agents in order."""
        return self._agents

    def agent(self, index: int = 0) -> Agent:
        """One agent, with the tools as methods. Raises IndexError."""
        if not 0 <= index < len(self._agents):
            raise IndexError(f"there is no agent {index}: this session has {len(self._agents)}, counted from 0")
        return self._agents[index]

    def reset(
        self,
        *,
        inventory: Items | Sequence[Items] | None = None,
        technologies: bool | None = None,
        positions: Place | Sequence[Place] | None = None,
    ) -> None:
        """Begin again: an untouched world, nothing remembered, no messages.

        What is left out is as the session was made with. Raises ValueError for unknown items, for places nobody can
        stand on, and for `technologies=False` in a world that came with all of them; the session is then as it was.
        """
        bags, known, places = self._start
        bags = bags if inventory is None else inventory
        known = known if technologies is None else technologies
        places = places if positions is None else positions
        before = self._world.snapshot()
        self._world.restore(self._begin)
        try:
            self._arrange(bags, known, places)
        except BaseException:
            self._world.restore(before)
            raise
        self._forget()

    def set_inventory(self, index: int, items: Items) -> None:
        """Replace what an agent carries. Raises ValueError for unknown items and more than fits."""
        self.agent(index)
        counts = {item_of(item, ValueError(f"{item!r} is no item")): count for item, count in items.items()}
        bad = [count for count in counts.values() if not isinstance(count, int) or count < 0]
        if bad:
            raise ValueError(f"counts are whole numbers from 0 on, not {bad[0]!r}")
        try:
            self._world.do((SetAgent(index, inventory=counts),))
        except Refused as refused:
            raise ValueError(f"agent {index} cannot carry that: {because(refused.reason, refused.data)}") from None

    def statistics(self) -> StatisticsView:
        """What was produced and consumed since the start, by name."""
        view: StatisticsView = self._world.do((Statistics(),))[0]
        return view

    def score(self) -> tuple[int, int]:
        """The production score and its automated share, as the tool tells them."""
        return self._agents[0].score()

    def run(self, code: str, agent: int = 0, *, sandboxed: bool = True) -> StepOutcome:
        """Run a program for an agent; what it defines is there for its next one.

        In the sandbox, a program reaches nothing but the tools and ends at the limits. `sandboxed=False` runs it in
        this process: UNSAFE for programs one does not trust, since it can do whatever this process can, and an endless
        loop is endless; good for debuggers. The two have variables of their own, and those of this process are in no
        snapshot. Raises SandboxError when no program can be run at all, or when a tool itself broke.
        """
        player = self.agent(agent).player
        if sandboxed:
            return player.run(code)
        if agent not in self._in_process:
            self._in_process[agent] = InProcess(player.call, self._limits)
        return self._in_process[agent].run(code)

    def snapshot(self) -> bytes:
        """This moment: the world, what sandboxed programs remember, and the messages."""
        players = [agent.player for agent in self._agents]
        saved = _Saved(FORMAT, self._world.snapshot(), tuple(p.namespace for p in players), self._mailbox.save())
        return msgspec.msgpack.encode(saved)

    def restore(self, data: bytes) -> None:
        """Become a saved moment. Raises StateError, and stays as it was, when it is damaged or of something else."""
        try:
            saved = msgspec.msgpack.decode(data, type=_Saved)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise StateError(f"This is not a saved session: {error}") from None
        if saved.format != FORMAT:
            raise StateError(f"This session was saved as {saved.format!r}, and this version reads {FORMAT!r}")
        if not len(saved.namespaces) == len(saved.inboxes) == len(self._agents):
            raise StateError(f"This session was saved with {len(saved.namespaces)} agents, not {len(self._agents)}")
        self._world.restore(saved.world)
        self._forget()
        self._mailbox.load(saved.inboxes)
        for agent, namespace in zip(self._agents, saved.namespaces, strict=True):
            agent.player.namespace = namespace

    def fork(self) -> Session:
        """An independent session at this moment, with a world and sandboxes of its own. Close it when done."""
        copy = object.__new__(Session)
        copy._limits, copy._strict_reach, copy._unsafe = self._limits, self._strict_reach, self._unsafe
        copy._owned, copy._begin, copy._start = True, self._begin, self._start
        copy._adopt(self._world.fork())
        copy._mailbox.load(self._mailbox.save())
        for mine, theirs in zip(self._agents, copy._agents, strict=True):
            theirs.player.namespace = mine.player.namespace
        return copy

    def digest(self) -> str:
        """A short hash of the world's state."""
        return self._world.digest()

    def close(self) -> None:
        """End the sandboxes, and the world if this session made it."""
        self._forget()
        for agent in self._agents:
            agent.player.close()
        if self._owned:
            self._world.close()

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _adopt(self, world: World) -> None:
        count = len(characters(world))
        self._world = world
        self._mailbox = Mailbox(count)
        self._in_process: dict[int, InProcess] = {}
        options: dict[str, Any] = {"limits": self._limits, "strict_reach": self._strict_reach, "unsafe": self._unsafe}
        self._agents = tuple(Agent(Player(world, index, self._mailbox, **options)) for index in range(count))

    def _forget(self) -> None:
        self._in_process.clear()
        self._mailbox.load(Mailbox(len(self._agents)).save())
        for agent in self._agents:
            agent.player.namespace = FRESH

    def _arrange(
        self, inventory: Items | Sequence[Items] | None, technologies: bool | None, positions: Any | None
    ) -> None:
        """Make an untouched world what a session starts with."""
        known: ResearchView = self._world.do((Research(),))[0]
        complete = len(known.researched) == len(facts().technologies)
        if technologies and not complete:
            self._world.do((UnlockAll(),))
        if technologies is False and complete:
            raise ValueError("technologies=False: this world came with all technologies known")
        if inventory is not None:
            bags = [inventory] * len(self._agents) if isinstance(inventory, Mapping) else list(inventory)
            for index, items in enumerate(self._one_each(bags, "inventories")):
                self.set_inventory(index, items)
        if positions is not None:
            single = isinstance(positions, Position) or (positions and isinstance(positions[0], (int, float)))
            places = [positions] if single else list(positions)
            for index, place in enumerate(self._one_each(places, "positions")):
                self._stand(index, place)

    def _one_each(self, given: list[Any], what: str) -> list[Any]:
        if len(given) != len(self._agents):
            raise ValueError(f"{len(given)} {what} for {len(self._agents)} agents: one each")
        return given

    def _stand(self, index: int, place: Place) -> None:
        spot = place_of(place, ValueError(f"{place!r} is no position"))
        window = read_window(self._agents[index].player.hands, spot.x, spot.y, spot.x + 1, spot.y + 1)
        if not window.free(cell_of(spot.x, spot.y)):
            raise ValueError(f"agent {index} cannot stand at {spot}: something is there")
        x, y = point_of(spot)
        self._world.do((SetAgent(index, x=x, y=y),))


def _made(spec: MapSpec) -> World:
    from fle_llm.world.sim import SimWorld  # the engine loads only when a world is made

    return SimWorld.new(spec)
