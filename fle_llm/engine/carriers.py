"""What entities share: runs of belts, electric networks, fluid segments, heat networks.

They are woken by the scheduler like entities and share their id space. Their rules: `lines` and `belts`, `power` and
`supply`, `plumbing` and `flows`, `heat_joints` and `heat`.
"""

from __future__ import annotations

import msgspec

from fle_llm.engine.things import Thing


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


class Network(Thing, tag="network"):
    """An electric network, watts.

    Up to tick `since`, in watt-ticks: `produced` is what it ever produced, `stored` lies in its accumulators, `drawn`
    was asked of the engines on each segment and not yet taken from it as steam; `promised` are the watts they can give,
    `steam` the quanta a tick that this takes, `lasting` the watts they can give for long. `strained`: they were asked
    for more than that when last solved.
    """

    poles: list[int] = msgspec.field(default_factory=list)
    demand: int = 0
    solar: int = 0
    promised: dict[int, int] = msgspec.field(default_factory=dict)
    steam: dict[int, int] = msgspec.field(default_factory=dict)
    lasting: dict[int, int] = msgspec.field(default_factory=dict)
    strained: bool = False
    drawn: dict[int, int] = msgspec.field(default_factory=dict)
    accumulators: int = 0
    stored: int = 0
    supply: int = 0
    satisfaction: float = 0.0
    produced: int = 0
    since: int = 0


class Segment(Thing, tag="segment"):
    """Connected fluid boxes that share one fluid, all filled to the same share of their volume.

    Amounts are whole quanta, 1/30,000 of the game's unit, so that a quantum of steam of 165 degrees is a joule. At tick
    `since` it holds `amount`; `hot` of it is steam of 500 degrees (see `steam`). `members` are its boxes (16 x entity +
    box), `takers` the machines that draw from it through an input, `bounds` the box around the centres of its members,
    `bound` the fluid that some member can hold alone.
    """

    fluid: str | None = None
    amount: int = 0
    hot: int = 0
    capacity: int = 0
    members: list[int] = msgspec.field(default_factory=list)
    takers: list[int] = msgspec.field(default_factory=list)
    bound: str | None = None
    bounds: list[int] = msgspec.field(default_factory=list)
    since: int = 0


class HeatNetwork(Thing, tag="heat"):
    """Reactors, heat pipes and exchangers that touch, all as warm as one another.

    `stored` are the watt-ticks in it above 15 degrees at tick `since`, `capacity` the joules a degree; `made` are the
    watts its reactors give, `share` those that each of its exchangers may take. `short`: they may take no more than is
    made.
    """

    members: list[int] = msgspec.field(default_factory=list)
    capacity: int = 0
    stored: int = 0
    made: int = 0
    share: int = 0
    short: bool = False
    since: int = 0
