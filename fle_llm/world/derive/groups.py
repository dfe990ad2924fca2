"""Groups: belts that lead into one another, pipes of one segment, poles of one network, walls (AGENT_API 4.5).

Works on the entities made by `entities` and the views they came from. Belt groups follow the links the world reports,
so a side-load joins two lines; both ends of an underground become one member. Members are in the order items travel,
groups in the order of their first member.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fle_llm.game import (
    BeltGroup,
    ElectricityGroup,
    ElectricityPole,
    Entity,
    EntityStatus,
    Inventory,
    Pipe,
    PipeGroup,
    Position,
    TransportBelt,
    UndergroundBelt,
    WallGroup,
)
from fle_llm.world.derive.scene import ref_of
from fle_llm.world.ops import EntityView, Ref

Belt = TransportBelt | UndergroundBelt


# --- belts ------------------------------------------------------------------------------------------------------------


def belt_groups(views: Sequence[EntityView], belts: Sequence[Belt]) -> list[BeltGroup]:
    """The groups that belts form; `belts[i]` is the entity of `views[i]`."""
    known = {ref_of(view): i for i, view in enumerate(views)}
    onward = [[known[r] for r in _next_refs(view) if r in known] for view in views]
    back: list[list[int]] = [[] for _ in views]
    for i, followers in enumerate(onward):
        for j in followers:
            back[j].append(i)
    return [
        _belt_group(_in_travel_order(members, onward, back), views, belts, onward, back)
        for members in _components(onward, back)
    ]


def _next_refs(view: EntityView) -> Iterable[Ref]:
    """Where a belt hands items on: an entrance to its far end, everything else downstream."""
    if view.partner is not None and view.belt_kind != "exit":
        return (view.partner,)
    return view.downstream


def _components(onward: list[list[int]], back: list[list[int]]) -> list[list[int]]:
    seen = [False] * len(onward)
    found = []
    for start in range(len(onward)):
        if seen[start]:
            continue
        seen[start] = True
        members, stack = [], [start]
        while stack:
            i = stack.pop()
            members.append(i)
            for j in (*onward[i], *back[i]):
                if not seen[j]:
                    seen[j] = True
                    stack.append(j)
        found.append(sorted(members))
    return found


def _in_travel_order(members: list[int], onward: list[list[int]], back: list[list[int]]) -> list[int]:
    """Walk on from every source; what no walk reaches (loops) starts at its first member."""
    order: list[int] = []
    seen: set[int] = set()
    for start in [*(i for i in members if not back[i]), *members]:
        i: int | None = start
        while i is not None and i not in seen:
            seen.add(i)
            order.append(i)
            i = next((j for j in onward[i] if j not in seen), None)
    return order


def _belt_group(
    order: list[int],
    views: Sequence[EntityView],
    belts: Sequence[Belt],
    onward: list[list[int]],
    back: list[list[int]],
) -> BeltGroup:
    members: list[Belt] = []
    position_of = {ref_of(views[i]): i for i in order}
    for i in order:
        view, belt = views[i], belts[i]
        belt.is_source, belt.is_terminus = not back[i], not onward[i]
        if view.partner in position_of and isinstance(belt, UndergroundBelt):
            if view.belt_kind == "exit":
                continue  # stands for itself in its entrance
            far = position_of[view.partner]
            belt = _joined(belt, belts[far])
            belt.is_terminus = not onward[far]
        members.append(belt)
    total = Inventory()
    for i in order:
        for lane in belts[i].inventory.values():
            total += lane
    return BeltGroup(
        id=0,
        position=members[0].position,
        belts=members,
        inputs=[belt for belt in members if belt.is_source],
        outputs=[belt for belt in members if belt.is_terminus],
        inventory=total,
        status=_belt_status(belts, order, total),
    )


def _joined(entrance: UndergroundBelt, leaving: Belt) -> UndergroundBelt:
    """Both ends of an underground as one belt: from the entrance, out at the exit."""
    both = {side: entrance.inventory[side] + leaving.inventory[side] for side in ("left", "right")}
    return UndergroundBelt(
        name=entrance.name,
        direction=entrance.direction,
        position=entrance.position,
        id=entrance.id,
        type=entrance.type,
        dimensions=entrance.dimensions,
        tile_dimensions=entrance.tile_dimensions,
        health=entrance.health,
        warnings=entrance.warnings or leaving.warnings,
        status=entrance.status,
        input_position=entrance.input_position,
        output_position=leaving.position,
        inventory=both,
        is_source=entrance.is_source,
        is_terminus=leaving.is_terminus,
        is_input=True,
        connected_to=leaving.id,
    )


def _belt_status(belts: Sequence[Belt], order: list[int], total: Inventory) -> EntityStatus:
    if not total:
        return EntityStatus.EMPTY
    if any("full" in belts[i].warnings[:1] for i in order):
        return EntityStatus.FULL_OUTPUT
    return EntityStatus.WORKING


# --- pipes, poles, walls ----------------------------------------------------------------------------------------------


def pipe_groups(pipes: Sequence[Pipe]) -> list[PipeGroup]:
    """One group a fluid segment."""
    by_segment: dict[int, list[Pipe]] = {}
    for pipe in pipes:
        by_segment.setdefault(pipe.fluidbox_id, []).append(pipe)
    return [
        PipeGroup(id=segment, position=members[0].position, pipes=members, status=_pipe_status(members))
        for segment, members in by_segment.items()
    ]


def _pipe_status(pipes: Sequence[Pipe]) -> EntityStatus:
    # no World tells a segment's flow, and a full line is as it should be: it is not shown as a trouble
    return EntityStatus.WORKING if any(pipe.contents > 0 for pipe in pipes) else EntityStatus.EMPTY


def pole_groups(poles: Sequence[ElectricityPole]) -> list[ElectricityGroup]:
    """One group a network; its position is the middle of its poles."""
    by_network: dict[int | None, list[ElectricityPole]] = {}
    for pole in poles:
        by_network.setdefault(pole.electrical_id, []).append(pole)
    return [_pole_group(network, members) for network, members in by_network.items()]


def _pole_group(network: int | None, poles: list[ElectricityPole]) -> ElectricityGroup:
    live = any(pole.flow_rate > 0 for pole in poles)
    return ElectricityGroup(
        id=network or 0,
        position=Position(sum(p.position.x for p in poles) / len(poles), sum(p.position.y for p in poles) / len(poles)),
        poles=poles,
        status=EntityStatus.WORKING if live else EntityStatus.NOT_PLUGGED_IN_ELECTRIC_NETWORK,
    )


def wall_group(walls: Sequence[Entity]) -> WallGroup | None:
    """All walls as one group, None without any."""
    if not walls:
        return None
    return WallGroup(id=walls[0].id or 0, position=walls[0].position, entities=list(walls))
