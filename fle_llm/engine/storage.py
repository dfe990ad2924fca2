"""Room for items: stacks, slots, and what fits.

Inventories are dicts of item -> count; a stack of up to the item's stack size takes a slot. No rule may depend on the
order of such a dict: where several items could be taken, the order of their names decides.
"""

from __future__ import annotations

from fle_llm.data import facts


def stack_size(item: str) -> int:
    """Items of one kind in a slot."""
    return facts().stack_size(item)


def slots_used(items: dict[str, int]) -> int:
    """Slots that the items take."""
    return sum(-(-count // stack_size(item)) for item, count in items.items())


def room_for(items: dict[str, int], item: str, slots: int) -> int:
    """How many more of `item` fit into `slots` slots beside what is there."""
    stack = stack_size(item)
    have = items.get(item, 0)
    free = slots - slots_used(items)
    return max(0, free * stack + (-have % stack))


def fits(items: dict[str, int], extra: dict[str, int], slots: int) -> bool:
    """Whether all of `extra` fits at once."""
    merged = dict(items)
    for item, count in extra.items():
        merged[item] = merged.get(item, 0) + count
    return slots_used(merged) <= slots


def add(items: dict[str, int], item: str, count: int) -> None:
    """Put items in; the caller knows that they fit."""
    if count:
        items[item] = items.get(item, 0) + count


def remove(items: dict[str, int], item: str, count: int) -> None:
    """Take items out; the caller knows that they are there."""
    left = items[item] - count
    if left:
        items[item] = left
    else:
        del items[item]
