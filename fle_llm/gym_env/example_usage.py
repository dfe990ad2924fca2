"""Exploring the environments from a terminal: lists, details, and a short tour.

    python -m fle_llm.gym_env.example_usage                   a tour: list, look, make, step, close
    python -m fle_llm.gym_env.example_usage --list            the ids
    python -m fle_llm.gym_env.example_usage --detail          what each is about
    python -m fle_llm.gym_env.example_usage --search iron     only those that mention it
    python -m fle_llm.gym_env.example_usage --gym-format      as gymnasium.make() calls

The flags combine. Nothing is asked when the input is not a terminal.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import Any

from fle_llm.gym_env.registry import get_environment_info, list_available_environments

TOUR_ENVIRONMENT = "Factorio-iron_ore_throughput_16-v0"
TOUR_PROGRAMS = (
    "print(inspect_inventory())",
    "ore = nearest(Resource.IronOre)\nmove_to(ore)\nprint(f'The nearest iron ore lies at {ore}')",
    """drill = place_entity(Prototype.BurnerMiningDrill, position=nearest(Resource.IronOre))
drill = insert_item(Prototype.Coal, drill, 5)
place_entity(Prototype.WoodenChest, position=drill.drop_position)
sleep(10)
print(get_entity(Prototype.BurnerMiningDrill, drill.position).status)""",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; returns its exit code: 0, or 1 when a search finds nothing."""
    parser = argparse.ArgumentParser(
        prog="python -m fle_llm.gym_env.example_usage", description="Explore the Factorio environments."
    )
    parser.add_argument("--list", action="store_true", help="list the ids of all environments")
    parser.add_argument("--detail", action="store_true", help="show what each environment is about")
    parser.add_argument("--search", metavar="TEXT", help="only environments whose id, aliases or goal mention TEXT")
    parser.add_argument("--gym-format", action="store_true", help="print gymnasium.make() calls")
    chosen = parser.parse_args(arguments)
    if not (chosen.list or chosen.detail or chosen.search is not None or chosen.gym_format):
        tour()
        return 0
    infos = search(chosen.search or "")
    for info in infos:
        if chosen.gym_format:
            print(f'env = gymnasium.make("{info["env_id"]}")')
        elif chosen.detail:
            print("\n".join(detail(info)), end="\n\n")
        else:
            print(info["env_id"])
    if not infos:
        print(f"No environment mentions {chosen.search!r}.", file=sys.stderr)
        return 1
    return 0


def search(text: str) -> list[dict[str, Any]]:
    """What is known of the environments that mention `text`, in the order of their ids; case does not matter."""
    found = []
    for env_id in list_available_environments():
        info = get_environment_info(env_id) or {}
        places = (env_id, env_id.replace("_", " "), info["description"], *info["aliases"])
        if any(text.lower() in place.lower() for place in places):
            found.append(info)
    return found


def detail(info: dict[str, Any]) -> list[str]:
    """Lines about one environment."""
    lines = [
        info["env_id"],
        f"  goal:    {info['description']}",
        f"  kind:    {info['task_type']}, {info['trajectory_length']} steps, {info['num_agents']} agent(s)",
    ]
    if info["throughput_entity"]:
        lines.append(f"  target:  {info['quota']} {info['throughput_entity']}")
    if info["aliases"]:
        lines.append(f"  also:    {', '.join(info['aliases'])}")
    lines.append(f"  defined: {info['task_config_path']}")
    return lines


def tour() -> None:
    """List, look, make, step and close, with a pause between where somebody is watching."""
    ids = list_available_environments()
    print(f"There are {len(ids)} environments, from {ids[0]} to {ids[-1]}.")
    _pause("see one of them")
    print("\n".join(detail(get_environment_info(TOUR_ENVIRONMENT) or {})))
    _pause("make it and take three steps")
    _play()
    print("\nMore: --list, --detail, --search TEXT, --gym-format.")


def _play() -> None:
    import gymnasium  # the listings above do without it

    env = gymnasium.make(TOUR_ENVIRONMENT)
    try:
        observation, _ = env.reset(seed=0)
        print(f"gymnasium.make({TOUR_ENVIRONMENT!r})\nAn observation has: {', '.join(observation)}")
        for number, code in enumerate(TOUR_PROGRAMS):
            print(f"\nStep {number}:\n  " + code.replace("\n", "\n  "))
            observation, reward, terminated, truncated, info = env.step({"code": code})
            print("Output:\n  " + observation["raw_text"].strip().replace("\n", "\n  "))
            print(f"Reward {reward:.3f}, throughput {info['throughput']:g}, error: {info['error_occurred']}")
            if terminated or truncated:
                break
    finally:
        env.close()


def _pause(what: str) -> None:
    if sys.stdin is not None and sys.stdin.isatty():
        input(f"\nPress Enter to {what}. ")
    print()


if __name__ == "__main__":
    sys.exit(main())
