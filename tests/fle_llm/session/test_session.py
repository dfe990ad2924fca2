"""Session: beginning, tools as methods, saved moments, messages, and programs in and out of the sandbox."""

from __future__ import annotations

import inspect
import subprocess
import sys
import warnings
from collections.abc import Iterator

import pytest

from fle_llm import Session
from fle_llm.errors import SandboxError, StateError, WorldError
from fle_llm.game import Position, Prototype, Resource, Technology, ToolError
from fle_llm.sandbox import Limits
from fle_llm.session import Agent
from fle_llm.tools import TOOLS
from fle_llm.world import MapSpec
from fle_llm.world.sim import SimWorld

ITEMS = {"coal": 50, "stone-furnace": 2, "wooden-chest": 3, "iron-plate": 20}


@pytest.fixture(scope="module")
def shared() -> Iterator[Session]:
    with Session(agents=2, inventory=ITEMS) as session:
        yield session


@pytest.fixture
def session(shared: Session) -> Session:
    shared.reset()
    return shared


# --- tools as methods -------------------------------------------------------------------------------------------------


def test_every_tool_is_a_method_with_its_signature_and_page():
    for name, tool in TOOLS.items():
        method = getattr(Agent, name)
        assert method.__doc__ == tool.doc, name
    with Session() as session:
        assert inspect.signature(session.agent().place_entity) == TOOLS["place_entity"].signature
        assert session.agent().nearest.__name__ == "nearest"


def test_a_factory_from_python(session: Session):
    agent = session.agent()
    furnace = agent.place_entity(Prototype.StoneFurnace, position=Position(x=3, y=0))
    agent.insert_item(Prototype.Coal, furnace, 5)
    assert agent.craft_item(Prototype.IronGearWheel, 2) == 2
    # Two gears take 30 ticks each (AGENT_API 1.3).
    assert (session.ticks, session.elapsed_s) == (60, 1.0)
    assert session.statistics().produced["iron-gear-wheel"] == 2
    assert session.score() == agent.score()
    assert agent.inspect_inventory()[Prototype.IronPlate] == 16
    assert agent.nearest(Resource.Coal) == Position(x=15.5, y=-0.5)


def test_a_refusal_is_the_one_a_program_sees(session: Session):
    with pytest.raises(ToolError, match="Could not place wooden-chest") as direct:
        session.agent().place_entity(Prototype.WoodenChest, position=Position(x=90, y=0))
    outcome = session.run("place_entity(Prototype.WoodenChest, position=Position(x=90, y=0))")
    assert outcome.fault is not None
    assert outcome.fault.message == str(direct.value)


def test_the_same_values_as_in_a_program(session: Session):
    session.agent().place_entity(Prototype.StoneFurnace, position=Position(x=3, y=0))
    seen = session.agent().get_entities()
    assert session.run("print(get_entities())").output[0].text == repr((seen,))


def test_agents_by_number(session: Session):
    assert [agent.index for agent in session.agents] == [0, 1]
    with pytest.raises(IndexError, match="there is no agent 2"):
        session.agent(2)
    with pytest.raises(IndexError, match="there is no agent -1"):
        session.run("", agent=-1)


# --- beginning --------------------------------------------------------------------------------------------------------


def test_a_session_begins_as_it_is_told():
    bags = [{"coal": 1}, {Prototype.IronPlate: 2}]
    with Session(agents=2, inventory=bags, technologies=False, positions=[(5, 5), Position(x=9.5, y=3)]) as session:
        first, second = session.agents
        assert (first.inspect_inventory()["coal"], second.inspect_inventory()["iron-plate"]) == (1, 2)
        assert (first.position.x, first.position.y) == (5, 5)
        assert (second.position.x, second.position.y) == (9.5, 3)
        assert first.get_research_progress(Technology.Logistics)
        session.reset(technologies=True)
        assert first.get_research_progress(Technology.Logistics) == []
        session.reset()
        assert first.get_research_progress(Technology.Logistics)


