"""One AsyncOpenAI client per endpoint and event loop, shared by the factories that use it, closed with the last one.

The client's own retries and redirects are off: retries are ours, and a redirect could carry a key to another host. What
is sent over a client, and how the answer is read, is `sending`.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from fle_llm.llm.cassette_session import CassetteSession
from fle_llm.llm.certificates import certificates
from fle_llm.llm.gate import Gate
from fle_llm.llm.keys import KeyRing
from fle_llm.llm.parameters import Repairs
from fle_llm.llm.redaction import keep_keys_out_of_logs

if TYPE_CHECKING:
    import openai


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


def _make_client(endpoint: Endpoint) -> openai.AsyncOpenAI:
    import httpx2
    import openai

    keep_keys_out_of_logs()
    if endpoint.cassette is None:
        http = openai.DefaultAsyncHttpxClient(follow_redirects=False, verify=certificates())
    else:
        from fle_llm.llm.cassette_transport import CassetteTransport

        http = httpx2.AsyncClient(transport=CassetteTransport(endpoint.cassette), follow_redirects=False)
    return openai.AsyncOpenAI(
        api_key="none",  # the package refuses an empty one; `sending` replaces it in every request
        base_url=endpoint.base_url,
        max_retries=0,
        http_client=http,
    )
