"""The module authors import their names from: its stub, its runtime, and programs that begin with it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from fle_llm import Session, agent_api
from fle_llm.game.namespace import agent_names
from fle_llm.tools import TOOLS, stub_file

EXAMPLE = Path(__file__).parents[2] / "examples" / "programs" / "plates.py"
TOOL_NAMES = {name for name, tool in TOOLS.items() if tool.in_sandbox}


@pytest.mark.parametrize(
    ("file", "text"), [(stub_file.PROGRAMS, stub_file.programs), (stub_file.METHODS, stub_file.methods)]
)
def test_the_stubs_are_current(file, text):
    assert file.read_text(encoding="utf-8") == text(), "run `python -m fle_llm.tools.stub_file`"


def test_the_stub_defines_what_the_module_offers():
    tree = ast.parse(stub_file.PROGRAMS.read_text(encoding="utf-8"))
    defined = set()
    for node in tree.body:
        if isinstance(node, ast.ImportFrom):
            defined |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.FunctionDef):
            defined.add(node.name)
        elif isinstance(node, ast.AnnAssign):
            defined.add(node.target.id)
        elif isinstance(node, ast.Assign) and node.targets[0].id == "__all__":
            listed = [element.value for element in node.value.elts]
    assert listed == agent_api.__all__
    assert set(listed) <= defined


def test_every_name_of_a_program_is_there():
    assert set(agent_api.__all__) == agent_names().keys() | TOOL_NAMES | {"log"}
    for name, value in agent_names().items():
        assert getattr(agent_api, name) is value or getattr(agent_api, name) == value, name


def test_every_tool_has_its_page_in_the_stub():
    text = stub_file.PROGRAMS.read_text(encoding="utf-8")
    for name in TOOL_NAMES:
        assert text.count(f"def {name}(") >= 1
        assert TOOLS[name].doc.splitlines()[0] in text


def test_a_tool_without_a_game_says_so(capsys):
    with pytest.raises(RuntimeError, match=r"nearest\(\) acts in a game, and there is none here: .*Session\(\)\.run"):
        agent_api.nearest(agent_api.Resource.Coal)
    agent_api.log("drawn up", 1)
    assert capsys.readouterr().out == "drawn up 1\n"
    assert agent_api.nearest.__doc__ == TOOLS["nearest"].doc


@pytest.mark.parametrize("sandboxed", [True, False])
def test_a_program_written_in_an_editor_runs_unmodified(sandboxed):
    with Session(inventory={"coal": 20, "burner-mining-drill": 1, "stone-furnace": 1}, technologies=False) as session:
        outcome = session.run(EXAMPLE.read_text(encoding="utf-8"), sandboxed=sandboxed)
    assert outcome.status == "ok", outcome.text()
    # A burner drill digs an ore in 4 s and a stone furnace smelts one in 3.2 s: of the 15 ore of a minute the last one
    # or two are still ore.
    made = int(outcome.output[-1].text.strip("(,)"))
    assert 13 <= made <= 14
