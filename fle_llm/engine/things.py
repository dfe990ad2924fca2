"""What every simulated thing is made of: the struct the scheduler wakes, and the shapes entities share.

Times are ticks, energies whole joules, positions 1/256 tile, `wake` the tick of a thing's next event or NEVER. The
structs hold numbers, names, lists and dicts and refer to one another by id only; the kinds of entities are in
`entities`, what several of them share (belt lines, networks, fluid segments) in `carriers`.
"""

from __future__ import annotations

import msgspec

NEVER = -1


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


class Crafter(Machine):
    """Something that turns ingredients into products by a recipe. `crafting`: a craft is under way, paid for."""

    source: dict[str, int] = msgspec.field(default_factory=dict)
    result: dict[str, int] = msgspec.field(default_factory=dict)
    recipe: str | None = None
    crafting: bool = False
    finished: int = 0
    bonus: int = 0  # productivity bar, per cent
    owed: dict[str, int] = msgspec.field(default_factory=dict)  # millionths of products that come by chance
