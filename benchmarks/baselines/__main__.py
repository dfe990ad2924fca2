"""`python -m benchmarks.baselines RUN`: the table of docs/baselines.md and its pictures, from a run's records.

    python -m eval.run -m scripted/expert -e 'Factorio-*_throughput_*' -r 1 -c 2 --out runs/experts
    python -m benchmarks.baselines runs/experts

Writes the table between the markers of the page, and a picture of each factory beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import click

from benchmarks.baselines.arithmetic import need
from benchmarks.baselines.reading import Factory, factories
from fle_llm import render

PAGE = Path(__file__).parents[2] / "docs" / "baselines.md"
PICTURES = PAGE.with_suffix("")
BEGIN, END = "<!-- experts: begin -->", "<!-- experts: end -->"
SIZE = (1000, 750)
HEAD = """\
| task | quota | reached | keeps to it alone | steps | machines that stand | for the quota, by recipe |
| --- | --- | --- | --- | --- | --- | --- |
"""
SHORT = {
    "assembling-machine-2": "assembler 2",
    "assembling-machine-1": "assembler 1",
    "burner-mining-drill": "burner drill",
    "electric-mining-drill": "electric drill",
}


@click.command()
@click.argument("run", type=click.Path(path_type=Path, exists=True, file_okay=False))
def main(run: Path) -> None:
    """Write docs/baselines.md's table and pictures from the records of RUN."""
    PICTURES.mkdir(exist_ok=True)
    rows, seconds = [], [0.0, 0.0]
    for factory in factories(run):
        task = factory.result.task
        (PICTURES / f"{task}.png").write_bytes(render.png(factory.world, max_size=SIZE))
        rows.append(row(factory))
        seconds = [seconds[0] + factory.model_s, seconds[1] + factory.program_s]
        click.echo(rows[-1])
    text = PAGE.read_text()
    table = "\n".join([BEGIN, HEAD + "\n".join(rows), END])
    PAGE.write_text(re.sub(f"{re.escape(BEGIN)}.*{re.escape(END)}", lambda _: table, text, flags=re.DOTALL))
    click.echo(f"{seconds[0]:.1f} s in the policies, {seconds[1]:.1f} s in programs and measuring")


def row(factory: Factory) -> str:
    """One line of the table."""
    result = factory.result
    name = f"[{result.task}]({PICTURES.name}/{result.task}.png)"
    machines = listed(factory.machines) + (f", {factory.inserters} inserters" if factory.inserters else "")
    wanted = ""
    if result.quota is not None and factory.item:
        wanted = listed(need(factory.item, result.quota).machines)
    cells = [name, f"{result.quota:g}" if result.quota else "–", f"{result.best:g}" if result.best is not None else "–"]
    alone = f"{factory.minutes} min, then {factory.end}" if factory.end else f"{factory.minutes} min and more"
    cells += [alone, str(result.steps), machines, wanted]
    return f"| {' | '.join(cells)} |"


def listed(counts: Mapping[str, float]) -> str:
    """Machines and how many, fractions to two figures."""
    return ", ".join(_counted(counts.items()))


def _counted(items: Iterable[tuple[str, float]]) -> list[str]:
    return [f"{count:.2g} {SHORT.get(name, name.replace('-', ' '))}" for name, count in items]


if __name__ == "__main__":
    main()
