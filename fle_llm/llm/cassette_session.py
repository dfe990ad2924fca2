"""A model session on a cassette: recorded once, then replayed without key or network.

One session belongs to one episode, so that several can run in one process: `recording` and `replaying` make it the
current one for their own context only (a task sees its own), and factories pick it up, or are given it. vcrpy holds and
matches the interactions; its way of patching the HTTP library is not used, because that patch is the whole process's,
and episodes that run side by side then record into each other's files. Ours sits in the client's transport.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fle_llm.llm.cassette_difference import differences, last_message
from fle_llm.llm.cassette_format import (
    REQUEST_HEADERS,
    RESPONSE_HEADERS,
    SERIALIZER,
    Persister,
    canonical,
    cut_torn_end,
    dump_interaction,
    kept_headers,
    path_of,
)
from fle_llm.llm.errors import CassetteMismatch, CassetteUnused
from fle_llm.llm.redaction import redact

SHOWN = 12  # interactions listed in a message


@dataclass(frozen=True, slots=True)
class Response:
    """What came back: status, the headers that are kept, and the body with any encoding undone."""

    status: int
    headers: dict[str, list[str]]
    body: bytes


class CassetteSession:
    """An open cassette. Use `recording` or `replaying` to get one."""

    def __init__(self, path: str | os.PathLike[str], *, replaying: bool, resume: bool = False) -> None:
        from vcr.cassette import Cassette  # type: ignore[import-untyped]
        from vcr.record_mode import RecordMode  # type: ignore[import-untyped]

        self.path = Path(path)
        self.replaying = replaying
        options = {
            "path": str(self.path),
            "serializer": SERIALIZER,
            "persister": Persister,
            "record_mode": RecordMode.NONE if replaying else RecordMode.ALL,
            "match_on": MATCH_ON,
            "before_record_request": _kept_part,
        }
        if resume and self.path.exists():
            cut_torn_end(self.path)
        elif not replaying:
            Persister.save_cassette(str(self.path), {"requests": [], "responses": []}, SERIALIZER)
        self._tape = Cassette.load(**options)
        self._mismatch: CassetteMismatch | None = None

    def __repr__(self) -> str:
        return f"CassetteSession({str(self.path)!r}, replaying={self.replaying})"

    @property
    def count(self) -> int:
        """The number of interactions on the cassette."""
        return len(self._tape)

    def play(self, method: str, url: str, body: bytes) -> Response:
        """The recorded response to this request; each is given once. Raises CassetteMismatch with the difference."""
        request = _request(method, url, {}, body)
        if not self._tape.can_play_response_for(request):
            self._mismatch = CassetteMismatch(self._difference(_kept_part(request)))
            raise self._mismatch
        recorded = self._tape.play_response(request)
        return Response(recorded["status"]["code"], recorded["headers"], recorded["body"]["string"])

    def record(self, method: str, url: str, headers: Mapping[str, str], body: bytes, response: Response) -> None:
        """Append an interaction to the cassette and its file."""
        from vcr.serialize import serialize  # type: ignore[import-untyped]

        request = _kept_part(_request(method, url, headers, body))
        kept = {
            "status": {"code": response.status, "message": ""},
            "headers": kept_headers(response.headers, RESPONSE_HEADERS),
            "body": {
                "string": redact(response.body.decode("utf-8", "replace")).encode()
            },  # vcrpy logs what it is given
        }
        self._tape.append(request, kept)
        item = serialize({"requests": [request], "responses": [kept]}, _ITEM)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(item)

    def check_all_played(self) -> None:
        """Raise CassetteUnused if the session was shorter than the recorded one.

        A mismatch that something caught on its way is raised again: a replay that failed does not end well.
        """
        if self._mismatch is not None:
            raise self._mismatch
        unused = [
            f"  {number + 1}. {request.method} {request.uri}: {last_message(request.body)}"
            for number, request in enumerate(self._tape.requests)
            if self._tape.play_counts[number] == 0
        ]
        if unused:
            listed = "\n".join([*unused[:SHOWN], *(["  ..."] if len(unused) > SHOWN else [])])
            raise CassetteUnused(
                f"the cassette {self.path} holds {self.count} interactions, {len(unused)} of them were never asked "
                f"for:\n{listed}\nThe session was shorter than the recorded one; record it again if that is meant."
            )

    def _difference(self, asked: Any) -> str:
        head = f"the cassette {self.path} has no answer to {asked.method} {asked.uri}: {last_message(asked.body)}"
        advice = "Record the session again if the change is meant."
        left = [request for i, request in enumerate(self._tape.requests) if self._tape.play_counts[i] == 0]
        if not left:
            return f"{head}\nAll {self.count} recorded interactions are used up. {advice}"
        nearest = left[0]  # a session is a sequence: what it should have asked for now is the first that is left
        shown = "\n".join(f"  {line}" for line in differences(nearest, asked)[:SHOWN])
        return redact(f"{head}\nIt differs from the next recorded request in\n{shown}\n{advice}")


_current: ContextVar[CassetteSession | None] = ContextVar("fle_llm_cassette", default=None)


_everywhere: list[CassetteSession] = []


def current_session() -> CassetteSession | None:
    """The session of the surrounding `recording` or `replaying`, if there is one."""
    own = _current.get()
    return own if own is not None or not _everywhere else _everywhere[-1]


@contextmanager
def everywhere(session: CassetteSession) -> Iterator[None]:
    """Make `session` the current one in every context: for a pytest fixture, whose context the test need not share."""
    _everywhere.append(session)
    try:
        yield
    finally:
        _everywhere.remove(session)


@contextmanager
def recording(path: str | os.PathLike[str], *, resume: bool = False) -> Iterator[CassetteSession]:
    """Record every model call made inside into a file at `path`.

    An existing file is replaced; with `resume`, as for an episode that was interrupted, it is continued.
    """
    session = CassetteSession(path, replaying=False, resume=resume)
    token = _current.set(session)
    try:
        yield session
    finally:
        _current.reset(token)


@contextmanager
def replaying(path: str | os.PathLike[str]) -> Iterator[CassetteSession]:
    """Answer every model call made inside from the file at `path`; nothing is sent and no key is needed.

    Raises CassetteError if the file cannot be read, CassetteMismatch at a call it does not hold, and CassetteUnused at
    the end when calls are left over.
    """
    session = CassetteSession(path, replaying=True)
    token = _current.set(session)
    try:
        yield session
    finally:
        _current.reset(token)
    session.check_all_played()


def method(asked: Any, recorded: Any) -> bool:
    """vcrpy matcher: the HTTP method."""
    return bool(asked.method == recorded.method)


def path(asked: Any, recorded: Any) -> bool:
    """vcrpy matcher: path and query; hosts may differ."""
    return bool(asked.uri == recorded.uri)


def json_body(asked: Any, recorded: Any) -> bool:
    """vcrpy matcher: the body, which `_kept_part` has made canonical on both sides."""
    return bool(asked.body == recorded.body)


MATCH_ON = (method, path, json_body)


class _Item:
    """Serializes a single interaction as an item of the list."""

    @staticmethod
    def serialize(cassette: Mapping[str, Any]) -> str:
        return "".join(dump_interaction(interaction) for interaction in cassette["interactions"])


_ITEM = _Item()


def _request(method: str, url: str, headers: Mapping[str, str], body: bytes) -> Any:
    from vcr.request import Request  # type: ignore[import-untyped]

    return Request(method, path_of(url), body, dict(headers))


def _kept_part(request: Any) -> Any:
    """A request without anything that must not be kept or compared."""
    headers = kept_headers(request.headers, REQUEST_HEADERS)
    body = redact(canonical(request.body).decode("utf-8", "replace")).encode()
    return _request(request.method, request.uri, {name: ", ".join(v) for name, v in headers.items()}, body)