def test_a_reset_forgets_everything(session: Session):
    untouched = session.digest()
    session.run("kept = 1\nmove_to(Position(x=5, y=5))\nsend_message('hello')")
    session.run("also = 1", sandboxed=False)
    session.reset()
    assert session.digest() == untouched
    assert session.ticks == 0
    assert "kept" in session.run("kept").fault.message
    assert "also" in session.run("also", sandboxed=False).fault.message
    assert session.agent(1).messages() == ()


def test_a_reset_takes_other_beginnings_for_once(session: Session):
    session.reset(inventory={"pipe": 7}, positions=[(3, 3), (4, 4)])
    assert session.agent(1).inspect_inventory()["pipe"] == 7
    session.reset()
    assert session.agent(1).inspect_inventory()["coal"] == 50


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ({"inventory": {"iron-gear-wheal": 1}}, "Did you mean: iron-gear-wheel"),
        ({"inventory": {"coal": -1}}, "whole numbers from 0 on"),
        ({"inventory": {"coal": 1_000_000}}, "cannot carry that"),
        ({"inventory": [{"coal": 1}]}, "1 inventories for 2 agents"),
        ({"positions": (1, 1)}, "1 positions for 2 agents"),
        ({"positions": [(-15, 5), (0, 0)]}, "cannot stand at"),  # the upper lake, AGENT_API 9.3
        ({"positions": ["here", (0, 0)]}, "is no position"),
    ],
)
def test_a_beginning_that_cannot_be(session: Session, bad: dict, words: str):
    session.agent().craft_item(Prototype.IronGearWheel)
    before = (session.ticks, session.digest())
    with pytest.raises(ValueError, match=words):
        session.reset(**bad)
    assert (session.ticks, session.digest()) == before


def test_inventories_can_be_set(session: Session):
    session.set_inventory(1, {Prototype.Pipe: 3})
    assert dict(session.agent(1).inspect_inventory().items()) == {"pipe": 3}
    assert session.agent(0).inspect_inventory()["coal"] == 50
    with pytest.raises(IndexError):
        session.set_inventory(2, {})


def test_a_world_of_ones_own_stays_open_and_goes_back_to_where_it_was():
    world = SimWorld.new(MapSpec(inventories=({"coal": 3},)))
    world.advance(120)
    with Session(world) as session:
        assert (session.ticks, session.world) == (120, world)
        session.agent().sleep(1)
        session.reset()
        assert session.ticks == 120
        assert session.agent().inspect_inventory()["coal"] == 3
        with pytest.raises(ValueError, match="came with all technologies"):
            session.reset(technologies=False)
    assert world.advance(1) == 121


def test_a_map_of_ones_own():
    with Session(MapSpec(kind="open", seed=4), inventory={"coal": 1}) as session:
        assert session.agent().nearest(Resource.IronOre).distance(Position(x=0, y=0)) < 500
    with pytest.raises(WorldError):
        Session(agents=0)


# --- moments ----------------------------------------------------------------------------------------------------------


def test_a_snapshot_is_the_whole_session(session: Session):
    session.run("chest = place_entity(Prototype.WoodenChest, position=Position(x=3.5, y=3.5))\nsend_message('look')")
    moment, digest = session.snapshot(), session.digest()
    session.run("pickup_entity(chest)\ndel chest")
    session.agent(1).messages()
    session.restore(moment)
    assert session.digest() == digest
    assert session.run("print(get_entity(chest.prototype, chest.position).name)").output[0].text == "('wooden-chest',)"
    assert [message.content for message in session.agent(1).messages()] == ["look"]


def test_a_snapshot_goes_on_in_another_session(session: Session):
    session.run("n = 41")
    with Session(agents=2) as other:
        other.restore(session.snapshot())
        assert other.digest() == session.digest()
        assert other.run("print(n + 1)").output[0].text == "(42,)"


