"""A run from the command line's options to its exit code: resolve, refuse what cannot work, run, sum up.

Everything that can be refused is refused before anything is paid: unknown names, missing keys, a limit in USD without a
price, a folder that cannot be written or holds another run. What is left goes to `eval.scheduler`.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

import click
import msgspec

from eval.config import EpisodeSpec, RunConfig, continuing, run_folder, shell
from eval.endings import DONE, EXIT_BUDGET, EXIT_INFRA, EXIT_OK, EXIT_REFUSED, EXIT_USAGE, exit_code
from eval.files import Lock, ensure_writable
from eval.options import Options
from eval.outcome import entries_of
from eval.progress import Tally, progress
from eval.records import IndexLine, RunFiles
from eval.resolve import resolve
from eval.scheduler import Budget, Report, run_all
from eval.summary import plain, summarise, words
from fle_llm.errors import FleError, RecordError
from fle_llm.llm.errors import MissingKey
from fle_llm.llm.ledger import total_of

__all__ = ["run"]


@dataclass(frozen=True, slots=True)
class _Run:
    config: RunConfig
    files: RunFiles
    specs: tuple[EpisodeSpec, ...]

    def results(self) -> dict[tuple[str, int], IndexLine]:
        return self.files.read_index()

    def left(self, index: dict[tuple[str, int], IndexLine]) -> list[EpisodeSpec]:
        return [spec for spec in self.specs if not _done(index, spec)]


def run(options: Options) -> int:
    """Do what the options ask for; the exit code."""
    try:
        configs = resolve(options)
        if options.dry_run:
            from eval.dry_run import show

            return show(configs, options)
        with contextlib.ExitStack() as held:
            runs = [_open(config, options, len(configs), held) for config in configs]
            return _run(runs, options)
    except MissingKey as error:
        click.echo(f"Error: {error}", err=True)
        return EXIT_REFUSED
    except FleError as error:
        click.echo(f"Error: {error}", err=True)
        return EXIT_USAGE


def _open(config: RunConfig, options: Options, models: int, held: contextlib.ExitStack) -> _Run:
    """Take the run's folder, and bring its index up to what its episodes say."""
    # a replay is asked for to see whether it still comes out the same, so it is done each time
    fresh = options.fresh or (options.replay is not None and options.out is None)
    folder = run_folder(options.out, config, models=models, fresh=fresh)
    ensure_writable(folder)
    tapes = options.record or options.replay
    if options.record is not None:
        ensure_writable(options.record)
    files = RunFiles(folder)
    held.callback(Lock(files.lock, wait_s=5.0).close)
    continuing(config, files)
    specs = tuple(config.episodes(folder, tapes))
    index = files.read_index()
    for spec in specs:
        result = files.episode(spec.task, spec.trial).read_result()
        if result is not None and not _done(index, spec):
            files.append_index(result.index_line())
    return _Run(config, files, specs)


def _run(runs: list[_Run], options: Options) -> int:
    indices = [each.results() for each in runs]
    left = [spec for each, index in zip(runs, indices, strict=True) for spec in each.left(index)]
    planned = sum(len(each.specs) for each in runs)
    for each in runs:
        _say(options, "run", f"records in {each.files.folder}", folder=str(each.files.folder), model=each.config.model)
    if not left:
        _say(options, "nothing_left", f"all {planned} episodes are done; --fresh begins another run")
        _sum_up(runs, options)
        return EXIT_OK
    shown = progress(
        Tally(planned, planned - len(left), len(runs), left=sum(spec.max_steps for spec in left)),
        as_json=options.as_json,
    )
    budget = Budget(options.run_max_cost, options.run_max_time, _spent(runs))
    try:
        report = run_all(left, concurrency=options.concurrency, budget=budget, take=shown.take, tick=shown.tick)
    except RecordError as error:
        click.echo(f"Error: {error}", err=True)
        return EXIT_INFRA
    finally:
        shown.close()
    _sum_up(runs, options)
    return _end(runs, options, report)


def _end(runs: list[_Run], options: Options, report: Report) -> int:
    indices = [each.results() for each in runs]
    outcomes = [
        index[spec.task, spec.trial].outcome if (spec.task, spec.trial) in index else ""
        for each, index in zip(runs, indices, strict=True)
        for spec in each.specs
    ]
    refused = bool(report.refused) and not report.stepped and not any(outcome in DONE for outcome in outcomes)
    code = exit_code(outcomes, stopped=report.stopped, refused=refused)
    for folder, said in report.refused.items():
        click.echo(f"{folder}: the provider refused: {said}", err=True)
    if code == EXIT_OK:
        return code
    for each, index in zip(runs, indices, strict=True):
        if each.left(index):
            command = shell(_continuing(each, options, raised=code == EXIT_BUDGET and report.stopped == "run_max_cost"))
            _say(options, "continue", f"continue with: {command}", command=command)
    return code


def _continuing(each: _Run, options: Options, *, raised: bool) -> list[str]:
    """The command that goes on with a run; after its budget in USD was used up, with twice as much."""
    cost = options.run_max_cost
    more: list[tuple[str, object]] = [
        ("--out", each.files.folder),
        ("-c", options.concurrency if options.concurrency > 1 else None),
        ("--run-max-cost", f"{cost * 2:g}" if cost is not None and raised else cost),
        ("--run-max-time", options.run_max_time),
        ("--record", options.record),
        ("--replay", options.replay),
    ]
    words = [word for name, value in more if value is not None for word in (name, str(value))]
    return [*each.config.command(), *words, *(["--json"] if options.as_json else [])]


def _spent(runs: list[_Run]) -> float:
    """What the runs have cost so far, by their records."""
    return sum(_cost(each.files, spec) for each in runs for spec in each.specs)


def _cost(files: RunFiles, spec: EpisodeSpec) -> float:
    episode = files.episode(spec.task, spec.trial)
    result = episode.read_result()
    if result is not None:
        return result.cost_usd or 0.0
    return total_of(entries_of(episode.story())).cost_usd


def _sum_up(runs: list[_Run], options: Options) -> None:
    for each in runs:
        planned = {environment.task: each.config.trials for environment in each.config.environments}
        endless = {environment.task for environment in each.config.environments if not environment.has_quota}
        summary = summarise(each.config.model, planned, each.results(), endless=endless)
        if options.as_json:
            _say(options, "summary", "", folder=str(each.files.folder), **plain(summary))
        else:
            click.echo("\n".join([*words(summary), f"  records in {each.files.folder}"]))


def _say(options: Options, event: str, text: str, **data: object) -> None:
    """A sentence for people on stderr, or an object for machines on stdout."""
    if options.as_json:
        click.echo(msgspec.json.encode({"event": event, **data}).decode())
    else:
        click.echo(text, err=True)


def _done(index: dict[tuple[str, int], IndexLine], spec: EpisodeSpec) -> bool:
    line = index.get((spec.task, spec.trial))
    return line is not None and line.outcome in DONE
