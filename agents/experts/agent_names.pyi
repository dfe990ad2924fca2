"""What the sandbox binds for agent programs, as far as the layouts use it; for type checkers only."""

from typing import Any

from fle_llm.game import BuildingBox as BuildingBox
from fle_llm.game import Direction as Direction
from fle_llm.game import EntityStatus as EntityStatus
from fle_llm.game import Position as Position
from fle_llm.game import Prototype as Prototype
from fle_llm.game import Resource as Resource

get_entities: Any
get_resource_patch: Any
harvest_resource: Any
insert_item: Any
inspect_inventory: Any
move_to: Any
nearest: Any
nearest_buildable: Any
pickup_entity: Any
place_entity: Any
place_entity_next_to: Any
