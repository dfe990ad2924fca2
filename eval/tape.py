"""Recorded model sessions of episodes: one cassette each, and beside it what the world was after every step.

    <dir>/<task>/<trial>.yaml      the requests and answers (fle_llm.llm.cassettes)
    <dir>/<task>/<trial>.json      the world's digest after every step, and the score

So a replay needs nothing but the folder, and tells not only whether the model was asked the same, but whether the same
came of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from eval.config import EpisodeSpec
from eval.files import check_schema, write_whole
from eval.journal import Journal
from eval.records import Result
from fle_llm.errors import RecordError
from fle_llm.llm.cassette_session import recording, replaying

__all__ = ["Diverged", "Expected", "read_expected", "tape", "write_expected"]

SCHEMA = "fle-llm/expected"
VERSION = 1


class Diverged(RecordError):
    """A replay did not do what the record says."""


class Expected(msgspec.Struct, kw_only=True):
    """What a replay must come to."""

    schema: str = SCHEMA
    version: int = VERSION
    start: str
    digests: list[str]
    outcome: str
    score: float | None

    def check(self, step: int, digest: str) -> None:
        """Raise Diverged unless the world after this step (0: before the first) is the recorded one."""
        recorded = [self.start, *self.digests]
        if step >= len(recorded):
            raise Diverged(f"the replay takes a step {step}, and the recorded episode had {len(self.digests)}")
        if recorded[step] != digest:
            raise Diverged(f"after step {step} the world is {digest}, and was {recorded[step]} when recorded")

    def check_end(self, result: Result) -> None:
        """Raise Diverged unless the episode came to the recorded end."""
        if result.steps != len(self.digests) or result.score != self.score:
            raise Diverged(
                f"the replay ended after {result.steps} steps with score {result.score}, "
                f"the recorded episode after {len(self.digests)} with {self.score}"
            )


@contextmanager
def tape(spec: EpisodeSpec, journal: Journal) -> Iterator[None]:
    """Record or replay what happens inside, as the run's configuration says."""
    if spec.cassettes == "none":
        yield
        return
    path = _path(spec, "yaml")
    if spec.cassettes == "replay":
        with replaying(path):
            yield
        return
    begun = bool(journal.story.replies or journal.story.failures)
    if begun and not path.exists():
        raise RecordError(f"the episode has begun, but its cassette {path} is gone; use --fresh to record it anew")
    path.parent.mkdir(parents=True, exist_ok=True)
    with recording(path, resume=begun):
        yield


def read_expected(spec: EpisodeSpec) -> Expected | None:
    """What a replay of this episode must come to, if the recording says."""
    if spec.cassettes != "replay":
        return None
    path = _path(spec, "json")
    if not path.exists():
        return None
    try:
        found = msgspec.json.decode(path.read_bytes())
        check_schema(path, found, SCHEMA, VERSION)
        return msgspec.convert(found, Expected)
    except msgspec.MsgspecError as error:
        raise RecordError(f"{path} is damaged: {error}") from error


def write_expected(spec: EpisodeSpec, journal: Journal, result: Result) -> None:
    """Write beside the cassette what came of the recorded episode."""
    assert journal.story.head is not None
    expected = Expected(
        start=journal.story.head.digest,
        digests=[line.digest for line in journal.steps],
        outcome=result.outcome,
        score=result.score,
    )
    write_whole(_path(spec, "json"), msgspec.json.format(msgspec.json.encode(expected), indent=1) + b"\n")


def _path(spec: EpisodeSpec, suffix: str) -> Path:
    assert spec.cassette_dir is not None
    return Path(spec.cassette_dir) / spec.task / f"{spec.trial}.{suffix}"
