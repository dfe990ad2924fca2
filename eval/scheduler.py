"""Running many episodes: worker processes side by side, one index.

The parent hands out episodes, passes the workers' events on, writes the index, and turns Ctrl-C and the run's budget
into a stop. A worker that dies leaves its episode as an infrastructure error and is replaced; the others go on.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import FrameType
from typing import Any

from eval.config import EpisodeKey, EpisodeSpec
from eval.endings import INFRA_ERROR, INTERRUPTED
from eval.events import Began, Ended, Event, Halt, Run, Stepped, receive, send
from eval.outcome import stopped_line
from eval.records import RunFiles, Stop, now
from eval.worker import work

__all__ = ["Budget", "Report", "run_all"]

BEAT_S = 0.25  # how often the clock is drawn and the run's time limit looked at


@dataclass(frozen=True, slots=True)
class Budget:
    """What the command as a whole may take; `spent_usd` is what the runs had cost before it."""

    max_cost_usd: float | None = None
    max_time_s: float | None = None
    spent_usd: float = 0.0


@dataclass(slots=True)
class Report:
    """How it went: an outcome for every episode that was begun."""

    outcomes: dict[EpisodeKey, str] = field(default_factory=dict)
    stopped: str | None = None  # "interrupt", "run_max_cost" or "run_max_time"
    stepped: bool = False  # some step of some episode is on record
    refused: dict[str, str] = field(default_factory=dict)  # run folder: what the provider said


@dataclass(slots=True, eq=False)
class _Worker:
    process: BaseProcess
    connection: Connection[Any, Any]
    spec: EpisodeSpec | None = None


def run_all(
    specs: Iterable[EpisodeSpec],
    *,
    concurrency: int,
    budget: Budget,
    take: Callable[[Event], None],
    tick: Callable[[], None],
) -> Report:
    """Run the episodes, at most `concurrency` at a time, and answer how they ended.

    The first SIGINT or SIGTERM lets running steps finish, the second ends the workers at once.
    """
    scheduler = _Scheduler(deque(specs), concurrency, budget, take, tick)
    with scheduler.signals():
        try:
            scheduler.run()
        finally:
            scheduler.close()
    return scheduler.report


class _Scheduler:
    def __init__(
        self,
        queue: deque[EpisodeSpec],
        concurrency: int,
        budget: Budget,
        take: Callable[[Event], None],
        tick: Callable[[], None],
    ) -> None:
        self._queue = queue
        self._concurrency = concurrency
        self._budget = budget
        self._take = take
        self._tick = tick
        self._context = multiprocessing.get_context("spawn")
        self._spent = self._context.Value("d", budget.spent_usd)
        self._workers: list[_Worker] = []
        self._interrupts = 0
        self._began = time.monotonic()
        self.report = Report()

    def run(self) -> None:
        """Until nothing runs and nothing may begin."""
        self._tick()
        while True:
            self._look_at_limits()
            self._hand_out()
            busy = [worker for worker in self._workers if worker.spec is not None]
            if not busy or self._interrupts > 1:
                return
            for connection in wait([worker.connection for worker in busy], timeout=BEAT_S):
                self._hear(next(worker for worker in busy if worker.connection is connection))
            self._tick()

    def close(self) -> None:
        """End the workers: idle ones see their pipe close, busy ones are stopped where they are."""
        for worker in self._workers:
            worker.connection.close()
            if worker.spec is not None:
                worker.process.kill()
                worker.process.join()
                self._ended(worker, INTERRUPTED, "interrupt", "stopped in the middle of a step")
        for worker in self._workers:
            worker.process.join(timeout=5)
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()

    @contextlib.contextmanager
    def signals(self) -> Iterator[None]:
        """Count SIGINT and SIGTERM instead of dying of them."""

        def count(_number: int, _frame: FrameType | None) -> None:
            self._interrupts += 1

        before = {number: signal.signal(number, count) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _look_at_limits(self) -> None:
        if self.report.stopped is not None:
            return
        budget = self._budget
        if self._interrupts:
            self._stop("interrupt")
        elif budget.max_cost_usd is not None and self._spent.value >= budget.max_cost_usd:
            self._stop("run_max_cost")
        elif budget.max_time_s is not None and time.monotonic() - self._began >= budget.max_time_s:
            self._stop("run_max_time")

    def _stop(self, reason: str) -> None:
        self.report.stopped = reason
        self._queue.clear()
        for worker in self._workers:
            with contextlib.suppress(OSError):  # it is dying; its end will be heard
                send(worker.connection, Halt(reason))

    def _hand_out(self) -> None:
        while self._queue:
            idle = next((worker for worker in self._workers if worker.spec is None), None)
            if idle is None:
                if len(self._workers) >= self._concurrency:
                    return
                idle = self._start()
            spec = self._queue.popleft()
            idle.spec = spec
            send(idle.connection, Run(spec))

    def _start(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=work, args=(theirs, self._spent, self._budget.max_cost_usd), daemon=True)
        process.start()
        theirs.close()
        worker = _Worker(process, ours)
        self._workers.append(worker)
        return worker

    def _hear(self, worker: _Worker) -> None:
        try:
            event = receive(worker.connection, Event)
        except (EOFError, OSError):
            worker.process.join(timeout=5)
            detail = f"the worker process died (exit code {worker.process.exitcode})"
            self._ended(worker, INFRA_ERROR, "worker_died", detail)
            self._workers.remove(worker)
            worker.connection.close()
            return
        if isinstance(event, Began | Stepped):
            self.report.stepped |= event.step > 0
        if isinstance(event, Ended):
            worker.spec = None
            self._settle(event)
        else:
            self._take(event)

    def _ended(self, worker: _Worker, outcome: str, reason: str, detail: str) -> None:
        spec = worker.spec
        assert spec is not None
        worker.spec = None
        files = RunFiles(Path(spec.folder)).episode(spec.task, spec.trial)
        result = files.read_result()
        if result is not None:  # it was done, only its last word was not heard
            line = result.index_line()
        else:
            story = files.story()
            elapsed = story.steps[-1].elapsed_s if story.steps else 0.0
            stop = Stop(outcome=outcome, reason=reason, detail=detail, step=0, elapsed_s=elapsed, at=now())
            line = stopped_line(spec, story, stop)
        self._settle(Ended(key=spec.key, line=line))

    def _settle(self, event: Ended) -> None:
        RunFiles(Path(event.key.run)).append_index(event.line)
        self.report.outcomes[event.key] = event.line.outcome
        if event.refused:
            self.report.refused[event.key.run] = event.line.detail
            self._queue = deque(spec for spec in self._queue if spec.folder != event.key.run)
        self._take(event)
