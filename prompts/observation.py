"""What a model is shown after each step, as text.

Owns the order (output of the last program, task status and throughput, inventory, entities, flows, research, messages,
functions, steps and budget left), what is worth a line, and the bound of each part in tokens. Reads the observation of
the environment as any client gets it. Says what was cut and shows no clock: the same observation gives the same text.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from fle_llm.data import facts
from prompts.brief import Brief
from prompts.entities import entity_lines
from prompts.tokens import fit

NO_PROGRAM_YET = "No program has run yet."
NO_OUTPUT = "(the program printed nothing)"


@dataclass(frozen=True, slots=True)
class Limits:
    """The most tokens each part may have. `total` bounds the whole text."""

    output: int = 4000
    task: int = 300
    inventory: int = 600
    entities: int = 3000
    flows: int = 600
    research: int = 600
    messages: int = 1000
    functions: int = 600

    @property
    def total(self) -> int:
        """No observation text is longer: the parts, their titles and the closing line."""
        parts: list[int] = [getattr(self, field.name) for field in fields(self)]
        return sum(parts) + 200


@dataclass(frozen=True, slots=True)
class BudgetLeft:
    """What is left of an episode's limits; None where there is no limit. Seconds are left out on purpose."""

    tokens: int | None = None
    cost_usd: float | None = None


def observation_text(
    observation: Mapping[str, Any],
    *,
    step: int,
    brief: Brief | None = None,
    problem: str | None = None,
    budget: BudgetLeft | None = None,
    limits: Limits | None = None,
) -> str:
    """The text for the step that is to be taken now.

    `step` counts from 1; `problem` is what was wrong with the last reply when it held no program; `brief` adds the
    number of steps and whether research matters.
    """
    limits = limits or Limits()
    parts = [
        ("Result of your last program", fit(_output(observation, step, problem), limits.output)),
        ("Task", fit(_task(observation, brief), limits.task)),
        ("Inventory", fit(_inventory(observation, brief), limits.inventory, what="lines of items")),
        ("Entities", fit(_entities(observation.get("entities") or ()), limits.entities, what="lines of entities")),
        ("Made and used during the last step", fit(_flows(observation.get("flows") or {}), limits.flows)),
        ("Research", fit(_research(observation.get("research") or {}, brief), limits.research)),
        ("Messages", fit(_messages(observation.get("messages") or ()), limits.messages)),
        ("Functions you have defined", fit(_functions(observation), limits.functions, what="functions")),
    ]
    shown = [f"## {title}\n{text}" for title, text in parts if text]
    return "\n\n".join([*shown, _step_line(observation, step, brief, budget)])


def _output(observation: Mapping[str, Any], step: int, problem: str | None) -> str:
    if problem:
        return f"Nothing was run. {problem}"
    text = str(observation.get("raw_text") or "").strip("\n")
    return text or (NO_PROGRAM_YET if step <= 1 else NO_OUTPUT)


def _task(observation: Mapping[str, Any], brief: Brief | None) -> str:
    verification = observation.get("task_verification") or {}
    meta = {str(item.get("key")): _loaded(item.get("value")) for item in verification.get("meta") or ()}
    if not meta and not verification.get("success"):
        return ""
    lines = []
    for key, value in meta.items():
        entity, found, window = key.partition(" achieved throughput per ")
        if found:
            quota = meta.get("quota") if brief is None else brief.quota
            aim = f"; {quota:g} are wanted" if isinstance(quota, int | float) else ""
            lines.append(f"Throughput: {_number(value)} {entity} per {window} made by machines{aim}.")
        elif key.endswith("production_score"):
            lines.append(f"{key.replace('_', ' ').capitalize()}: {_number(value)}.")
    lines.append("The goal is reached." if verification.get("success") else "The goal is not reached yet.")
    return "\n".join(lines)


