"""Running the steps of one namespace.

The namespace is the `__dict__` of a fresh `__main__` module, so main guards run, and dataclasses and get_type_hints
find their module. A step's module is compiled whole and executed; what it assigned before an error stays.
"""

from __future__ import annotations

import builtins
import copy
import gc
import io
import pydoc
import random
import sys
from types import ModuleType
from typing import Any

from fle_llm.game.namespace import FOLLOWED, GAME, LOCATION, MODULE, agent_names, first_location, module_of
from fle_llm.sandbox.child import faults, preload, snapshot
from fle_llm.sandbox.child.channel import Channel
from fle_llm.sandbox.child.clock import Clock
from fle_llm.sandbox.child.functions import describe
from fle_llm.sandbox.child.output import Output
from fle_llm.sandbox.child.program import RETURN_NAME, Names, Program, Redefinition, StepReturn, prepare
from fle_llm.sandbox.child.sources import Sources
from fle_llm.sandbox.child.stop import StepTimeout, Stop
from fle_llm.sandbox.child.stubs import Port
from fle_llm.sandbox.messages import Done, Exec, FaultReport, FunctionReport, Line, Out, Setup

SLEEP_NOTE = "time.sleep() does not let the game run; use the tool sleep(seconds) for that."


class Runner:
    """One namespace and everything a program can reach in it."""

    def __init__(self, channel: Channel, setup: Setup) -> None:
        self._stop = Stop()
        self._clock = Clock()
        self._clock.slept = self._note_sleep
        self._output = Output(self._flush)
        self._channel = channel
        self._port = Port(channel, self._output, self._stop, self._clock)
        self._sources = Sources()
        self._step = 0
        self._in_step = False
        self._slept = False
        self.namespace = self._populate(setup)
        self._keeper = snapshot.Keeper(self.namespace, self._common())
        self._clock.install()
        random.seed(setup.seed)

    def _populate(self, setup: Setup) -> dict[str, Any]:
        module = ModuleType("__main__")
        sys.modules["__main__"] = module
        output = self._output
        names = agent_names()
        tools = self._port.build(setup.tools, names)
        # `print` and `log` are ours even where the tools have something of that name.
        api = {**names, **tools, "print": output.print, "log": output.log}
        public = frozenset(name for name in vars(builtins) if not name.startswith("_"))
        self._names = Names(api, frozenset(tools), public)
        builtins.print = output.print
        for name, function in (("exit", _leave), ("quit", _leave), ("help", _help)):  # what `site` would add
            setattr(builtins, name, function)
        setattr(builtins, RETURN_NAME, StepReturn)
        sys.breakpointhook = preload.refuse
        namespace = module.__dict__
        namespace["__builtins__"] = builtins
        namespace.update(api)
        del namespace["print"]  # found in builtins, like everyone's
        namespace[LOCATION] = first_location()
        self._port.answered[FOLLOWED] = lambda place: namespace.update({LOCATION: copy.copy(place)})
        package, _, name = MODULE.rpartition(".")
        sys.modules[MODULE] = module_of(api)
        setattr(sys.modules[package], name, sys.modules[MODULE])
        namespace[GAME] = sys.modules[MODULE]
        return namespace

    def _common(self) -> dict[str, object]:
        """Objects that a snapshot names instead of copying."""
        output = self._output
        known: dict[str, object] = {f"api.{name}": value for name, value in self._names.api.items()}
        known |= {"stdout": output.stdout, "stderr": output.stderr, "exit": _leave, "sleep": self._clock.sleep}
        return {name: value for name, value in known.items() if not isinstance(value, int | float | str)}

    def execute(self, request: Exec) -> Done:
        """Run one program and say how it ended."""
        self._in_step = True
        try:
            return self._execute(request)
        finally:
            self._in_step = False

    def _execute(self, request: Exec) -> Done:
        self._step += 1
        filename = faults.STEP_FILE.format(self._step)
        self._output.begin(None, {}, request.output_lines, request.output_bytes)
        if request.now is not None:
            self._clock.game_s = request.now
        try:
            program = prepare(request.source, filename, self._names)
        except (SyntaxError, ValueError, Redefinition, MemoryError, RecursionError) as error:
            return Done(request.seq, faults.report_unrun(error, request.source, self._step), False, [])
        self._sources.remember(filename, request.source)
        self._output.begin(program.code, program.statements, request.output_lines, request.output_bytes)
        fault, stopped = self._run(program)
        if not program.defines:
            self._sources.forget(filename)
        return Done(request.seq, fault, stopped, self._output.finish())

    def _run(self, program: Program) -> tuple[FaultReport | None, bool]:
        self._reset_streams()
        self._port.begin()
        fault: FaultReport | None = None
        stopped = False
        try:
            try:
                self._stop.begin()
                exec(program.code, self.namespace)
            finally:
                self._stop.running = False  # a call would be a chance for the signal to come once more
        except StepTimeout as error:
            stopped = True
            fault = self._report(error, program)
        except StepReturn as error:
            if error.value is not None:
                fault = self._show(error, program)
        except SystemExit as error:
            if isinstance(error.code, str):
                self._output.emit(faults.line_of(error, program), repr((error.code,)))
        except BaseException as error:  # noqa: BLE001 -- whatever the program raised is its result
            fault = self._report(error, program)
        return fault, stopped

    def _show(self, returned: StepReturn, program: Program) -> FaultReport | None:
        """Log the value of a top-level `return`; its repr is the program's code and may fail."""
        try:
            self._output.emit(faults.line_of(returned, program), repr((returned.value,)))
        except BaseException as error:  # noqa: BLE001 -- as said
            fault = self._report(error, program)
            fault.line = faults.line_of(returned, program)
            return fault
        return None

    def _report(self, error: BaseException, program: Program) -> FaultReport:
        fault = faults.report(error, self._step, program, self.namespace)
        if isinstance(error, MemoryError):
            error.__traceback__ = None  # lets go of the frames, and of what they hold
            gc.collect()
        return fault

    def _reset_streams(self) -> None:
        sys.stdout, sys.stderr, sys.stdin = self._output.stdout, self._output.stderr, io.StringIO()
        builtins.print = self._output.print
        self._slept = False

    def _flush(self, lines: list[Line]) -> None:
        """Send output ahead; half a frame would be the end of the worker, so the stop waits for it.

        Between steps there is nobody to read it: what a class prints while it is saved is dropped.
        """
        if not self._in_step:
            return
        stop = self._stop
        stop.deferred = True
        try:
            self._channel.send(Out(lines))
        finally:
            stop.deferred = False
        if stop.running and stop.requested:
            stop.now()

    def _note_sleep(self) -> None:
        if self._stop.running and not self._slept:
            self._slept = True
            self._output.emit(self._output.line(), repr((SLEEP_NOTE,)))

    def dump(self) -> tuple[bytes, list[str]]:
        """Save the namespace: see `snapshot`."""
        extra = {
            "step": self._step,
            "random": random.getstate(),
            "clock": self._clock.own_s,
            "sources": self._sources.kept(),
        }
        return self._keeper.dump(extra)

    def load(self, data: bytes) -> list[str]:
        """Load what `dump` saved, into a namespace that has run nothing yet; return the names that are lost."""
        extra, lost = self._keeper.load(data)
        self._step = extra["step"]
        random.setstate(extra["random"])
        self._clock.own_s = extra["clock"]
        for filename, source in extra["sources"].items():
            self._sources.remember(filename, source)
        return lost

    def functions(self) -> list[FunctionReport]:
        """Describe the functions the programs defined."""
        return describe(self._keeper.variables())


def _leave(code: object = None) -> None:
    raise SystemExit(code)


def _help(thing: object = None) -> None:
    print(pydoc.render_doc(thing, "%s", renderer=pydoc.plaintext))  # type: ignore[attr-defined]  # noqa: T201
