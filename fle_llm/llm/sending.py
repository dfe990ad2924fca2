"""One request over a client: what is sent with it, how its answer is read, and the error when there is none.

The openai package's typed methods would rebuild every message of the history (some 40 ms for 200 of them) and hand over
answers they never checked; its generic `post` does neither, and gives the response before its body is read. What the
package reads from the environment on its own (organisation, project, custom headers) is sent to OpenAI only.
"""

from __future__ import annotations

import asyncio
import os
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import msgspec

from fle_llm.llm.errors import CallTimedOut, ConnectionFailed
from fle_llm.llm.failures import failure_of, malformed
from fle_llm.llm.reading import Receipt, Stalled, Watch
from fle_llm.llm.routing import Route

if TYPE_CHECKING:
    import openai

CONNECT_S = 10.0
_TLS_HINT = (
    "The two sides do not agree on TLS: check http or https in the base URL, and name the certificates to trust in "
    "SSL_CERT_FILE if the server has its own"
)


async def post_chat(
    client: openai.AsyncOpenAI, route: Route, key: str | None, body: Mapping[str, Any], watch: Watch, receipt: Receipt
) -> None:
    """Send one chat request and take a success into `receipt`; raises CallFailed for anything else."""
    import httpx2

    options = _options(route, key, watch.timeout_s, streamed=bool(body.get("stream")))
    async with _failures_named(route, "POST", watch.timeout_s, receipt):
        response = await client.post(
            "/chat/completions", cast_to=httpx2.Response, body=body, options=options, stream=True
        )
        await receipt.take(response, watch)


async def list_models(client: openai.AsyncOpenAI, route: Route, key: str | None, timeout_s: float) -> Any:
    """The server's list of models, decoded; raises CallFailed where there is none."""
    import httpx2

    options = _options(route, key, timeout_s, streamed=False)
    async with _failures_named(route, "GET models of", timeout_s, Receipt()):
        response = await client.get("/models", cast_to=httpx2.Response, options=options)
    try:
        return msgspec.json.decode(response.content)
    except msgspec.DecodeError:
        raise malformed(route, "no list of models", response.text, response.headers) from None


@asynccontextmanager
async def _failures_named(route: Route, verb: str, timeout_s: float, receipt: Receipt) -> AsyncIterator[None]:
    """Everything that can go wrong inside, as the class of error that says so, with the usage that had come by then."""
    import httpx2
    import openai

    tried = f"{verb} {route.describe()}"
    try:
        # The client's timeout starts anew with every byte, and keep-alive bytes would stretch it without end.
        async with asyncio.timeout(timeout_s):
            yield
    except openai.APIStatusError as error:
        raise failure_of(route, error.status_code, error.response.content, error.response.headers) from None
    except Stalled as error:
        raise CallTimedOut(tried, str(error), billable=True, reported=receipt.reported) from None
    except (TimeoutError, openai.APITimeoutError, httpx2.TimeoutException) as error:
        connecting = isinstance(error.__cause__, httpx2.ConnectTimeout)
        found = f"no connection within {CONNECT_S:g} s" if connecting else f"no complete answer within {timeout_s:g} s"
        hint = ConnectionFailed.advice if connecting else ""
        raise CallTimedOut(tried, found, hint=hint, billable=not connecting, reported=receipt.reported) from None
    except (openai.APIConnectionError, httpx2.HTTPError, httpx2.StreamError) as error:
        cause = error.__cause__ if isinstance(error, openai.APIConnectionError) and error.__cause__ else error
        raise ConnectionFailed(
            tried,
            f"{type(cause).__name__}: {cause}".rstrip(": "),
            hint=_TLS_HINT if _is_about_tls(cause) else "",
            billable=not isinstance(cause, httpx2.ConnectError),
            reported=receipt.reported,
        ) from None


def _is_about_tls(error: BaseException | None) -> bool:
    while error is not None and not isinstance(error, ssl.SSLError):
        error = error.__cause__ or error.__context__
    return error is not None


def _options(route: Route, key: str | None, timeout_s: float, *, streamed: bool) -> Any:
    import httpx2

    return {"headers": _headers(route, key, streamed), "timeout": httpx2.Timeout(timeout_s, connect=CONNECT_S)}


def _headers(route: Route, key: str | None, streamed: bool) -> dict[str, Any]:
    from openai import Omit

    headers: dict[str, Any] = {}
    host = (urlsplit(route.base_url).hostname or "").lower()
    if host != "api.openai.com" and not host.endswith(".api.openai.com"):
        lines = os.environ.get("OPENAI_CUSTOM_HEADERS", "").split("\n")
        own = {line.partition(":")[0].strip() for line in lines if ":" in line}
        headers |= {name: Omit() for name in own | {"OpenAI-Organization", "OpenAI-Project"}}
    headers = {name: value for name, value in headers.items() if name.lower() != "authorization"}
    headers |= route.provider.extra_headers
    if streamed:
        headers["Accept"] = "text/event-stream"
    key_header = route.provider.key_header
    headers["Authorization"] = Omit() if key is None or key_header is not None else f"Bearer {key}"
    if key is not None and key_header is not None:
        headers[key_header] = key
    return headers
