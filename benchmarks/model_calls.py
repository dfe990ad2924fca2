"""What a model call costs beside its answer: ours and the raw client's, against one server on loopback.

    python benchmarks/model_calls.py [--calls 200] [--rounds 5] [--messages 2,200] [--at-once 200]

Prints medians. `ours` is `APIFactory.acall` with routing, repair, retry, reading, usage, price and ledger; `raw client`
is the openai package's own `chat.completions.create` on the same server; `bare post` is its generic post with no
checks, the least that package takes. The server is in a process of its own, so its share is in all of them alike.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import os
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any

from fle_llm.llm import APIFactory, Ledger

if TYPE_CHECKING:
    import openai

ANSWER = {
    "id": "c-1",
    "object": "chat.completion",
    "created": 1,
    "model": "gpt-5-mini",
    "choices": [{"index": 0, "message": {"role": "assistant", "content": "x = 1\n" * 200}, "finish_reason": "stop"}],
    "usage": {"prompt_tokens": 1000, "completion_tokens": 400, "total_tokens": 1400},
}
PROVIDERS = """\
[providers.openai]
base_url = "{url}"
key_env = "BENCHMARK_KEY"
token_parameter = "max_completion_tokens"
usage_adapter = "openai"
price_id = "openai"
"""


def serve(pipe: Connection) -> None:
    """Answer every request at once, in a process of its own; sends its port, ends with the program."""
    body = json.dumps(ANSWER).encode()
    reply = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(body) + body

    async def client(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).lower()
                length = int(head.partition(b"content-length:")[2].split(b"\r\n")[0])
                await reader.readexactly(length)
                writer.write(reply)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def run() -> None:
        server = await asyncio.start_server(client, "127.0.0.1", 0, limit=2**24, backlog=1000)
        pipe.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


def conversation(count: int) -> list[dict[str, Any]]:
    """A history of `count` messages of about a thousand characters, as an episode's is."""
    roles = ("user", "assistant")
    return [
        {"role": "system" if i == 0 else roles[i % 2], "content": f"message {i}: " + "iron plate, " * 80}
        for i in range(count)
    ]


Call = Callable[[], Awaitable[object]]


def ways_of_asking(client: openai.AsyncOpenAI, model: APIFactory, history: list[dict[str, Any]]) -> dict[str, Call]:
    """The same request, three ways."""
    import httpx2

    body: dict[str, Any] = {"model": "gpt-5-mini", "messages": history, "max_completion_tokens": 500, "seed": 1}
    return {
        "ours": lambda: model.acall(history, max_tokens=500, seed=1),
        "raw client": lambda: client.chat.completions.create(**body),
        "bare post": lambda: client.post("/chat/completions", cast_to=httpx2.Response, body=body),
    }


async def one_by_one(count: int, call: Call) -> tuple[float, float]:
    """The medians of one call's duration and of this process's CPU time in it, in ms."""
    durations, works = [], []
    for _ in range(count):
        began, worked = time.perf_counter(), time.process_time()
        await call()
        durations.append(time.perf_counter() - began)
        works.append(time.process_time() - worked)
    return statistics.median(durations) * 1000, statistics.median(works) * 1000


async def at_once(count: int, call: Call) -> tuple[float, float]:
    """The same for calls that are made together, each taken as its part of the whole."""
    began, worked = time.perf_counter(), time.process_time()
    await asyncio.gather(*[call() for _ in range(count)])
    return (time.perf_counter() - began) / count * 1000, (time.process_time() - worked) / count * 1000


async def measure(url: str, options: argparse.Namespace) -> None:
    """Print the table."""
    import openai

    client = openai.AsyncOpenAI(api_key="benchmark", base_url=url, max_retries=0)
    each = options.calls // options.rounds
    print(f"{'ms a call, duration / CPU':<32}{'ours':>14}{'raw client':>16}{'bare post':>16}{'ours - raw':>16}")
    for count in options.messages:
        async with APIFactory("openai/gpt-5-mini", providers=options.rows, ledger=Ledger()) as model:
            ways = ways_of_asking(client, model, conversation(count))
            for call in ways.values():  # what is loaded with the first calls is nobody's share
                await one_by_one(5, call)
            await rounds(f"{count} messages, one by one", options.rounds, ways, lambda call: one_by_one(each, call))
            if count == min(options.messages):
                label = f"{count} messages, {options.at_once} at once"
                await rounds(label, options.rounds, ways, lambda call: at_once(options.at_once, call))
    await client.close()


async def rounds(
    label: str, count: int, ways: dict[str, Call], measured: Callable[[Call], Awaitable[tuple[float, float]]]
) -> None:
    """Print a row: medians over rounds in which the ways take turns, so that a busy machine is busy for all."""
    found: dict[str, list[tuple[float, float]]] = {way: [] for way in ways}
    for _ in range(count):
        for way, call in ways.items():
            found[way].append(await measured(call))
    cells = {way: [statistics.median(column) for column in zip(*pairs, strict=True)] for way, pairs in found.items()}
    share = [ours - raw for ours, raw in zip(cells["ours"], cells["raw client"], strict=True)]
    shown = [f"{duration:.2f} / {work:.2f}" for duration, work in [*cells.values(), share]]
    print(f"{label:<32}{shown[0]:>14}" + "".join(f"{cell:>16}" for cell in shown[1:]))


def main() -> None:
    """Start the server, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--calls", type=int, default=200, help="calls of each kind, one after the other")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--messages", type=lambda text: [int(part) for part in text.split(",")], default=[2, 40, 200])
    parser.add_argument("--at-once", type=int, default=200)
    options = parser.parse_args()
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs,), daemon=True)
    server.start()
    url = f"http://127.0.0.1:{ours.recv()}/v1"
    os.environ["BENCHMARK_KEY"] = "benchmark"
    with tempfile.NamedTemporaryFile("w", suffix=".toml") as rows:
        rows.write(PROVIDERS.format(url=url))
        rows.flush()
        options.rows = rows.name
        asyncio.run(measure(url, options))
    server.terminate()
    server.join()


if __name__ == "__main__":
    main()
