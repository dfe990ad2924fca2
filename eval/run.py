"""`python -m eval.run`: the command line. Options in, exit code out; the work is `eval.command`'s.

Nothing heavy is imported here, so that `--help` answers at once.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from eval.options import Options

__all__ = ["main"]

INTERRUPTED = 130


def _names(_context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """Names separated by commas, each once, of all the times the option was given."""
    words = (word.strip() for value in values for word in value.split(","))
    return tuple(dict.fromkeys(word for word in words if word))


def _server(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say how to reach a model."""
    for option in (
        click.option(
            "--providers", type=click.Path(path_type=Path), help="More providers, a file like providers.toml."
        ),
        click.option("--api-key-env", metavar="NAME", help="The environment variable that holds the key."),
        click.option("--base-url", metavar="URL", help="Any other OpenAI-compatible server."),
    ):
        command = option(command)
    return command


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("-m", "--model", "models", metavar="NAMES", multiple=True, callback=_names, help="provider/model[,…]")
@click.option(
    "-e",
    "--env",
    "environments",
    metavar="NAMES",
    multiple=True,
    callback=_names,
    help="Environments, aliases or globs[,…]",
)
@click.option("-r", "--trials", type=click.IntRange(1), default=1, show_default=True, help="Episodes per environment.")
@click.option("-c", "--concurrency", type=click.IntRange(1), default=1, show_default=True, help="Episodes at a time.")
@click.option("--agent", metavar="NAME", help="The agent loop; `list agents` names them.")
@click.option("--memory", metavar="NAME", help="What the agent remembers: full, window or report.")
@click.option("--prompt", metavar="PROFILE", help="The system prompt: full or condensed.")
@click.option("--protocol", metavar="NAME", help="The evaluation protocol: fle-llm, v0.3 or paper.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Trial t uses seed + t.")
@click.option("--max-steps", type=click.IntRange(1), help="Steps per episode, instead of the task's.")
@click.option("--max-tokens", type=click.IntRange(1), help="Tokens per episode, input and output together.")
@click.option("--max-cost", type=click.FloatRange(0, min_open=True), metavar="USD", help="USD per episode.")
@click.option("--max-time", type=click.FloatRange(0, min_open=True), metavar="S", help="Seconds per episode.")
@click.option("--run-max-cost", type=click.FloatRange(0, min_open=True), metavar="USD", help="USD for the whole run.")
@click.option("--run-max-time", type=click.FloatRange(0, min_open=True), metavar="S", help="Seconds for this command.")
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), help="The run's folder [runs/MODEL-ENV-DIGEST]."
)
@click.option("--backend", type=click.Choice(["embedded"]), default="embedded", show_default=True, help="The game.")
@click.option("--record", type=click.Path(path_type=Path, file_okay=False), help="Record the model's answers here.")
@click.option(
    "--replay", type=click.Path(path_type=Path, file_okay=False), help="Answer from recordings; no key, no net."
)
@click.option("--stream", is_flag=True, help="Ask for answers as streams: long ones show how far they are.")
@click.option("--dry-run", is_flag=True, help="Say what would run and what a step may cost; call nothing.")
@click.option("--json", "as_json", is_flag=True, help="JSON lines on stdout instead of text.")
@click.option("--fresh", is_flag=True, help="Begin another run instead of continuing.")
@_server
@click.pass_context
def main(context: click.Context, /, **values: Any) -> None:
    """Run language models on Factorio tasks, and record what they did.

    The same command again continues where it stopped; nothing that was paid is asked for twice.

    Exit: 0 all planned episodes scored; 1 some ended in an infrastructure error; 2 wrong use; 3 a run budget stopped
    it; 4 the provider refused before the first episode; 130 interrupted.
    """
    if context.invoked_subcommand is not None:
        return
    options = Options(**values)
    if not options.models:
        raise click.UsageError("say which model with -m; `python -m eval.run list models` names some")
    if not options.environments:
        raise click.UsageError("say which environment with -e; `python -m eval.run list envs` names them")
    if options.record is not None and options.replay is not None:
        raise click.UsageError("--record and --replay exclude each other")
    try:
        from eval.command import run

        code = run(options)
    except KeyboardInterrupt:  # before the first episode; later it is a request to finish
        code = INTERRUPTED
    sys.exit(code)


@main.command("list")
@click.argument("what", type=click.Choice(["envs", "models", "agents", "providers"]))
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option("--providers", type=click.Path(path_type=Path), help="More providers, a file like providers.toml.")
def list_command(what: str, as_json: bool, providers: Path | None) -> None:
    """Name what there is to choose from."""
    from eval.listing import show

    sys.exit(show(what, as_json=as_json, providers=providers))


@main.command()
@click.option("-m", "--model", required=True, help="provider/model")
@click.option("--json", "as_json", is_flag=True, help="The findings as one JSON object.")
@_server
def check(model: str, as_json: bool, base_url: str | None, api_key_env: str | None, providers: Path | None) -> None:
    """Ask a model one small question, and say what works."""
    from eval.checking import show

    sys.exit(show(model, as_json=as_json, base_url=base_url, api_key_env=api_key_env, providers=providers))


if __name__ == "__main__":
    main(prog_name="python -m eval.run")
