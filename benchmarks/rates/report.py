"""All cases, the table of what came of them, and the command line.

A row is outside when one of its cases is; then the exit status is 1. `--markdown FILE` writes the table into FILE
between the two markers, or makes FILE of nothing but the table.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from benchmarks.rates import arms, assembling, belts, chemistry, hands, mining, power, rest, smelting
from benchmarks.rates.case import Case, Result, Window, play
from benchmarks.rates.site import Site

CHAPTERS = (mining, smelting, assembling, chemistry, arms, belts, power, hands, rest)
CASES: tuple[Case, ...] = tuple(
    sorted((case for chapter in CHAPTERS for case in chapter.CASES), key=lambda case: case.row)
)
BEGIN, END = "<!-- rates: begin -->", "<!-- rates: end -->"
HEADER = ("row", "case", "expected", "measured", "deviation", "allowed", "verdict")


def measure(window: Window, rows: Sequence[int] = (), cases: Sequence[Case] = CASES) -> list[Result]:
    """Play the cases, or those of some rows, in the order of the rows."""
    entities = Site().world.caps.entities
    return [play(case, entities, window) for case in cases if not rows or case.row in rows]


def number(value: float) -> str:
    """Four significant digits at the most, nothing scientific."""
    return f"{value:.4g}" if abs(value) < 10_000 else f"{value:,.0f}"


def _expected(case: Case) -> str:
    ends = case.expected if isinstance(case.expected, tuple) else (case.expected,)
    return " to ".join(number(end) for end in ends) + ("" if case.unit == "/s" else " ") + case.unit


def _allowed(case: Case) -> str:
    parts = [f"{100 * case.relative:g} %"] if case.relative else []
    parts += [number(case.absolute)] if case.absolute else []
    return " + ".join(parts) or "exact"


def _deviation(result: Result) -> str:
    near = result.bounds[0] if result.deviation < 0 else result.bounds[1]
    if abs(result.deviation) < 1e-9:
        return "0"
    return f"{100 * result.deviation / near:+.2f} %" if result.case.relative and near else f"{result.deviation:+.3g}"


def cells(result: Result) -> tuple[str, ...]:
    """A line of the table."""
    case = result.case
    if result.measured is None:
        missing = ", ".join(result.missing)
        return (str(case.row), case.what, _expected(case), "", "", _allowed(case), f"not simulated yet: {missing}")
    verdict = "ok" if result.within else "OUTSIDE"
    measured = number(result.measured)
    return (str(case.row), case.what, _expected(case), measured, _deviation(result), _allowed(case), verdict)


def summary(results: Sequence[Result]) -> str:
    """One sentence of counts, in rows; a row with a case outside counts as outside."""
    outside = {r.case.row for r in results if r.measured is not None and not r.within}
    waiting = {r.case.row for r in results if r.measured is None} - outside
    within = {r.case.row for r in results} - outside - waiting
    measured = sum(r.measured is not None for r in results)
    return (
        f"{measured} measurements: {len(within)} rows within their tolerance, {len(outside)} outside, "
        f"{len(waiting)} not simulated yet."
    )


def text(table: Sequence[tuple[str, ...]]) -> str:
    """The table for a terminal."""
    widths = [max(len(line[i]) for line in (HEADER, *table)) for i in range(len(HEADER))]
    return "\n".join(
        "  ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)).rstrip() for line in (HEADER, *table)
    )


def markdown(table: Sequence[tuple[str, ...]]) -> str:
    """The table in Markdown."""
    rows = [HEADER, tuple("---" for _ in HEADER), *table]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def write(path: Path, content: str) -> None:
    """Put content between the markers of a file, or make the file of them."""
    body = f"{BEGIN}\n{content}\n{END}"
    old = path.read_text(encoding="utf-8") if path.exists() else f"{BEGIN}{END}\n"
    if BEGIN not in old or END not in old:
        raise SystemExit(f"{path} has no lines {BEGIN!r} and {END!r} to write between")
    head, rest = old.split(BEGIN, 1)
    path.write_text(head + body + rest.split(END, 1)[1], encoding="utf-8")


def main(arguments: Sequence[str] | None = None, cases: Sequence[Case] = CASES) -> int:
    """Print the table of some cases; 1 when a row is outside its tolerance."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.rates", description="The engine's rates and the game's."
    )
    parser.add_argument("--full", action="store_true", help="windows of 600 s and more, as the rules ask for")
    parser.add_argument("--row", type=int, nargs="+", default=[], help="only these rows")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the table into this file, too")
    options = parser.parse_args(arguments)

    results = measure(Window(options.full), options.row, cases)
    table = [cells(result) for result in results]
    print(text(table))
    print(summary(results))
    if options.markdown is not None:
        write(options.markdown, f"{summary(results)}\n\n{markdown(table)}")
    return 0 if all(result.measured is None or result.within for result in results) else 1
