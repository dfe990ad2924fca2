"""The state of one world as plain data, and its encoding.

Everything a world is stands in `EngineState`: numbers, names, lists and dicts in msgspec structs, no reference from one
to another but ids. What can be rebuilt (grids, the event heap, caches) is not part of it. `encode` writes it as one
msgpack array with a magic word and a version; `decode` reads that version or refuses with a sentence. The
same commands lead to the same settled state, down to the order of its dicts, and so to the same bytes; no rule of the
game depends on that order.

Times are ticks, energies whole joules, positions 1/256 tile, `wake` the tick of a thing's next event or NEVER.
"""

from __future__ import annotations

from typing import Any

import msgspec

from fle_llm.errors import StateError

NEVER = -1
PROJECT = 0
"""Id of the one thing that is always there: the current research."""
STATE_VERSION = 2
MAGIC = "fle-llm-engine"


class Thing(msgspec.Struct):
    """What the scheduler can wake: entities and transport lines share one id space."""

    id: int
    wake: int = NEVER


class Entity(Thing):
    """A built entity: its centre, its direction 0/4/8/12."""

    name: str = ""
    x: int = 0
    y: int = 0
    direction: int = 0


class Burner(msgspec.Struct):
    """A burner energy source: one slot of fuel, the item burning, the joules left of it."""

    fuel: dict[str, int]
    burning: str | None = None
    left: int = 0


class Chest(Entity, tag="chest"):
    """A container."""

    items: dict[str, int] = msgspec.field(default_factory=dict)


class Consumer(Entity):
    """Something that may hang on a wire: its network (0: none) and the watts it asks for."""

    network: int = 0
    asks: int = 0
    burner: Burner | None = None  # burners ask for nothing


class Machine(Consumer):
    """Something that works on one thing after another.

    `progress` counts joules towards the next one, up to tick `since`, as a machine without modules would use them;
    `rate` is what is added a tick, `draws` what a burner burns a tick for it.
    """

    working: bool = False
    progress: int | float = 0
    since: int = 0
    rate: int | float = 0
    draws: int = 0
    modules: dict[str, int] = msgspec.field(default_factory=dict)


class Drill(Machine, tag="drill"):
    """A mining drill, or a pumpjack. `held`: quanta brought up and not yet let out into the segment of its box."""

    cursor: int = 0  # the tile of its area whose turn it is
    bonus: int = 0  # productivity bar, per cent
    pending: dict[str, int] = msgspec.field(default_factory=dict)  # mined, not yet put down
    finished: int = 0
    boxes: list[int] = msgspec.field(default_factory=list)
    held: int = 0


class Crafter(Machine):
    """Something that turns ingredients into products by a recipe. `crafting`: a craft is under way, paid for."""

    source: dict[str, int] = msgspec.field(default_factory=dict)
    result: dict[str, int] = msgspec.field(default_factory=dict)
    recipe: str | None = None
    crafting: bool = False
    finished: int = 0
    bonus: int = 0  # productivity bar, per cent
    owed: dict[str, int] = msgspec.field(default_factory=dict)  # millionths of products that come by chance


class Furnace(Crafter, tag="furnace"):
    """A furnace. `recipe` is what it smelts now, None between crafts."""


class Assembler(Crafter, tag="assembler"):
    """An assembling machine, or another machine that is told its recipe.

    `boxes`: per fluid box its segment, or the one it draws from; `stock`: quanta in its input boxes.
    """

    boxes: list[int] = msgspec.field(default_factory=list)
    stock: dict[str, int] = msgspec.field(default_factory=dict)


class Silo(Crafter, tag="silo"):
    """A rocket silo; its recipe never changes. `phase`: building, preparing, ready, launching (see `rocketry`).

    `parts` are in the rocket, `cargo` waits for the next launch, `aboard` is on its way to orbit.
    """

    phase: str = "building"
    parts: dict[str, int] = msgspec.field(default_factory=dict)
    cargo: dict[str, int] = msgspec.field(default_factory=dict)
    aboard: str | None = None


