"""`eval.run check`: one small question to a model, and what can be learned from it."""

from __future__ import annotations

import asyncio
import base64
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
import msgspec

from eval.endings import EXIT_INFRA, EXIT_OK, EXIT_REFUSED, EXIT_USAGE
from fle_llm.errors import FleError
from fle_llm.llm.completion import Completion
from fle_llm.llm.errors import BadRequest, CallFailed, MissingKey
from fle_llm.llm.factory import APIFactory
from fle_llm.llm.retry import RetryPolicy

__all__ = ["show"]

QUESTION = "Answer with the one word: ready"
MAX_TOKENS = 256  # room for models that think before a single word
TIMEOUT_S = 60.0


def show(model: str, *, as_json: bool, base_url: str | None, api_key_env: str | None, providers: Path | None) -> int:
    """Print the findings; the exit code."""
    found: dict[str, Any] = {"model": model}
    try:
        asyncio.run(_check(found, model, base_url=base_url, api_key_env=api_key_env, providers=providers))
        code = EXIT_OK
    except CallFailed as error:
        found["error"] = str(error)
        code = EXIT_INFRA if error.transient else EXIT_REFUSED
    except MissingKey as error:
        found["error"] = str(error)
        code = EXIT_REFUSED
    except FleError as error:
        found["error"] = str(error)
        code = EXIT_USAGE
    if as_json:
        click.echo(msgspec.json.encode(found).decode())
    else:
        for name, value in found.items():
            click.echo(f"{name:>9}: {value}", err=name == "error")
    return code


async def _check(found: dict[str, Any], model: str, **server: Any) -> None:
    """Fill in what is learned, as it is learned."""
    retry = RetryPolicy(attempts=2, seconds=TIMEOUT_S)
    async with APIFactory(model, retry=retry, timeout_s=TIMEOUT_S, **server) as factory:
        route = factory.route
        found["url"] = "none: a scripted model" if route.scripted else route.base_url
        found["key"] = "not needed" if route.keyless else f"found ({' or '.join(route.key_variables)})"
        answer, found["images"] = await _ask(factory)
    found["present"] = f"yes, answers as {answer.served_by or answer.model}"
    found["finish"] = answer.finish_reason
    found["usage"] = _usage(answer)
    found["price"] = "unknown" if answer.cost_usd is None else f"${answer.cost_usd:.6f} ({answer.cost_source})"
    found["time"] = f"{answer.latency_s:.2f} s"
    if answer.notes:
        found["notes"] = "; ".join(answer.notes)


async def _ask(factory: APIFactory) -> tuple[Completion, str]:
    """The answer, and whether pictures are taken: asked with one, and again without if that was refused."""
    route = factory.route
    words = {"type": "text", "text": QUESTION}
    if route.scripted or not route.provider.supported("images", route.model_id):
        return await factory.acall([{"role": "user", "content": QUESTION}], max_tokens=MAX_TOKENS), "not taken"
    try:
        content: list[Mapping[str, Any]] = [words, _picture()]
        return await factory.acall([{"role": "user", "content": content}], max_tokens=MAX_TOKENS), "taken"
    except BadRequest:
        return await factory.acall([{"role": "user", "content": QUESTION}], max_tokens=MAX_TOKENS), "refused"


def _picture() -> dict[str, Any]:
    """A small grey square: some servers refuse pictures of a few pixels."""
    from PIL import Image

    data = io.BytesIO()
    Image.new("L", (64, 64), 128).save(data, "PNG")
    url = f"data:image/png;base64,{base64.b64encode(data.getvalue()).decode()}"
    return {"type": "image_url", "image_url": {"url": url}}


def _usage(answer: Completion) -> str:
    if answer.usage.estimated:
        return "not reported by the provider; tokens are counted here"
    counts = {name: count for name, count in msgspec.to_builtins(answer.usage).items() if count is not None}
    return ", ".join(f"{name} {count}" for name, count in counts.items() if name != "estimated")
