"""What can be asked of a World: the ops, what they answer, and the reasons for a refusal.

Everything here is a plain value. Positions are integers of 1/256 tile (`UNITS` per tile), directions 0..15 as the game
counts them (0 north, 4 east, 8 south, 12 west), times are ticks, amounts are whole items. An entity is named by
`Ref` (name and centre); `unit` in a view is an opaque hint that no tool may print or order by. Every list an op answers
is in the order (y, x, name). Queries and commands cost no game time: only `World.advance` moves the clock.

A view holds raw facts. What can be derived from them (shown status, warnings, groups, connection points, sentences)
is derived in Python for every backend alike, in `fle_llm.world.derive`, and never answered by a backend.

A package of four: `vocabulary`, `views` (answers), `queries`, `commands`; write `ops.X` for all of them.
"""

from __future__ import annotations

from fle_llm.world.ops.commands import (
    Command,
    Deplete,
    Exchange,
    Gather,
    Launch,
    Place,
    Put,
    Remove,
    Rotate,
    SetAgent,
    SetFilter,
    SetRecipe,
    StartResearch,
    Take,
    UnlockAll,
)
from fle_llm.world.ops.queries import (
    QUERIES,
    Agent,
    CanPlace,
    Clock,
    Entities,
    Ground,
    Nearest,
    Obstacles,
    Placement,
    Query,
    Research,
    Resources,
    Statistics,
    Tiles,
)
from fle_llm.world.ops.views import (
    AgentView,
    Blocker,
    EntityView,
    FluidBoxView,
    GroundStack,
    Moved,
    ObstacleMap,
    Removed,
    ResearchView,
    ResourceRun,
    StatisticsView,
    TileRun,
    Verdict,
)
from fle_llm.world.ops.vocabulary import INVENTORY_KINDS, UNITS, Area, Names, Reason, Ref

Op = Query | Command

__all__ = [
    "INVENTORY_KINDS",
    "QUERIES",
    "UNITS",
    "Agent",
    "AgentView",
    "Area",
    "Blocker",
    "CanPlace",
    "Clock",
    "Command",
    "Deplete",
    "Entities",
    "EntityView",
    "Exchange",
    "FluidBoxView",
    "Gather",
    "Ground",
    "GroundStack",
    "Launch",
    "Moved",
    "Names",
    "Nearest",
    "ObstacleMap",
    "Obstacles",
    "Op",
    "Place",
    "Placement",
    "Put",
    "Query",
    "Reason",
    "Ref",
    "Remove",
    "Removed",
    "Research",
    "ResearchView",
    "ResourceRun",
    "Resources",
    "Rotate",
    "SetAgent",
    "SetFilter",
    "SetRecipe",
    "StartResearch",
    "Statistics",
    "StatisticsView",
    "Take",
    "TileRun",
    "Tiles",
    "UnlockAll",
    "Verdict",
]
