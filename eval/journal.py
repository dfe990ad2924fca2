"""An episode's own record while it runs: everything that happens is appended before the next thing begins.

The order is the promise. A reply is on disk before its program runs, since it has been paid for; a snapshot is on disk
before the line of its step; the line is on disk before the next step begins; result.json comes last. So a kill at any
moment loses at most the running step's work, never its reply, and a later process goes on from here.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from eval.files import Lines, check_schema, write_whole
from eval.records import EpisodeFiles, Failure, Head, Line, Message, Reply, StepLine, Stop, Story, digest_of, read_story
from fle_llm.errors import RecordError
from fle_llm.llm.errors import ContextTooLong

__all__ = ["Journal", "Saved", "request_id"]

STATE = "fle-llm/state"
STATE_VERSION = 1
KEPT_EVERY = 8  # snapshots of every eighth step stay, to fork from; of the others only the last two


class Saved(msgspec.Struct, kw_only=True):
    """state/<step>.json: the environment after a step, and what each agent (by index) is shown next.

    `game_state` is the text of `fle_llm.gym_env.GameState`, which names its own format and version.
    """

    schema: str = STATE
    version: int = STATE_VERSION
    step: int
    game_state: str
    observations: dict[str, dict[str, Any]]


class Journal:
    """The record of one episode, open for this process alone. Raises RecordError for anything it cannot go on from."""

    def __init__(self, files: EpisodeFiles) -> None:
        self.files = files
        self._lines = Lines(files.steps)
        try:
            self.story: Story = read_story(self._lines.lines, files.steps)
        except BaseException:
            self._lines.close()
            raise
        now = len(self.story.steps) + 1
        self._pending: list[Reply | Failure] = []
        self._pending += [reply for reply in self.story.replies if reply.step == now]
        self._pending += [failure for failure in self.story.failures if failure.step == now and _final(failure)]

    @property
    def steps(self) -> Sequence[StepLine]:
        """The finished steps."""
        return self.story.steps

    @property
    def last(self) -> StepLine | None:
        """The last finished step."""
        return self.story.steps[-1] if self.story.steps else None

    @property
    def elapsed_s(self) -> float:
        """Seconds that former processes spent on finished steps and on what came after them."""
        lines: list[StepLine | Stop] = [*self.story.steps, *self.story.stops]
        return max((line.elapsed_s for line in lines), default=0.0)

    def begin(self, head: Head) -> None:
        """Write the head of a new record, or make sure that this is the record of the same episode."""
        found = self.story.head
        if found is None:
            self._append(head)
            self.story.head = head
            return
        for name in (
            "env_id",
            "task",
            "trial",
            "model",
            "agent",
            "seed",
            "config",
            "prompt_hash",
            "task_hash",
            "digest",
        ):
            before, now = getattr(found, name), getattr(head, name)
            if before != now:
                raise RecordError(
                    f"{self.files.steps} cannot be continued: its {name} was {before} and is {now} now; "
                    "continue it with what it was begun with, or use --fresh"
                )

    def spent(self) -> list[dict[str, Any]]:
        """The ledger's entries of all calls but those that `take` will still hand out, in order."""
        lines: list[Reply | Failure] = [*self.story.replies, *self.story.failures]
        entries = [entry for line in lines if line not in self._pending for entry in line.attempts]
        return sorted(entries, key=lambda entry: (entry.get("call", 0), entry.get("attempt", 0)))

    def unparsable(self) -> list[int]:
        """The calls, by number, whose answers held no program."""
        bad = {line.step for line in self.story.steps if line.parse != "ok"}
        calls: dict[int, int] = {}  # the last answer of a step is the one its program was looked for in
        for reply in self.story.replies:
            if reply.step in bad and reply.attempts:
                calls[reply.step] = reply.attempts[-1]["call"]
        return list(calls.values())

    def take(self, step: int, request: str) -> Reply | Failure | None:
        """What a former process was answered to this request of this step, once each; None when it must be asked.

        A failure is handed out only when it would be the same again: messages that were too long.
        """
        for line in self._pending:
            if line.step == step and line.request == request:
                self._pending.remove(line)
                return line
        return None

    def unused(self) -> list[Reply]:
        """Replies that are paid for and were not taken."""
        return [line for line in self._pending if isinstance(line, Reply)]

    def reply(self, reply: Reply, messages: Mapping[str, Mapping[str, Any]]) -> None:
        """Write an answer, and those of its messages that are not on record yet."""
        new = [
            Message(id=name, message=dict(message))
            for name, message in messages.items()
            if name not in self.story.messages
        ]
        self._append(*new, reply)
        self.story.messages |= {message.id: message for message in new}
        self.story.replies.append(reply)

    def failure(self, failure: Failure) -> None:
        """Write that a call gave up."""
        self._append(failure)
        self.story.failures.append(failure)

    def save(self, saved: Saved) -> tuple[str, str]:
        """Write a snapshot; the name of its file and its digest."""
        name = f"{saved.step:05}.json"
        data = msgspec.json.encode(saved)
        write_whole(self.files.states / name, data)
        return name, hashlib.sha256(data).hexdigest()[:16]

    def step(self, line: StepLine) -> None:
        """Write a finished step; the snapshot before the last is dropped unless it is one of those that stay."""
        self._append(line)
        self.story.steps.append(line)
        self._pending = []
        old = line.step - 2
        if old > 0 and old % KEPT_EVERY:
            with contextlib.suppress(OSError):  # a snapshot too many harms nobody
                (self.files.states / f"{old:05}.json").unlink()

    def stop(self, stop: Stop) -> None:
        """Write why this process leaves the episode unfinished."""
        self._append(stop)
        self.story.stops.append(stop)

    def saved(self) -> Saved | None:
        """The snapshot after the last finished step; None before the first. RecordError when it is not that one."""
        last = self.last
        if last is None:
            return None
        path = self.files.states / last.state
        try:
            data = path.read_bytes()
        except OSError as error:
            raise RecordError(f"cannot continue without the snapshot {path}: {error.strerror or error}") from error
        if hashlib.sha256(data).hexdigest()[:16] != last.state_digest:
            raise RecordError(f"{path} is not the snapshot that step {last.step} left; it was changed or damaged")
        found = msgspec.json.decode(data)
        check_schema(path, found, STATE, STATE_VERSION)
        return msgspec.convert(found, Saved)

    def close(self) -> None:
        """Let another process have it."""
        self._lines.close()

    def _append(self, *lines: Line) -> None:
        self._lines.append(*(msgspec.json.encode(line) for line in lines))


def _final(failure: Failure) -> bool:
    return failure.error == ContextTooLong.__name__


def request_id(messages: Sequence[str], parameters: Mapping[str, Any]) -> str:
    """What makes two requests the same: the messages, by id, and the parameters."""
    return digest_of([list(messages), dict(parameters)])
