"""The tools: what an agent program can call, written once against World.

`call` runs one by name for an agent's `Hands`; `TOOLS` has them all with signature and manual page, `stubs` what is
shown of them, `callable_stubs` what a sandbox needs to offer them. A tool checks everything it is given, changes the
world in one batch or not at all, and lets time pass only after it has succeeded.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from fle_llm.tools import carrying, passing_time, research
from fle_llm.tools.can_place_entity import can_place_entity
from fle_llm.tools.catalog import Tool, ToolStub, run
from fle_llm.tools.connect_entities import connect_entities, get_connection_amount
from fle_llm.tools.craft_item import craft_item
from fle_llm.tools.get_entities import get_entities, get_entity
from fle_llm.tools.hands import Hands
from fle_llm.tools.harvest_resource import harvest_resource
from fle_llm.tools.launch_rocket import launch_rocket
from fle_llm.tools.move_to import move_to
from fle_llm.tools.nearest import nearest
from fle_llm.tools.nearest_buildable import nearest_buildable
from fle_llm.tools.pickup_entity import pickup_entity
from fle_llm.tools.place_entity import place_entity
from fle_llm.tools.place_entity_next_to import place_entity_next_to
from fle_llm.tools.resource_patch import get_resource_patch
from fle_llm.tools.rotate_entity import rotate_entity
from fle_llm.tools.set_entity_recipe import set_entity_recipe

__all__ = ["TOOLS", "Hands", "Tool", "ToolStub", "call", "callable_stubs", "stubs"]

_ENTITY = {"prototype": "entity", "item": "entity", "name": "entity"}
_PLACED = {**_ENTITY, "pos": "position"}

TOOLS: Mapping[str, Tool] = MappingProxyType(
    {
        tool.name: tool
        for tool in (
            Tool("can_place_entity", can_place_entity, _PLACED),
            Tool("connect_entities", connect_entities, {"type": "connection_type", "prototype": "connection_type"}),
            Tool("craft_item", craft_item, {**_ENTITY, "count": "quantity"}),
            Tool("extract_item", carrying.extract_item, {**_ENTITY, "target": "source", "count": "quantity"}),
            Tool(
                "get_entities",
                get_entities,
                {
                    "prototype": "entities",
                    "prototypes": "entities",
                    "entity": "entities",
                    "name": "entities",
                    "type": "entities",
                    "center": "position",
                },
            ),
            Tool("get_connection_amount", get_connection_amount, {"prototype": "connection_type"}),
            Tool("get_entity", get_entity, _PLACED),
            Tool(
                "get_prototype_recipe",
                research.get_prototype_recipe,
                {"entity": "prototype", "item": "prototype", "recipe": "prototype", "name": "prototype"},
            ),
            Tool("get_research_progress", research.get_research_progress, {"tech": "technology"}),
            Tool("get_resource_patch", get_resource_patch, {"type": "resource"}),
            Tool("harvest_resource", harvest_resource, {"count": "quantity"}),
            Tool("insert_item", carrying.insert_item, {**_ENTITY, "count": "quantity"}),
            Tool("inspect_inventory", carrying.inspect_inventory, {"position": "entity", "target": "entity"}),
            Tool("launch_rocket", launch_rocket),
            Tool("move_to", move_to, {"pos": "position", "target": "position"}),
            Tool("nearest", nearest, {"resource": "type", "prototype": "type", "entity": "type"}),
            Tool(
                "nearest_buildable",
                nearest_buildable,
                {**_ENTITY, "center": "center_position", "position": "center_position", "box": "building_box"},
                ignores_more=True,
            ),
            Tool("pickup_entity", pickup_entity, _PLACED),
            Tool("place_entity", place_entity, _PLACED),
            Tool("place_entity_next_to", place_entity_next_to, {**_ENTITY, "position": "reference_position"}),
            Tool("print", passing_time.print_values, in_sandbox=False),
            Tool("rotate_entity", rotate_entity),
            Tool("score", passing_time.score),
            Tool("send_message", passing_time.send_message),
            Tool("set_entity_recipe", set_entity_recipe, {"recipe": "prototype", "item": "prototype"}),
            Tool("set_research", research.set_research, {"tech": "technology"}),
            Tool("sleep", passing_time.sleep),
        )
    }
)
"""Every tool by name."""


def call(hands: Hands, name: str, args: list[Any], kwargs: dict[str, Any]) -> Any:
    """Run a tool. Raises ToolError, ValueError, AssertionError or TypeError; the world is then as it was."""
    return run(TOOLS, hands, name, args, kwargs)


def stubs() -> list[ToolStub]:
    """The tools that programs call, as they are shown to their writers."""
    return [tool.stub for tool in TOOLS.values() if tool.in_sandbox]


def callable_stubs() -> list[ToolStub]:
    """The same as a sandbox should offer them: it passes on keywords that only the tool itself understands."""
    return [tool.callable_stub for tool in TOOLS.values() if tool.in_sandbox]
