"""insert_item, extract_item, inspect_inventory: items between you and what you built."""

from __future__ import annotations

from contextlib import suppress

from fle_llm.data import facts
from fle_llm.errors import Refused, ToolError
from fle_llm.game import (
    BeltGroup,
    Entity,
    EntityCore,
    EntityGroup,
    Inventory,
    Position,
    Prototype,
)
from fle_llm.tools.arguments import canonical, item_of, place_of, whole
from fle_llm.tools.groups import belts_of, regrouped
from fle_llm.tools.hands import Hands, characters, failure, refusal
from fle_llm.tools.targets import distance, members_of, refs_of, reread, views_near
from fle_llm.world.derive.geometry import position
from fle_llm.world.derive.reading import BELTS
from fle_llm.world.derive.refusals import listing
from fle_llm.world.derive.scene import ref_of
from fle_llm.world.ops import Entities, EntityView, Moved, Put, Take

INSERT_REACH = 1.0
EXTRACT_REACH = 10.0
INSPECT_REACH = 2.0
"""How far from the given place an entity may lie to be meant, in tiles (AGENT_API 3.12 to 3.14)."""


def insert_item(
    hands: Hands, entity: Prototype, target: Entity | EntityGroup, quantity: int = 5
) -> Entity | EntityGroup:
    """Put items from your inventory into an entity, or on the belts of a group.

    Fuel goes to the fuel slot, what a machine uses to its input, anything into a chest. What does not fit stays with
    you: a stone furnace takes 50 coal and 50 ore. A single belt takes one item a call; a BeltGroup is loaded from its
    first belt on.

    Parameters:
        entity: the Prototype of the item.
        target: the entity or group, as place_entity, get_entity or connect_entities answered it. Any distance will do.
        quantity: how many at most.
    Returns: the target as it is now, so that its contents, status and warnings are up to date.
    Cost: 0 ticks.
    Errors: "Could not insert: ..." when you carry none, when nothing of that name is there any more, when it takes no
    such item or is full.

    Example:
        move_to(Position(x=0, y=0))
        furnace = place_entity(Prototype.StoneFurnace, position=Position(x=3, y=0))
        furnace = insert_item(Prototype.Coal, furnace, 5)
        print(furnace.fuel, furnace.status)
    """
    if quantity is None:
        raise AssertionError("Quantity cannot be None")
    if not isinstance(target, (EntityCore, EntityGroup)):
        raise AssertionError(
            f"The second argument must be an Entity or EntityGroup, you passed in a {type(target).__name__}"
        )
    item = item_of(entity, AssertionError("The first argument must be a Prototype"))
    count = whole(quantity, "quantity")
    hands.must_reach("insert_item", target.position)
    character = hands.character()
    if not character.inventory.get(item):
        raise _no_insert(
            f"No {item} to insert from your inventory. You have: {listing(character.inventory)}", "no-item"
        )
    count = min(count, character.inventory[item])
    if isinstance(target, EntityGroup):
        return _insert_in_group(hands, item, target, count)
    return _insert(hands, item, target, count)


def _no_insert(reason: str, code: str) -> ToolError:
    return failure("insert_item", f"Could not insert: {reason}", code=code)


def _insert(hands: Hands, item: str, target: EntityCore, count: int) -> Entity:
    name = canonical(target.name)
    near = views_near(hands, target.position, INSERT_REACH, {name})
    refused: Refused | None = None
    for view in near:
        if _is_plainly_no_place(view, item):
            continue
        try:
            moved: Moved = hands.ask(Put(ref_of(view), item, 1 if view.name in BELTS else count, agent=hands.agent))
        except Refused as reason:
            refused = refused or reason
            continue
        if moved.count:
            if moved.count < count and "modules" in view.inventories:
                _put_rest(hands, item, view, count - moved.count)
            return reread(hands, view)
    if not near:
        raise _no_insert(
            f"Could not find a nearby entity that can accept {item}: there is no {name} at {target.position}",
            "no-entity",
        )
    raise _not_inserted(item, near[0], count, refused)


def _put_rest(hands: Hands, item: str, view: EntityView, count: int) -> None:
    """What the module slots did not take may be an ingredient."""
    with suppress(Refused):
        hands.ask(Put(ref_of(view), item, count, agent=hands.agent))


