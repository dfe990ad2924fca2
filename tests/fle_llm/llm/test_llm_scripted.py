"""Models that are programs, found by entry points of a package that is really there."""

from __future__ import annotations

from pathlib import Path

import pytest

from fle_llm.llm import APIFactory, scripted_names
from fle_llm.llm.errors import RoutingError, ScriptedModelError

MODULE = """
def echo(messages):
    return f"{len(messages)}: {messages[-1]['content']}"

def think(messages):
    return "<think>hm</think>done"

def broken(messages):
    raise RuntimeError("no idea")

def silent(messages):
    return None
"""


@pytest.fixture(autouse=True)
def _package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "acme_policies.py").write_text(MODULE, encoding="utf-8")
    info = tmp_path / "acme_policies-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-policies\nVersion: 1.0\n", encoding="utf-8")
    names = ("echo", "think", "broken", "silent")
    points = "".join(f"acme-{name} = acme_policies:{name}\n" for name in names)
    (info / "entry_points.txt").write_text(f"[fle_llm.scripted_models]\n{points}", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))


async def test_a_policy_answers_for_nothing() -> None:
    model = APIFactory("scripted/acme-echo")
    done = await model.acall([{"role": "system", "content": "rules"}, {"role": "user", "content": "hello world"}])
    assert done.text == "2: hello world"
    assert (done.cost_usd, done.cost_source, done.finish_reason) == (0.0, "local", "stop")
    # 3 + (4 + "rules") + (4 + "hello", " world"); "2", ":", " hello", " world"
    assert (done.usage.input, done.usage.output, done.usage.estimated) == (14, 4, True)
    assert done.model == "scripted/acme-echo"
    assert model.ledger.totals.calls == 1
    assert model.call([{"role": "user", "content": "again"}]).text == "1: again"


async def test_a_reply_is_read_like_any_other() -> None:
    done = await APIFactory("scripted/acme-think").acall([{"role": "user", "content": "x"}])
    assert (done.text, done.reasoning) == ("done", "hm")


@pytest.mark.parametrize(("name", "words"), [("broken", "RuntimeError: no idea"), ("silent", "NoneType")])
async def test_a_policy_that_fails_is_named(name: str, words: str) -> None:
    with pytest.raises(ScriptedModelError, match=f"acme-{name}.*{words}"):
        await APIFactory(f"scripted/acme-{name}").acall([{"role": "user", "content": "x"}])


def test_an_unknown_name_lists_the_known_ones() -> None:
    assert {"acme-echo", "acme-think"} <= set(scripted_names())
    with pytest.raises(RoutingError, match="acme-broken, acme-echo, acme-silent, acme-think") as error:
        APIFactory("scripted/acme-ecko")
    assert "scripted/acme-echo" in error.value.suggestions
