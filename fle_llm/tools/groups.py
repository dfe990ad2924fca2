"""Groups a program holds, read again: the belts, pipes, poles or walls they stand for now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fle_llm.game import BeltGroup, EntityGroup
from fle_llm.tools.hands import Hands, failure
from fle_llm.tools.targets import members_of, refs_of
from fle_llm.world.derive.reading import Seen, grouped, read, read_line
from fle_llm.world.derive.scene import ref_of
from fle_llm.world.ops import Entities, EntityView, Ref


def group_refs(group: EntityGroup) -> list[Ref]:
    """How the world knows the members of a group."""
    return [ref for member in members_of(group) for ref in refs_of(member)]


def regrouped(hands: Hands, group: EntityGroup) -> EntityGroup:
    """The group as it is now. Raises ToolError when nothing of it is left."""
    refs = group_refs(group)
    seen: Sequence[Seen]
    if isinstance(group, BeltGroup):
        seen = read_line(hands.world, refs)
    else:
        seen = read(hands.world, Entities(refs=tuple(refs)))
    found = group_with(grouped(seen), refs)
    if found is None:
        raise failure("get_entities", f"nothing is left of the {group.name} at {group.position}", code="no-entity")
    return found


def group_with(groups: Iterable[object], refs: Sequence[Ref]) -> EntityGroup | None:
    """The first group that holds one of some entities, else the first group."""
    candidates = [group for group in groups if isinstance(group, EntityGroup)]
    places = {(ref.x, ref.y) for ref in refs}
    for group in candidates:
        if any((r.x, r.y) in places for member in members_of(group) for r in refs_of(member)):
            return group
    return candidates[0] if candidates else None


def belts_of(hands: Hands, group: BeltGroup) -> list[EntityView]:
    """The raw belts of a group in the order items travel, as they are now."""
    seen = read_line(hands.world, group_refs(group))
    by_place = {(ref_of(s.view).x, ref_of(s.view).y): s.view for s in seen}
    ordered: list[EntityView] = []
    for current in grouped(seen):
        if isinstance(current, BeltGroup):
            first = [belt for belt in current.belts if belt.is_source] or current.belts[:1]
            start = current.belts.index(first[0])
            for belt in (*current.belts[start:], *current.belts[:start]):
                ordered += [by_place[ref.x, ref.y] for ref in refs_of(belt) if (ref.x, ref.y) in by_place]
    return ordered
