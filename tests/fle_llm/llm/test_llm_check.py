"""One look at a model before a run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from llm_stub import Reply, StubServer, completion

from fle_llm.llm import Report, probe

LIST = {"object": "list", "data": [{"id": "gpt-5-mini"}, {"id": "models/other"}]}


async def test_everything_is_fine(stub: StubServer, rows_at: Callable[..., Path]) -> None:
    stub.say(LIST, completion("ok"), completion("red"))
    report = await probe("gpt-5-mini", providers=rows_at("openai"))
    assert report.ok
    assert (report.listed, report.usage, report.images, report.priced) == (True, True, True, True)
    assert (report.model, report.url, report.key) == ("openai/gpt-5-mini", stub.url, "found in OPENAI_API_KEY")
    assert report.seconds is not None
    assert [f"{seen.method} {seen.path}" for seen in stub.seen] == [
        "GET /v1/models",
        "POST /v1/chat/completions",
        "POST /v1/chat/completions",
    ]
    assert stub.seen[0].headers["authorization"] == "Bearer the-key-of-openai-123456"
    picture = stub.seen[2].body["messages"][0]["content"][1]["image_url"]["url"]
    assert picture.startswith("data:image/png;base64,iVBOR")
    lines = report.lines()
    assert f"URL              {stub.url}" in lines
    assert "accepts images   yes" in lines
    assert not any(line.startswith("problem") for line in lines)


async def test_a_local_server_with_little_to_say(stub: StubServer) -> None:
    stub.say(
        Reply(404, b"no such page"),
        completion("ok", usage=None),
        Reply(400, {"error": {"message": "images are not supported by this model"}}),
    )
    report = await probe("m", base_url=stub.url)
    assert report.ok
    assert (report.listed, report.usage, report.images, report.priced) == (None, False, False, True)
    assert report.key == "none needed"


async def test_a_model_that_is_not_listed(stub: StubServer) -> None:
    stub.say(LIST, Reply(404, {"error": {"message": "The model `m` does not exist"}}))
    report = await probe("m", base_url=stub.url)
    assert not report.ok
    assert report.listed is False
    assert "does not exist" in report.problem
    assert "problem" in report.lines()[-1]


async def test_a_url_without_v1_is_told(stub: StubServer) -> None:
    stub.say(Reply(404, {"detail": "Not Found"}))
    report = await probe("m", base_url=stub.url.removesuffix("/v1"))
    assert "Is /v1 missing from the base URL" in report.problem


@pytest.mark.parametrize(
    ("arguments", "words"),
    [({"model": "opnai/gpt-5"}, "Did you mean openai/gpt-5"), ({"model": "gpt-5"}, "set OPENAI_API_KEY")],
)
async def test_what_cannot_be_asked_is_in_the_report(arguments: dict[str, Any], words: str) -> None:
    report = await probe(**arguments)
    assert not report.ok
    assert words in report.problem


async def test_trouble_with_the_picture_is_no_answer_to_the_question(stub: StubServer) -> None:
    stub.say(LIST, completion("ok"), Reply(503, {"error": {"message": "busy"}}))
    assert (await probe("m", base_url=stub.url)).images is None


async def test_a_row_that_says_no_images_is_believed(stub: StubServer, rows_at: Callable[..., Path]) -> None:
    stub.say(LIST, completion("ok"))
    report = await probe("deepseek/deepseek-v4-pro", providers=rows_at("deepseek"))
    assert (report.images, len(stub.seen)) == (False, 2)


def test_the_picture_is_a_picture() -> None:
    import base64
    import io

    from PIL import Image

    from fle_llm.llm.check import PICTURE

    with Image.open(io.BytesIO(base64.b64decode(PICTURE.partition(",")[2]))) as image:
        assert (image.format, image.size, image.getpixel((3, 3))) == ("PNG", (16, 16), (255, 0, 0))


def test_a_report_says_what_it_does_not_know() -> None:
    assert "model listed     not known" in Report(model="m").lines()
