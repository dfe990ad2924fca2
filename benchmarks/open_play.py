"""Open play by the scripted expert: from records to a table of milestones and a plot of the score.

    python -m eval.run -m scripted/expert -e Factorio-open_play-v0 --max-steps 500 --seed 44340 --out runs/open-44340
    python -m benchmarks.open_play runs/open-44340 [RUN ...] [--page docs/baselines-open-play.md] [--plot FILE.svg]

Reads what the records of the runs say and plays nothing. The page's part between its marks is written anew.
"""

from __future__ import annotations

import argparse
import json
import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

TICKS_A_MINUTE = 3600
BEGIN, END = "<!-- open play: begin -->", "<!-- open play: end -->"
COLOURS = ("#1f6feb", "#d1242f", "#1a7f37", "#8250df")

MILESTONES = (
    ("iron plates by machines", "automated", "iron-plate"),
    ("steam power researched", "researched", "steam-power"),
    ("assembling machines researched", "researched", "automation"),
    ("green packs researched", "researched", "logistic-science-pack"),
    ("gears by machines", "automated", "iron-gear-wheel"),
    ("circuits by machines", "automated", "electronic-circuit"),
    ("red packs by machines", "automated", "automation-science-pack"),
    ("green packs by machines", "automated", "logistic-science-pack"),
    ("first technology of red and green packs", "researched", "automation-2"),
    ("long-handed inserters by machines", "automated", "long-handed-inserter"),
    ("fast inserters by machines", "automated", "fast-inserter"),
)
"""What is shown: a name, the kind of milestone, and the item or technology."""


@dataclass(slots=True)
class Course:
    """One episode: its seed, ticks and scores after each step, and its milestones at the end."""

    seed: int
    ticks: list[int] = field(default_factory=list)
    scores: list[float] = field(default_factory=list)
    milestones: dict[str, dict[str, int]] = field(default_factory=dict)
    failed: int = 0

    @property
    def minutes(self) -> list[float]:
        """Game time after each step."""
        return [tick / TICKS_A_MINUTE for tick in self.ticks]

    def step_of(self, tick: int) -> int:
        """The step during which a tick passed."""
        return next((step for step, end in enumerate(self.ticks, 1) if end >= tick), len(self.ticks))


def read_course(run: Path) -> Course:
    """The open-play episode of a run's folder. Raises FileNotFoundError where there is none."""
    found = sorted(run.glob("episodes/*open_play*/0/steps.jsonl"))
    if not found:
        raise FileNotFoundError(f"{run} holds no episode of open play")
    course = Course(0)
    for line in found[0].read_text(encoding="utf-8").splitlines():
        entry: dict[str, Any] = json.loads(line)
        if entry["kind"] == "head":
            course.seed = entry["seed"]
        elif entry["kind"] == "step":
            course.ticks.append(entry["tick"])
            course.scores.append(entry["score"])
            course.milestones = entry["milestones"]
            course.failed += entry["status"] != "ok"
    return course


def table(courses: list[Course]) -> str:
    """Milestones by seed, and the course of the score, as Markdown."""
    lines = ["| milestone: step, game minute | " + " | ".join(f"seed {one.seed}" for one in courses) + " |"]
    lines.append("| --- |" + " --- |" * len(courses))
    for title, kind, name in MILESTONES:
        cells = [_when(one, one.milestones.get(kind, {}).get(name)) for one in courses]
        lines.append(f"| {title} | " + " | ".join(cells) + " |")
    lines.append("| technologies researched | " + " | ".join(_count(one, "researched") for one in courses) + " |")
    lines.append("| kinds of items by machines | " + " | ".join(_count(one, "automated") for one in courses) + " |")
    lines.append("| steps, of which failed | " + " | ".join(f"{len(c.ticks)}, {c.failed}" for c in courses) + " |")
    lines += ["", "| score after step | " + " | ".join(f"seed {one.seed}" for one in courses) + " |"]
    lines.append("| --- |" + " --- |" * len(courses))
    longest = max(len(one.ticks) for one in courses)
    for step in [one for one in (10, 20, 30, 40, 50, 100, 200, 300, 400, 500) if one <= longest]:
        cells = [_score(one, step) for one in courses]
        lines.append(f"| {step} | " + " | ".join(cells) + " |")
    lines += ["", "Researched on each map, in this order:", ""]
    lines += [f"- seed {one.seed}: {', '.join(one.milestones.get('researched', {}))}" for one in courses]
    return "\n".join(lines)


def plot(courses: list[Course]) -> str:
    """The score over game time, a line for each course, as SVG; the score's axis is logarithmic."""
    width, height, margin = 640, 400, 60
    last = max(max(one.minutes) for one in courses)
    top = max(len(str(int(max(one.scores)))) for one in courses)
    low = 3  # a thousand

    def at(minute: float, score: float) -> str:
        x = margin + (width - 2 * margin) * minute / last
        digits = min(max(math.log10(max(score, 1.0)), low), top)
        y = height - margin - (height - 2 * margin) * (digits - low) / (top - low)
        return f"{x:.1f} {y:.1f}"

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" '
        'font-size="13">',
        f'<rect width="{width}" height="{height}" fill="white"/>',
        f'<path d="M{at(0, 10**top)}L{at(0, 1)}L{at(last, 1)}" fill="none" stroke="black"/>',
    ]
    for digits in range(low, top + 1):
        x, y = at(0, 10**digits).split()
        parts.append(f'<text x="{float(x) - 8}" y="{float(y) + 4}" text-anchor="end">{_short(10**digits)}</text>')
    for hour in range(int(last // 60) + 1):
        x, y = at(hour * 60, 1).split()
        parts.append(f'<text x="{x}" y="{float(y) + 20}" text-anchor="middle">{hour} h</text>')
    for number, one in enumerate(courses):
        colour = COLOURS[number % len(COLOURS)]
        points = [at(minute, score) for minute, score in zip(one.minutes, one.scores, strict=True)]
        parts.append(f'<path d="M{"L".join(points)}" fill="none" stroke="{colour}" stroke-width="2"/>')
        place = f'x="{width - margin}" y="{height - margin - 20 - 18 * number}"'
        parts.append(f'<text {place} text-anchor="end" fill="{colour}">seed {one.seed}</text>')
    parts.append(f'<text x="{margin}" y="30">production score over game time</text>')
    return "\n".join([*parts, "</svg>\n"])


def main() -> None:
    """Write the page and the plot."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("runs", nargs="+", type=Path)
    parser.add_argument("--page", type=Path, default=Path("docs/baselines-open-play.md"))
    parser.add_argument("--plot", type=Path, default=Path("docs/pictures/open-play.svg"))
    chosen = parser.parse_args()
    courses = [read_course(run) for run in chosen.runs]
    before, _, rest = chosen.page.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    chosen.page.write_text(f"{before}{BEGIN}\n{table(courses)}\n{END}{after}", encoding="utf-8")
    chosen.plot.write_text(plot(courses), encoding="utf-8")


def _short(number: int) -> str:
    return f"{number // 10**6} M" if number >= 10**6 else f"{number // 1000} k"


def _when(course: Course, tick: int | None) -> str:
    return "–" if tick is None else f"{course.step_of(tick)}, {tick / TICKS_A_MINUTE:.0f} min"


def _count(course: Course, kind: str) -> str:
    return str(len(course.milestones.get(kind, {})))


def _score(course: Course, step: int) -> str:
    if step > len(course.scores):
        return "–"
    return f"{course.scores[step - 1]:,.0f} ({course.minutes[step - 1]:.0f} min)"


if __name__ == "__main__":
    main()
