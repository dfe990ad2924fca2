"""What a call consumed, in one shape for all providers.

A `Usage` counts tokens: `cached_input` and `cache_write` are parts of `input`, `reasoning` is a part of `output`, and
None means that the provider did not say, never 0. `read_usage` brings the usage block of an answer to that shape; a
row of the providers file names the adapter. Prices are another module's business; what the provider itself says the
call cost is returned beside the counts.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec


class Usage(msgspec.Struct, frozen=True, kw_only=True):
    """Tokens of a call. None = not reported; `estimated` = counted here, because the provider did not."""

    input: int | None = None
    output: int | None = None
    cached_input: int | None = None
    cache_write: int | None = None
    reasoning: int | None = None
    estimated: bool = False

    @property
    def total(self) -> int:
        """Input and output together; what is not known counts as 0."""
        return (self.input or 0) + (self.output or 0)


@dataclass(frozen=True, slots=True)
class Reported:
    """A usage block, read: the tokens, the price if the provider names one, and counts that only a price list needs."""

    usage: Usage
    cost_usd: float | None = None
    units: dict[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


# Above these a figure is a mistake: no context window is near it, nor the price of a call. It counts as not reported.
MOST_TOKENS = 100_000_000
MOST_USD = 10_000.0

Block = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Family:
    """How a family of servers reports.

    The first three say what an absent count means there: 0 where the family reports every one that is not 0, None
    where absence says nothing. `special` replaces the reading of a block that follows rules of its own.
    """

    cached_input: int | None = None
    cache_write: int | None = None
    reasoning: int | None = None
    special: Callable[[Block, _Family], Reported] | None = None


def read_usage(answer: Mapping[str, Any], adapter: str) -> Reported:
    """Read the usage of a whole answer (the decoded body). An absent or empty block gives all None.

    Raises KeyError for an adapter that is not in `ADAPTERS`.
    """
    family = ADAPTERS[adapter]
    block = answer.get("usage")
    if not isinstance(block, Mapping) or not block:
        return Reported(Usage())
    reported = (family.special or _common)(block, family)
    odd = tuple(
        f"usage: {name} = {_shown(value)} cannot be, so it was not counted" for name, value in _impossible(block)
    )
    reported = replace(reported, notes=odd)
    timings = answer.get("timings")  # llama.cpp tells its cache hits there
    if reported.usage.cached_input is None and isinstance(timings, Mapping):
        cached = _count(timings.get("cache_n"))
        usage = msgspec.structs.replace(reported.usage, cached_input=cached)
        reported = replace(reported, usage=_consistent(usage))
    return reported


def _impossible(block: Block) -> Iterator[tuple[str, float]]:
    """Counts that are numbers, and cannot be counts: negative, or beyond all measure."""
    for name, value in block.items():
        if isinstance(value, int | float) and name.endswith("_tokens") and _count(value) is None:
            yield name, value
        if name == "cost" and isinstance(value, int | float) and _usd(value) is None:
            yield name, value


def _shown(value: float) -> str:
    try:
        return f"{float(value):g}"
    except OverflowError:
        return "a number of more than 300 digits"


def _common(block: Block, family: _Family) -> Reported:
    if "input_tokens" in block:
        return _anthropic_native(block, family)
    prompt, completion = _details(block, "prompt_tokens_details"), _details(block, "completion_tokens_details")
    cached = _first(
        prompt.get("cached_tokens"),
        block.get("cached_tokens"),
        block.get("prompt_cache_hit_tokens"),
        block.get("num_cached_tokens"),
    )
    write = _first(prompt.get("cache_write_tokens"), block.get("cache_creation_input_tokens"))
    reasoning = _first(completion.get("reasoning_tokens"), block.get("reasoning_tokens"))
    tokens_in, tokens_out = _count(block.get("prompt_tokens")), _count(block.get("completion_tokens"))
    total = _count(block.get("total_tokens"))
    if total is not None and tokens_in is not None and tokens_out is not None and total > tokens_in + tokens_out:
        # xAI and Gemini count reasoning beside the completion; both are billed as output.
        beside = total - tokens_in - tokens_out
        tokens_out += beside
        reasoning = beside if reasoning is None else reasoning
    usage = Usage(
        input=tokens_in,
        output=tokens_out,
        cached_input=family.cached_input if cached is None else cached,
        cache_write=family.cache_write if write is None else write,
        reasoning=family.reasoning if reasoning is None else reasoning,
    )
    return Reported(_consistent(usage), _cost(block))


def _anthropic_native(block: Block, family: _Family) -> Reported:
    """Anthropic's own names: there, input_tokens leaves out what was read from or written to the cache."""
    fresh = _count(block.get("input_tokens"))
    read, write = _count(block.get("cache_read_input_tokens")), _count(block.get("cache_creation_input_tokens"))
    usage = Usage(
        input=None if fresh is None else fresh + (read or 0) + (write or 0),
        output=_count(block.get("output_tokens")),
        cached_input=read,
        cache_write=write,
        reasoning=family.reasoning,
    )
    return Reported(_consistent(usage), _cost(block))


