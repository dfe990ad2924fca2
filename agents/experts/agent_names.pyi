"""What the sandbox binds for agent programs, as far as the layouts use it; for type checkers only."""

from typing import Any

from fle_llm.game import BuildingBox as BuildingBox
from fle_llm.game import Direction as Direction
from fle_llm.game import EntityStatus as EntityStatus
from fle_llm.game import Position as Position
from fle_llm.game import Prototype as Prototype
from fle_llm.game import RecipeName as RecipeName
from fle_llm.game import Resource as Resource

can_place_entity: Any
connect_entities: Any
craft_item: Any
extract_item: Any
floor: Any
get_connection_amount: Any
get_entities: Any
get_entity: Any
get_prototype_recipe: Any
get_research_progress: Any
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
prototype_by_name: Any
rotate_entity: Any
score: Any
set_entity_recipe: Any
set_research: Any
sleep: Any