class Lab(Consumer, tag="lab"):
    """A laboratory. Its work is whole numbers: see `research` for the units.

    `packs` has the pack in use until it is used up, `spent` the parts of it that are; `rate` is what it works a tick,
    `adds` what that adds to the research.
    """

    packs: dict[str, int] = msgspec.field(default_factory=dict)
    spent: dict[str, int] = msgspec.field(default_factory=dict)
    modules: dict[str, int] = msgspec.field(default_factory=dict)
    working: bool = False
    since: int = 0
    rate: int = 0
    adds: int = 0


class Load(Consumer, tag="load"):
    """Something that only draws power: a radar, a lamp, a laser turret with nothing to shoot at."""


class Beacon(Consumer, tag="beacon"):
    """A beacon. `on`: it has power to transmit with."""

    modules: dict[str, int] = msgspec.field(default_factory=dict)
    on: bool = False


class Inserter(Consumer, tag="inserter"):
    """An inserter. `phase`: pick, to_drop, drop, to_pick; `due` is the tick a swing ends or the patience runs out.

    `left` are the ticks a swing still takes at full speed, as of `since`, `rate` is the speed it has.
    """

    phase: str = "pick"
    due: int = 0
    left: int | float = 0
    since: int = 0
    rate: int | float = 1
    hand: str | None = None
    count: int = 0
    last_drop: int = -1
    filters: list[str] = msgspec.field(default_factory=list)


class Belt(Entity, tag="belt"):
    """A belt tile; its items live in its line. `kind`: straight, left or right (a curve, named by its turn)."""

    kind: str = "straight"
    line: int = 0


class Underground(Belt, tag="underground"):
    """One end of an underground belt; `kind`: entrance or exit. What is buried belongs to the entrance."""

    partner: int = 0  # the other end; 0: none
    buried: int = 0  # tiles between an entrance and its exit


class Splitter(Entity, tag="splitter"):
    """A splitter. Sides and lanes: 0 left, 1 right, as it faces; a side of -1: none."""

    lines: list[int] = msgspec.field(default_factory=list)  # its own: in left, in right, out left, out right
    next_in: list[int] = msgspec.field(default_factory=lambda: [0, 0])  # per lane: the side that goes first
    next_out: list[int] = msgspec.field(default_factory=lambda: [0, 0])  # per lane: the side the next item goes to
    input_priority: int = -1
    output_priority: int = -1
    filter: str | None = None  # goes to the side of the output priority, everything else to the other


Connectable = Belt | Splitter
"""What items ride on (the game's own word for it)."""


class Pole(Entity, tag="pole"):
    """An electric pole."""

    network: int = 0


class Solar(Entity, tag="solar"):
    """A solar panel."""

    network: int = 0


class Accumulator(Entity, tag="accumulator"):
    """An accumulator. What it stores on a network is that network's; `stored` is what it holds on none, watt-ticks."""

    network: int = 0
    stored: int = 0


class Vessel(Entity, tag="vessel"):
    """A pipe, a pipe to ground, a storage tank. `boxes`: the segment of each of its fluid boxes."""

    boxes: list[int] = msgspec.field(default_factory=list)


class Offshore(Entity, tag="offshore"):
    """An offshore pump. `rate` is what it pumps, as planned, in quanta a tick (see `Segment`)."""

    boxes: list[int] = msgspec.field(default_factory=list)
    rate: int = 0


class Pump(Consumer, tag="pump"):
    """A pump: from segment `source` into the segment of its box."""

    boxes: list[int] = msgspec.field(default_factory=list)
    source: int = 0
    rate: int = 0


class Boiler(Entity, tag="boiler"):
    """A boiler: from the segment of its first box, water, into that of its second; `rate` counts the steam."""

    burner: Burner = msgspec.field(default_factory=lambda: Burner(fuel={}))
    boxes: list[int] = msgspec.field(default_factory=list)
    rate: int = 0


class Generator(Entity, tag="generator"):
    """A steam engine."""

    network: int = 0
    boxes: list[int] = msgspec.field(default_factory=list)


