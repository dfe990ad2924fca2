"""What ops answer: raw facts as plain values.

What can be derived from them is derived in `fle_llm.world.derive`, for every backend alike.
"""

from __future__ import annotations

import msgspec

from fle_llm.world.ops.vocabulary import Names, Ref


class FluidBoxView(msgspec.Struct, omit_defaults=True):
    """One fluid box: what it holds and the segment it belongs to (`segment` is only good within one reply)."""

    fluid: str | None = None
    amount: float = 0.0
    temperature: float = 15.0
    capacity: float = 0.0
    segment: int | None = None
    segment_amount: float = 0.0
    production: str = ""  # "input", "output" or "" for pass-through


class EntityView(msgspec.Struct, omit_defaults=True):
    """The raw facts about one entity at this tick.

    `inventories` maps a kind of `INVENTORY_KINDS` to item counts and has a key for every inventory the entity owns,
    empty or not. `room` maps the same kinds to whether at least one more of what it holds, or anything, fits.
    """

    name: str
    type: str
    x: int
    y: int
    direction: int = 0
    unit: int = 0
    force: str = "player"
    health: float = 0.0
    status_raw: str = "normal"
    energy_j: float = 0.0
    inventories: dict[str, dict[str, int]] = msgspec.field(default_factory=dict)
    full: tuple[str, ...] = ()  # the kinds of inventory that are full
    # electric machines
    network: int | None = None  # key of the network, comparable within one reply; None: no pole reaches it
    satisfaction: float = 1.0  # share of the asked power that is delivered, 0..1; poles: 0 where nothing feeds them
    # crafting machines
    recipe: str | None = None
    progress: float = 0.0
    crafting: bool = False
    products_finished: int = 0
    # burners
    burning: str | None = None
    burning_left_j: float = 0.0
    # what holds heat
    temperature: float | None = None
    # mining drills
    resources: dict[str, int] = msgspec.field(default_factory=dict)  # what is left below it, by name
    drop: tuple[int, int] | None = None  # where products or held items go (drills, inserters)
    blocked: bool = False  # holds something its target does not take
    # inserters
    pickup: tuple[int, int] | None = None
    hand: tuple[str, int] | None = None
    filters: tuple[str, ...] = ()
    # belts
    lanes: tuple[dict[str, int], dict[str, int]] | None = None  # left, right
    lanes_full: tuple[bool, bool] = (False, False)  # no room at the tile's back
    upstream: tuple[Ref, ...] = ()
    downstream: tuple[Ref, ...] = ()
    belt_kind: str = ""  # "straight", "left", "right", "entrance", "exit"
    partner: Ref | None = None  # other end of an underground
    # fluids
    fluids: tuple[FluidBoxView, ...] = ()
    # power
    produced_j: float = 0.0  # poles: energy ever produced in the network; generators: in the last tick
    # labs, silos
    research: str | None = None
    rocket_parts: int = 0


class ResourceRun(msgspec.Struct, frozen=True):
    """Neighbouring ore tiles of one row: tile centres at x, x+256, ...; `amounts` left to right."""

    name: str
    x: int
    y: int
    amounts: tuple[int, ...]


class TileRun(msgspec.Struct, frozen=True):
    """Neighbouring tiles of one row, in whole tiles: corners (x, y) .. (x+length-1, y)."""

    name: str
    x: int
    y: int
    length: int


class ObstacleMap(msgspec.Struct, frozen=True):
    """Where a walking character cannot stand, at half-tile resolution.

    Cell (i, j) has its centre at ((x0 + (i + 0.5) / 2), (y0 + (j + 0.5) / 2)) tiles; bit i of `rows[j]` is set
    where the character's box (0.4 x 0.4 tiles) centred there would overlap something solid.
    """

    x0: int  # whole tiles
    y0: int
    width: int  # cells
    height: int
    rows: tuple[int, ...]


class Blocker(msgspec.Struct, frozen=True, array_like=True):
    """Something in the way: an entity, a tree, a rock, another agent's character."""

    name: str
    x: int
    y: int


class Verdict(msgspec.Struct, frozen=True):
    """Whether one placement would be accepted, and the centre it would snap to."""

    ok: bool
    x: int
    y: int
    reason: str = ""
    blockers: tuple[Blocker, ...] = ()


class GroundStack(msgspec.Struct, frozen=True):
    """Items lying on the ground."""

    item: str
    count: int
    x: int
    y: int


class AgentView(msgspec.Struct):
    """One agent's character. Distances in tiles."""

    index: int
    x: int
    y: int
    inventory: dict[str, int]
    slots: int
    slots_used: int
    reach: float
    resource_reach: float


class ResearchView(msgspec.Struct):
    """What the force knows: technologies by name, recipes that may be used, the current research.

    Endless technologies are researched once their first level is, and stay available for the next: see `levels`.
    """

    researched: tuple[str, ...]
    available: tuple[str, ...]  # prerequisites met, not researched or endless
    recipes: Names  # enabled recipes
    current: str | None = None
    progress: float = 0.0  # of the current one, 0..1
    saved: dict[str, float] = msgspec.field(default_factory=dict)
    levels: dict[str, int] = msgspec.field(default_factory=dict)  # the next one, of every endless technology


class StatisticsView(msgspec.Struct):
    """Amounts since the start, by name; items and fluids together.

    `produced` and `consumed` count everything. `harvested` is the part dug or felled by hand, `crafted` and
    `crafted_from` what hand-crafting made and used: made by machines = produced - harvested - crafted.
    """

    tick: int
    produced: dict[str, float]
    consumed: dict[str, float]
    harvested: dict[str, int]
    crafted: dict[str, int]
    crafted_from: dict[str, int]
    first_produced: dict[str, int] = msgspec.field(default_factory=dict)  # tick of the first one
    first_automated: dict[str, int] = msgspec.field(default_factory=dict)  # ... of the first one made by a machine
    researched_at: dict[str, int] = msgspec.field(default_factory=dict)
    rockets_launched: int = 0


class Moved(msgspec.Struct, frozen=True):
    """How many items changed hands, and where they went or came from."""

    count: int
    inventory: str = ""


class Removed(msgspec.Struct, frozen=True):
    """What the agent got for an entity that was taken down."""

    items: dict[str, int]
