"""The words for how a step ended: what a model reads when its program was stopped, killed or lost."""

from __future__ import annotations

import signal

from fle_llm.sandbox.api import Fault, Frame, Limits, StepOutcome
from fle_llm.sandbox.messages import FaultReport
from fle_llm.sandbox.step import Ended, StopReason, bounded_line

# The worker keeps to less; these bound what a worker that lies can make a model read.
MAX_NAME = 1_000
MAX_FRAMES = 200
MAX_TEXT = 100_000

RESTORED = "Variables and functions are back to what they were before this step; what the tools did stays done."
RESTORED_OLDER = (
    "Variables and functions are back to what they were when they were last saved, before the last step; "
    "what the tools did stays done."
)
FRESH = "Variables and functions of this step are lost; what the tools did stays done."
NOTHING_SAVED = "Variables and functions of all steps are lost; what the tools did stays done."
EMPTY = "Variables and functions could not be restored and are lost; what the tools did stays done."
CLOSED = "The sandbox was closed while the program ran."
MEMORY_RAISED = (
    "The program reached its memory limit. Variables set so far are kept, and there is a little more memory once: "
    "delete large ones, or the next time all go back to what they were."
)
SAVING_FAILED = "Variables and functions could not be saved after this step, which made their process useless."


def ended(result: Ended, limits: Limits) -> StepOutcome:
    """The program came to an end of its own, or stopped when asked."""
    fault = _fault(result.fault)
    if result.stop and (result.stopped or fault):  # or: a handler turned the stop into an error of its own
        line = fault.line if fault else 0
        notes = [f"The program was stopped at line {line}; variables set so far are kept."] if line else []
        return StepOutcome(status="timeout", output=[], fault=_timeout(result.stop, limits, line), notes=notes)
    if fault is None:
        return StepOutcome(status="ok", output=[])
    status = "memory" if fault.type == "MemoryError" else "error"
    return StepOutcome(status=status, output=[], fault=fault)  # type: ignore[arg-type]


def killed(stop: StopReason, limits: Limits, line: int) -> StepOutcome:
    """The program did not stop when asked."""
    notes = ["The program did not stop when its time was over and was killed."]
    return StepOutcome(status="killed", output=[], fault=_timeout(stop, limits, line), notes=notes)


def died(code: int | None) -> StepOutcome:
    """The program's process ended under it."""
    return _lost("died", f"The program ended its own Python process ({_exit_words(code)}).")


def lost() -> StepOutcome:
    """The process was lost through no fault of the program."""
    return _lost("host_error", "The step was ended by a failure of the environment, not of the program.")


def host_fault() -> StepOutcome:
    """A tool failed inside; what it said is not for the model."""
    return lost()


def violated() -> StepOutcome:
    """The program wrote to the pipe that only the runner may use."""
    return _lost("protocol", "The program interfered with the connection to the game and was ended.")


def too_long(length: int, limit: int) -> StepOutcome:
    """The program is not even looked at."""
    message = f"the program has {length} characters; at most {limit} are run"
    text = f"\nSyntaxError: {message}"
    return StepOutcome(status="error", output=[], fault=Fault("SyntaxError", message, 1, (), text))


def unsaved(names: list[str]) -> str:
    """Name variables that live on for now but are not in the saved namespace."""
    return f"Cannot be saved with the game and may be lost later: {_listed(names)}."


def lost_variables(names: list[str]) -> str:
    """Name them once more when they are gone."""
    return f"Lost, because they could not be saved with the game: {_listed(names)}."


def not_rebuilt(names: list[str]) -> str:
    """Name variables that were saved and could not be loaded."""
    return f"Lost, because they were saved with the game but could not be made again: {_listed(names)}."


def _listed(names: list[str]) -> str:
    return ", ".join(names[:10]) + (f" and {len(names) - 10} more" if len(names) > 10 else "")


def _lost(status: str, note: str) -> StepOutcome:
    return StepOutcome(status=status, output=[], notes=[note])  # type: ignore[arg-type]


def _fault(report: FaultReport | None) -> Fault | None:
    if report is None:
        return None
    frames = tuple(
        Frame(bounded_line(frame.line), frame.function[:MAX_NAME], frame.text[:MAX_NAME], frame.step)
        for frame in report.frames[:MAX_FRAMES]
    )
    message, text = report.message[:MAX_TEXT], report.text[:MAX_TEXT]
    return Fault(report.type[:MAX_NAME], message, bounded_line(report.line), frames, text)


def _timeout(stop: StopReason, limits: Limits, line: int) -> Fault:
    if stop == "calls":
        message = f"Evaluation stopped after {limits.calls} tool calls"
    else:
        seconds = limits.wall_s if stop == "wall" else limits.cpu_s
        message = f"Evaluation timed out after {seconds:g}s"
    return Fault("StepTimeout", message, line, (), f"Error: {message}")


def _exit_words(code: int | None) -> str:
    if code is None:
        return "exit code unknown"
    if code >= 0:
        return f"exit code {code}"
    try:
        return f"signal {signal.Signals(-code).name}"
    except ValueError:
        return f"signal {-code}"