def _inventory(observation: Mapping[str, Any], brief: Brief | None) -> str:
    """What the agent carries, most first, and where the characters stand."""
    counted = [(str(item.get("type")), item.get("quantity", 0)) for item in observation.get("inventory") or ()]
    shown = [f"{name}={_number(count)}" for name, count in sorted(counted, key=lambda one: (-one[1], one[0]))]
    lines = [", ".join(shown[start : start + 8]) for start in range(0, len(shown), 8)] or ["empty"]
    characters = observation.get("character_positions") or ()
    for one in characters:
        own = len(characters) == 1 or (brief is not None and one.get("agent_idx") == brief.agent)
        who = "You stand" if own else f"Agent {one.get('agent_idx')} stands"
        lines.append(f"{who} at ({_number(one.get('x'))}, {_number(one.get('y'))}).")
    return "\n".join(lines)


def _entities(entities: Iterable[Any]) -> str:
    reprs = [entity if isinstance(entity, str) else repr(entity) for entity in entities]
    return "\n".join(entity_lines(reprs)) or "none placed yet"


def _flows(flows: Mapping[str, Any]) -> str:
    """Factory flows in the API's own naming: `output` is what was produced, `input` what was consumed."""
    lines = []
    for key, title in (("output", "made"), ("input", "used"), ("harvested", "harvested by hand")):
        amounts = [(str(item.get("type")), item.get("rate", item.get("amount", 0))) for item in flows.get(key) or ()]
        shown = [f"{name}={_number(amount)}" for name, amount in sorted(amounts) if amount]
        if shown:
            lines.append(f"{title}: {', '.join(shown)}")
    return "\n".join(lines)


def _research(research: Mapping[str, Any], brief: Brief | None) -> str:
    """Nothing when all technologies are researched."""
    technologies = research.get("technologies") or ()
    if brief is not None and brief.all_technologies:
        return ""
    names = {str(one.get("name")) for one in technologies if one.get("researched")}
    if technologies and len(names) == len(technologies):
        return ""
    lines = []
    current = research.get("current_research")
    if current and current != "None":
        lines.append(f"current: {current}, {100 * float(research.get('research_progress') or 0):.0f} %")
    elif technologies:
        lines.append("current: none")
    open_now = [
        one for one in technologies if not one.get("researched") and names.issuperset(one.get("prerequisites") or ())
    ]
    open_names = sorted(str(one.get("name")) for one in open_now)
    known = facts().technologies
    deeds = {name: known[name].deed for name in open_names if name in known and known[name].deed}
    in_labs = [name for name in open_names if name not in deeds]
    if in_labs:
        lines.append("can be researched in labs: " + ", ".join(in_labs))
    if deeds:
        lines.append("learned without labs: " + ", ".join(f"{name} ({deeds[name]})" for name in deeds))
    if names:
        lines.append("researched: " + ", ".join(sorted(names)))
    return "\n".join(lines)


def _messages(messages: Iterable[Mapping[str, Any]]) -> str:
    return "\n".join(f"from agent {one.get('sender')}: {one.get('content')}" for one in messages)


def _functions(observation: Mapping[str, Any]) -> str:
    known = observation.get("serialized_functions") or ()
    shown = [f"{one.get('name')}{one.get('signature') or '(…)'}" for one in known]
    return "\n".join(sorted(shown))


def _step_line(observation: Mapping[str, Any], step: int, brief: Brief | None, budget: BudgetLeft | None) -> str:
    steps = brief.steps if brief is not None else (observation.get("task_info") or {}).get("trajectory_length") or 0
    left = f" of {steps}; {max(steps - step, 0)} more after it" if steps else ""
    lines = [f"## Step {step}{left}"]
    if budget is not None and budget.tokens is not None:
        lines.append(f"Tokens left: {budget.tokens:,}.")
    if budget is not None and budget.cost_usd is not None:
        lines.append(f"Money left: {budget.cost_usd:.2f} USD.")
    lines.append("Reply with your reasoning and one python program.")
    return "\n".join(lines)


def _loaded(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _number(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return f"{round(value, 2):,.10g}"
