"""The names an agent program starts with."""

from __future__ import annotations

import math
import subprocess
import sys
import typing

from fle_llm import game
from fle_llm.game.namespace import agent_names, instead_of


def test_every_kind_of_name_is_there():
    names = agent_names()
    for name in ("Prototype", "Resource", "Direction", "Position", "EntityStatus", "BoundingBox", "BuildingBox"):
        assert names[name] is getattr(game, name)
    for name in ("Technology", "Recipe", "RecipeName", "ToolError", "prototype_by_name", "Inventory", "Ingredient"):
        assert names[name] is getattr(game, name)
    for name in ("Entity", "Furnace", "TransportBelt", "WallGroup", "BeltGroup", "IndexedPosition", "ResourcePatch"):
        assert names[name] is getattr(game, name)


def test_members_of_prototype_stand_for_their_class():
    names = agent_names()
    assert names["StoneFurnace"] is game.Furnace
    assert names["Lab"] is game.Lab
    assert names["SteamEngine"] is game.Generator
    assert names["StackInserter"] is game.Inserter
    assert names["FilterInserter"] is game.FilterInserter, "a class of the same name has it"
    assert "Coal" not in names


def test_direction_constants():
    names = agent_names()
    assert {names[name] for name in ("UP", "ABOVE", "TOP")} == {game.Direction.UP}
    assert {names[name] for name in ("DOWN", "BELOW", "BOTTOM")} == {game.Direction.DOWN}
    assert (names["LEFT"], names["WEST"]) == (game.Direction.LEFT, game.Direction.LEFT)
    assert (names["RIGHT"], names["EAST"]) == (game.Direction.RIGHT, game.Direction.RIGHT)
    assert "NORTH" not in names
    assert "SOUTH" not in names


def test_mathematics_and_typing():
    names = agent_names()
    assert names["sqrt"] is math.sqrt
    assert (names["pi"], names["abs"], names["pow"]) == (math.pi, abs, pow)
    assert names["Optional"] is typing.Optional
    assert {"sin", "cos", "tan", "floor", "ceil", "Union", "List", "Dict", "Tuple", "Set"} <= names.keys()


def test_names_there_never_were_are_answered_with_what_to_write():
    assert instead_of("shift_entity") == "pickup_entity, then place_entity at the other place"
    assert instead_of("IronOre") == "Resource.IronOre or Prototype.IronOre"
    assert instead_of("IronPlate") == "Prototype.IronPlate"
    assert instead_of("Water") == "Resource.Water"
    assert instead_of("my_chest") == ""
    assert instead_of("prototype_name") == "", "what Prototype has besides its members is no member"


def test_every_call_gives_a_dict_of_its_own():
    agent_names().clear()
    assert agent_names()


def test_the_vocabulary_loads_nothing_heavy():
    heavy = "{'numpy', 'pydantic', 'gymnasium', 'openai', 'fle_llm.data', 'fle_llm.engine'}"
    code = f"import sys, fle_llm.game.namespace, fle_llm.game.wire; print({heavy} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"
