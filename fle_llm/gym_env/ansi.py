"""An observation as text for a person at a terminal."""

from __future__ import annotations

from fle_llm.gym_env.observation import Observation

SHOWN_ENTITIES = 20


def ansi(seen: Observation) -> str:
    """A page: the task, the clock, the scores, what is carried and built, and the last output."""
    minutes, seconds = divmod(int(seen.game_info.time), 60)
    where = ", ".join(f"agent {place.agent_idx} at ({place.x:g}, {place.y:g})" for place in seen.character_positions)
    carried = ", ".join(f"{item.type} {item.quantity}" for item in seen.inventory) or "nothing"
    built = [" ".join(text.split()) for text in seen.entities[:SHOWN_ENTITIES]]
    if len(seen.entities) > SHOWN_ENTITIES:
        built.append(f"... and {len(seen.entities) - SHOWN_ENTITIES} more")
    lines = [
        f"{seen.task_info.task_key}   {minutes}:{seconds:02d}   tick {seen.game_info.tick}",
        f"score {seen.score} ({seen.automated_score} by machines)   {where}",
        *(f"{detail.key}: {detail.value}" for detail in seen.task_verification.meta),
        f"carries: {carried}",
        f"built: {len(seen.entities)}",
        *(f"  {text}" for text in built),
    ]
    if seen.raw_text:
        lines += ["output:", *(f"  {line}" for line in seen.raw_text.splitlines())]
    return "\n".join(lines) + "\n"
