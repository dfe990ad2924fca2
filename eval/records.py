"""The files of a run, and what a line of them means.

    <run>/config.json     the resolved configuration; its digest guards continuing
    <run>/index.jsonl     a line each time an episode ended; the last line of an episode counts
    <run>/episodes/<task>/<trial>/steps.jsonl   head, then messages, replies and steps in the order they happened
    <run>/episodes/<task>/<trial>/state/        snapshots to continue or fork from, named by step
    <run>/episodes/<task>/<trial>/result.json   written last: its existence means done
    <run>/logs/<task>-<trial>.log               warnings, if there were any

Everything here is plain values; how a file survives a kill is `eval.files`, how an episode writes its own is
`eval.journal`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from eval.files import Lines, check_schema, read_lines, read_whole, write_whole
from fle_llm.errors import RecordError

__all__ = [
    "VERSION",
    "EpisodeFiles",
    "Failure",
    "Head",
    "IndexLine",
    "Message",
    "Reply",
    "Result",
    "RunFiles",
    "StepLine",
    "Stop",
    "Story",
    "digest_of",
    "now",
    "read_story",
]

VERSION = 1  # of every file below; a change that old readers would misread raises it and adds a migration
CONFIG, INDEX, STEPS, RESULT = "fle-llm/config", "fle-llm/index", "fle-llm/steps", "fle-llm/result"


class Head(msgspec.Struct, tag="head", tag_field="kind", kw_only=True):
    """First line of an episode: what it is, and everything its score depends on."""

    schema: str = STEPS
    version: int = VERSION
    env_id: str
    task: str
    trial: int
    model: str
    agent: str
    memory: str
    prompt: str
    seed: int
    max_steps: int
    config: str  # digest of the run's configuration
    prompt_hash: str
    task_hash: str
    protocol: str
    versions: dict[str, str]
    sandbox: dict[str, Any]
    digest: str  # of the world before the first step
    began: str


class Message(msgspec.Struct, tag="message", tag_field="kind", kw_only=True):
    """A chat message on its first use; replies name it by `id`, the hash of all it says (`agents.base.message_id`)."""

    id: str
    message: dict[str, Any]


class Reply(msgspec.Struct, tag="reply", tag_field="kind", kw_only=True):
    """A model's answer, on disk before anything is done with it: it has been paid for.

    `request` is the hash of messages and parameters: a later process that asks the same in the same step gets this
    answer. `completion` is all of the answer but the raw body, `attempts` are the ledger's entries, failed ones too.
    """

    step: int
    agent: int
    request: str
    messages: list[str]
    parameters: dict[str, Any]
    completion: dict[str, Any]
    attempts: list[dict[str, Any]]
    at: str


class Failure(msgspec.Struct, tag="failure", tag_field="kind", kw_only=True):
    """A model call that gave up; its attempts stay in the ledger."""

    step: int
    agent: int
    request: str
    error: str
    message: str
    attempts: list[dict[str, Any]]
    at: str


class StepLine(msgspec.Struct, tag="step", tag_field="kind", kw_only=True):
    """A step that is over.

    `parse` is "ok" or "no_program", `problem` what was wrong with the reply, `status` the sandbox's verdict on the
    program, `turn` what the agent remembers of it. `reward_sum`, `best`, `totals` and `elapsed_s` are the episode's up
    to here, over all processes that ran it.
    """

    step: int  # counts from 1
    agent: int
    program: str
    parse: str
    problem: str
    status: str
    calls: int
    output: str
    observation: str  # digest of what the agent was shown then
    digest: str  # of the world
    state: str  # file below state/; older ones are thinned out
    state_digest: str
    tick: int
    reward: float
    reward_sum: float
    score: float | None
    throughput: float | None
    best: float | None
    success: bool
    terminated: bool
    truncated: bool
    milestones: dict[str, Any]
    totals: dict[str, Any]
    turn: dict[str, Any] | None
    model_s: float
    program_s: float
    elapsed_s: float
    at: str


class Stop(msgspec.Struct, tag="stop", tag_field="kind", kw_only=True):
    """A process stopped working on the episode."""

    outcome: str
    reason: str
    detail: str
    step: int  # the last finished one
    elapsed_s: float
    at: str


T = TypeVar("T")
Line = Head | Message | Reply | Failure | StepLine | Stop


class Result(msgspec.Struct, kw_only=True):
    """result.json: one done episode, complete in itself."""

    schema: str = RESULT
    version: int = VERSION
    env_id: str
    task: str
    trial: int
    model: str
    agent: str
    memory: str
    prompt: str
    protocol: str
    seed: int
    outcome: str
    stop_reason: str
    detail: str
    score: float | None
    success: bool
    throughput: float | None
    best: float | None
    quota: float | None
    reward_sum: float
    steps: int
    max_steps: int
    milestones: dict[str, Any]
    tokens: dict[str, Any]
    cost_usd: float | None
    unpriced_calls: int
    model_calls: int
    attempts: int
    estimated_calls: int  # whose tokens were counted here, because the provider did not
    no_program_steps: int
    failed_steps: int
    elapsed_s: float
    parameters: dict[str, Any]  # as sent
    served_by: list[str]
    notes: list[str]
    versions: dict[str, str]
    prompt_hash: str
    task_hash: str
    config: str
    sandbox: dict[str, Any]
    digest: str  # of the last world
    began: str
    ended: str

    def index_line(self) -> IndexLine:
        """The same episode as a line of the index."""
        return IndexLine(
            task=self.task,
            trial=self.trial,
            outcome=self.outcome,
            stop_reason=self.stop_reason,
            detail=self.detail,
            score=self.score,
            success=self.success,
            best=self.best,
            reward_sum=self.reward_sum,
            steps=self.steps,
            tokens=(self.tokens.get("input") or 0) + (self.tokens.get("output") or 0),
            cost_usd=self.cost_usd,
            unpriced_calls=self.unpriced_calls,
            elapsed_s=self.elapsed_s,
            ended=self.ended,
        )


class IndexLine(msgspec.Struct, kw_only=True):
    """index.jsonl: one ended episode, enough for a table."""

    schema: str = INDEX
    version: int = VERSION
    task: str
    trial: int
    outcome: str
    stop_reason: str
    detail: str = ""
    score: float | None = None
    success: bool = False
    best: float | None = None
    reward_sum: float = 0.0
    steps: int = 0
    tokens: int = 0
    cost_usd: float | None = None
    unpriced_calls: int = 0
    elapsed_s: float = 0.0
    ended: str = ""


class Story(msgspec.Struct):
    """What a steps.jsonl says, sorted by kind."""

    head: Head | None = None
    messages: dict[str, Message] = {}
    replies: list[Reply] = []
    failures: list[Failure] = []
    steps: list[StepLine] = []
    stops: list[Stop] = []


class EpisodeFiles:
    """Where an episode's files are."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.steps = folder / "steps.jsonl"
        self.states = folder / "state"
        self.result = folder / "result.json"

    def read_result(self) -> Result | None:
        """The result, or None when the episode is not done."""
        if not self.result.exists():
            return None
        found = read_whole(self.result, RESULT, VERSION)
        return _convert(found, Result, self.result)

    def write_result(self, result: Result) -> None:
        """Say that the episode is done."""
        write_whole(self.result, _pretty(result))

    def story(self) -> Story:
        """Everything steps.jsonl holds."""
        lines, _ = read_lines(self.steps)
        return read_story(lines, self.steps)


