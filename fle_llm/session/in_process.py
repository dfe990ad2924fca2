"""Running an agent's programs in this process, for debugging and for programs one trusts.

Offers the language, the output lines and the error block of the sandbox, and none of its walls: a program has every
right of this process, no limit of time, memory or calls ends it, and its variables are in no snapshot. What it writes
to `sys.stdout` itself goes there. Ctrl-C gets out of it.
"""

from __future__ import annotations

import builtins
import copy
import time
from collections.abc import Callable
from typing import Any

from fle_llm.errors import SandboxError, ToolError
from fle_llm.game.namespace import FOLLOWED, GAME, LOCATION, agent_names, first_location, module_of
from fle_llm.sandbox import Limits, OutputLine, StepOutcome, outcome
from fle_llm.sandbox.child import faults
from fle_llm.sandbox.child.output import Output
from fle_llm.sandbox.child.program import RETURN_NAME, Names, Program, Redefinition, StepReturn, prepare
from fle_llm.sandbox.child.sources import Sources
from fle_llm.sandbox.messages import FaultReport, Line
from fle_llm.sandbox.step import Ended
from fle_llm.session.stand_ins import acting, stand_ins

Call = Callable[[str, list[Any], dict[str, Any]], Any]

_REFUSALS = (ToolError, ValueError, AssertionError, TypeError)


class _Broken(BaseException):
    """One of our own tools failed in a way no tool may; a program cannot catch it by accident."""


class InProcess:
    """One namespace in this process. `call` answers the tools, `limits` bound the output and nothing else."""

    def __init__(self, call: Call, limits: Limits) -> None:
        self._call = call
        self._limits = limits
        self._lines: list[Line] = []
        self._output = Output(self._lines.extend)
        self._sources = Sources()
        self._step = self._calls = 0
        self._in_tools_s = 0.0
        tools = stand_ins()
        api = {**agent_names(), **tools, "print": self.print}
        public = frozenset(name for name in vars(builtins) if not name.startswith("_"))
        self._names = Names(api, frozenset(tools), public)
        self.namespace: dict[str, Any] = {"__name__": "__main__", RETURN_NAME: StepReturn, **api}
        self.namespace[LOCATION] = first_location()
        self.namespace[GAME] = module_of(api)

    def run(self, code: str) -> StepOutcome:
        """Run one program to its end. Raises SandboxError when a tool broke, which is no result of the program."""
        began, cpu_began = time.monotonic(), time.thread_time()
        self._calls, self._in_tools_s = 0, 0.0
        fault = self._execute(code)
        result = outcome.ended(Ended(fault, stopped=False, stop=""), self._limits)
        result.output = [OutputLine(line, text) for line, text in self._lines]
        result.calls = self._calls
        result.cpu_s = max(0.0, time.thread_time() - cpu_began - self._in_tools_s)
        result.duration_s = time.monotonic() - began
        return result

    def call(self, name: str, args: list[Any], kwargs: dict[str, Any]) -> Any:
        """Answer a tool call of the program."""
        self._calls += 1
        began = time.thread_time()
        try:
            answer = self._call(name, args, kwargs)
            if name == FOLLOWED:
                self.namespace[LOCATION] = copy.copy(answer)
            return answer
        except _REFUSALS as error:
            refused: Exception = error.with_traceback(None)
        except Exception as error:
            raise _Broken(f"{name} broke: {type(error).__name__}: {error}") from error
        finally:
            self._in_tools_s += time.thread_time() - began
        raise refused

    def print(
        self, *values: Any, sep: str | None = " ", end: str | None = "\n", file: Any = None, flush: bool = False
    ) -> None:
        """Print values: one line of output, whatever `sep` and `end` say; to a file of the program's own as usual."""
        if file is None:
            self.log(*values)
        else:
            builtins.print(*values, sep=sep, end=end, file=file, flush=flush)

    def log(self, *values: Any) -> None:
        """Take one line of output."""
        self._output.log(*values)

    def _execute(self, code: str) -> FaultReport | None:
        self._step += 1
        filename = faults.STEP_FILE.format(self._step)
        self._lines.clear()
        limits = self._limits
        self._output.begin(None, {}, limits.output_lines, limits.output_bytes)
        try:
            program = prepare(code, filename, self._names)
        except (SyntaxError, ValueError, Redefinition, MemoryError, RecursionError) as error:
            return faults.report_unrun(error, code, self._step)
        for known, text in self._sources.kept().items():  # another namespace may have used the same file names
            self._sources.remember(known, text)
        self._sources.remember(filename, code)
        self._output.begin(program.code, program.statements, limits.output_lines, limits.output_bytes)
        try:
            with acting(self):
                return self._run(program)
        except _Broken as broken:
            raise SandboxError(f"A tool broke while a program ran: {broken}") from broken.__cause__
        finally:
            self._lines += self._output.finish()

    def _run(self, program: Program) -> FaultReport | None:
        try:
            exec(program.code, self.namespace)
        except StepReturn as returned:
            if returned.value is not None:
                self._output.emit(faults.line_of(returned, program), repr((returned.value,)))
        except SystemExit as left:
            if isinstance(left.code, str):
                self._output.emit(faults.line_of(left, program), repr((left.code,)))
        except Exception as error:  # noqa: BLE001 - whatever the program raised is its result
            return faults.report(error, self._step, program, self.namespace, tools=__file__)
        return None
