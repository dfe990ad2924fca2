"""`eval.run check`: one small question to a model, and what could be learned from it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click
import msgspec

from eval.endings import EXIT_OK, EXIT_REFUSED, EXIT_USAGE
from eval.replayed import recorded_run
from fle_llm.errors import RecordError
from fle_llm.llm.check import probe
from fle_llm.llm.errors import RoutingError
from fle_llm.llm.providers import load_catalogue
from fle_llm.llm.routing import find_route

__all__ = ["show"]


def show(model: str, *, as_json: bool, base_url: str | None, api_key_env: str | None, providers: Path | None) -> int:
    """Print the findings; the exit code: 0 a run could start, 4 it could not, 2 the model string leads nowhere."""
    try:
        if (files := recorded_run(model)) is not None:
            said = f"{model} answers from the record in {files.folder}; there is no server to ask."
            click.echo(msgspec.json.encode({"model": model, "ok": True, "notes": [said]}).decode() if as_json else said)
            return EXIT_OK
        find_route(model, load_catalogue(providers), base_url=base_url, api_key_env=api_key_env)
    except (RoutingError, RecordError) as error:
        click.echo(f"Error: {error}", err=True)
        return EXIT_USAGE
    report = asyncio.run(probe(model, base_url=base_url, api_key_env=api_key_env, providers=providers))
    if as_json:
        click.echo(msgspec.json.encode({**msgspec.to_builtins(report), "ok": report.ok}).decode())
    else:
        click.echo("\n".join(report.lines()))
    return EXIT_OK if report.ok else EXIT_REFUSED
