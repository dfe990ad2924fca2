"""The pytest plugin, in a pytest of its own: tests are recorded once, then replayed without the server."""

from __future__ import annotations

# pytester forgets what was imported during a run, and C extensions do not survive being imported again.
import openai.resources.chat  # noqa: F401
import pytest
import vcr.cassette  # type: ignore[import-untyped]  # noqa: F401
import yaml  # type: ignore[import-untyped]  # noqa: F401
from llm_stub import StubServer, completion

pytest_plugins = ["pytester"]

TEST = """
import pytest
from fle_llm.llm import APIFactory

async def test_asynchronous(fle_cassette):
    async with APIFactory("m", base_url=URL) as model:
        assert (await model.acall([{"role": "user", "content": ASKED}])).text == "recorded"

@pytest.mark.parametrize("number", [1, 2])
def test_synchronous(fle_cassette, number):
    with APIFactory("m", base_url=URL, seed=number) as model:
        assert model.call([{"role": "user", "content": "always this"}]).text == "recorded"
"""
NOWHERE = "http://127.0.0.1:1/v1"
QUIET = [part for name in ("cacheprovider", "hypothesispytest", "llmock", "xdist") for part in ("-p", f"no:{name}")]


def run(pytester: pytest.Pytester, url: str, asked: str, *arguments: str) -> pytest.RunResult:
    pytester.makepyfile(test_it=f"URL, ASKED = {url!r}, {asked!r}\n{TEST}")
    return pytester.runpytest_inprocess(*QUIET, "--asyncio-mode=auto", *arguments)


def test_record_then_replay(stub: StubServer, pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nasyncio_default_fixture_loop_scope = function\n")
    stub.say(completion("recorded"))
    run(pytester, stub.url, "hi", "--fle-record").assert_outcomes(passed=3)
    tapes = sorted(path.relative_to(pytester.path).as_posix() for path in pytester.path.rglob("*.yaml"))
    assert tapes == [
        "cassettes/test_it/test_asynchronous.yaml",
        "cassettes/test_it/test_synchronous-1.yaml",
        "cassettes/test_it/test_synchronous-2.yaml",
    ]
    assert len(stub.seen) == 3

    run(pytester, NOWHERE, "hi").assert_outcomes(passed=3)
    assert len(stub.seen) == 3

    (pytester.path / tapes[2]).unlink()
    changed = run(pytester, NOWHERE, "something else")
    changed.assert_outcomes(passed=1, failed=1, errors=2)  # the mismatch, again at its end, and the missing file
    changed.stdout.fnmatch_lines(["*recorded 'hi', asked 'something else'*", "*there is no cassette*"])
