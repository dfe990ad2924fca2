"""What can be asked of a World: the ops, what they answer, and the reasons for a refusal.

Everything here is a plain value. Positions are integers of 1/256 tile (`UNITS` per tile), directions 0..15 as the game
counts them (0 north, 4 east, 8 south, 12 west), times are ticks, amounts are whole items. An entity is named by
`Ref` (name and centre); `unit` in a view is an opaque hint that no tool may print or order by. Every list an op answers
is in the order (y, x, name). Queries and commands cost no game time: only `World.advance` moves the clock.

A view holds raw facts. What can be derived from them (shown status, warnings, groups, connection points, sentences)
is derived in Python for every backend alike, in `fle_llm.world.derive`, and never answered by a backend.
"""

from __future__ import annotations

from typing import Literal

import msgspec

UNITS = 256
"""Position units per tile."""

INVENTORY_KINDS = (
    "chest",
    "fuel",
    "burnt_result",
    "source",
    "result",
    "input",
    "output",
    "modules",
    "lab_input",
    "ammo",
    "rocket",
)
"""The inventories an entity may have. `source`/`result` belong to furnaces, `input`/`output` to assembling machines."""

Reason = Literal[
    "unknown-name",  # no such entity, item, recipe or technology in the game; data: name
    "unsupported-entity",  # the game has it, this engine does not yet; data: name
    "no-item",  # the agent does not carry it; data: item, have, need
    "inventory-full",  # does not fit the agent's inventory; data: item, count, slots
    "blocked",  # something stands there; data: blockers [[name, x, y]...]
    "water",  # the footprint overlaps water; data: tiles [[x, y]...]
    "out-of-map",  # beyond the edge; data: x, y
    "no-resource",  # a drill or pumpjack with nothing to mine below; data: name
    "needs-water",  # an offshore pump away from a shore
    "too-far",  # beyond the build distance of the agent; data: distance, reach
    "fluid-mix",  # would join two fluids; data: fluids
    "no-entity",  # nothing of that name at that place; data: name, x, y
    "cannot-rotate",  # data: name
    "not-allowed",  # the entity does not take that item or recipe; data: name, item
    "locked",  # recipe or technology not available yet; data: name, needs
    "not-enough",  # fewer there than asked for; data: item, have, need
    "bad-value",  # an argument outside its range; data: what
]

Names = frozenset[str]


class Ref(msgspec.Struct, frozen=True, array_like=True):
    """An entity, named by what it is and where its centre lies (1/256 tile)."""

    name: str
    x: int
    y: int


class Area(msgspec.Struct, frozen=True, array_like=True):
    """A box [x0, x1) x [y0, y1) in 1/256 tile."""

    x0: int
    y0: int
    x1: int
    y1: int


# --- what is answered ------------------------------------------------------------------------------------------------


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
    satisfaction: float = 1.0  # share of the asked power that is delivered, 0..1
    # crafting machines
    recipe: str | None = None
    progress: float = 0.0
    crafting: bool = False
    products_finished: int = 0
    # burners
    burning: str | None = None
    burning_left_j: float = 0.0
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
    """What the force knows: technologies by name, recipes that may be used, the current research."""

    researched: tuple[str, ...]
    available: tuple[str, ...]  # prerequisites met, not researched
    recipes: Names  # enabled recipes
    current: str | None = None
    progress: float = 0.0  # of the current one, 0..1
    saved: dict[str, float] = msgspec.field(default_factory=dict)


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


# --- queries ---------------------------------------------------------------------------------------------------------


class Clock(msgspec.Struct, frozen=True, tag="clock"):
    """The tick. Answers int."""


class Entities(msgspec.Struct, frozen=True, tag="entities"):
    """Entities whose box touches `area`, or exactly `refs` (missing ones are left out), filtered by name and force.

    Answers list[EntityView]; `limit` and `after` page through it (after: the Ref of the last one seen).
    """

    area: Area | None = None
    refs: tuple[Ref, ...] | None = None
    names: Names | None = None
    force: str | None = "player"  # "player", "neutral" (trees, rocks), None: both
    limit: int | None = None
    after: Ref | None = None


class Resources(msgspec.Struct, frozen=True, tag="resources"):
    """Ore tiles and wells whose centre lies in `area`. Answers list[ResourceRun]."""

    area: Area
    names: Names | None = None


class Tiles(msgspec.Struct, frozen=True, tag="tiles"):
    """Tiles of the given names overlapping `area`. Answers list[TileRun]."""

    area: Area
    names: Names


class Obstacles(msgspec.Struct, frozen=True, tag="obstacles"):
    """Where a character cannot stand within `area` (rounded outwards to whole tiles). Answers ObstacleMap."""

    area: Area


class Nearest(msgspec.Struct, frozen=True, tag="nearest"):
    """The nearest thing of one name by (distance, y, x) within a square of half-size `radius` (1/256 tile).

    `kind` says where to look: ore and wells, tiles (corner position), trees (an empty name means any), or entities. An
    accelerator: its answer is what the other queries would give. Answers Ref or None.
    """

    kind: Literal["resource", "tile", "tree", "entity"]
    name: str
    x: int
    y: int
    radius: int


class Placement(msgspec.Struct, frozen=True, array_like=True):
    """An entity, where and how."""

    name: str
    x: int
    y: int
    direction: int = 0


