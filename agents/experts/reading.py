"""What a scripted model reads out of the messages it is given, as any model would have to.

A pure function of the messages: the step comes from the observation's own step line, because a memory may have dropped
what came before; what is to be made from the system prompt; what was tried last from the last reply. Nothing is
remembered between calls.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from agents.parsing import join_parts

STEP = re.compile(r"^## Step (\d+)", re.MULTILINE)
WANTED = re.compile(r"^- To be made: (\S+)", re.MULTILINE)
QUOTA = re.compile(r"^- Quota: (\d+)", re.MULTILINE)
THROUGHPUT = re.compile(r"^Throughput: ([\d.,]+) ", re.MULTILINE)
ROLE = re.compile(r"^You are agent (\d+) of (\d+) ", re.MULTILINE)
HEARD = re.compile(r"^from agent \d+: (.*)$", re.MULTILINE)
RESULT = re.compile(r"^## Result of your last program\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
FAILED = re.compile(r"Error occurred|Exception: |Nothing was run\.")


@dataclass(frozen=True, slots=True)
class Seen:
    """The present situation. `wanted` is "" where the task names no item; `throughput` 0 before anything was made.

    `replied` is the policy's own last reply, "" where the messages hold none. With several agents, `agent` counts from
    0, `heard` is what the others have sent and `told` what the own programs printed, oldest first, as far as shown.
    """

    step: int
    wanted: str
    quota: float
    throughput: float
    output: str
    failed: bool
    replied: str
    agent: int
    agents: int
    heard: tuple[str, ...]
    told: tuple[str, ...]


def read(messages: Sequence[Mapping[str, Any]]) -> Seen:
    """The situation the last user message describes."""
    texts = [(str(message.get("role")), join_parts(message.get("content"))) for message in messages]
    system = "\n".join(text for role, text in texts if role == "system")
    now = next((text for role, text in reversed(texts) if role == "user"), "")
    steps = STEP.findall(now)
    output = RESULT.search(now)
    role = ROLE.search(system)
    shown = "\n".join(text for role, text in texts if role == "user")
    return Seen(
        step=int(steps[-1]) if steps else 1 + sum(role == "assistant" for role, _ in texts),
        wanted=_first(WANTED, system) or _first(WANTED, now),
        quota=float(_first(QUOTA, system) or 0),
        throughput=float((_first(THROUGHPUT, now) or "0").replace(",", "")),
        output=output[1].strip() if output else "",
        failed=bool(FAILED.search(output[1])) if output else False,
        replied=next((text for role, text in reversed(texts) if role == "assistant"), ""),
        agent=int(role[1]) - 1 if role else 0,
        agents=int(role[2]) if role else 1,
        heard=tuple(HEARD.findall(shown)),
        told=tuple(RESULT.findall(shown)),
    )


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[1] if found else ""