def test_what_is_no_snapshot_changes_nothing(session: Session):
    digest = session.digest()
    whole = session.snapshot()
    with Session() as single:
        foreign = single.snapshot()
    for data in (b"", b"nonsense", whole[:-5], foreign, whole.replace(b"session 1", b"session 9")):
        with pytest.raises(StateError):
            session.restore(data)
    assert session.digest() == digest


def test_a_fork_goes_its_own_way(session: Session):
    session.run("n = 1")
    with session.fork() as copy:
        copy.run("n += 1\nplace_entity(Prototype.WoodenChest, position=Position(x=3.5, y=3.5))")
        assert copy.run("print(n)").output[0].text == "(2,)"
        assert len(copy.agent().get_entities()) == 1
        copy.reset()
        assert copy.ticks == 0
    assert session.run("print(n)").output[0].text == "(1,)"
    assert session.agent().get_entities() == []


# --- several agents ---------------------------------------------------------------------------------------------------


def test_messages_reach_the_others_once(session: Session):
    assert session.agent(0).send_message("from Python")
    session.run("print(send_message('from a program', recipient='0'))", agent=1)
    session.run("send_message('from here', 0)", agent=1, sandboxed=False)
    assert [(m.sender, m.content) for m in session.agent(1).messages()] == [(0, "from Python")]
    assert [m.content for m in session.agent(0).messages()] == ["from a program", "from here"]
    assert session.agent(0).messages() == ()
    with pytest.raises(TypeError, match="missing a required argument: 'message'"):
        session.agent(0).send_message()  # type: ignore[call-arg]


def test_agents_remember_for_themselves(session: Session):
    for sandboxed in (True, False):
        session.run("mine = 1", agent=0, sandboxed=sandboxed)
        assert session.run("print(mine)", agent=1, sandboxed=sandboxed).failed
        assert not session.run("print(mine)", agent=0, sandboxed=sandboxed).failed


# --- in this process --------------------------------------------------------------------------------------------------

PROGRAMS = {
    "output": "print('hello')\nx = 5\nprint(x, 'a')\nlog(x)\nfor i in range(2):\n    print(\n        i)",
    "functions keep their caller's line": "def f(n):\n    print(n)\n    return n + 1\n\nprint(f(1))",
    "values of the game": "print(inspect_inventory(), nearest(Resource.Coal), Prototype.IronChest.prototype_name)",
    "a refusal, bare": "print(1)\nplace_entity(Prototype.WoodenChest, position=Position(x=90, y=0))",
    "a refusal, used": "x = place_entity(Prototype.WoodenChest,\n    position=Position(x=90, y=0))",
    "a refusal in a function": "def build():\n    return craft_item(Prototype.SteelPlate)\nbuild()",
    "a refusal that is caught": "try:\n    craft_item(Prototype.SteelPlate)\nexcept Exception as error:\n"
    "    print(type(error).__name__, error.tool, error.code)",
    "an assertion": "assert inspect_inventory()['coal'] > 50, 'too little'",
    "an undefined name": "chests = 1\nprint(chest)",
    "an argument that fails": "nearest(undefined_name)",
    "an attribute with a suggestion": "Prototype.AssemblingMachine",
    "a syntax error": "x = (1,\n",
    "a protected name": "craft_item = 3",
    "a return": "print(1)\nreturn 7\nprint(2)",
    "an exit": "print(1)\nexit()\nprint(2)",
    "an exit with words": "raise SystemExit('done')",
    "an exception with two arguments": "raise ValueError(1, 2)",
    "too much output": "for i in range(600):\n    print(i)",
    "the import of the names": "from fle_llm.agent_api import *\nprint(nearest(Resource.Coal))\nlog(2)",
    "the import of a name": "from fle_llm.agent_api import nearest, Resource as R\nprint(nearest(R.Coal))",
    "the import of the module": "import fle_llm.agent_api as api\nprint(api.nearest(api.Resource.Coal))",
    "a tool that never was": "shift_entity(1, UP)",
    "an ore by its bare name": "nearest(IronOre)",
    "tools of the game": "print(game.nearest(game.Resource.Coal))\ngame = 3\nprint(game)",
    "where the last move ended": "print(player_location)\nmove_to(Position(x=4, y=0))\nprint(player_location)",
    "a location of one's own": "player_location = move_to(Position(x=4, y=0))\nprint(player_location)",
}