class CanPlace(msgspec.Struct, frozen=True, tag="can_place"):
    """Would these be accepted, each alone, now? The acting agent's own character is not in the way: it steps aside.

    Neither reach nor what the agent carries is looked at. Answers list[Verdict], in the order asked.
    """

    items: tuple[Placement, ...]
    agent: int = 0


class Ground(msgspec.Struct, frozen=True, tag="ground"):
    """Items on the ground within `area`. Answers list[GroundStack]."""

    area: Area


class Agent(msgspec.Struct, frozen=True, tag="agent"):
    """One agent's character. Answers AgentView."""

    index: int = 0


class Research(msgspec.Struct, frozen=True, tag="research"):
    """What is known and being researched. Answers ResearchView."""


class Statistics(msgspec.Struct, frozen=True, tag="statistics"):
    """Production statistics since the start. Answers StatisticsView."""


# --- commands --------------------------------------------------------------------------------------------------------


class Place(msgspec.Struct, frozen=True, tag="place"):
    """Build one entity; `agent` pays the item for it and steps aside, None builds for free. Answers EntityView.

    The position is snapped to the entity's grid. Refused as `CanPlace` would say, or with no-item.
    """

    name: str
    x: int
    y: int
    direction: int = 0
    agent: int | None = 0


class Remove(msgspec.Struct, frozen=True, tag="remove"):
    """Take one entity down: it and everything in it go to the agent, or nothing happens. Answers Removed."""

    ref: Ref
    agent: int = 0


class Rotate(msgspec.Struct, frozen=True, tag="rotate"):
    """Turn one entity. Answers EntityView."""

    ref: Ref
    direction: int


class SetRecipe(msgspec.Struct, frozen=True, tag="set_recipe"):
    """Give a machine another recipe (None: none); what it held goes to the agent. Answers EntityView."""

    ref: Ref
    recipe: str | None
    agent: int = 0


class SetFilter(msgspec.Struct, frozen=True, tag="set_filter"):
    """Filters of an inserter: the items it may carry; empty: any. Answers EntityView."""

    ref: Ref
    items: tuple[str, ...]


class Put(msgspec.Struct, frozen=True, tag="put"):
    """Move up to `count` of an item from the agent into an entity, by hand. Answers Moved (count may be less, or 0).

    `inventory` None lets the entity decide (fuel before ingredient). On a belt, "left" or "right" names the lane; items
    are laid into the free places of that tile, from its back on.
    """

    ref: Ref
    item: str
    count: int
    inventory: str | None = None
    agent: int = 0


class Take(msgspec.Struct, frozen=True, tag="take"):
    """Move up to `count` of an item from an entity to the agent, by hand. Answers Moved.

    `inventory` None takes from any of them, output before input before fuel. Refused with inventory-full when not
    even one fits.
    """

    ref: Ref
    item: str
    count: int
    inventory: str | None = None
    agent: int = 0


class Exchange(msgspec.Struct, frozen=True, tag="exchange"):
    """One transaction on an agent's inventory with its book-keeping; all of it or nothing. Answers AgentView.

    `take` and `give` change the inventory. `made` and `used` are booked as produced and consumed (gross: intermediates
    too); `by` says which ledger of hand work they belong to. Refused with not-enough or inventory-full.
    """

    agent: int
    take: dict[str, int] = msgspec.field(default_factory=dict)
    give: dict[str, int] = msgspec.field(default_factory=dict)
    made: dict[str, int] = msgspec.field(default_factory=dict)
    used: dict[str, int] = msgspec.field(default_factory=dict)
    by: Literal["craft", "harvest", "none"] = "none"


class Deplete(msgspec.Struct, frozen=True, tag="deplete"):
    """Lessen ore tiles by an amount, or remove trees and rocks (amount 1). Answers list[int], what is left of each."""

    items: tuple[tuple[Ref, int], ...]


class Gather(msgspec.Struct, frozen=True, tag="gather"):
    """Pick stacks up from the ground (ref: the item's name and place). Answers Removed."""

    refs: tuple[Ref, ...]
    agent: int = 0


class SetAgent(msgspec.Struct, frozen=True, tag="set_agent"):
    """Set an agent's position (1/256 tile) or replace its inventory. Answers AgentView."""

    index: int
    x: int | None = None
    y: int | None = None
    inventory: dict[str, int] | None = None


class StartResearch(msgspec.Struct, frozen=True, tag="start_research"):
    """Make a technology the current research (None: stop). Answers ResearchView."""

    technology: str | None


class Launch(msgspec.Struct, frozen=True, tag="launch"):
    """Launch the rocket of a silo. Answers bool: whether one stood ready, and what it brings finds room."""

    ref: Ref


class UnlockAll(msgspec.Struct, frozen=True, tag="unlock_all"):
    """Research every technology once, as the lab tasks start. Answers ResearchView."""


Query = Clock | Entities | Resources | Tiles | Obstacles | Nearest | CanPlace | Ground | Agent | Research | Statistics
Command = (
    Place
    | Remove
    | Rotate
    | SetRecipe
    | SetFilter
    | Put
    | Take
    | Exchange
    | Deplete
    | Gather
    | SetAgent
    | StartResearch
    | UnlockAll
    | Launch
)
Op = Query | Command

QUERIES: tuple[type, ...] = (
    Clock,
    Entities,
    Resources,
    Tiles,
    Obstacles,
    Nearest,
    CanPlace,
    Ground,
    Agent,
    Research,
    Statistics,
)
