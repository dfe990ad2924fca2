"""One episode: a function of its spec that appends to its own record, and goes on from whatever is there.

Owns what surrounds the steps: opening the record, the cassette, and how it ends. The steps are `eval.play`'s; what may
be lost by a kill is `eval.journal`'s promise, what an exception means `eval.blame`'s.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Iterator
from pathlib import Path

from eval.blame import Ending, blame
from eval.config import EpisodeSpec
from eval.control import Control
from eval.endings import DONE, INFRA_ERROR
from eval.events import Ended
from eval.journal import Journal
from eval.outcome import result_of, stopped_line
from eval.play import Play
from eval.records import IndexLine, Result, RunFiles, Stop, now
from eval.tape import read_expected, tape, write_expected
from fle_llm.errors import FleError, RecordError

__all__ = ["run_episode"]

logger = logging.getLogger(__name__)


def run_episode(spec: EpisodeSpec, control: Control) -> IndexLine:
    """Run an episode to its end, or on from where a former process left it; tell `control` what happens.

    Never raises for what happens inside: the answer says how it ended. A done episode is left alone.
    """
    run = RunFiles(Path(spec.folder))
    files = run.episode(spec.task, spec.trial)
    try:
        result = files.read_result()
        if result is not None:
            line, ending = result.index_line(), Ending(result.outcome, result.stop_reason)
        else:
            with _log(run.log(spec.task, spec.trial)), contextlib.closing(Journal(files)) as journal:
                line, ending = _run(spec, control, journal)
    except (RecordError, OSError) as error:  # the record itself is the trouble, so nothing can be written into it
        ending = Ending(INFRA_ERROR, type(error).__name__, str(error))
        line = IndexLine(
            task=spec.task,
            trial=spec.trial,
            outcome=ending.outcome,
            stop_reason=ending.reason,
            detail=ending.detail,
            ended=now(),
        )
    control.tell(Ended(key=spec.key, line=line, refused=ending.refused))
    return line


def _run(spec: EpisodeSpec, control: Control, journal: Journal) -> tuple[IndexLine, Ending]:
    """Play, and write how it ended: result.json when the episode is done, a stop line otherwise."""
    began, before = time.monotonic(), journal.elapsed_s

    def elapsed() -> float:
        return before + time.monotonic() - began

    try:
        with tape(spec, journal), contextlib.closing(Play(spec, control, journal, elapsed)) as play:
            ending = asyncio.run(play.run())
        if ending.outcome in DONE:
            result = result_of(journal, ending, elapsed(), play.quota)
            _keep(spec, journal, result)
            return result.index_line(), ending
    except Exception as error:  # the boundary of an episode: whatever broke inside, the other episodes go on
        ending = blame(error, at_first=not journal.steps)
        if not isinstance(error, FleError):
            logger.exception("%s/%s ended by an error", spec.task, spec.trial)
    stop = Stop(
        outcome=ending.outcome,
        reason=ending.reason,
        detail=ending.detail,
        step=len(journal.steps),
        elapsed_s=round(elapsed(), 3),
        at=now(),
    )
    if journal.story.head is not None:  # an episode that could not even begin has no record
        journal.stop(stop)
    return stopped_line(spec, journal.story, stop), ending


@contextlib.contextmanager
def _log(path: Path) -> Iterator[None]:
    """Warnings of all libraries go to the episode's own file, which is only there if there are any."""
    handler = logging.FileHandler(path, delay=True, encoding="utf-8")
    handler.setLevel(logging.WARNING)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        yield
    finally:
        root.removeHandler(handler)
        handler.close()


def _keep(spec: EpisodeSpec, journal: Journal, result: Result) -> None:
    """Write the result, last of all; for a replay, after making sure that it is the recorded one."""
    expected = read_expected(spec)
    if expected is not None:
        expected.check_end(result)
    if spec.cassettes == "record":
        write_expected(spec, journal, result)
    journal.files.write_result(result)