def _is_plainly_no_place(view: EntityView, item: str) -> bool:
    """Whether a boiler takes none of an item.

    To reach into one sets its fire and its water going anew, which is not to happen for nothing.
    """
    if view.type != "boiler":
        return False
    held = [name for name, count in view.inventories.get("fuel", {}).items() if count]
    takes = "fuel" in view.inventories and "fuel" not in view.full and facts().items[item].fuel_value_j > 0
    return not takes or item not in (held or [item])


def _not_inserted(item: str, view: EntityView, count: int, refused: Refused | None) -> ToolError:
    tried = (
        f"Failed to insert {item} into {view.name} (type {view.type}) at position {position(view.x, view.y)}. "
        f"Attempted to insert {count} items. "
    )
    if refused is not None and refused.reason not in {"not-allowed", "inventory-full"}:
        return refusal("insert_item", f"Could not insert: {tried}", refused)
    if view.type == "assembling-machine" and view.recipe is None:
        return _no_insert(
            f"{tried}No recipe set for the assembling machine: use set_entity_recipe first.", "not-allowed"
        )
    if refused is None:
        source = {name: n for name, n in view.inventories.get("source", {}).items() if n}
        if source and item not in source and not facts().items[item].fuel_value_j:
            held = ", ".join(source)
            return _no_insert(f"{tried}The furnace already contains {held} so cannot insert {item}.", "not-allowed")
        if view.full:
            full = {name: n for kind in view.full for name, n in view.inventories.get(kind, {}).items()}
            return _no_insert(f"{tried}Inventory is full ({listing(full)}).", "full")
        if all(view.lanes_full):
            return _no_insert(f"{tried}The belt is full.", "full")
    return _no_insert(
        f"{tried}Entity might not accept this item or has no available space.{_uses(view, item)}", "not-allowed"
    )


def _uses(view: EntityView, item: str) -> str:
    """What the entity would take instead, where that is simple."""
    only_fuel = set(view.inventories) <= {"fuel", "burnt_result", "modules"} and "fuel" in view.inventories
    source = facts().entities[view.name].energy_source
    categories = source.fuel_categories if source is not None else ()
    if only_fuel and facts().items[item].fuel_category not in categories:
        fuels = "uranium-fuel-cell" if "nuclear" in categories else "coal or wood"
        return f" A {view.name} takes fuel only: {fuels}."
    return ""


def _insert_in_group(hands: Hands, item: str, group: EntityGroup, count: int) -> EntityGroup:
    """Lay items on the belts of a group, from its first belt on, both lanes of each."""
    if not isinstance(group, BeltGroup):
        kind = type(group).__name__
        raise _no_insert(
            f"items cannot be put into a {kind}; give the entity or BeltGroup they belong in", "not-allowed"
        )
    left = count
    for view in belts_of(hands, group):
        for lane in ("left", "right"):
            if left:
                moved: Moved = hands.ask(Put(ref_of(view), item, left, lane, hands.agent))
                left -= moved.count
        if not left:
            break
    return regrouped(hands, group)


# --- taking out -------------------------------------------------------------------------------------------------------


def extract_item(hands: Hands, entity: Prototype, source: Position | Entity, quantity: int = 5) -> int:
    """Take items out of an entity into your inventory.

    Looks into everything an entity holds: chest, output, input, fuel, belt lanes.

    Parameters:
        entity: the Prototype of the item.
        source: the entity to take from, a BeltGroup, or a position: then the nearest entity within 10 tiles of it
            that holds the item. Any distance from you will do.
        quantity: how many at most.
    Returns: int, how many you got; fewer than asked when there are fewer or you have no more room.
    Cost: 0 ticks.
    Errors: "Could not extract ..." when there is none of it there, or your inventory is full.

    Example:
        move_to(Position(x=0, y=0))
        chest = place_entity(Prototype.WoodenChest, position=Position(x=2.5, y=0.5))
        chest = insert_item(Prototype.Coal, chest, 10)
        print(extract_item(Prototype.Coal, chest, 4))
    """
    item = item_of(entity, ValueError("The first argument must be a Prototype"))
    place = place_of(source, ValueError("The second argument must be a Position or an Entity object"))
    name = canonical(source.name) if isinstance(source, EntityCore) else None
    asked = f"Could not extract {item} from {name or 'what stands'} at {place}: "
    if isinstance(quantity, (int, float)) and quantity <= 0:
        raise failure("extract_item", f"{asked}Invalid count: quantity must be greater than 0", code="bad-value")
    count = whole(quantity, "quantity")
    hands.must_reach("extract_item", place)
    if isinstance(source, EntityGroup):
        refs = tuple(ref for member in members_of(source) for ref in refs_of(member))
        near: list[EntityView] = hands.ask(Entities(refs=refs))
        near.sort(key=lambda view: refs.index(ref_of(view)))
    else:
        near = _with_item(hands, item, name, place)
    holding = [view for view in near if _holds(view, item)]
    if not holding:
        raise _nothing_to_extract(asked, item, name, near, place)
    moved = 0
    for view in holding if isinstance(source, EntityGroup) else holding[:1]:
        if moved < count:
            moved += _take(hands, asked, view, item, count - moved, moved)
    if not moved:
        raise failure("extract_item", f"{asked}Failed to extract {item}", code="not-enough")
    return moved


