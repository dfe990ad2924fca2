"""A server that says what a test tells it to, over a raw socket, so that it can also say what no server should."""

from __future__ import annotations

import asyncio
import json
import random
import socket
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from fle_llm.llm.retry import Pauses

REASONS = {200: "OK", 429: "Too Many Requests"}


@dataclass
class Seen:
    """A request, as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    body: Any
    raw: bytes


@dataclass
class Reply:
    """What to say: a status with a body, or something that goes wrong on the way."""

    status: int = 200
    body: Any = b""
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = "application/json"
    fault: str = ""  # reset, hang, truncate, trickle
    pieces: list[bytes | float] | None = None  # instead of a body: bytes, and seconds of silence between them
    delay_s: float = 0.0

    def bytes(self) -> bytes:
        body = self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()
        lines = [f"HTTP/1.1 {self.status} {REASONS.get(self.status, 'Some')}", f"content-type: {self.content_type}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        length = len(body) + (10 if self.fault == "truncate" else 0)
        return "\r\n".join([*lines, f"content-length: {length}", "", ""]).encode() + body


def completion(content: Any = "hello", **changes: Any) -> dict[str, Any]:
    """A chat completion; `usage`, `finish_reason`, `message` and top-level fields can be changed."""
    message = {"role": "assistant", "content": content} | changes.pop("message", {})
    choice = {"index": 0, "message": message, "finish_reason": changes.pop("finish_reason", "stop")}
    usage = changes.pop("usage", {"prompt_tokens": 10, "completion_tokens": 2, "total_tokens": 12})
    body = {"id": "c-1", "object": "chat.completion", "created": 1, "model": "served-model", "choices": [choice]}
    return body | ({} if usage is None else {"usage": usage}) | changes


def chunk(delta: Any = None, finish: str | None = None, index: int = 0, **more: Any) -> dict[str, Any]:
    """A piece of a streamed answer."""
    choice = {"index": index, "delta": delta, "finish_reason": finish}
    return {"id": "c-1", "object": "chat.completion.chunk", "created": 5, "model": "served", "choices": [choice]} | more


def last_chunk(usage: Any) -> dict[str, Any]:
    return {"id": "c-1", "object": "chat.completion.chunk", "choices": [], "usage": usage}


def sse(*events: Any, end: str = "data: [DONE]\n\n", newline: str = "\n") -> bytes:
    """Events as a server sends them: objects as data, texts as they are."""
    lines = [
        event if isinstance(event, str) else f"data: {json.dumps(event, ensure_ascii=False)}\n\n" for event in events
    ]
    return "".join([*lines, end]).replace("\n", newline).encode()


class StubServer:
    """Plays `replies` one after the other, the last one again and again, and keeps what it `seen`."""

    def __init__(self) -> None:
        self.replies: list[Reply] = [Reply(body=completion())]
        self.seen: list[Seen] = []
        self.answer: Callable[[Seen], Reply] | None = None  # instead of `replies`
        self.connections = 0
        self.open = 0
        self.under_way = 0
        self.most_at_once = 0
        self.asked = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._tasks: set[asyncio.Task[None]] = set()
        started = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(started,), daemon=True)
        self._thread.start()
        assert started.wait(5)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def say(self, *replies: Reply | dict[str, Any]) -> None:
        self.replies = [reply if isinstance(reply, Reply) else Reply(body=reply) for reply in replies]

    def close(self) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    def _run(self, started: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        self._server = self._loop.run_until_complete(asyncio.start_server(self._client, "127.0.0.1", 0))
        self.port = self._server.sockets[0].getsockname()[1]
        started.set()
        self._loop.run_forever()

    async def _stop(self) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.open += 1
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        try:
            while await self._exchange(reader, writer):
                pass
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            self.open -= 1
            writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        first = await reader.readexactly(1)
        if first == b"\x16":  # the beginning of a TLS handshake: not spoken here
            writer.write(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n")
            return False
        head = (first + await reader.readuntil(b"\r\n\r\n")).decode()
        first, *lines = head.strip().split("\r\n")
        headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
        raw = await reader.readexactly(int(headers.get("content-length", "0")))
        method, path, _ = first.split(" ")
        seen = Seen(method, path, headers, json.loads(raw) if raw else None, raw)
        self.seen.append(seen)
        self.asked.set()
        self.under_way += 1
        self.most_at_once = max(self.most_at_once, self.under_way)
        try:
            if self.answer is not None:
                reply = self.answer(seen)
            else:
                reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
            await asyncio.sleep(reply.delay_s)
            return await self._say(reply, writer)
        finally:
            self.under_way -= 1

    async def _say(self, reply: Reply, writer: asyncio.StreamWriter) -> bool:
        if reply.fault == "hang":
            await asyncio.sleep(30)
        if reply.fault == "reset":
            sock: socket.socket = writer.get_extra_info("socket")
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return False
        if reply.fault == "trickle":
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n")
            for _ in range(200):
                writer.write(b"1\r\n\n\r\n")
                await writer.drain()
                await asyncio.sleep(0.05)
        if reply.pieces is not None:
            head = f"HTTP/1.1 200 OK\r\ncontent-type: {reply.content_type}\r\ntransfer-encoding: chunked\r\n\r\n"
            writer.write(head.encode())
            for piece in reply.pieces:
                if isinstance(piece, bytes):
                    writer.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
                    await writer.drain()
                else:
                    await asyncio.sleep(piece)
            if reply.fault != "truncate":
                writer.write(b"0\r\n\r\n")
            await writer.drain()
            return reply.fault != "truncate"
        writer.write(reply.bytes())
        await writer.drain()
        return reply.fault != "truncate"


def toml(value: Any) -> str:
    """A value as TOML, tables inline; None is left out."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        pairs = (f"{json.dumps(key)} = {toml(item)}" for key, item in value.items() if item is not None)
        return "{ " + ", ".join(pairs) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(toml, value)) + "]"
    return json.dumps(value)


class Time:
    """A clock that only sleeping moves, and the sleeps it saw."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def pauses(self) -> Pauses:
        return Pauses(sleep=self.sleep, clock=lambda: self.now, jitter=random.Random(7))
