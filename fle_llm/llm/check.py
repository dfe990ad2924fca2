"""One look at a model before a run: URL, key, model, whether tokens are counted and pictures taken, time to answer.

`probe` never raises for what it is meant to find out: everything is in the report. It makes at most two short calls.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from fle_llm.errors import ProviderError
from fle_llm.llm.clients import Connections, Endpoint
from fle_llm.llm.errors import CallFailed, MissingKey, NoPrice
from fle_llm.llm.factory import APIFactory
from fle_llm.llm.pricing import require_price
from fle_llm.llm.providers import load_catalogue
from fle_llm.llm.redaction import redact
from fle_llm.llm.retry import RetryPolicy
from fle_llm.llm.routing import Route, find_keys, find_route
from fle_llm.llm.sending import list_models

# A red square of 16 by 16 pixels, as PNG.
PICTURE = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAIAAACQkWg2AAAAFklEQVR42mP4z8BAEmIY"
    "1TCqYfhqAACQ+f8B8u7oVwAAAABJRU5ErkJggg=="
)
ANSWER_TOKENS = 512  # enough for a reasoning model to come to its one word
TIMEOUT_S = 60.0


class Report(msgspec.Struct, kw_only=True):
    """What a probe found. None means that it could not be found out.

    `key` says where the key was found; `listed` whether the server's model list has the id; `answered` whether a call
    brought an answer, after `seconds`; `usage` whether it counted the tokens; `images` whether it takes pictures;
    `priced` whether calls can be priced, so that a limit in USD holds. `problem` is the error of the first that failed.
    """

    model: str
    url: str = ""
    key: str = ""
    listed: bool | None = None
    answered: bool = False
    seconds: float | None = None
    usage: bool | None = None
    images: bool | None = None
    priced: bool | None = None
    text: str = ""
    notes: tuple[str, ...] = ()
    problem: str = ""

    @property
    def ok(self) -> bool:
        """Whether a run could start."""
        return self.answered

    def lines(self) -> list[str]:
        """The report for a person, one finding a line."""
        words = {True: "yes", False: "no", None: "not known"}
        seconds = "" if self.seconds is None else f", in {self.seconds:.1f} s"
        found = [
            f"model            {self.model}",
            f"URL              {self.url or 'none'}",
            f"key              {self.key or 'none'}",
            f"model listed     {words[self.listed]}",
            f"answers          {words[self.answered]}{seconds}",
            f"reports usage    {words[self.usage]}",
            f"accepts images   {words[self.images]}",
            f"price known      {words[self.priced]}",
            *(f"note             {note}" for note in self.notes),
        ]
        return [*found, f"problem          {self.problem}"] if self.problem else found


async def probe(
    model: str,
    *,
    base_url: str | None = None,
    api_key_env: str | None = None,
    providers: str | os.PathLike[str] | None = None,
) -> Report:
    """Look at a model, with the arguments of `APIFactory`."""
    report = Report(model=model)
    try:
        catalogue = load_catalogue(providers)
        route = find_route(model, catalogue, base_url=base_url, api_key_env=api_key_env)
        report.model, report.url = route.label, redact(route.base_url)
        report.key = _where_the_key_is(route)
        report.priced = _has_price(route, catalogue.prices)
        if not route.scripted:
            report.listed = await _is_listed(route)
        options: dict[str, Any] = {"base_url": base_url, "api_key_env": api_key_env, "providers": providers}
        async with APIFactory(model, **options, retry=RetryPolicy(attempts=1), timeout_s=TIMEOUT_S) as calls:
            await _ask(calls, report)
            report.images = await _takes_images(calls)
    except ProviderError as error:
        report.problem = str(error)
    return report


async def _ask(calls: APIFactory, report: Report) -> None:
    began = time.perf_counter()
    done = await calls.acall([{"role": "user", "content": "Reply with the word ok."}], max_tokens=ANSWER_TOKENS)
    report.seconds = time.perf_counter() - began
    report.answered = True
    report.usage = not done.usage.estimated
    report.text, report.notes = done.text, done.notes


async def _takes_images(calls: APIFactory) -> bool | None:
    route = calls.route
    if route.scripted or not route.provider.supported("images", route.model_id):
        return False
    parts = [{"type": "text", "text": "Name the colour."}, {"type": "image_url", "image_url": {"url": PICTURE}}]
    try:
        await calls.acall([{"role": "user", "content": parts}], max_tokens=ANSWER_TOKENS)
    except CallFailed as error:
        # A refusal is an answer to the question; trouble on the way is none.
        return None if error.transient else False
    return True


def _where_the_key_is(route: Route) -> str:
    keys = find_keys(route)
    if not keys:
        return "none needed"
    held = next(name for name in route.key_variables if os.environ.get(name, "").strip())
    return f"found in {held}" + (f" ({len(keys)} of them)" if len(keys) > 1 else "")


def _has_price(route: Route, prices: Any) -> bool:
    try:
        require_price(route, datetime.now(UTC), prices)
    except NoPrice:
        return False
    return True


async def _is_listed(route: Route) -> bool | None:
    connections = Connections()
    endpoint = Endpoint(route.base_url)
    keys = find_keys(route)
    try:
        body = await list_models(connections.acquire(endpoint).client, route, keys[0] if keys else None, TIMEOUT_S)
    except MissingKey:
        raise
    except ProviderError:
        return None  # many servers have no such list; the call itself will tell what is wrong
    finally:
        await connections.release(endpoint)
    entries = body.get("data") if isinstance(body, Mapping) else body
    if not isinstance(entries, list):
        return None
    ids = {str(entry.get("id")) for entry in entries if isinstance(entry, Mapping)}
    return bool(ids & {route.model_id, f"models/{route.model_id}"})
