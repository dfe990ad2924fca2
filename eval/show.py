"""`python -m eval.show RUN[/EPISODE[/STEP]]`: a record, for people.

A run is shown as a table of its episodes, an episode as a line per step, a step as everything that was said and done.
An EPISODE is `task/trial`, a STEP its number. Reads the files and nothing else. With `--picture FILE` the factory after
that step, or at the end, is drawn as well.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from eval.endings import EXIT_USAGE

__all__ = ["main"]


@click.command()
@click.argument("where", metavar="RUN[/EPISODE[/STEP]]")
@click.option("--picture", type=click.Path(path_type=Path), help="Draw the factory into this file, .png or .svg.")
def main(where: str, picture: Path | None) -> None:
    """Print what a run, an episode (RUN/task/trial) or a step of it (RUN/task/trial/3) recorded."""
    from fle_llm.errors import RecordError

    try:
        for line in lines_of(where):
            click.echo(line)
        if picture is not None:
            click.echo(drawn(where, picture), err=True)
    except RecordError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(EXIT_USAGE)


def lines_of(where: str) -> list[str]:
    """The lines to print. Raises RecordError when there is nothing at `where`."""
    from fle_llm.errors import RecordError

    files, episode, rest = _find(where)
    if episode is None:
        return _run(files)
    if len(rest) <= 2:
        return _episode(episode)
    if not rest[2].isdigit():
        raise RecordError(f"{rest[2]!r} is not the number of a step")
    return _step(episode, int(rest[2]))


def drawn(where: str, picture: Path) -> str:
    """Draw the factory of an episode after a step, or at its end, and say so. Raises RecordError."""
    from eval.pictures import write_picture
    from fle_llm.errors import RecordError

    _, episode, rest = _find(where)
    if episode is None:
        raise RecordError(f"a picture is of one episode: name it, {where}/TASK/TRIAL")
    number = write_picture(episode, int(rest[2]) if len(rest) > 2 and rest[2].isdigit() else None, picture)
    return f"the factory after step {number} is in {picture}"


def _find(where: str) -> tuple[Any, Any, list[str]]:
    """A run's files, those of the episode if one is named, and the words after the run. Raises RecordError."""
    from eval.records import RunFiles
    from fle_llm.errors import RecordError

    folder, rest = split(Path(where))
    files = RunFiles(folder)
    if not rest:
        return files, None, rest
    episode = files.episode(rest[0], int(rest[1]) if len(rest) > 1 and rest[1].isdigit() else 0)
    if not episode.steps.exists():
        known = ", ".join("/".join(each.folder.parts[-2:]) for each in files.episodes()) or "none"
        raise RecordError(f"{folder} has no episode {'/'.join(rest[:2])}; there are: {known}")
    return files, episode, rest


def split(where: Path) -> tuple[Path, list[str]]:
    """A run's folder and the words after it. Raises RecordError when no part of the path is a run."""
    from fle_llm.errors import RecordError

    for folder in (where, *where.parents):
        if (folder / "config.json").exists():
            rest = list(where.relative_to(folder).parts)
            return folder, rest[1:] if rest[:1] == ["episodes"] else rest
    raise RecordError(f"{where} is not a run, nor inside one: no config.json there")


def _run(files: Any) -> list[str]:
    config = files.read_config()
    index = files.read_index()
    tasks = [environment["task"] for environment in config.get("environments", [])]
    lines = [
        f"{files.folder}: {config.get('model')}, agent {config.get('agent')}, protocol {config.get('protocol')}",
        f"planned: {len(tasks)} tasks x {config.get('trials')} trials; configuration {config.get('digest')}",
    ]
    keys = {(each.folder.parent.name, int(each.folder.name)) for each in files.episodes()} | set(index)
    for task, trial in sorted(keys):
        line = index.get((task, trial))
        if line is None:
            steps = len(files.episode(task, trial).story().steps)
            lines.append(f"  {task}/{trial}  not in the index, {steps} steps on record")
            continue
        cost = "price unknown" if line.cost_usd is None else f"${line.cost_usd:.4f}"
        lines.append(
            f"  {task}/{trial}  {line.outcome} ({line.stop_reason})  score {_figure(line.score)}  "
            f"{line.steps} steps  {line.tokens} tokens  {cost}" + (f"  {line.detail}" if line.detail else "")
        )
    return lines


def _episode(files: Any) -> list[str]:
    story = files.story()
    result = files.read_result()
    lines = []
    if story.head is not None:
        head = story.head
        lines.append(f"{head.task}/{head.trial}: {head.model}, agent {head.agent}, memory {head.memory}")
        lines.append(f"protocol {head.protocol}, seed {head.seed}, prompt {head.prompt} {head.prompt_hash}")
        lines.append(f"versions {', '.join(f'{name} {number}' for name, number in sorted(head.versions.items()))}")
    for step in story.steps:
        said = step.parse if step.parse != "ok" else step.status
        lines.append(
            f"  step {step.step:>3}  {said:<12} calls {step.calls:>4}  tick {step.tick:>7}  "
            f"reward {step.reward:>8.3f}  best {_figure(step.best):>8}  world {step.digest}"
        )
    lines += [f"  stopped after step {stop.step}: {stop.outcome} ({stop.reason}) {stop.detail}" for stop in story.stops]
    if result is None:
        lines.append("not done")
        return lines
    cost = "price unknown" if result.cost_usd is None else f"${result.cost_usd:.4f}"
    lines.append(
        f"{result.outcome} ({result.stop_reason}): score {_figure(result.score)}, best {_figure(result.best)}, "
        f"reward {result.reward_sum:.3f}, {result.steps} steps"
    )
    tokens = ", ".join(f"{name} {count}" for name, count in result.tokens.items())
    lines.append(f"tokens {tokens}; {cost}, {result.unpriced_calls} calls without a price")
    return lines


def _step(files: Any, number: int) -> list[str]:
    from fle_llm.errors import RecordError

    story = files.story()
    replies = [reply for reply in story.replies if reply.step == number]
    steps = [step for step in story.steps if step.step == number]
    if not replies and not steps:
        raise RecordError(f"{files.folder} has no step {number}; it has {len(story.steps)}")
    lines = []
    for reply in replies:
        for name in reply.messages:
            message = story.messages[name]
            lines += [f"--- {message.message.get('role')} {name}", _text(message.message.get("content"))]
        answer = reply.completion
        lines += [f"--- reply of {answer.get('model')} ({answer.get('finish_reason')})", str(answer.get("text"))]
        lines += [f"note: {note}" for note in answer.get("notes", ())]
        for attempt in reply.attempts:
            usage = ", ".join(f"{name} {count}" for name, count in (attempt.get("usage") or {}).items())
            lines.append(f"attempt: {attempt.get('outcome')}, {usage}, USD {attempt.get('cost_usd')}")
    for step in steps:
        lines += [
            "--- program",
            step.program or step.problem,
            f"--- output ({step.status}, {step.calls} tool calls)",
            step.output,
        ]
        lines.append(
            f"--- reward {step.reward}, best {_figure(step.best)}, score {_figure(step.score)}, tick {step.tick}, "
            f"world {step.digest}, state {step.state}"
        )
    return lines


def _text(content: Any) -> str:
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        return "\n".join(str(part.get("text", f"[{part.get('type')}]")) for part in content if isinstance(part, dict))
    return "" if content is None else str(content)


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.4g}"


if __name__ == "__main__":
    main()
