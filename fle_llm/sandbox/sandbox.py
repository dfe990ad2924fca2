"""`Sandbox`: one namespace for one agent's programs, in a sealed process that is replaced whenever it is lost.

Promises: `run` always comes back with a StepOutcome, whatever the program did, within its limits plus the grace; after
it the namespace is either what the program left or what it was before, and the notes say which. Raises SandboxError
only when no worker can be had at all, SandboxUnavailable when this machine cannot confine one.
Leaves to others: the tools (`call`), the game's time (`clock`), and keeping snapshot bytes safe.
"""

from __future__ import annotations

import contextlib
import logging
import os
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

import msgspec

from fle_llm.errors import SandboxError
from fle_llm.sandbox import outcome, services
from fle_llm.sandbox.api import Limits, StepOutcome, ToolCall, ToolStub
from fle_llm.sandbox.control import CPU_S, Spawn
from fle_llm.sandbox.messages import Setup
from fle_llm.sandbox.nursery import check_platform
from fle_llm.sandbox.step import Ended, HostFault, Overdue, Step
from fle_llm.sandbox.worker import Gone, Violation, Worker

MAX_SOURCE = 1 << 20
HEADROOM = 4  # a program that hit its memory limit gets a quarter more, once

T = TypeVar("T")
logger = logging.getLogger(__name__)


