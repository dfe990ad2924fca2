"""The open-play report: what it reads out of a record, and what it says of it."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from benchmarks.open_play import main, plot, read_course, table


def record(folder: Path, seed: int) -> Path:
    """A run of three steps: 0, 10 and 70 minutes of game time."""
    episode = folder / "episodes" / "open_play" / "0"
    episode.mkdir(parents=True)
    reached = {
        "produced": {},
        "automated": {"iron-plate": 3600, "fast-inserter": 40000},
        "researched": {"automation": 9},
    }
    lines = [{"kind": "head", "seed": seed}, {"kind": "message"}]
    for tick, score, status in ((0, 0.0, "ok"), (36_000, 5_000.0, "error"), (252_000, 2_000_000.0, "ok")):
        lines.append({"kind": "step", "tick": tick, "score": score, "status": status, "milestones": reached})
    (episode / "steps.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return folder


def test_a_course_is_read_from_the_record(tmp_path: Path) -> None:
    course = read_course(record(tmp_path, 7))
    assert course.seed == 7
    assert course.minutes == [0, 10, 70]
    assert course.failed == 1
    assert course.step_of(36_000) == 2
    assert course.step_of(36_001) == 3


def test_a_run_without_open_play_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no episode of open play"):
        read_course(tmp_path)


def test_the_table_says_when_and_what_was_never_reached(tmp_path: Path) -> None:
    lines = table([read_course(record(tmp_path, 7))]).splitlines()
    assert "| iron plates by machines | 2, 1 min |" in lines
    assert "| fast inserters by machines | 3, 11 min |" in lines
    assert "| green packs by machines | – |" in lines
    assert "| steps, of which failed | 3, 1 |" in lines
    assert "- seed 7: automation" in lines


def test_the_plot_is_a_drawing_with_a_line_for_each_course(tmp_path: Path) -> None:
    drawing = ElementTree.fromstring(plot([read_course(record(tmp_path / str(seed), seed)) for seed in (1, 2)]))
    paths = [element for element in drawing if element.tag.endswith("path")]
    assert len(paths) == 1 + 2, "the axes and two courses"
    # seven digits at the top, three at the bottom: 2,000,000 lies at log10 = 6.301, 3.301 of 4 parts of 280 up from 340
    assert paths[1].attrib["d"].endswith("580.0 108.9")


def test_the_page_keeps_what_stands_around_its_marks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page, drawing = tmp_path / "page.md", tmp_path / "plot.svg"
    page.write_text("before\n<!-- open play: begin -->\nold\n<!-- open play: end -->\nafter\n", encoding="utf-8")
    run = record(tmp_path / "run", 7)
    monkeypatch.setattr("sys.argv", ["open_play", str(run), "--page", str(page), "--plot", str(drawing)])
    main()
    text = page.read_text(encoding="utf-8")
    assert text.startswith("before\n<!-- open play: begin -->\n| milestone")
    assert text.endswith("<!-- open play: end -->\nafter\n")
    assert "old" not in text
    assert drawing.read_text(encoding="utf-8").startswith("<svg ")