def _with_item(hands: Hands, item: str, name: str | None, place: Position) -> list[EntityView]:
    """Entities around a place, nearest first: those of its own tile alone when one of them holds the item."""
    names = {name} if name is not None else None
    here = views_near(hands, place, 0, names)
    return here if any(_holds(view, item) for view in here) else views_near(hands, place, EXTRACT_REACH, names)


def _holds(view: EntityView, item: str) -> bool:
    stores = [*view.inventories.values(), *(view.lanes or ())]
    return any(store.get(item) for store in stores)


def _take(hands: Hands, asked: str, view: EntityView, item: str, count: int, already: int) -> int:
    try:
        moved: Moved = hands.ask(Take(ref_of(view), item, count, agent=hands.agent))
    except Refused as refused:
        if already:
            return 0  # the first belts of a group filled the inventory: what came is what there is
        raise refusal("extract_item", asked, refused) from None
    return moved.count


def _nothing_to_extract(asked: str, item: str, name: str | None, near: list[EntityView], place: Position) -> ToolError:
    if not near:
        return failure("extract_item", f"{asked}Could not find any entities in range", code="no-entity")
    held: dict[str, int] = {}
    for store in (*near[0].inventories.values(), *(near[0].lanes or ())):
        for held_item, count in store.items():
            held[held_item] = held.get(held_item, 0) + count
    what = f"{name} " if name else ""
    return failure(
        "extract_item",
        f"{asked}Could not find a valid {what}entity containing {item}. The nearest, {near[0].name} "
        f"{distance(near[0], place):.1f} tiles away, contains: {listing({k: v for k, v in held.items() if v})}",
        code="not-enough",
        data={"item": item},
    )


# --- looking in -------------------------------------------------------------------------------------------------------


def inspect_inventory(
    hands: Hands, entity: Entity | Position | None = None, all_players: bool = False
) -> Inventory | list[Inventory]:
    """Look into your own inventory, or into what an entity holds.

    Parameters:
        entity: nothing for your own inventory; else an entity, or the position of one.
        all_players: True gives a list with the inventory of every agent.
    Returns: Inventory; read it with inventory[Prototype.X] or inventory.get(Prototype.X, 0). A furnace or assembling
        machine shows input and output together (not fuel), a lab its science packs, a chest what is in it.
    Cost: 0 ticks.
    Errors: ValueError for a group or another type; "Could not inspect inventory of ..." when nothing is there.

    Example:
        print(inspect_inventory()[Prototype.Coal])
    """
    if all_players:
        return [Inventory(view.inventory) for view in characters(hands.world)]
    if entity is None:
        return Inventory(hands.character().inventory)
    if isinstance(entity, EntityGroup) or not isinstance(entity, (EntityCore, Position, tuple, list)):
        kind = type(entity).__name__
        raise ValueError(f"The first argument must be an Entity or Position object, you passed in a {kind} object.")
    place = place_of(entity, ValueError("The first argument must be an Entity or Position object"))
    names = {canonical(entity.name)} if isinstance(entity, EntityCore) else None
    near = views_near(hands, place, INSPECT_REACH, names)
    if not near:
        what = entity.name if isinstance(entity, EntityCore) else "anything"
        raise failure(
            "inspect_inventory",
            f"Could not inspect inventory of {what} at {place}: there is none within {INSPECT_REACH:g} tiles",
            code="no-entity",
        )
    return _contents(near[0])


_SHOWN = ("chest", "source", "input", "result", "output", "lab_input", "rocket")


def _contents(view: EntityView) -> Inventory:
    total = Inventory()
    for kind in _SHOWN:
        for item, count in view.inventories.get(kind, {}).items():
            if count:
                total[item] += count
    return total
