"""An uncaught exception, told as the agent API tells it: only the program's own lines, then type and message.

    Error occurred:
      Line 2: b = undefined_name

    NameError: name 'undefined_name' is not defined

A bare tool call that refuses needs no lines: its entry carries the line already. Names and attributes that do not
exist are answered with up to three that do.
"""

from __future__ import annotations

import builtins
import difflib
import linecache
from collections.abc import Iterable, Mapping
from types import TracebackType

from fle_llm.game.namespace import instead_of
from fle_llm.sandbox.child.output import clean, without_addresses
from fle_llm.sandbox.child.program import Program, Redefinition
from fle_llm.sandbox.messages import FaultReport, FrameReport

STEP_FILE = "<step {}>"
SHOWN_FRAMES = 20
MESSAGE_LIMIT = 32_768
TEXT_LIMIT = 400
OFFERED = 3  # names like the one that does not exist
NAMES_COMPARED = 2_000  # the newest; with hundreds of thousands the comparison would outlast the step
LONGEST_NAME = 100


def step_of(filename: str) -> int:
    """Return which step a code's file name belongs to, 0 for code that is not the program's."""
    if filename.startswith("<step ") and filename.endswith(">"):
        digits = filename[6:-1]
        return int(digits) if digits.isdecimal() else 0
    return 0


def report(
    error: BaseException, step: int, program: Program, namespace: Mapping[str, object], tools: str = "stubs.py"
) -> FaultReport:
    """Describe `error`, which left the program of `step`. Calls of tools pass through the file `tools`."""
    frames = _frames(error.__traceback__)
    line = next((frame.line for frame in frames if frame.step == step and frame.function == "<module>"), 0)
    line = program.statements.get(line, line)
    bare = len(frames) == 1 and line in program.tool_statements and _from_tool(error.__traceback__, tools)
    message = _message(error) + _similar(error, namespace)
    block = "" if bare else _block(frames, step)
    return _fault(type(error).__qualname__, message, line, frames, block)


def report_unrun(error: Exception, source: str, step: int) -> FaultReport:
    """Describe why a program did not even start: its syntax, or a name it may not redefine."""
    if isinstance(error, Redefinition):
        name, message, line = "NameError", str(error), error.line
    elif isinstance(error, SyntaxError):
        name, message, line = type(error).__name__, error.msg or "invalid syntax", error.lineno or 1
    else:  # null bytes are a ValueError, hopeless nesting a MemoryError or RecursionError
        name, message, line = "SyntaxError", f"the program cannot be parsed: {error}", 1
    lines = source.splitlines()
    text = lines[line - 1].strip() if 0 < line <= len(lines) else ""
    frames = [FrameReport(line, "<module>", text[:TEXT_LIMIT], step)]
    return _fault(name, message, line, frames, _block(frames, step))


def line_of(error: BaseException, program: Program) -> int:
    """Return the line of the statement of `program` that `error` left."""
    traceback = error.__traceback__
    while traceback is not None:
        if traceback.tb_frame.f_code is program.code:
            return program.statements.get(traceback.tb_lineno, traceback.tb_lineno)
        traceback = traceback.tb_next
    return 0


def _fault(name: str, message: str, line: int, frames: list[FrameReport], block: str) -> FaultReport:
    name, message = clean(name), clean(message)
    last = f"{name}: {message}" if message else name
    text = f"{block}\n{last}"
    return FaultReport(name, message, line, frames, clean(text))


def _block(frames: list[FrameReport], step: int) -> str:
    lines = [_place(frame, step) for frame in frames]
    if len(lines) > SHOWN_FRAMES:
        half = SHOWN_FRAMES // 2
        lines = [*lines[:half], f"  ... {len(lines) - 2 * half} more ...", *lines[-half:]]
    return "\n".join(["Error occurred:", *lines, ""])


def _place(frame: FrameReport, step: int) -> str:
    where = f"Line {frame.line}" if frame.step == step else f"Line {frame.line} of step {frame.step}"
    return f"  {where}: {frame.text}"


def _frames(traceback: TracebackType | None) -> list[FrameReport]:
    """Collect the program's own frames, outermost first; of a deep recursion both ends."""
    places: list[tuple[TracebackType, int]] = []
    while traceback is not None:
        step = step_of(traceback.tb_frame.f_code.co_filename)
        if step:
            places.append((traceback, step))
        traceback = traceback.tb_next
    if len(places) > 4 * SHOWN_FRAMES:
        places = [*places[: 2 * SHOWN_FRAMES], *places[-2 * SHOWN_FRAMES :]]
    frames = []
    for place, step in places:
        code = place.tb_frame.f_code
        text = linecache.getline(code.co_filename, place.tb_lineno).strip()
        frames.append(FrameReport(place.tb_lineno, clean(code.co_name), clean(text[:TEXT_LIMIT]), step))
    return frames


def _from_tool(traceback: TracebackType | None, tools: str) -> bool:
    """Whether the innermost frame belongs to a tool's round trip rather than to the evaluation of its arguments."""
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    return traceback is not None and traceback.tb_frame.f_code.co_filename.endswith(tools)


def _message(error: BaseException) -> str:
    try:
        message = str(error)
        notes = [str(note) for note in getattr(error, "__notes__", ())]
    except BaseException:  # noqa: BLE001 -- the program's own __str__ may raise anything at all
        return "<unprintable>"
    message = without_addresses("\n".join([message, *notes]))
    if len(message) > MESSAGE_LIMIT:
        half = MESSAGE_LIMIT // 2
        message = f"{message[:half]} ... {len(message) - 2 * half} characters cut ... {message[-half:]}"
    return message


def _similar(error: BaseException, namespace: Mapping[str, object]) -> str:
    """Offer names that do exist: variables with their types, or attributes of the object that was asked."""
    if type(error) is NameError and isinstance(error.name, str):
        instead = instead_of(error.name)
        if instead:
            return f". Use instead: {instead}"
        known = {**namespace, **_locals(error.__traceback__)}
        found = _close(error.name, known) or _close(error.name, vars(builtins))
        known = {**vars(builtins), **known}
        described = [f"{name} ({type(known[name]).__name__})" for name in found]
        return f"\nDid you mean one of these?\n{described}" if found else ""
    if type(error) is AttributeError and isinstance(error.name, str) and "Did you mean" not in str(error):
        try:
            # a name that is there, but has no value here, is not its own correction
            found = [name for name in _close(error.name, dir(error.obj)) if name != error.name]
        except BaseException:  # noqa: BLE001 -- the program's own __dir__ may raise anything at all
            return ""
        return f". Did you mean: {', '.join(map(repr, found))}?" if found else ""
    return ""


def _close(name: str, known: Iterable[str]) -> list[str]:
    if len(name) > LONGEST_NAME:
        return []
    names = [key for key in known if isinstance(key, str) and not key.startswith("__") and len(key) <= LONGEST_NAME]
    return difflib.get_close_matches(name, names[-NAMES_COMPARED:], n=OFFERED, cutoff=0.6)


def _locals(traceback: TracebackType | None) -> dict[str, object]:
    """Return the variables of the function of the program that failed."""
    found: dict[str, object] = {}
    while traceback is not None:
        if step_of(traceback.tb_frame.f_code.co_filename):
            found = traceback.tb_frame.f_locals
        traceback = traceback.tb_next
    return found
