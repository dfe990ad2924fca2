"""Connections: what a family's plan asks to be built, the check of what it takes, and the building of it.

A plan is worked out whole before anything is built, and is built in one batch: a connection that fails leaves the
world as it was. Every family of connect_entities ends here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NoReturn

from fle_llm.data import facts
from fle_llm.errors import Refused
from fle_llm.game import EntityGroup
from fle_llm.tools.groups import group_with
from fle_llm.tools.hands import Hands, failure, refusal
from fle_llm.world.derive.reading import BELTS, PIPES, POLES, WALLS, grouped, read, read_line
from fle_llm.world.ops import Command, Entities, Place, Ref, Rotate

TOOL = "connect_entities"


@dataclass(slots=True)
class Connection:
    """Entities to be built in order, belts to be turned, and members that stand already, the source's first."""

    placed: list[Place] = field(default_factory=list)
    turned: dict[Ref, int] = field(default_factory=dict)
    existing: list[Ref] = field(default_factory=list)
    ticks: int = 0
    direct: EntityGroup | None = None  # what to answer where the ends meet without anything between them

    def needs(self) -> dict[str, int]:
        """How many of each item it takes."""
        items = [facts().item_of_entity(place.name) or place.name for place in self.placed]
        return {item: items.count(item) for item in dict.fromkeys(items)}

    def lacks(self, carried: dict[str, int]) -> dict[str, int]:
        """What is not carried in full, with what is needed of it."""
        return {item: count for item, count in self.needs().items() if carried.get(item, 0) < count}


def affordable(plans: list[Connection], carried: dict[str, int]) -> Connection:
    """The first plan there is enough for, else the first."""
    return next((plan for plan in plans if not plan.lacks(carried)), plans[0])


def build(hands: Hands, plan: Connection, asked: str, members: frozenset[str]) -> EntityGroup:
    """Build a plan and answer the group it belongs to. Raises ToolError, and then nothing was built."""
    carried = hands.character().inventory
    short = plan.lacks(carried)
    if short:
        _too_few(asked, short, carried)
    ops: list[Command] = [Rotate(ref, direction) for ref, direction in plan.turned.items()]
    ops += plan.placed
    if ops:
        try:
            hands.act(ops)
        except Refused as refused:
            raise refusal(TOOL, asked, refused) from None
    hands.spend(plan.ticks)
    refs = [*plan.existing[:1], *(Ref(op.name, op.x, op.y) for op in plan.placed), *plan.existing[1:]]
    group = group_with(_groups(hands, refs, members), refs) if refs else plan.direct
    if group is None:
        raise failure(TOOL, f"{asked}Nothing was built", code="no-entity")
    return group


def _groups(hands: Hands, refs: list[Ref], members: frozenset[str]) -> list[object]:
    seen = read_line(hands.world, refs) if members is BELTS else read(hands.world, Entities(names=members))
    return [*grouped(seen)]


def _too_few(asked: str, short: dict[str, int], carried: dict[str, int]) -> NoReturn:
    first = next(iter(short))
    required = ", ".join(str(count) for count in short.values())
    available = ", ".join(str(carried.get(item, 0)) for item in short)
    raise failure(
        TOOL,
        f"{asked}You do not have enough {', '.join(short)} in you inventory to complete this connection. "
        f"Required number - {required}, Available in inventory - {available}",
        code="no-item",
        data={"item": first, "need": short[first], "have": carried.get(first, 0)},
    )


MEMBERS: dict[str, frozenset[str]] = {"fluid": PIPES, "items": BELTS, "power": POLES, "walls": WALLS}
"""What the group of a family is made of."""
