"""Pictures from records: the factory as it stood after a step, drawn from the episode's snapshot.

Snapshots are thinned out as an episode goes on: of old steps every eighth has one, and the last two always do.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fle_llm.errors import RecordError

__all__ = ["KINDS", "write_picture"]

KINDS = (".png", ".svg")


def write_picture(episode: Any, step: int | None, out: Path) -> int:
    """Draw the world after a step of an episode's files (None: the last that can be drawn) and answer which it was.

    The kind of picture follows from the end of the file's name. Raises RecordError.
    """
    if out.suffix.lower() not in KINDS:
        raise RecordError(f"{out} is no picture's name: it should end in {' or '.join(KINDS)}")
    from fle_llm import render

    number, world = _world_after(episode, step)
    try:
        if out.suffix.lower() == ".svg":
            out.write_text(render.svg(world), encoding="utf-8")
        else:
            out.write_bytes(render.png(world))
    except OSError as error:
        raise RecordError(f"cannot write {out}: {error.strerror or error}") from error
    finally:
        world.close()
    return number


def _world_after(episode: Any, step: int | None) -> tuple[int, Any]:
    import msgspec

    from eval.files import read_whole
    from eval.journal import STATE, STATE_VERSION, Saved
    from fle_llm.errors import WorldError
    from fle_llm.gym_env.game_state import GameState
    from fle_llm.tasks.setup import embedded_world
    from fle_llm.world import MapSpec

    kept = sorted(int(path.stem) for path in episode.states.glob("*.json") if path.stem.isdigit())
    number = step if step is not None else kept[-1] if kept else 0
    if number not in kept:
        known = ", ".join(map(str, kept)) or "none"
        raise RecordError(f"{episode.folder} has no snapshot of step {number} to draw; there are: {known}")
    path = episode.states / f"{number:05}.json"
    try:
        saved = msgspec.convert(read_whole(path, STATE, STATE_VERSION), Saved)
        state = GameState.parse_raw(saved.game_state)
        world = embedded_world(MapSpec())
        world.restore(state.world)
    except (msgspec.ValidationError, WorldError) as error:
        raise RecordError(f"the world in {path} cannot be drawn: {error}") from error
    return number, world
