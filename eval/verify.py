"""`python -m eval.verify RUN`: do a run's programs come to the recorded worlds and scores? No model, no key.

Every program is run again in the embedded engine, and the digest of the world is compared after every step. A step that
was ended by a clock is run again with as many tool calls as it had made, since a clock never stops twice at the same
place.
"""

from __future__ import annotations

import contextlib
import dataclasses
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from eval.endings import EXIT_INFRA, EXIT_OK, EXIT_USAGE

if TYPE_CHECKING:
    from eval.records import EpisodeFiles, StepLine
    from fle_llm.gym_env.environment import FactorioGymEnv

__all__ = ["main", "verify_episode"]

BY_THE_CLOCK = frozenset({"timeout", "killed"})
WITHOUT_NAMESPACE = frozenset({"killed", "died", "protocol"})  # what these steps had defined was lost
TOLERANCE = 1e-9  # of rewards and scores, which are sums of floats read back from text


@click.command()
@click.argument("where", metavar="RUN[/EPISODE]")
@click.option("--json", "as_json", is_flag=True, help="One JSON object an episode.")
def main(where: str, as_json: bool) -> None:
    """Run the recorded programs of a run again and compare every world digest and the score.

    Exit: 0 everything agrees; 1 something differs; 2 wrong use.
    """
    import msgspec

    from fle_llm.errors import FleError

    differences = 0
    try:
        for name, files in _episodes(where):
            steps, found = verify_episode(files)
            differences += len(found)
            if as_json:
                line = msgspec.json.encode({"episode": name, "steps": steps, "differences": found}).decode()
            else:
                line = f"{name}: {steps} steps, " + ("; ".join(found) if found else "every digest and the score agree")
            click.echo(line)
    except FleError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(EXIT_USAGE)
    sys.exit(EXIT_INFRA if differences else EXIT_OK)


def verify_episode(files: EpisodeFiles) -> tuple[int, list[str]]:
    """The number of steps that were run again, and what differs (nothing after the first different world)."""
    from eval.records import RunFiles
    from fle_llm.gym_env.environment import FactorioGymEnv

    story, result = files.story(), files.read_result()
    head = story.head
    if head is None:
        return 0, []
    limits = RunFiles(files.folder.parents[2]).read_config().get("limits") or {}
    environment = FactorioGymEnv(head.env_id, protocol=head.protocol, max_steps=limits.get("max_steps"))
    with contextlib.closing(environment):
        _, info = environment.reset(seed=head.seed)
        now = {**head.versions, "backend": info["backend"]}
        if now != head.versions:
            return 0, [f"the record is of backend {head.versions.get('backend')}, this is {info['backend']}"]
        if environment.game_state.world_digest != head.digest:
            return 0, [f"the first world is {environment.game_state.world_digest}, recorded as {head.digest}"]
        for line in story.steps:
            reward, info = _again(environment, line)
            found = list(_compare(line, environment.game_state.world_digest, reward, info))
            if found:
                return line.step, found
    if result is not None and story.steps:
        last = story.steps[-1]
        recorded = (result.score, result.best, result.success, result.steps, result.digest)
        if recorded != (last.score, last.best, last.success, last.step, last.digest):
            return len(story.steps), ["result.json does not say what the last step does"]
    return len(story.steps), []


def _episodes(where: str) -> Iterator[tuple[str, EpisodeFiles]]:
    from pathlib import Path

    from eval.records import RunFiles
    from eval.show import split
    from fle_llm.errors import RecordError

    folder, words = split(Path(where))
    found = [files for files in RunFiles(folder).episodes() if list(files.folder.parts[-2:])[: len(words)] == words[:2]]
    if not found:
        raise RecordError(f"{where} holds no episode")
    for files in found:
        yield "/".join(files.folder.parts[-2:]), files


def _again(environment: FactorioGymEnv, line: StepLine) -> tuple[float, dict[str, Any]]:
    """Run a step's program again in `environment`; the reward and the info of the step."""
    from fle_llm.gym_env.action import Action

    if environment.num_agents > 1:
        environment.observe(line.agent)  # as when it was played: messages that waited were shown, and so taken
    action = Action(line.program, line.agent)
    if line.status not in BY_THE_CLOCK:
        _, reward, _, _, info = environment.step(action)
        return reward, info
    return _again_by_calls(environment, line, action)


def _again_by_calls(environment: FactorioGymEnv, line: StepLine, action: Any) -> tuple[float, dict[str, Any]]:
    from fle_llm.gym_env.environment import FactorioGymEnv
    from fle_llm.sandbox import Limits

    before = environment.game_state
    bounded = FactorioGymEnv(environment.task, limits=Limits(calls=line.calls))
    with contextlib.closing(bounded):
        bounded.restore(before)
        _, reward, _, _, info = bounded.step(action)
        after = bounded.game_state
    if line.status in WITHOUT_NAMESPACE:
        after = dataclasses.replace(after, namespaces=before.namespaces)
    environment.restore(after)
    return reward, info


def _compare(line: StepLine, digest: str, reward: float, info: dict[str, Any]) -> Iterator[str]:
    if digest != line.digest:
        yield f"after step {line.step} the world is {digest}, recorded as {line.digest}"
    score = float(info["production_score"]) if info["throughput"] is None else info["best_throughput"]
    for name, found, recorded in (("reward", reward, line.reward), ("score", score, line.score)):
        if recorded is None or abs(found - recorded) > TOLERANCE * max(1.0, abs(found)):
            yield f"the {name} of step {line.step} is {found}, recorded as {recorded}"
    if info["success"] != line.success:
        yield f"step {line.step} is {'' if info['success'] else 'no '}success, recorded otherwise"


if __name__ == "__main__":
    main()
