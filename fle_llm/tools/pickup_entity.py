"""pickup_entity: taking things down."""

from __future__ import annotations

from fle_llm.data import facts
from fle_llm.errors import Refused, ToolError
from fle_llm.game import Entity, EntityCore, EntityGroup, Position, Prototype
from fle_llm.tools.arguments import did_you_mean, name_of, place_of
from fle_llm.tools.groups import group_refs
from fle_llm.tools.hands import Hands, failure, point_of, refusal
from fle_llm.tools.targets import refs_of, views_near
from fle_llm.world.derive.geometry import position
from fle_llm.world.derive.refusals import listing
from fle_llm.world.derive.scene import centre_area, ref_of
from fle_llm.world.ops import UNITS, Entities, EntityView, Gather, Ground, GroundStack, Ref, Remove

TOOL = "pickup_entity"

REACH = 0.707
"""Tiles from the given point to the centre of what is meant (AGENT_API 3.7)."""


def pickup_entity(hands: Hands, entity: Entity | Prototype | EntityGroup, position: Position | None = None) -> bool:
    """Take an entity down into your inventory, with everything in it.

    Also takes whole groups (all belts of a BeltGroup, and so on), both ends of an underground belt, and items lying
    on the ground. All of it or nothing: when it does not fit your inventory, nothing is taken.

    Parameters:
        entity: an entity or group, or a Prototype together with a position.
        position: only with a Prototype: where it stands or lies.
    Returns: True.
    Cost: 0 ticks. Any distance will do.
    Errors: ValueError for wrong arguments; "Could not pickup: ..." when nothing of that name is there or your
    inventory is full.

    Example:
        move_to(Position(x=0, y=0))
        chest = place_entity(Prototype.WoodenChest, position=Position(x=2.5, y=0.5))
        pickup_entity(chest)
    """
    if isinstance(entity, (EntityCore, EntityGroup)):
        if position is not None:
            raise ValueError("Give an Entity alone, or a Prototype together with a position")
        hands.must_reach(TOOL, entity.position)
        return _remove(hands, _found(hands, entity), entity.name)
    if not isinstance(entity, (Prototype, str)):
        raise ValueError("The first argument must be an Entity or Prototype object")
    place = place_of(position, ValueError("The second argument must be a Position object"))
    name = name_of(entity, ValueError("The first argument must be an Entity or Prototype object"))
    hands.must_reach(TOOL, place)
    standing = _standing(hands, name, place)
    return _remove(hands, [standing], name) if standing is not None else _gather(hands, name, place)


def _standing(hands: Hands, name: str, place: Position) -> Ref | None:
    x, y = point_of(place)
    near = views_near(hands, place, REACH, {name})
    within = [view for view in near if (view.x - x) ** 2 + (view.y - y) ** 2 <= (REACH * UNITS) ** 2]
    return ref_of((within or near)[0]) if near else None


def _found(hands: Hands, entity: EntityCore | EntityGroup) -> list[Ref]:
    """The refs of everything meant that is still there."""
    refs = group_refs(entity) if isinstance(entity, EntityGroup) else refs_of(entity)
    views: list[EntityView] = hands.ask(Entities(refs=tuple(dict.fromkeys(refs))))
    there = {ref_of(view) for view in views}
    found = [ref for ref in dict.fromkeys(refs) if ref in there]
    if not found and isinstance(entity, EntityCore):
        near = _standing(hands, refs[0].name, entity.position)
        found = [near] if near is not None else []
    missing = [ref for ref in refs if ref not in there]
    if not found or (isinstance(entity, EntityGroup) and missing):
        gone = position(missing[0].x, missing[0].y) if missing else entity.position
        name = missing[0].name if missing else entity.name
        raise failure(
            TOOL,
            f"Could not pickup: Couldnt find {name} at position ({gone.x:g}, {gone.y:g}) to pick up. "
            "Nothing was taken; get_entities lists what there is.",
            code="no-entity",
        )
    return found


def _remove(hands: Hands, refs: list[Ref], name: str) -> bool:
    try:
        hands.act([Remove(ref, hands.agent) for ref in refs])
    except Refused as refused:
        if refused.reason == "inventory-full":
            raise _full(hands, name, refused) from None
        raise refusal(TOOL, f"Could not pickup: Could not pick up {name}: ", refused) from None
    return True


def _full(hands: Hands, name: str, refused: Refused) -> ToolError:
    items = refused.data.get("items") or {}
    what = f" {name} with what is in it: {listing(items)}" if items else f" {name}"
    slots = hands.character().slots
    return failure(
        TOOL,
        f"Could not pickup: Inventory is full. No room in its {slots} slots for{what}. Nothing was taken.",
        code="inventory-full",
        data={"items": dict(items), "slots": slots},
    )


def _gather(hands: Hands, name: str, place: Position) -> bool:
    """Take items of that name off the ground."""
    x, y = point_of(place)
    stacks: list[GroundStack] = hands.ask(Ground(centre_area(x, y, int(REACH * UNITS))))
    lying = [Ref(stack.item, stack.x, stack.y) for stack in stacks if stack.item == name]
    if not lying:
        there = f" On the ground there: {', '.join(stack.item for stack in stacks)}." if stacks else ""
        if name not in facts().items:
            there = did_you_mean(name, facts().items)
        raise failure(
            TOOL,
            f"Could not pickup: Couldnt find {name} at position ({place.x:g}, {place.y:g}) to pick up.{there}",
            code="no-entity",
        )
    try:
        hands.ask(Gather(tuple(lying), hands.agent))
    except Refused as refused:
        if refused.reason == "inventory-full":
            raise _full(hands, name, refused) from None
        raise refusal(TOOL, "Could not pickup: ", refused) from None
    return True
