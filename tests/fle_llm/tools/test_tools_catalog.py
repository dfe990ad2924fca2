"""The catalogue: stubs, manual pages and their examples, calling, and what hostile arguments do."""

from __future__ import annotations

import inspect
import re
import textwrap

import pytest
from tool_chaos import play
from tool_player import LAB_PLAY, Player

from fle_llm.game import (
    Position,
    Prototype,
    ToolError,
)
from fle_llm.game.namespace import agent_names
from fle_llm.sandbox import Sandbox, ToolStub
from fle_llm.tools import TOOLS, Hands, call, callable_stubs, stubs

PUBLISHED = {
    "can_place_entity",
    "craft_item",
    "extract_item",
    "get_entities",
    "get_entity",
    "get_prototype_recipe",
    "get_research_progress",
    "get_resource_patch",
    "harvest_resource",
    "insert_item",
    "inspect_inventory",
    "move_to",
    "nearest",
    "nearest_buildable",
    "pickup_entity",
    "place_entity",
    "place_entity_next_to",
    "rotate_entity",
    "score",
    "send_message",
    "set_entity_recipe",
    "set_research",
    "sleep",
}


def test_every_tool_is_there():
    assert set(TOOLS) >= PUBLISHED | {"print"}
    assert {stub.name for stub in stubs()} >= PUBLISHED
    assert "print" not in {stub.name for stub in stubs()}


def test_a_stub_shows_the_agents_signature():
    stub = TOOLS["place_entity"].stub
    assert stub.signature == (
        "(entity: Prototype, direction: Direction = Direction.UP, position: Position = Position(x=0.0, y=0.0), "
        "exact: bool = True) -> Entity"
    )
    assert stub.doc.startswith("Place an entity from your inventory on the map.")
    assert TOOLS["get_entities"].stub.signature == (
        "(entities: set[Prototype] | Prototype = set(), position: Position | None = None, radius: float = 1000) "
        "-> list[Entity | EntityGroup]"
    )


@pytest.mark.parametrize("stub", stubs(), ids=lambda stub: stub.name)
def test_a_signature_means_something_to_an_agent(stub):
    names = {**agent_names()}
    exec(f"def {stub.name}{stub.signature}: pass", names)
    assert list(inspect.signature(names[stub.name]).parameters) == list(TOOLS[stub.name].signature.parameters)


@pytest.mark.parametrize("stub", stubs(), ids=lambda stub: stub.name)
def test_a_page_has_its_parts(stub):
    for part in ("Returns:", "Cost:", "Example:"):
        assert part in stub.doc, part
    for parameter in TOOLS[stub.name].signature.parameters:
        assert re.search(rf"^    (\w+, )*{parameter}(, \w+)*: ", stub.doc, re.MULTILINE), parameter
    assert not re.search(r"\S.* (Parameters|Returns|Cost|Errors): ", stub.doc)
    assert max(map(len, stub.doc.splitlines())) <= 120
    assert len(stub.doc) < 3000


def example_of(doc: str) -> str:
    return textwrap.dedent(doc.split("Example:\n", 1)[1])


@pytest.mark.parametrize("stub", stubs(), ids=lambda stub: stub.name)
def test_the_example_runs_in_a_fresh_laboratory(make_world, sandbox, stub):
    hands = Hands(make_world(LAB_PLAY))
    outcome = sandbox.run(example_of(stub.doc), lambda name, args, kwargs: call(hands, name, args, kwargs))
    assert outcome.status == "ok", outcome.text()
    assert outcome.calls > 0


def test_examples_call_the_tool_they_explain():
    for stub in stubs():
        assert f"{stub.name}(" in example_of(stub.doc)


# --- calling ----------------------------------------------------------------------------------------------------------


def test_unknown_tools_and_arguments(player):
    with player.refused("there is no tool 'place_entiy'", "Did you mean: place_entity"):
        call(player.hands, "place_entiy", [], {})
    with player.refused("unexpected keyword argument 'speed'", "move_to(position: Position", error=TypeError):
        player.move_to(Position(x=1, y=1), speed=3)
    with player.refused("missing a required argument: 'position'", error=TypeError):
        player.move_to()


def test_other_keywords_reach_the_tools_from_a_program(player):
    player.place_entity(Prototype.WoodenChest, position=Position(x=3.5, y=3.5))
    program = """
print(len(get_entities(prototype=Prototype.WoodenChest, radius=20)))
print(get_entity(prototype=Prototype.WoodenChest, position=Position(x=3.5, y=3.5)).name)
box = nearest_buildable(Prototype.WoodenChest, BuildingBox(width=1, height=1), Position(x=0, y=0), player=1)
print(box.left_top.x)
place_entity(Prototype.WoodenChest, colour="red")
"""
    sandbox = Sandbox([ToolStub(*stub) for stub in callable_stubs()])
    try:
        outcome = sandbox.run(program, lambda name, args, kwargs: call(player.hands, name, args, kwargs))
    finally:
        sandbox.close()
    assert [line.text for line in outcome.output] == ["(1,)", "('wooden-chest',)", "(0.0,)"]
    assert outcome.fault.message.startswith("place_entity(): got an unexpected keyword argument 'colour'")
    assert "place_entity(entity: Prototype, direction" in outcome.fault.message


@pytest.mark.parametrize(
    ("tool", "args", "close"),
    [
        ("place_entity", ["StoneFurnase"], "stone-furnace"),
        ("craft_item", ["IronGearWheal"], "iron-gear-wheel"),
        ("pickup_entity", ["wooden-chestt", (0, 0)], "wooden-chest"),
        ("get_prototype_recipe", ["IronGearWeel"], "iron-gear-wheel"),
        ("set_research", ["Automatoin"], "automation"),
        ("get_entities", ["StoneFurnase"], "stone-furnace"),
        ("connect_entities", [(0, 0), (3, 0), "transport-bell"], "transport-belt"),
    ],
)
def test_a_misspelt_name_brings_the_closest_ones(player, tool, args, close):
    error = ValueError if tool == "connect_entities" else ToolError
    with player.refused("Did you mean: ", close, error=error):
        call(player.hands, tool, args, {})


def test_errors_say_what_a_program_may_branch_on(player):
    with pytest.raises(ToolError) as caught:
        player.place_entity(Prototype.WoodenChest, position=Position(x=50, y=0))
    assert (caught.value.tool, caught.value.code) == ("place_entity", "too-far")
    assert caught.value.data["position"] == [50, 0]


def test_two_agents_act_for_themselves(make_world):
    world = make_world({"wooden-chest": 1}, {"coal": 5})
    first, second = Player(world), Player(world, 1)
    chest = first.place_entity(Prototype.WoodenChest, position=Position(x=4, y=4))
    second.insert_item(Prototype.Coal, chest, 5)
    assert first.extract_item(Prototype.Coal, chest, 2) == 2
    assert (first.carries("coal"), second.carries("coal")) == (2, 0)
    assert (second.move_to(Position(x=9, y=9)).x, first.move_to(Position(x=0, y=0)).x) == (9.5, 0.5)


# --- whatever a model may pass ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [1, 2])
def test_random_calls_end_as_documented_and_change_nothing_when_refused(seed):
    chaos = play(seed, 200)
    # of 27 tools with 7 calls each nearly all must have been tried, and both ends must have come about often
    tried = {outcome.split()[0] for outcome in chaos.outcomes}
    assert len(tried) > 20
    assert 20 < sum(count for outcome, count in chaos.outcomes.items() if outcome.endswith("answered")) < 180
