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
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec

from fle_llm.errors import SandboxError
from fle_llm.sandbox import outcome
from fle_llm.sandbox.api import Limits, StepOutcome, ToolCall, ToolStub
from fle_llm.sandbox.control import Spawn
from fle_llm.sandbox.messages import (
    MAX_SNAPSHOT,
    SNAPSHOT_CHUNK,
    Blob,
    Functions,
    List,
    Load,
    Loaded,
    Message,
    Setup,
    Snap,
)
from fle_llm.sandbox.nursery import check_platform
from fle_llm.sandbox.step import Ended, HostFault, Overdue, Step
from fle_llm.sandbox.worker import Gone, Violation, Worker

SERVICE_TIMEOUT_S = 10.0  # saving, loading, describing: the program's classes take part in it
MAX_SOURCE = 1 << 20
HEADROOM = 4  # a program that hit its memory limit gets a quarter more, once
MAGIC = b"fle-namespace 1 "

logger = logging.getLogger(__name__)

_blobs: msgspec.msgpack.Decoder[Blob] = msgspec.msgpack.Decoder(Blob)
_loaded: msgspec.msgpack.Decoder[Loaded] = msgspec.msgpack.Decoder(Loaded)
_functions: msgspec.msgpack.Decoder[Functions] = msgspec.msgpack.Decoder(Functions)


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
        self._unsaved: frozenset[str] = frozenset()
        self._saved = b""
        self._current = False  # whether that is what the worker holds
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
            step = Step(worker, self._tools, call, limits)
            source = code.encode("utf-8", "backslashreplace").decode()
            result = self._ending(step, source, clock, limits)
            result.output = step.output
            result.calls = step.calls
            result.duration_s = time.monotonic() - began
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
        result.notes += self._replace()
        return result

    def _settle(self, ended: Ended, result: StepOutcome) -> None:
        """Save the namespace of a worker that lives on, or give it room."""
        if self._worker is None:  # closed by another thread
            return
        if result.status == "memory" and self._worker.crowded(self._spawn.memory_mb):
            if self._raised or not self._raise_memory():
                result.notes += self._replace()
                return
            self._current = False
            result.notes.append(outcome.MEMORY_RAISED)
            return
        try:
            unsaved = self._save()
        except (Gone, Violation) as problem:
            logger.warning("a namespace could not be saved: %s", problem or "the worker ended")
            result.notes.append(outcome.SAVING_FAILED)
            result.notes += self._replace()
            return
        new = [name for name in unsaved if name not in self._unsaved]
        self._unsaved = frozenset(unsaved)
        if new:
            result.notes.append(outcome.unsaved(new))

    def snapshot(self) -> bytes:
        """Return the namespace as opaque bytes, good for `restore` under the same Python version."""
        with self._using():
            if not self._current:
                self._service(self._save)
            return _header() + self._saved

    def restore(self, data: bytes) -> None:
        """Put a fresh worker in place and load a snapshot into it; SandboxError if that cannot be done.

        On error the namespace is as it was before.
        """
        if not data.startswith(_header()):
            found = data[: len(_header())]
            raise SandboxError(f"not a namespace snapshot of this version: it starts with {found!r}, not {_header()!r}")
        body = data[len(_header()) :]
        with self._using():
            fresh = Worker(self._spawn, self._setup)
            try:
                problem = _load(fresh, body)
            except (Gone, Violation) as error:
                problem = str(error) or "the worker ended"
            if problem:
                fresh.close()
                raise SandboxError(f"a namespace snapshot could not be loaded: {problem}")
            self._adopt(fresh)
            self._saved, self._unsaved, self._current = body, frozenset(), True

    def functions(self) -> list[dict[str, str]]:
        """Describe the functions programs have defined: name, signature and source of each."""

        def ask() -> list[dict[str, str]]:
            assert self._worker is not None
            answer = _ask(self._worker, List(), _functions)
            return [msgspec.structs.asdict(item) for item in answer.items]

        with self._using():
            found: list[dict[str, str]] = self._service(ask)
            return found

    def close(self) -> None:
        """End the worker. Closing twice is fine; running afterwards is not."""
        self._closed = True
        self._discard()

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
                self._replace()
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

    def _service(self, ask: Callable[[], Any]) -> Any:
        """Let the worker do something outside of a step; try again in a fresh one if it fails at it."""
        try:
            return ask()
        except (Gone, Violation) as problem:
            logger.warning("a worker failed outside of a step: %s", problem or "it ended")
            self._replace()
        try:
            return ask()
        except (Gone, Violation) as problem:
            raise SandboxError(f"the namespace cannot be read: {problem or 'the worker ended'}") from None

    def _save(self) -> list[str]:
        """Fetch a snapshot from the worker; return the names it could not save."""
        assert self._worker is not None
        if not self._worker.quiet():
            raise Violation("the worker spoke out of turn")
        pieces: list[bytes] = []
        size = 0
        deadline = time.monotonic() + SERVICE_TIMEOUT_S
        self._worker.send(Snap())
        while True:
            blob = self._worker.receive(_blobs, deadline - time.monotonic())
            if blob is None:
                raise Violation(f"no snapshot within {SERVICE_TIMEOUT_S:g} s")
            pieces.append(blob.data)
            size += len(blob.data)
            if size > MAX_SNAPSHOT or not (blob.data or blob.last):
                raise Violation("a snapshot beyond its limits")
            if blob.last:
                self._saved = b"".join(pieces)
                self._current = True
                return blob.unsaved[:100]

    def _replace(self) -> list[str]:
        """Start a fresh worker with the last snapshot; return notes for the model."""
        self._discard()
        if self._closed:  # by another thread, in the middle of a step
            return []
        self._adopt(Worker(self._spawn, self._setup))
        assert self._worker is not None
        if not self._saved:
            return [outcome.NOTHING_SAVED if self._seq > 1 else outcome.FRESH]
        try:
            problem = _load(self._worker, self._saved)
        except (Gone, Violation) as error:
            problem = str(error) or "the worker ended"
        if not problem:
            self._current = True
            return [outcome.RESTORED]
        logger.warning("a namespace could not be restored: %s", problem)
        self._saved = b""
        self._current = False
        self._adopt(Worker(self._spawn, self._setup))
        return [outcome.EMPTY]

    def _adopt(self, worker: Worker) -> None:
        self._discard()
        self._worker = worker
        self._raised = False
        self.info.update(worker.info)

    def _raise_memory(self) -> bool:
        """Give the worker the memory that was held back, so that it can clean up."""
        import resource

        assert self._worker is not None
        limit = self._spawn.memory_hard_mb << 20
        if not hasattr(resource, "prlimit"):
            return False
        try:
            for kind in (resource.RLIMIT_AS, resource.RLIMIT_DATA):
                resource.prlimit(self._worker.pid, kind, (limit, limit))
        except OSError as error:
            logger.warning("a worker's memory limit could not be raised: %s", error)
            return False
        self._raised = True
        return True


def _ask(worker: Worker, question: Message, decoder: msgspec.msgpack.Decoder[Any]) -> Any:
    if not worker.quiet():
        raise Violation("the worker spoke out of turn")
    worker.send(question)
    answer = worker.receive(decoder, SERVICE_TIMEOUT_S)
    if answer is None:
        raise Violation(f"no answer to {type(question).__name__} within {SERVICE_TIMEOUT_S:g} s")
    return answer


def _load(worker: Worker, data: bytes) -> str:
    """Load a snapshot; return what went wrong, or an empty string."""
    chunks = [data[start : start + SNAPSHOT_CHUNK] for start in range(0, len(data), SNAPSHOT_CHUNK)] or [b""]
    for chunk in chunks[:-1]:
        worker.send(Load(False, chunk))
    answer: Loaded = _ask(worker, Load(True, chunks[-1]), _loaded)
    return answer.problem


def _header() -> bytes:
    return MAGIC + f"python{sys.version_info.major}.{sys.version_info.minor}\n".encode()
