"""The tolerance table: what each shape of reply gives, case by case."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.parsing import join_parts, parse_reply

GO = "x = 1\nprint(x)"

PROGRAMS = {
    # fences
    "python fence": ("```python\nx = 1\nprint(x)\n```", GO),
    "py fence": ("```py\nx = 1\nprint(x)\n```", GO),
    "upper-case tag": ("```Python\nx = 1\nprint(x)\n```", GO),
    "python3 fence": ("```python3\nx = 1\nprint(x)\n```", GO),
    "braced tag": ("```{python}\nx = 1\nprint(x)\n```", GO),
    "tag with attributes": ('```python title="step.py"\nx = 1\nprint(x)\n```', GO),
    "space before the tag": ("``` python\nx = 1\nprint(x)\n```", GO),
    "bare fence": ("```\nx = 1\nprint(x)\n```", GO),
    "tilde fence": ("~~~python\nx = 1\nprint(x)\n~~~", GO),
    "four backticks": ("````python\nx = 1\nprint(x)\n````", GO),
    "prose around": ("First I look.\n\n```python\nx = 1\nprint(x)\n```\nThen I build.", GO),
    "opened after prose": ("The program: ```python\nx = 1\nprint(x)\n```", GO),
    "closed after code": ("```python\nx = 1\nprint(x)```", GO),
    "one line": ("Run ```python print(1)``` now.", "print(1)"),
    "windows line ends": ("```python\r\nx = 1\r\nprint(x)\r\n```\r\n", GO),
    "byte order mark": ("\ufeff```python\nx = 1\nprint(x)\n```", GO),
    "two joined": ("```python\nx = 1\n```\nand\n```python\nprint(x)\n```", "x = 1\n\nprint(x)"),
    "tagged and bare joined": ("```python\nx = 1\n```\n```\nprint(x)\n```", "x = 1\n\nprint(x)"),
    "sample output left out": ("```python\nx = 1\nprint(x)\n```\nprints\n```\n2: (1,)\n```", GO),
    "other language left out": ("```bash\nls\n```\n```python\nx = 1\nprint(x)\n```", GO),
    "empty block left out": ("```python\n```\n```python\nx = 1\nprint(x)\n```", GO),
    "end mark forgotten between": ("```python\nx = 1\n```python\nprint(x)\n```", "x = 1\n\nprint(x)"),
    "in a markdown fence": ("````markdown\nPlan\n```python\nx = 1\nprint(x)\n```\n````", GO),
    "tool_code fence": ("```tool_code\nx = 1\nprint(x)\n```", GO),
    # indentation
    "fence in a list": ("1. Look:\n   ```python\n   x = 1\n   print(x)\n   ```", GO),
    "code indented, fence not": ("```python\n    x = 1\n    print(x)\n```", GO),
    "tabs": ("\t```python\n\tx = 1\n\tprint(x)\n\t```", GO),
    "inner indentation kept": ("  ```python\n  if x:\n      y = 1\n  ```", "if x:\n    y = 1"),
    "unindented string line": ('  ```python\n  s = """\na\n"""\n  ```', 's = """\na\n"""'),
    "quoted": ("> ```python\n> x = 1\n> print(x)\n> ```", GO),
    # programs by themselves
    "bare program": ("x = 1\nprint(x)", GO),
    "bare program with a comment": ("# look\nx = 1", "# look\nx = 1"),
    "language on its own line": ("python\nx = 1\nprint(x)", GO),
    # thoughts
    "think": ("<think>maybe ```python\nbad()\n```</think>\n```python\nx = 1\nprint(x)\n```", GO),
    "thinking": ("<thinking>hm</thinking>```python\nx = 1\nprint(x)\n```", GO),
    "thought, upper case": ("<THOUGHT>hm</THOUGHT>\n```python\nx = 1\nprint(x)\n```", GO),
    "bracketed think": ("[THINK]hm[/THINK]\n```python\nx = 1\nprint(x)\n```", GO),
    "two thoughts": ("<think>a</think>so\n<think>b</think>\n```python\nx = 1\nprint(x)\n```", GO),
    "lone closing tag": ("I could ```python\nbad()\n```\n</think>\n```python\nx = 1\nprint(x)\n```", GO),
    "lone closing tag in an open fence": ("draft ```python\nbad()\n</think>\n```python\nx = 1\nprint(x)\n```", GO),
    "think without a fence after": ("<think>hm</think>\nx = 1\nprint(x)", GO),
    "unclosed thought after the program": ("```python\nx = 1\nprint(x)\n```\n<think>was that right?", GO),
    "tag printed by the program": ('```python\nprint("<think>")\nx = 1\n```', 'print("<think>")\nx = 1'),
    "closing tag printed": ('```python\nprint("</think>")\nx = 1\n```', 'print("</think>")\nx = 1'),
    # JSON
    "json": (json.dumps({"code": GO}), GO),
    "json with thoughts": (json.dumps({"thoughts": "look", "code": GO}), GO),
    "json fence": ("```json\n" + json.dumps({"code": GO}) + "\n```", GO),
    "json in a bare fence": ("```\n" + json.dumps({"code": GO}) + "\n```", GO),
    "json in a python fence": ("```python\n" + json.dumps({"code": GO}) + "\n```", GO),
    "json with a fence in it": (json.dumps({"code": f"```python\n{GO}\n```"}), GO),
    "json with raw line breaks": ('{"code": "x = 1\nprint(x)"}', GO),
    "json nested": (json.dumps({"name": "run", "arguments": {"code": GO}}), GO),
    "json nested as text": (json.dumps({"name": "run", "arguments": json.dumps({"code": GO})}), GO),
    "json list": (json.dumps([{"code": "x = 1"}, {"code": "print(x)"}]), "x = 1\n\nprint(x)"),
    "tool call tag": ("<tool_call>\n" + json.dumps({"name": "run", "arguments": {"code": GO}}) + "\n</tool_call>", GO),
}


@pytest.mark.parametrize(("reply", "code"), PROGRAMS.values(), ids=PROGRAMS)
def test_a_reply_gives_its_program(reply: str, code: str) -> None:
    parsed = parse_reply(reply, "stop")
    assert parsed.code == code
    assert parsed.problem is None
    assert parsed.kind == ""


REFUSALS = {
    "none": (None, "stop", "empty"),
    "empty": ("", "stop", "empty"),
    "blank": (" \n ", "stop", "empty"),
    "none, length": (None, "length", "cut-off"),
    "none, filtered": (None, "content_filter", "filtered"),
    "open fence, length": ("```python\nx = 1\nprint(", "length", "cut-off"),
    "open fence, whole so far, length": ("```python\nx = 1\nprint(x)\n", "length", "cut-off"),
    "second fence open, length": ("```python\nx = 1\n```\n```python\nprint(", "length", "cut-off"),
    "open fence, filtered": ("```python\nx = 1\n", "content_filter", "cut-off"),
    "open fence, broken, reason unknown": ("```python\nx = (1\n", None, "cut-off"),
    "bare program, length": ("x = 1\nprint(x)", "length", "cut-off"),
    "prose, length": ("Let me think about where the ore", "length", "cut-off"),
    "open thought": ("<think>so many choices", "stop", "thoughts-only"),
    "open thought with a draft": ("<think>maybe\n```python\nbad()\n```", "stop", "thoughts-only"),
    "open thought, length": ("<think>so many", "length", "cut-off"),
    "closed thought only": ("<think>done</think>", "stop", "thoughts-only"),
    "prose": ("I would place a drill on the ore.", "stop", "no-code"),
    "one word that parses": ("done", "stop", "no-code"),
    "apology, filtered": ("I'm sorry, I", "content_filter", "filtered"),
    "empty fence": ("```python\n```", "stop", "no-code"),
    "only comments": ("```python\n# wait\n```", "stop", "no-code"),
    "bash": ("```bash\nls\n```", "stop", "other-language"),
    "lua and json": ('```lua\nprint(1)\n```\n```json\n{"a": 1}\n```', "stop", "no-code"),
    "javascript": ("```javascript\nlet x = 1;\n```", "stop", "other-language"),
    "ascii art": ("```\n+--+\n|  |\n+--+\n```", "stop", "not-python"),
    "unfenced with an error": ("x = 1\nprint(x\ny = 2", "stop", "not-python"),
    "json without code": ('{"plan": "look"}', "stop", "no-code"),
    "json open, length": ('{"code": "x = 1\\nprint(', "length", "cut-off"),
    "json broken": ('{"code": "x = 1" "y"}', "stop", "bad-json"),
}


@pytest.mark.parametrize(("reply", "reason", "kind"), REFUSALS.values(), ids=REFUSALS)
def test_a_reply_without_a_program_says_why(reply: str | None, reason: str | None, kind: str) -> None:
    parsed = parse_reply(reply, reason)
    assert parsed.code is None
    assert parsed.kind == kind
    assert parsed.problem is not None
    assert f"finish reason: {reason or 'not given'}" in parsed.problem
    assert "```python" in parsed.problem, "the model is told what would work"


def test_a_fence_that_was_not_closed_is_taken_when_the_model_had_finished() -> None:
    assert parse_reply("```python\nx = 1\nprint(x)", "stop").code == GO
    assert parse_reply("```python\nx = 1\nprint(x)", None).code == GO, "whole, and nothing says it was cut"


def test_a_finished_program_survives_prose_that_was_cut() -> None:
    assert parse_reply("```python\nx = 1\nprint(x)\n```\nAnd next I wo", "length").code == GO
    assert parse_reply("```python\nx = 1\nprint(x)\n```\nprints\n```text\n1", "length").code == "x = 1\nprint(x)"


def test_a_syntax_error_in_a_fence_is_run_so_that_the_model_sees_it() -> None:
    assert parse_reply("```python\nx = (1\n```", "stop").code == "x = (1"
    assert parse_reply("```\nx = 1\nprint(x\ny = 2\n```", "stop").code == "x = 1\nprint(x\ny = 2"


def test_odd_programs_disturb_nobody() -> None:
    assert parse_reply('print("\\d")\nx = 1 is 1', "stop").code == 'print("\\d")\nx = 1 is 1', "no warning gets out"
    assert parse_reply("x = 1\0", "stop").kind in {"not-python", "no-code"}
    assert parse_reply("(" * 5000, "stop").kind == "no-code"


CALLS = {
    "arguments as text": [{"id": "1", "function": {"name": "run", "arguments": json.dumps({"code": GO})}}],
    "arguments as an object": [{"function": {"name": "run", "arguments": {"code": GO}}}],
    "arguments are the program": [{"function": {"name": "run", "arguments": GO}}],
    "two calls": [{"function": {"name": "run", "arguments": {"code": c}}} for c in ("x = 1", "print(x)")],
    "client objects": [SimpleNamespace(function=SimpleNamespace(name="run", arguments=json.dumps({"code": GO})))],
    "fenced inside": [{"function": {"name": "run", "arguments": {"code": f"```py\n{GO}\n```"}}}],
}


@pytest.mark.parametrize("calls", CALLS.values(), ids=CALLS)
def test_a_tool_call_carries_a_program(calls: list[object]) -> None:
    code = parse_reply(None, "tool_calls", tool_calls=calls).code
    assert code is not None
    assert code.replace("\n\n", "\n") == GO


def test_a_tool_call_of_the_game_is_refused_by_name() -> None:
    calls = [{"function": {"name": "place_entity", "arguments": '{"entity": "drill"}'}}]
    parsed = parse_reply(None, "tool_calls", tool_calls=calls)
    assert parsed.kind == "wrong-call"
    assert parsed.problem is not None
    assert "place_entity" in parsed.problem


def test_a_tool_call_without_a_program_leaves_the_text_to_speak() -> None:
    calls = [{"function": {"name": "noop", "arguments": ""}}]
    assert parse_reply(f"```python\n{GO}\n```", "stop", tool_calls=calls).code == GO


def test_a_tool_call_cut_off_is_not_run() -> None:
    calls = [{"function": {"name": "run", "arguments": '{"code": "x = 1'}}]
    assert parse_reply(None, "length", tool_calls=calls).kind == "cut-off"


def test_content_in_parts_is_joined_without_thoughts_and_images() -> None:
    parts = [
        {"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]},
        {"type": "text", "text": "```python\nx = 1\n"},
        {"type": "image_url", "image_url": {"url": "data:,"}},
        {"type": "output_text", "text": "print(x)\n```"},
        {"type": "text", "text": None},
    ]
    assert parse_reply(parts, "stop").code == GO
    assert join_parts(parts).startswith("```python")


@settings(max_examples=200, deadline=None)
@given(
    st.text(alphabet=st.sampled_from('`~<>/think{}"[]:,\n\t #x=1()py'), max_size=80),
    st.sampled_from(["stop", "length", ""]),
)
def test_any_text_gives_a_program_or_a_problem(text: str, reason: str) -> None:
    parsed = parse_reply(text, reason)
    assert (parsed.code is None) != (parsed.problem is None)
    assert parsed.code is None or parsed.code.strip()


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(["x = 1", "print('a')", "if x:\n    y = 2", "", "# why", 's = "<think>"']), min_size=1))
def test_what_is_fenced_comes_back_whole(lines: list[str]) -> None:
    code = "\n".join(["start = 0", *lines]).strip("\n")
    assert parse_reply(f"I look first.\n```python\n{code}\n```\n", "stop").code == code
