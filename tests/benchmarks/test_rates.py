"""The engine's rates: no case is outside its tolerance."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.rates.case import Case, Result, Window
from benchmarks.rates.report import BEGIN, CASES, END, cells, main, measure, write

RUNS = (
    (1, 8),
    (10, 11),
    (13, 33),
    (35, 35),
    (38, 38),
    (40, 61),
    (63, 65),
    (67, 68),
    (73, 86),
    (89, 98),
    (100, 109),
    (111, 114),
    (116, 117),
    (119, 120),
    (123, 129),
    (131, 133),
    (135, 138),
    (140, 145),
    (148, 148),
    (150, 151),
    (154, 154),
    (156, 162),
    (164, 165),
    (167, 168),
    (170, 171),
    (174, 178),
    (181, 182),
    (189, 189),
)
ROWS = frozenset(row for first, last in RUNS for row in range(first, last + 1))
"""The rows of the list of acceptance cases."""


def test_every_row_has_a_case() -> None:
    assert {case.row for case in CASES} == ROWS


def test_the_engine_keeps_the_games_rates() -> None:
    results = measure(Window(full=False))
    outside = [result for result in results if result.measured is not None and not result.within]
    assert [cells(result) for result in outside] == []
    assert all(result.measured is not None for result in results)


def _case(expected: float | tuple[float, float], relative: float, absolute: float = 0) -> Case:
    return Case(1, "a case", "/s", expected, lambda _: 0.0, relative, absolute)


@pytest.mark.parametrize(
    ("case", "measured", "within"),
    [
        (_case(10, 0.005), 10.05, True),
        (_case(10, 0.005), 10.06, False),
        (_case(10, 0.005), 9.94, False),
        (_case(10, 0), 10, True),
        (_case(10, 0), 10.001, False),
        (_case(45, 0, 1), 44, True),
        (_case(45, 0, 1), 46.1, False),
        (_case((0.94, 0.97), 0.05), 0.893, True),  # 0.94 x 0.95
        (_case((0.94, 0.97), 0.05), 0.892, False),
        (_case((0.94, 0.97), 0.05), 0.96, True),
    ],
)
def test_what_is_within(case: Case, measured: float, within: bool) -> None:
    assert Result(case, measured).within is within


def test_the_table_is_written_between_its_markers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    assert main(["--row", "1", "22", "--markdown", str(page)]) == 0
    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"before\n{BEGIN}\n")
    assert text.endswith(f"\n{END}\nafter\n")
    assert "old" not in text
    assert "| 1 | burner drill, iron ore into a chest | 0.25/s | 0.25 | 0 | 0.5 % | ok |" in text
    assert "| 22 | 10 iron ore by hand | 600 ticks | 600 | 0 | exact | ok |" in text
    assert "0.25/s" in capsys.readouterr().out


def test_a_page_without_markers_is_left_alone(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("nothing to replace", encoding="utf-8")
    with pytest.raises(SystemExit, match="to write between"):
        write(page, "table")
    assert page.read_text(encoding="utf-8") == "nothing to replace"


def test_a_row_outside_is_an_exit_status() -> None:
    assert main(["--row", "1"], cases=[_case(10, 0.005)]) == 1  # 0 is measured
    assert main(["--row", "1"], cases=[_case(0, 0.005)]) == 0