class Sandbox:
    """A persistent namespace in which programs run.

    `stubs` are the tools the programs see. `unsafe=True` gives up confinement, for trusted programs on systems
    without it. `info` says which layers are active. Calls from several threads must not overlap.
    """

    def __init__(
        self, stubs: Sequence[ToolStub], *, limits: Limits | None = None, seed: int = 0, unsafe: bool = False
    ) -> None:
        check_platform(sealed=not unsafe)
        if unsafe:
            message = "unsafe=True: programs run WITHOUT CONFINEMENT, with all rights of this process"
            warnings.warn(message, stacklevel=2)
            logger.warning(message)
        self.limits = limits or Limits()
        self._stubs = [ToolStub(*stub) for stub in stubs]
        self._tools = [stub.name for stub in self._stubs]
        self._setup = Setup([(stub.name, stub.signature, stub.doc) for stub in self._stubs], seed)
        memory = self.limits.memory_mb
        self._spawn = Spawn(memory, memory + memory // HEADROOM, sealed=not unsafe, landlock=True)
        self._owner = os.getpid()
        self._busy = threading.Lock()
        self._seq = 0
        self._saved = b""  # the last snapshot, as the worker wrote it
        self._current = False  # whether that is what the worker holds
        self._unsaved: list[str] = []  # names the worker holds that are not in it
        self._owed: list[str] = []  # what the model has to be told with the next outcome
        self._worker: Worker | None = Worker(self._spawn, self._setup)
        self._closed = False
        self._raised = False
        self.info: dict[str, Any] = {"confined": not unsafe, **self._worker.info}

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def run(
        self,
        code: str,
        call: ToolCall,
        limits: Limits | None = None,
        *,
        clock: Callable[[], float] | None = None,
    ) -> StepOutcome:
        """Run one program to its end. Raises SandboxError if no worker can be had.

        `call` answers its tool calls, on this thread. `limits` replaces the sandbox's own for this step (but for
        memory). `clock` returns the game's time in seconds, which is what the program's `time` module then shows.
        """
        began = time.monotonic()
        if len(code) > MAX_SOURCE:
            return outcome.too_long(len(code), MAX_SOURCE)
        limits = limits or self.limits
        with self._using() as worker:
            self._seq += 1
            owed = len(self._owed)
            step = Step(worker, self._tools, call, limits)
            worker.limit("RLIMIT_CPU", int(step.cpu_at_start or 0) + CPU_S)
            source = code.encode("utf-8", "backslashreplace").decode()
            result = self._ending(step, source, clock, limits)
            result.output = step.output
            result.calls = step.calls
            result.notes = [*self._owed[:owed], *result.notes, *self._owed[owed:]]
            result.duration_s = time.monotonic() - began
            self._owed = []
        return result

    def _ending(self, step: Step, source: str, clock: Callable[[], float] | None, limits: Limits) -> StepOutcome:
        """Run the step and see to the worker afterwards, whatever happened to it."""
        worker = step.worker
        try:
            ended = step.run(self._seq, source, clock)
        except Overdue:
            result = outcome.killed(step.stop, limits, step.line)
        except Gone:
            lost = worker.orphaned()
            result = outcome.lost() if lost else outcome.died(worker.kill())
        except Violation as violation:
            logger.warning("a program broke the sandbox's protocol: %s", violation)
            result = outcome.violated()
        except HostFault as fault:
            logger.error("a tool failed inside; the step was ended", exc_info=fault.__cause__)
            result = outcome.host_fault()
        else:
            result = outcome.ended(ended, limits)
            result.cpu_s = step.cpu_s
            self._settle(ended, result)
            return result
        result.cpu_s = step.cpu_s
        result.notes.append(self._replace())
        return result

    def _settle(self, ended: Ended, result: StepOutcome) -> None:
        """Save the namespace of a worker that lives on, or give it room."""
        assert self._worker is not None
        if result.status == "memory" and self._worker.crowded(self._spawn.memory_mb):
            if self._raised or not self._raise_memory():
                result.notes.append(self._replace())
                return
            self._current = False
            result.notes.append(outcome.MEMORY_RAISED)
            return
        known = set(self._unsaved)
        try:
            self._save()
        except (Gone, Violation) as problem:
            logger.warning("a namespace could not be saved: %s", problem or "the worker ended")
            result.notes.append(outcome.SAVING_FAILED)
            result.notes.append(self._replace())
            return
        new = [name for name in self._unsaved if name not in known]
        if new:
            result.notes.append(outcome.unsaved(new))

    def snapshot(self) -> bytes:
        """Return the namespace as opaque bytes, good for `restore` under the same Python version.

        They carry what the model has to be told when it goes on from them: what could not be saved, by name.
        """
        with self._using():
            if not self._current:
                self._outside_of_a_step(self._save)
            return services.pack([*self._owed, *self._farewell()], self._saved)

    def restore(self, data: bytes) -> None:
        """Go on from a snapshot. Raises SandboxError, and changes nothing, if it is none or damaged.

        Variables that cannot be made again are lost, in the worst case all; the next outcome says so.
        """
        notes, body = services.unpack(data)
        with self._using():
            self._owed = notes
            if not self._start_from(body):
                self._owed.append(outcome.EMPTY)

    def functions(self) -> list[dict[str, str]]:
        """Describe the functions programs have defined: name, signature and source of each.

        A namespace that cannot be described has none: programs can bring that about, so it is no error.
        """

        def ask() -> list[dict[str, str]]:
            assert self._worker is not None
            return [msgspec.structs.asdict(item) for item in services.describe(self._worker)]

        with self._using():
            found = self._outside_of_a_step(ask)
            if found is None:  # what a program did to its process went with it, unless its variables do it again
                found = self._outside_of_a_step(ask)
            return found or []

    def close(self) -> None:
        """End the worker; a step that is running on another thread ends with it. Closing twice is fine."""
        self._closed = True
        if self._busy.acquire(blocking=False):
            try:
                self._discard()
            finally:
                self._busy.release()
        else:
            worker = self._worker
            if worker is not None:
                worker.end()

    def _discard(self) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.close()

    def __del__(self) -> None:
        worker = getattr(self, "_worker", None)
        if worker is not None:
            worker.abandon()

    @contextlib.contextmanager
    def _using(self) -> Iterator[Worker]:
        """Guard the worker: one caller at a time, none after close, and none left mid-sentence by an exception."""
        if self._owner != os.getpid():
            raise SandboxError(f"this sandbox belongs to process {self._owner}; open one in process {os.getpid()}")
        if not self._busy.acquire(blocking=False):
            raise SandboxError("this sandbox is already running a program")
        try:
            if self._closed:
                raise SandboxError("this sandbox is closed")
            if self._worker is None or self._worker.ended():  # killed from outside, or with its zygote
                self._replace_unasked()
            assert self._worker is not None
            yield self._worker
        except SandboxError:
            raise
        except BaseException:
            # Ctrl-C, a cancelled task: the worker is in the middle of something. The next call starts a fresh one.
            self._discard()
            raise
        finally:
            self._busy.release()
            if self._closed:  # by another thread meanwhile, which left the rest to this one
                self.close()

    def _outside_of_a_step(self, ask: Callable[[], T]) -> T | None:
        """Let the worker do something; None, and a fresh worker, if it fails at it."""
        try:
            return ask()
        except (Gone, Violation) as problem:
            logger.warning("a worker failed outside of a step: %s", problem or "it ended")
            self._replace_unasked()
            return None

    def _save(self) -> None:
        assert self._worker is not None
        self._saved, self._unsaved = services.save(self._worker)
        self._current = True

    def _replace(self) -> str:
        """Replace the worker a step has lost, and go on from the last snapshot; return what the model is told of it."""
        self._discard()
        if self._closed:  # by another thread, in the middle of the step
            return outcome.CLOSED
        self._owed += self._farewell()
        back = outcome.RESTORED if self._current else outcome.RESTORED_OLDER
        if not self._saved:
            back = outcome.NOTHING_SAVED if self._seq > 1 else outcome.FRESH
        return back if self._start_from(self._saved) else outcome.EMPTY

    def _replace_unasked(self) -> None:
        """Replace a worker between two steps; the model hears of it with the next outcome if anything is lost."""
        note = self._replace()
        if note != outcome.RESTORED and (self._seq or note != outcome.FRESH):
            self._owed.append(note)

    def _start_from(self, body: bytes) -> bool:
        """Start a worker and load a snapshot into it; say whether that could be done."""
        self._saved, self._current, self._unsaved = body, bool(body), []
        self._adopt(Worker(self._spawn, self._setup))
        assert self._worker is not None
        try:
            lost = services.load(self._worker, body)
        except (Gone, Violation, services.Unloadable) as problem:
            logger.warning("a namespace could not be loaded: %s", problem or "the worker ended")
            self._saved, self._current = b"", False
            self._adopt(Worker(self._spawn, self._setup))
            return False
        if lost:
            self._owed.append(outcome.not_rebuilt(lost))
        return True

    def _farewell(self) -> list[str]:
        return [outcome.lost_variables(self._unsaved)] if self._unsaved else []

    def _adopt(self, worker: Worker) -> None:
        self._discard()
        self._worker = worker
        self._raised = False
        self.info.update(worker.info)

    def _raise_memory(self) -> bool:
        """Give the worker the memory that was held back, so that it can clean up."""
        assert self._worker is not None
        limit = self._spawn.memory_hard_mb << 20
        self._raised = all(self._worker.limit(kind, limit) for kind in ("RLIMIT_AS", "RLIMIT_DATA"))
        return self._raised
