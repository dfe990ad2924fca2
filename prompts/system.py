"""The system prompt: role, rules, numbers, types, tools, patterns, task; constant for a whole episode.

Promises the same text for the same arguments in any process. The condensed profile has at most `CONDENSED_TOKENS`
tokens: it does without examples and some patterns and, where that is not enough (many tools), with a paragraph for each
tool. The task comes last, so that tasks share their prefix at providers that cache one.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.resources
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from fle_llm.sandbox.api import Limits
from prompts.brief import Brief
from prompts.manual import Detail, pages
from prompts.patterns import patterns
from prompts.rates import rate_lines
from prompts.tokens import count_tokens
from prompts.vocabulary import type_manual

if TYPE_CHECKING:
    import jinja2

    from fle_llm.tasks.kinds import Task

PROFILES = ("full", "condensed")
CONDENSED_TOKENS = 10_000


def system_prompt(
    task: Task | Brief,
    tools: Iterable[Any] | None = None,
    profile: str = "full",
    *,
    agent: int = 0,
) -> str:
    """The system prompt of one agent of a task.

    `tools` defaults to those a sandbox offers; anything with `name`, `signature` and `doc` is one. `profile` is "full"
    or "condensed"; another raises ValueError.
    """
    if profile not in PROFILES:
        raise ValueError(f"There is no prompt profile {profile!r}, only {' and '.join(PROFILES)}")
    brief = task if isinstance(task, Brief) else Brief.of(task, agent)
    known = list(_all_tools() if tools is None else tools)
    if profile == "full":
        return _rendered(brief, known, "whole", condensed=False)
    text = _rendered(brief, known, "without example", condensed=True)
    return text if count_tokens(text) <= CONDENSED_TOKENS else _rendered(brief, known, "summary", condensed=True)


def prompt_hash(text: str) -> str:
    """Sixteen hex digits that name a prompt in records."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _rendered(brief: Brief, tools: list[Any], detail: Detail, *, condensed: bool) -> str:
    shown = pages(tools, detail)
    names = {page.name for page in shown}
    text = _template().render(
        brief=brief,
        limits=Limits(),
        rates=rate_lines(),
        types=type_manual(condensed=condensed, technologies=not (condensed and brief.all_technologies)),
        pages=shown,
        tools=names,
        patterns=patterns(condensed=condensed, tools=names, unbuildable=brief.unbuildable),
    )
    return text.strip() + "\n"


def _all_tools() -> Iterable[Any]:
    from fle_llm.tools import stubs

    return stubs()


@functools.cache
def _template() -> jinja2.Template:
    import jinja2

    source = importlib.resources.files("prompts").joinpath("templates/system.md.j2").read_text(encoding="utf-8")
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined, keep_trailing_newline=True, autoescape=False)
    return environment.from_string(source)
