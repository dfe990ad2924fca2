"""The HTTP transport of a client whose session is on a cassette.

Replaying, it answers from the cassette and has nothing that could open a socket. Recording, it sends the request by an
ordinary client of its own (with the proxies and certificates of the environment) and writes down what came back.
"""

from __future__ import annotations

import httpx2

from fle_llm.llm.cassette_session import CassetteSession, Response
from fle_llm.llm.clients import certificates

_ENCODED = frozenset({"content-encoding", "content-length", "transfer-encoding"})


class CassetteTransport(httpx2.AsyncBaseTransport):
    """Records or replays, as the session says."""

    def __init__(self, session: CassetteSession) -> None:
        self._session = session
        self._network = None if session.replaying else httpx2.AsyncClient(follow_redirects=False, verify=certificates())

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Answer a request."""
        body = await request.aread()
        url = str(request.url)
        if self._network is None:
            return _as_httpx(self._session.play(request.method, url, body), request)
        real = await self._network.send(request)
        headers: dict[str, list[str]] = {}
        for name, value in real.headers.multi_items():
            if name.lower() not in _ENCODED:  # `content` is decoded already
                headers.setdefault(name, []).append(value)
        response = Response(real.status_code, headers, real.content)
        self._session.record(request.method, url, request.headers, body, response)
        return _as_httpx(response, request)

    async def aclose(self) -> None:
        """Close the connections that recording needed."""
        if self._network is not None:
            await self._network.aclose()


def _as_httpx(response: Response, request: httpx2.Request) -> httpx2.Response:
    pairs = [(name, value) for name, values in response.headers.items() for value in values]
    return httpx2.Response(response.status, headers=pairs, content=response.body, request=request)
