"""The entities that can be built, one struct a kind, and the union of them.

A struct holds what cannot be worked out anew, as plain data (see `things`); its tag names it in the encoded state. What
a kind does is in the module of its mechanism, what can be built in `buildable`.
"""

from __future__ import annotations

import msgspec

from fle_llm.engine.things import Burner, Consumer, Crafter, Entity, Machine


class Chest(Entity, tag="chest"):
    """A container."""

    items: dict[str, int] = msgspec.field(default_factory=dict)


class Vehicle(Chest, tag="vehicle"):
    """A car, a locomotive, a wagon: it stands there, with its trunk and its fuel."""

    burner: Burner | None = None


class Drill(Machine, tag="drill"):
    """A mining drill, or a pumpjack. `held`: quanta brought up and not yet let out into the segment of its box.

    `solvent`: the fluid that ore in its area takes, for which it has a box; `wet`: it has drawn that for an ore.
    """

    cursor: int = 0  # the tile of its area whose turn it is
    bonus: int = 0  # productivity bar, per cent
    pending: dict[str, int] = msgspec.field(default_factory=dict)  # mined, not yet put down
    finished: int = 0
    boxes: list[int] = msgspec.field(default_factory=list)
    held: int = 0
    solvent: str | None = None
    wet: bool = False


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
    """Something that only draws power: a radar, a lamp, a laser turret with nothing to shoot at, a combinator."""


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
    """A pipe, a pipe to ground, a storage tank, a flamethrower turret. `boxes`: the segment of each of its boxes."""

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


class Exchanger(Entity, tag="exchanger"):
    """A heat exchanger: a boiler that is heated by its heat network."""

    boxes: list[int] = msgspec.field(default_factory=list)
    rate: int = 0
    heat: int = 0


class Generator(Entity, tag="generator"):
    """A steam engine or turbine."""

    network: int = 0
    boxes: list[int] = msgspec.field(default_factory=list)


class Reactor(Entity, tag="reactor"):
    """A nuclear reactor. `heat`: its heat network; the cell that burns lasts until tick `until`."""

    fuel: dict[str, int] = msgspec.field(default_factory=dict)
    burnt: dict[str, int] = msgspec.field(default_factory=dict)
    burning: str | None = None
    until: int = 0
    heat: int = 0


class HeatPipe(Entity, tag="heat-pipe"):
    """A heat pipe."""

    heat: int = 0


Heated = Reactor | HeatPipe | Exchanger
"""What holds heat and passes it on."""


class Fixture(Entity, tag="fixture"):
    """Something that stands there and does nothing: a wall, a gate, a land mine, a rail, a signal."""


class Turret(Entity, tag="turret"):
    """A turret that fires what is put into its one slot; there is nothing to fire at."""

    ammo: dict[str, int] = msgspec.field(default_factory=dict)


AnyEntity = (
    Chest
    | Vehicle
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
    | Exchanger
    | Generator
    | Reactor
    | HeatPipe
)
