"""The HTTP transport of a client whose session is on a cassette.

Replaying, it answers from the cassette and has nothing that could open a socket. Recording, it sends the request by an
ordinary client of its own (with the proxies and certificates of the environment), hands the answer on as it comes, and
writes it down when it was read; one that broke on the way is not on the cassette.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import httpx2

from fle_llm.llm.cassette_session import CassetteSession, Response
from fle_llm.llm.certificates import certificates

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
            played = self._session.play(request.method, url, body)
            return httpx2.Response(played.status, headers=_pairs(played.headers), content=played.body, request=request)
        real = await self._network.send(request, stream=True)
        headers: dict[str, list[str]] = {}
        for name, value in real.headers.multi_items():
            if name.lower() not in _ENCODED:  # what is handed on is decoded
                headers.setdefault(name, []).append(value)

        def write_down(content: bytes) -> None:
            response = Response(real.status_code, headers, content)
            self._session.record(request.method, url, request.headers, body, response)

        return httpx2.Response(
            real.status_code, headers=_pairs(headers), stream=_Copied(real, write_down), request=request
        )

    async def aclose(self) -> None:
        """Close the connections that recording needed."""
        if self._network is not None:
            await self._network.aclose()


class _Copied(httpx2.AsyncByteStream):
    """The body of a response, decoded, on its way to the reader; `keep` gets all of it when it was read or left."""

    def __init__(self, response: httpx2.Response, keep: Callable[[bytes], None]) -> None:
        self._response = response
        self._keep: Callable[[bytes], None] | None = keep
        self._pieces: list[bytes] = []

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for piece in self._response.aiter_bytes():
                self._pieces.append(piece)
                yield piece
        except httpx2.HTTPError:
            self._keep = None
            raise

    async def aclose(self) -> None:
        keep, self._keep = self._keep, None
        await self._response.aclose()
        if keep is not None:
            keep(b"".join(self._pieces))


def _pairs(headers: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(name, value) for name, values in headers.items() for value in values]