@pytest.mark.parametrize("code", PROGRAMS.values(), ids=PROGRAMS)
def test_a_program_reads_the_same_in_this_process(session: Session, code: str):
    confined, open_ = session.run(code), session.run(code, sandboxed=False)
    assert open_.text() == confined.text()
    assert (open_.status, open_.calls) == (confined.status, confined.calls)
    if confined.fault is not None:
        assert open_.fault is not None
        assert (open_.fault.type, open_.fault.line) == (confined.fault.type, confined.fault.line)


def test_where_the_last_move_ended_is_remembered_and_forgotten(session: Session):
    for sandboxed in (True, False):
        session.reset()
        assert session.run("print(player_location.x)", sandboxed=sandboxed).output[0].text == "(0.0,)"
        session.run("move_to(Position(x=4, y=0))", sandboxed=sandboxed)
        assert session.run("print(player_location.x)", sandboxed=sandboxed).output[0].text == "(4.5,)"


def test_variables_stay_for_the_next_program_of_this_process(session: Session):
    session.run("import math\ndef area(r):\n    return math.floor(pi * r * r)\ncount = 1", sandboxed=False)
    outcome = session.run("count += 1\nprint(area(count), count)", sandboxed=False)
    assert outcome.output[0].text == "(12, 2)"  # floor(4 pi) = 12
    failed = session.run("area('x')", sandboxed=False)
    assert "Line 3 of step 1: return math.floor(pi * r * r)" in failed.fault.text


def test_two_namespaces_of_this_process_tell_their_own_lines(session: Session):
    session.run("def mine():\n    raise ValueError('first')", agent=0, sandboxed=False)
    session.run("def other():\n    pass\n    raise KeyError('second')", agent=1, sandboxed=False)
    assert "raise ValueError('first')" in session.run("mine()", agent=0, sandboxed=False).fault.text


def test_an_interrupt_gets_out_of_a_program_of_this_process(session: Session):
    with pytest.raises(KeyboardInterrupt):
        session.run("try:\n    raise KeyboardInterrupt\nexcept Exception:\n    pass", sandboxed=False)
    assert not session.run("print(1)", sandboxed=False).failed


def test_a_tool_that_breaks_is_no_result_of_the_program(session: Session):
    with Session() as closed:

        class Broken:
            def do(self, *args: object, **kwargs: object) -> None:
                raise OSError("the wire is cut")

        closed.agent().player.hands.world = Broken()  # type: ignore[assignment]
        with pytest.raises(SandboxError, match="nearest broke: OSError: the wire is cut"):
            closed.run("try:\n    nearest(Resource.Coal)\nexcept Exception:\n    pass", sandboxed=False)


def test_limits_are_the_sandboxes():
    with Session(limits=Limits(cpu_s=0.2, output_lines=3)) as session:
        assert session.run("while True: pass").status == "timeout"
        assert len(session.run("for i in range(9): print(i)", sandboxed=False).output) == 4  # 3 and a remark


def test_unsafe_sandboxes_say_so():
    with Session(unsafe=True) as session, warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert session.run("print(1)").output[0].text == "(1,)"
    assert any("WITHOUT CONFINEMENT" in str(warning.message) for warning in caught)


# --- loading ----------------------------------------------------------------------------------------------------------


def test_a_session_loads_nothing_heavy():
    code = (
        "import sys, fle_llm\n"
        "print({'fle_llm.session', 'fle_llm.engine', 'numpy', 'gymnasium', 'openai', 'pydantic'} & set(sys.modules))\n"
        "fle_llm.Session().agent()\n"
        "print({'gymnasium', 'openai', 'pydantic'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("set()\nset()\n", "")