class Segment(Thing, tag="segment"):
    """Connected fluid boxes that share one fluid, all filled to the same share of their volume.

    Amounts are whole quanta, 1/30,000 of the game's unit, so that a quantum of steam is a joule; `amount` holds at
    tick `since`. `members` are its boxes (16 x entity + box), `takers` the machines that draw from it through an input,
    `bounds` the box around the centres of its members, `bound` the fluid that some member can hold alone.
    """

    fluid: str | None = None
    amount: int = 0
    capacity: int = 0
    members: list[int] = msgspec.field(default_factory=list)
    takers: list[int] = msgspec.field(default_factory=list)
    bound: str | None = None
    bounds: list[int] = msgspec.field(default_factory=list)
    since: int = 0


class Fixture(Entity, tag="fixture"):
    """Something that stands there and does nothing: a wall, a gate, a land mine."""


class Turret(Entity, tag="turret"):
    """A turret that fires what is put into its one slot; there is nothing to fire at."""

    ammo: dict[str, int] = msgspec.field(default_factory=dict)


class Network(Thing, tag="network"):
    """An electric network, watts.

    Up to tick `since`, in watt-ticks: `produced` is what it ever produced, `stored` lies in its accumulators, `drawn`
    was asked of the engines on each segment and not yet taken from it as steam; `promised` are the watts they can give,
    `lasting` what of it they can give for long. `strained`: they were asked for more than that when last solved.
    """

    poles: list[int] = msgspec.field(default_factory=list)
    demand: int = 0
    solar: int = 0
    promised: dict[int, int] = msgspec.field(default_factory=dict)
    lasting: dict[int, int] = msgspec.field(default_factory=dict)
    strained: bool = False
    drawn: dict[int, int] = msgspec.field(default_factory=dict)
    accumulators: int = 0
    stored: int = 0
    supply: int = 0
    satisfaction: float = 0.0
    produced: int = 0
    since: int = 0


class Lane(msgspec.Struct):
    """One lane of a line, from its end backwards.

    `d[0]` is the distance of the first item from the lane's end, `d[i]` of the others from the item ahead (at least
    ITEM_SPACING). Positions hold at tick `since`. `stuck`: the first item stands at the end and cannot leave.
    """

    length: int
    items: list[str] = msgspec.field(default_factory=list)
    d: list[int] = msgspec.field(default_factory=list)
    since: int = 0
    stuck: bool = False
    free: int = 0  # items before this index are packed against the end
    tail: int = 0  # distance of the last item from the end


class Exit(msgspec.Struct, array_like=True):
    """Where a lane's items go: lane `lane` of line `line` at coordinate `at` (-1: in at the tail)."""

    line: int
    lane: int
    at: int


class Line(Thing, tag="line"):
    """A run of belts that feed one another, first belt at the tail, last at the end; or a quarter of a splitter."""

    belts: list[int] = msgspec.field(default_factory=list)
    speed: int = 8  # units a tick
    lanes: list[Lane] = msgspec.field(default_factory=list)
    exits: list[Exit | None] = msgspec.field(default_factory=list)
    junction: int = 0  # the splitter that hands its items on, if it is the way into one


class GroundItem(msgspec.Struct, array_like=True):
    """A stack on the ground."""

    item: str
    count: int
    x: int
    y: int


class Character(msgspec.Struct):
    """One agent's character."""

    x: int
    y: int
    items: dict[str, int] = msgspec.field(default_factory=dict)


class Counters(msgspec.Struct):
    """Production statistics; see world.ops.StatisticsView for what each counts."""

    produced: dict[str, int] = msgspec.field(default_factory=dict)
    consumed: dict[str, int] = msgspec.field(default_factory=dict)
    harvested: dict[str, int] = msgspec.field(default_factory=dict)
    crafted: dict[str, int] = msgspec.field(default_factory=dict)
    crafted_from: dict[str, int] = msgspec.field(default_factory=dict)
    first_produced: dict[str, int] = msgspec.field(default_factory=dict)
    first_automated: dict[str, int] = msgspec.field(default_factory=dict)
    researched_at: dict[str, int] = msgspec.field(default_factory=dict)
    fluids_produced: dict[str, int] = msgspec.field(default_factory=dict)  # quanta, see Segment
    fluids_consumed: dict[str, int] = msgspec.field(default_factory=dict)
    fluids_flushed: dict[str, int] = msgspec.field(default_factory=dict)  # gone with their box, or not counted
    rockets_launched: int = 0