class RunFiles:
    """Where a run's files are."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.config = folder / "config.json"
        self.index = folder / "index.jsonl"
        self.lock = folder / "lock"
        self.logs = folder / "logs"

    def episode(self, task: str, trial: int) -> EpisodeFiles:
        """The files of one episode."""
        return EpisodeFiles(self.folder / "episodes" / task / str(trial))

    def log(self, task: str, trial: int) -> Path:
        """Where warnings of an episode go; the folder is there."""
        self.logs.mkdir(parents=True, exist_ok=True)
        return self.logs / f"{task}-{trial}.log"

    def episodes(self) -> Iterator[EpisodeFiles]:
        """Every episode that has begun, by task and trial."""
        found = self.folder.glob("episodes/*/*/steps.jsonl")
        for path in sorted(found, key=lambda path: (path.parts[-3], len(path.parts[-2]), path.parts[-2])):
            yield EpisodeFiles(path.parent)

    def read_config(self) -> dict[str, Any]:
        """The configuration as written."""
        return read_whole(self.config, CONFIG, VERSION)

    def write_config(self, config: dict[str, Any]) -> None:
        """Write the configuration; `schema` and `version` are added here."""
        write_whole(self.config, _pretty({"schema": CONFIG, "version": VERSION, **config}))

    def read_index(self) -> dict[tuple[str, int], IndexLine]:
        """How each episode ended last."""
        return {(line.task, line.trial): line for line in self._index_lines()}

    def append_index(self, line: IndexLine) -> None:
        """Add how an episode ended."""
        file = Lines(self.index)
        try:
            file.append(msgspec.json.encode(line))
        finally:
            file.close()

    def _index_lines(self) -> Iterator[IndexLine]:
        lines, _ = read_lines(self.index)
        for raw in lines:
            found = msgspec.json.decode(raw)
            check_schema(self.index, found, INDEX, VERSION)
            yield _convert(found, IndexLine, self.index)


def read_story(lines: list[bytes], path: Path) -> Story:
    """Sort the lines of a steps.jsonl; RecordError when they are not ours, newer, or do not follow each other."""
    story = Story()
    if not lines:
        return story
    first = msgspec.json.decode(lines[0])
    if not isinstance(first, dict) or first.get("kind") != "head":
        raise RecordError(f"{path} does not begin with the head of an episode")
    check_schema(path, first, STEPS, VERSION)
    decoder = msgspec.json.Decoder(Line)
    for number, raw in enumerate(lines, start=1):
        try:
            line = decoder.decode(raw)
        except msgspec.ValidationError as error:
            raise RecordError(f"{path} line {number} is not a line of an episode: {error}") from error
        match line:
            case Head():
                story.head = line
            case Message():
                story.messages[line.id] = line
            case Reply():
                story.replies.append(line)
            case Failure():
                story.failures.append(line)
            case StepLine():
                if line.step != len(story.steps) + 1:
                    raise RecordError(f"{path} line {number} is step {line.step}, expected {len(story.steps) + 1}")
                story.steps.append(line)
            case Stop():
                story.stops.append(line)
    return story


def digest_of(value: Any) -> str:
    """A short hash of plain values; equal values have equal digests, whatever the order of their keys."""
    return hashlib.sha256(msgspec.json.encode(value, order="deterministic")).hexdigest()[:16]


def now() -> str:
    """The time, as records write it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _pretty(value: Any) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"


def _convert(found: dict[str, Any], kind: type[T], path: Path) -> T:
    try:
        return msgspec.convert(found, kind)
    except msgspec.ValidationError as error:
        raise RecordError(f"{path} is damaged: {error}") from error