def _openrouter(block: Block, family: _Family) -> Reported:
    """With the user's own upstream key, `cost` is only the fee; the upstream price comes on top."""
    plain = _common(block, family)
    upstream = _usd(_details(block, "cost_details").get("upstream_inference_cost"))
    if block.get("is_byok") is True and plain.cost_usd is not None and upstream is not None:
        return Reported(plain.usage, plain.cost_usd + upstream, plain.units)
    return plain


def _perplexity(block: Block, family: _Family) -> Reported:
    """Reasoning and citations are billed beside the completion, and are missing from the total."""
    reasoning, citations = _count(block.get("reasoning_tokens")), _count(block.get("citation_tokens"))
    completion = _count(block.get("completion_tokens"))
    usage = Usage(
        input=_count(block.get("prompt_tokens")),
        output=None if completion is None else completion + (reasoning or 0) + (citations or 0),
        cached_input=family.cached_input,
        cache_write=family.cache_write,
        reasoning=reasoning,
    )
    counts = {
        "output_reasoning_tokens": reasoning,
        "output_citation_tokens": citations,
        "web_searches": _count(block.get("num_search_queries")),
    }
    units = {name: count for name, count in counts.items() if count is not None}
    return Reported(_consistent(usage), _cost(block), units)


_NO_CACHE = _Family(cached_input=0, cache_write=0)
_FREE_WRITES = _Family(cache_write=0)
_ALL_REPORTED = _Family(cached_input=0, cache_write=0, reasoning=0)

ADAPTERS: Mapping[str, _Family] = {
    "openai": _ALL_REPORTED,
    "openai_like": _Family(),
    "anthropic": _NO_CACHE,  # the compatible endpoint offers no caching and hides thinking
    "gemini": _NO_CACHE,
    "openrouter": _Family(special=_openrouter),
    "deepseek": _FREE_WRITES,
    "groq": _FREE_WRITES,
    "mistral": _ALL_REPORTED,
    "xai": _FREE_WRITES,
    "moonshot": _FREE_WRITES,
    "zai": _FREE_WRITES,
    "perplexity": _Family(cached_input=0, cache_write=0, special=_perplexity),
    "cerebras": _FREE_WRITES,
    "fireworks": _FREE_WRITES,
    "together": _FREE_WRITES,
    "dashscope": _Family(),
    "ollama": _Family(cached_input=0),
    "vllm": _Family(),
    "lmstudio": _Family(),
    "llamacpp": _Family(),
}


def _details(block: Block, name: str) -> Block:
    value = block.get(name)
    return value if isinstance(value, Mapping) else {}


def _first(*values: object) -> int | None:
    return next((count for count in map(_count, values) if count is not None), None)


def _count(value: object) -> int | None:
    """A token count out of an int, a float or their text; None for anything else, or below zero, or beyond measure."""
    number = _amount(value)
    return None if number is None or number > MOST_TOKENS else int(number)


def _usd(value: object) -> float | None:
    number = _amount(value)
    return None if number is None or number > MOST_USD else number


def _amount(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) and number >= 0 else None


def _cost(block: Block) -> float | None:
    """The price in USD, under the names in use: OpenRouter, Perplexity, DeepInfra, xAI (in units of 1e-10 USD)."""
    cost = block.get("cost")
    if isinstance(cost, Mapping):
        return _usd(cost.get("total_cost"))
    ticks = _amount(block.get("cost_in_usd_ticks"))
    candidates = (_usd(cost), _usd(block.get("estimated_cost")), None if ticks is None else _usd(ticks / 1e10))
    return next((candidate for candidate in candidates if candidate is not None), None)


def _consistent(usage: Usage) -> Usage:
    """Cut parts down to their whole: a part that is larger makes price lists raise."""
    cached, write, reasoning = usage.cached_input, usage.cache_write, usage.reasoning
    if usage.input is not None:
        cached = None if cached is None else min(cached, usage.input)
        write = None if write is None else min(write, usage.input - (cached or 0))
    if usage.output is not None and reasoning is not None:
        reasoning = min(reasoning, usage.output)
    return msgspec.structs.replace(usage, cached_input=cached, cache_write=write, reasoning=reasoning)
