"""Looking, fetching and tidying: what every layout and every plan needs."""

# ruff: noqa: T201, BLE001 - agent programs speak by printing, and the tools' failures have no narrower common class

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from agents.experts.agent_names import (
        EntityStatus,
        Prototype,
        Resource,
        get_entities,
        get_resource_patch,
        harvest_resource,
        insert_item,
        inspect_inventory,
        move_to,
        nearest,
        pickup_entity,
    )


def survey(*resources: Any) -> None:
    """Print what is carried and where the resources lie."""
    print("I carry", inspect_inventory())
    for resource in resources:
        where = nearest(resource)
        patch = get_resource_patch(resource, where)
        print(patch.name, "nearest", where, "amount", patch.size, "centre", patch.bounding_box.center)


def ensure_coal(amount: int) -> int:
    """Have at least `amount` coal, digging what is missing by hand."""
    missing = amount - inspect_inventory()[Prototype.Coal]
    if missing > 0:
        coal = nearest(Resource.Coal)
        move_to(coal)
        harvest_resource(coal, missing)
    return int(inspect_inventory()[Prototype.Coal])


def fuel_up(entity: Any, coal: int) -> Any:
    """Fill an entity's fuel up to `coal` pieces, as far as the coal goes, and read it again."""
    missing = coal - entity.fuel[Prototype.Coal]
    if missing > 0:
        entity = insert_item(Prototype.Coal, entity, missing)
    return entity


def take_down(entities: list[Any]) -> None:
    """Pick up what was placed, last first."""
    for entity in reversed(entities):
        pickup_entity(entity)


def report_idle() -> list[Any]:
    """Print what does not work, a line for each kind and reason; returns those entities.

    Pipes that are full and inserters that wait are as they should be and are left out.
    """
    idle: list[Any] = []
    alike: dict[str, list[Any]] = {}
    waiting_is_fine = ("waiting_for_source_items", "waiting_for_space_in_destination", "full_output", "empty")
    for entity in get_entities():
        waits = entity.name in ("inserter", "pipe-group") and entity.status.value in waiting_is_fine
        if not waits and entity.status not in (EntityStatus.WORKING, EntityStatus.NORMAL):
            idle.append(entity)
            reasons = "; ".join(getattr(entity, "warnings", [])) or entity.status.value
            alike.setdefault(f"{entity.name}: {reasons}", []).append(entity.position)
    for said, places in alike.items():
        print(len(places), said, "at", *places[:3])
    return idle


def look_after(minutes: int) -> list[Any]:
    """Refuel every burner machine for some minutes and print what does not work; returns those entities."""
    for entity in get_entities():
        kilowatts = {"burner-mining-drill": 150, "stone-furnace": 90, "burner-inserter": 20}.get(entity.name, 0)
        if kilowatts:
            try:
                fuel_up(entity, minutes * 60 * kilowatts // 4000 + 1)  # coal of 4000 kJ
            except Exception as problem:
                print("cannot refuel", entity.name, entity.position, problem)
    return report_idle()