class Knowledge(msgspec.Struct):
    """Research: what is known, what is being researched, what was begun.

    `saved` is the work done on technologies (see `research`), `deeds` how often a deed that teaches one was done.
    """

    researched: list[str] = msgspec.field(default_factory=list)
    current: str | None = None
    saved: dict[str, int] = msgspec.field(default_factory=dict)
    deeds: dict[str, int] = msgspec.field(default_factory=dict)


class Project(Thing, tag="project"):
    """The work on the current research: what all labs add to it a tick; booked up to tick `since`."""

    rate: int = 0
    since: int = 0


class Spec(msgspec.Struct, frozen=True):
    """How the world began; the terrain follows from it."""

    kind: str = "lab"
    seed: int = 0
    mining_productivity: int | None = None  # per cent; None: what the technologies give


AnyEntity = (
    Chest
    | Drill
    | Furnace
    | Assembler
    | Lab
    | Beacon
    | Inserter
    | Belt
    | Underground
    | Splitter
    | Pole
    | Solar
    | Fixture
    | Load
    | Turret
    | Silo
    | Accumulator
    | Vessel
    | Offshore
    | Pump
    | Boiler
    | Generator
)


class EngineState(msgspec.Struct):
    """One world, whole."""

    spec: Spec
    tick: int = 0
    next_id: int = 1
    entities: dict[int, AnyEntity] = msgspec.field(default_factory=dict)
    lines: dict[int, Line] = msgspec.field(default_factory=dict)
    networks: dict[int, Network] = msgspec.field(default_factory=dict)
    segments: dict[int, Segment] = msgspec.field(default_factory=dict)
    ground: list[GroundItem] = msgspec.field(default_factory=list)
    agents: list[Character] = msgspec.field(default_factory=list)
    ore: dict[int, int] = msgspec.field(default_factory=dict)  # tile key -> what is left, where it was touched
    felled: list[int] = msgspec.field(default_factory=list)  # spots of trees and rocks that are gone, sorted
    counters: Counters = msgspec.field(default_factory=Counters)
    knowledge: Knowledge = msgspec.field(default_factory=Knowledge)
    project: Project = msgspec.field(default_factory=lambda: Project(id=PROJECT))


class _Envelope(msgspec.Struct, array_like=True):
    magic: str
    version: int
    data: str  # version of the facts the numbers rest on
    state: msgspec.Raw


_ENCODER = msgspec.msgpack.Encoder()
_STATE = msgspec.msgpack.Decoder(EngineState)
_ENVELOPE = msgspec.msgpack.Decoder(_Envelope)


def encode(state: EngineState, data_version: str) -> bytes:
    """The state as bytes; equal states give equal bytes."""
    return _ENCODER.encode(_Envelope(MAGIC, STATE_VERSION, data_version, msgspec.Raw(_ENCODER.encode(state))))


def decode(data: bytes, data_version: str) -> EngineState:
    """The state in `data`. Raises StateError when the bytes are no state, or of a version this one cannot read."""
    try:
        envelope = _ENVELOPE.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise StateError(f"not a world snapshot of this engine ({len(data)} bytes): {error}") from error
    if envelope.magic != MAGIC:
        raise StateError(f"not a world snapshot of this engine: it calls itself {envelope.magic[:40]!r}")
    if envelope.version != STATE_VERSION:
        raise StateError(
            f"the snapshot has state version {envelope.version}, this engine reads {STATE_VERSION}: "
            "open it with the version of fle-llm that wrote it"
        )
    if envelope.data != data_version:
        raise StateError(f"the snapshot rests on game data {envelope.data!r}, this engine has {data_version!r}")
    try:
        return _STATE.decode(bytes(envelope.state))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise StateError(f"the snapshot is damaged: {error}") from error


def plain(thing: Any) -> Any:
    """A deep copy of any struct of this module."""
    return msgspec.msgpack.decode(_ENCODER.encode(thing), type=type(thing))
