"""Random calls of the tools with plausible, wrong and hostile arguments.

`play(seed, calls)` is the same each time. Every call must end in an answer or in one of the documented exceptions, and
after an exception the world must be the very same; every answer must fit through the sandbox's pipe.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from tool_player import LAB_PLAY, REFUSALS

from fle_llm.game import (
    BoundingBox,
    BuildingBox,
    Direction,
    EntityCore,
    EntityGroup,
    EntityStatus,
    Inventory,
    Position,
    Prototype,
    RecipeName,
    Resource,
    Technology,
)
from fle_llm.game.resources import is_resource
from fle_llm.game.wire import encode_result
from fle_llm.tools import TOOLS, Hands, call
from fle_llm.world import MapSpec
from fle_llm.world.ops import UNITS, SetAgent
from fle_llm.world.sim import SimWorld

CALLS_A_WORLD = 250
SLOWEST_S = 20.0
"""Seconds of processor time; a call that takes more is a defect: a program has 120 s for all of them."""

_KIT = {**LAB_PLAY, "splitter": 5, "lab": 2, "small-electric-pole": 50, "stone-wall": 50, "iron-plate": 200, "pump": 3}
_KIT |= {"fast-inserter": 10, "steel-plate": 50, "copper-plate": 100, "automation-science-pack": 50, "solar-panel": 5}
_CARRIED = [member for member in Prototype if member.prototype_name in _KIT]
_RESOURCES = [value for value in vars(Resource).values() if is_resource(value)]
_CONNECTORS = [
    Prototype.TransportBelt,
    Prototype.Pipe,
    Prototype.UndergroundPipe,
    Prototype.UndergroundBelt,
    Prototype.SmallElectricPole,
    Prototype.MediumElectricPole,
    Prototype.StoneWall,
]
_TAKE_ENTITIES = {"inspect_inventory", "pickup_entity", "rotate_entity", "set_entity_recipe"}
_SITES = [(0, 0), (20, 5), (-16, 8), (20, 74), (-50, 80), (25, 45), (-9, 3)]  # free floor, ores, lakes, wells
_HOSTILE: list[Any] = [
    None,
    True,
    -1,
    0,
    1e300,
    float("nan"),
    float("inf"),
    "",
    "iron-plate",
    "nonsense",
    "x" * 5000,
    [],
    {},
    (1, 2, 3),
    [[[[[]]]]],
    {"x": 1, "y": 2},
    object(),
    b"bytes",
    1j,
    range(3),
    Prototype,
    Position,
    set(),
    {None},
    Inventory({"coal": 3}),
    EntityStatus.WORKING,
    10**400,
]

Value = Callable[[], Any]


class Chaos:
    """One run. `held` are answers that later calls pass on, as programs do."""

    def __init__(self, seed: int, agents: int = 2) -> None:
        self.rng = random.Random(seed)
        self.world = SimWorld.new(MapSpec(agents=agents, inventories=(_KIT,) * agents, all_technologies=seed % 2 == 0))
        self.world.do([SetAgent(0, x=20 * UNITS, y=5 * UNITS)])  # in the coal
        self.hands = [Hands(self.world, agent, strict_reach=agent == 1) for agent in range(agents)]
        self.start = self.world.snapshot()
        self.held: list[Any] = []
        self.outcomes: Counter[str] = Counter()
        self.slowest: tuple[float, str] = (0.0, "")
        self._kinds: dict[str, Value] = {
            "entity": self._prototype,
            "prototype": self._prototype_or_recipe,
            "technology": lambda: self.rng.choice([*Technology, "automation", "automatoin"]),
            "position": self._position,
            "reference_position": self._position,
            "center_position": self._position,
            "source": self._thing,
            "target": self._thing,
            "silo": self._thing,
            "direction": lambda: self.rng.choice(list(Direction)[:4]),
            "quantity": lambda: self.rng.choice([1, 2, 5, 50, 1000]),
            "radius": lambda: self.rng.choice([0, 1, 10, 30.5, 1000]),
            "spacing": lambda: self.rng.randrange(4),
            "seconds": lambda: self.rng.choice([0, 0.5, 1, 10, -3]),
            "resource": lambda: self.rng.choice(_RESOURCES),
            "type": lambda: self.rng.choice([*_RESOURCES, self._prototype()]),
            "exact": lambda: self.rng.random() < 0.5,
            "dry_run": lambda: self.rng.random() < 0.3,
            "all_players": lambda: self.rng.random() < 0.3,
            "building_box": lambda: BuildingBox(height=self.rng.randrange(1, 9), width=self.rng.randrange(1, 9)),
            "connection_type": lambda: self.rng.choice([*_CONNECTORS, set(self.rng.sample(_CONNECTORS, 2))]),
            "entities": lambda: set(self.rng.sample(_CARRIED, 2)),
            "message": lambda: "hello",
            "recipient": lambda: self.rng.choice([None, 0, 1, "1"]),
            "laying": self._belt,
            "leading": self._belt,
        }

    def play(self, calls: int) -> None:
        """So many calls; the world is begun again now and then."""
        names = sorted(TOOLS)
        for number in range(calls):
            if number % CALLS_A_WORLD == CALLS_A_WORLD - 1:
                self.world.restore(self.start)
                self.held.clear()
            self.one_call(self.rng.choice(names))

    def one_call(self, name: str) -> None:
        """One call and its checks. Raises AssertionError, or what no tool may raise."""
        hands = self.rng.choice(self.hands)
        args, kwargs = self._arguments(name)
        before, began = (self.world.tick, self.world.digest()), time.thread_time()
        asked = f"{name}(*{args!r:.1000}, **{kwargs!r:.500})"
        try:
            answer = call(hands, name, args, kwargs)
        except REFUSALS as error:
            refused: Exception | None = error
        except Exception as error:
            raise AssertionError(f"{asked} raised {type(error).__name__}: {error}") from error
        else:
            refused = None
            encode_result(answer)
            self._hold(answer)
        self.outcomes[f"{name} {type(refused).__name__ if refused else 'answered'}"] += 1
        if refused is not None:
            assert (self.world.tick, self.world.digest()) == before, f"{asked} raised {refused!r} and changed the world"
            assert str(refused), f"{asked} refused without a word"
        took = time.thread_time() - began
        self.slowest = max(self.slowest, (took, asked))
        assert took < SLOWEST_S, f"{asked} took {took:.1f} s"

    def _arguments(self, name: str) -> tuple[list[Any], dict[str, Any]]:
        rng = self.rng
        if rng.random() < 0.1:
            return [self._anything() for _ in range(rng.randrange(5))], {}
        args: list[Any] = []
        kwargs: dict[str, Any] = {}
        by_name = rng.random() < 0.3
        for parameter in TOOLS[name].signature.parameters.values():
            value = self._kinds.get(parameter.name, self._anything)
            if parameter.name == "entity" and name in _TAKE_ENTITIES:
                value = self._thing
            elif name in {"insert_item", "extract_item"} and rng.random() < 0.8:
                value = {"entity": self._fuel_or_plate, "source": self._holder, "target": self._holder}.get(
                    parameter.name, value
                )
            elif name == "harvest_resource" and parameter.name == "position" and rng.random() < 0.6:
                value = self._here
            if parameter.kind is parameter.VAR_POSITIONAL:
                args += [self._thing() for _ in range(rng.choice([2, 2, 2, 3]))]
            elif parameter.default is parameter.empty or rng.random() < 0.5:
                given = self._anything() if rng.random() < 0.05 else value()
                if parameter.kind is parameter.KEYWORD_ONLY or by_name:
                    kwargs[parameter.name] = given
                else:
                    args.append(given)
            else:
                by_name = True
        if name == "connect_entities":
            kwargs.pop("source", None), kwargs.pop("target", None)
            kwargs.setdefault("connection_type", self._kinds["connection_type"]())
        if rng.random() < 0.03:
            kwargs[rng.choice(["prototype", "speed", "count", "game"])] = self._anything()
        return args, kwargs

    def _hold(self, answer: Any) -> None:
        for one in answer if isinstance(answer, list) else [answer]:
            if isinstance(one, (EntityCore, EntityGroup, BoundingBox)):
                self.held.append(one)
        del self.held[:-60]

    def _prototype(self) -> Any:
        return self.rng.choice(_CARRIED if self.rng.random() < 0.8 else list(Prototype))

    def _prototype_or_recipe(self) -> Any:
        return self.rng.choice([*RecipeName, *_CARRIED, Prototype.IronGearWheel])

    def _fuel_or_plate(self) -> Any:
        return self.rng.choice([Prototype.Coal, Prototype.Coal, Prototype.IronPlate])

    def _holder(self) -> Any:
        """Something that may hold items, where there is one."""
        kinds = ("chest", "furnace", "boiler", "drill", "inserter", "belt-group")
        holders = [one for one in self.held if getattr(one, "name", "").endswith(kinds)]
        return self.rng.choice(holders) if holders else self._thing()

    def _here(self) -> Any:
        character = self.rng.choice(self.hands).character()
        return Position(x=character.x / UNITS, y=character.y / UNITS)

    def _belt(self) -> Any:
        return self.rng.choice([None, None, Prototype.TransportBelt])

    def _position(self) -> Any:
        rng = self.rng
        if rng.random() < 0.05:
            return rng.choice([Position(x=1e9, y=0), Position(x=float("nan"), y=0), Position(x=499, y=-499)])
        x, y = rng.choice(_SITES)
        x, y = x + rng.randrange(-16, 17) / 2, y + rng.randrange(-16, 17) / 2
        return (x, y) if rng.random() < 0.1 else Position(x=x, y=y)

    def _thing(self) -> Any:
        return self.rng.choice(self.held) if self.held and self.rng.random() < 0.7 else self._position()

    def _anything(self) -> Any:
        sources: list[Value] = [lambda: self.rng.choice(_HOSTILE), self._thing, self._prototype, self._position]
        return self.rng.choice(sources)()


def play(seed: int, calls: int) -> Chaos:
    """A run of its own."""
    chaos = Chaos(seed)
    chaos.play(calls)
    return chaos
