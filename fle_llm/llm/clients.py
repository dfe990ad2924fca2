"""One AsyncOpenAI client per endpoint and event loop, shared by the factories that use it, closed with the last one.

The client's own retries and redirects are off: retries are ours, and a redirect could carry a key to another host. What
the openai package reads from the environment on its own (organisation, project, custom headers) is sent to OpenAI only.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

import msgspec

from fle_llm.llm.cassette_session import CassetteSession
from fle_llm.llm.errors import CallTimedOut, ConnectionFailed
from fle_llm.llm.failures import failure_of, malformed
from fle_llm.llm.gate import Gate
from fle_llm.llm.keys import KeyRing
from fle_llm.llm.parameters import Repairs
from fle_llm.llm.routing import Route

if TYPE_CHECKING:
    import ssl

    import httpx2
    import openai

CONNECT_S = 10.0


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where and how requests are sent; endpoints that are equal share a client. The key goes with each request."""

    base_url: str
    cassette: CassetteSession | None = None


@dataclass(slots=True)
class Connection:
    """An open client, the gate in front of it, and how many factories hold it."""

    client: openai.AsyncOpenAI
    gate: Gate
    users: int = 0


class Connections:
    """Open clients, and what was learned about endpoints on the way.

    There is one for the process (`shared_connections`); the clients of different event loops are kept apart.
    """

    def __init__(self) -> None:
        self.repairs = Repairs()
        self._rings: dict[tuple[str, tuple[str, ...]], KeyRing] = {}
        self._open: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[Endpoint, Connection]] = WeakKeyDictionary()

    def ring(self, base_url: str, keys: tuple[str, ...]) -> KeyRing:
        """The ring of these keys at this URL."""
        return self._rings.setdefault((base_url, keys), KeyRing(keys))

    def acquire(self, endpoint: Endpoint) -> Connection:
        """The connection to `endpoint` on the running loop; give it back with `release`."""
        clients = self._open.setdefault(asyncio.get_running_loop(), {})
        if endpoint not in clients:
            clients[endpoint] = Connection(_make_client(endpoint), Gate())
        clients[endpoint].users += 1
        return clients[endpoint]

    async def release(self, endpoint: Endpoint) -> None:
        """Give a client back; the last user closes it."""
        clients = self._open.get(asyncio.get_running_loop(), {})
        if endpoint not in clients:
            return
        clients[endpoint].users -= 1
        if clients[endpoint].users <= 0:
            await clients.pop(endpoint).client.close()


_shared = Connections()


def shared_connections() -> Connections:
    """The connections of this process."""
    return _shared


async def post_chat(
    client: openai.AsyncOpenAI, route: Route, key: str | None, body: Mapping[str, Any], timeout_s: float
) -> httpx2.Response:
    """Send one chat request and return the response of a success as it came; raises CallFailed for anything else.

    The package's typed method would rebuild every message of the history (some 40 ms for 200 of them) and hand over
    answers it never checked; its generic `post` does neither.
    """
    import httpx2

    options = _options(route, key, timeout_s, streamed=bool(body.get("stream")))
    return await _answered(
        client.post("/chat/completions", cast_to=httpx2.Response, body=body, options=options), route, "POST", timeout_s
    )


async def list_models(client: openai.AsyncOpenAI, route: Route, key: str | None, timeout_s: float) -> Any:
    """The server's list of models, decoded; raises CallFailed where there is none."""
    import httpx2

    options = _options(route, key, timeout_s, streamed=False)
    response = await _answered(
        client.get("/models", cast_to=httpx2.Response, options=options), route, "GET models of", timeout_s
    )
    try:
        return msgspec.json.decode(response.content)
    except msgspec.DecodeError:
        raise malformed(route, "no list of models", response.text, response.headers) from None


async def _answered(request: Awaitable[httpx2.Response], route: Route, verb: str, timeout_s: float) -> httpx2.Response:
    import httpx2
    import openai

    tried = f"{verb} {route.describe()}"
    try:
        # The client's timeout starts anew with every byte, and keep-alive bytes would stretch it without end.
        async with asyncio.timeout(timeout_s):
            return await request
    except openai.APIStatusError as error:
        raise failure_of(route, error.status_code, error.response.content, error.response.headers) from None
    except (TimeoutError, openai.APITimeoutError) as error:
        connecting = isinstance(error.__cause__, httpx2.ConnectTimeout)
        found = f"no connection within {CONNECT_S:g} s" if connecting else f"no complete answer within {timeout_s:g} s"
        raise CallTimedOut(tried, found, billable=not connecting) from None
    except openai.APIConnectionError as error:
        cause = error.__cause__ or error
        found = f"{type(cause).__name__}: {cause}".rstrip(": ")
        raise ConnectionFailed(tried, found, billable=not isinstance(cause, httpx2.ConnectError)) from None


def _options(route: Route, key: str | None, timeout_s: float, *, streamed: bool) -> Any:
    import httpx2

    return {"headers": _headers(route, key, streamed), "timeout": httpx2.Timeout(timeout_s, connect=CONNECT_S)}


def _make_client(endpoint: Endpoint) -> openai.AsyncOpenAI:
    import httpx2
    import openai

    if endpoint.cassette is None:
        http = openai.DefaultAsyncHttpxClient(follow_redirects=False, verify=certificates())
    else:
        from fle_llm.llm.cassette_transport import CassetteTransport

        http = httpx2.AsyncClient(transport=CassetteTransport(endpoint.cassette), follow_redirects=False)
    return openai.AsyncOpenAI(
        api_key="none",  # the package refuses an empty one; `_headers` replaces it in every request
        base_url=endpoint.base_url,
        max_retries=0,
        http_client=http,
    )


@cache
def certificates() -> ssl.SSLContext:
    """The trusted certificates, read once: that takes longer than a call's share of everything else."""
    import httpx2

    return httpx2.create_ssl_context()


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
