"""What parsing a reply answers, and how text is recognised as Python.

Owns `Parsed`, the wording every problem shares (what was wrong, the finish reason, what to do instead) and the
judgements on bare text. Which shapes of reply are looked at is `agents.parsing`.
"""

from __future__ import annotations

import ast
import re
import warnings
from dataclasses import dataclass

HOW = "Answer with the program in one block that starts with ```python and ends with ```."
CODE_LINE = re.compile(
    r"^\s*(?:#|import |from \w+ import|def |for .+:|if .+:|while .+:|try:|return\b|\w[\w.]*\s*=[^=]|[\w.]+\(.*\)?$)"
)


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a reply gave: a program, or the reason there is none.

    `problem` is a sentence for the model, `kind` its short name for records ("" when there is a program): empty,
    filtered, cut-off, thoughts-only, other-language, wrong-call, bad-json, not-python, no-code.
    """

    code: str | None
    problem: str | None = None
    kind: str = ""


def no_program(kind: str, what: str, reason: str) -> Parsed:
    """A reply without a program: `what` was wrong, said to the model together with the finish reason."""
    return Parsed(None, f"{what} (finish reason: {reason or 'not given'}). {HOW}", kind)


def cut_off(found: str, reason: str) -> Parsed:
    """A reply that ended before its program did; running half a program would do half a thing."""
    limit = {"content_filter": "by the content filter", "length": "at the length limit"}.get(reason, "at its end")
    what = f"Your reply was cut off {limit} ({found}), so nothing of it was run; write a shorter program"
    return no_program("cut-off", what, reason)


def is_program(text: str) -> bool:
    """Whether unmarked text is a program: valid Python that does something, which prose and sample output do not."""
    tree, _ = _parse(text)
    body = tree.body if tree is not None else []
    return any(not isinstance(node, ast.Expr) or isinstance(node.value, ast.Call | ast.Await) for node in body)


def has_statements(code: str) -> bool:
    """Whether anything but blank lines and comments is there."""
    return any(line.strip() and not line.lstrip().startswith("#") for line in code.splitlines())


def looks_like_code(text: str) -> bool:
    """Whether most lines have the form of Python, valid as a whole or not: worth running for the error it gives."""
    lines = [line for line in text.splitlines() if line.strip()]
    return bool(lines) and sum(bool(CODE_LINE.match(line)) for line in lines) * 2 > len(lines)


def syntax_error(code: str) -> str:
    """The first syntax error as "line n: what", or "" when the text is valid Python."""
    return _parse(code)[1]


def _parse(code: str) -> tuple[ast.Module | None, str]:
    """The tree of a program, or None and what is wrong with it. What Python only warns about is no concern here."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(code), ""
    except SyntaxError as error:
        return None, f"line {error.lineno}: {error.msg}"
    except (ValueError, RecursionError, MemoryError) as error:
        return None, str(error) or type(error).__name__
