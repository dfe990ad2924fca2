"""What a call cost, in USD.

Asked in this order: the provider's own figure in the answer; the user's price overrides; nothing at all for a model on
the user's own machine or one the row calls free; genai-prices, whose prices may depend on the hour, so the time of the
request goes along. Unknown is None, never 0. Calls are priced one by one and then added, because tiers depend on the
size of a single request.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from fnmatch import fnmatchcase

import msgspec

from fle_llm.llm.errors import NoPrice
from fle_llm.llm.providers import Price
from fle_llm.llm.routing import Route
from fle_llm.llm.usage import Reported, Usage

PER = 1_000_000


class Cost(msgspec.Struct, frozen=True):
    """USD, or None where nobody knows, and who says so: provider, override, local, free, genai-prices or unknown."""

    usd: float | None
    source: str


def price_call(route: Route, reported: Reported, when: datetime, overrides: Sequence[Price] = ()) -> Cost:
    """The cost of one answered call made at `when` (with its time zone)."""
    if reported.cost_usd is not None:
        return Cost(reported.cost_usd, "provider")
    usage = reported.usage
    for price in overrides:
        if fnmatchcase(route.label, price.model):
            return Cost(_by_hand(price, usage), "override")
    if route.local:
        return Cost(0.0, "local")
    if any(fnmatchcase(route.model_id, glob) for glob in route.provider.free):
        return Cost(0.0, "free")
    usd = _from_price_list(route, reported, when)
    return Cost(usd, "unknown" if usd is None else "genai-prices")


def require_price(route: Route, when: datetime, overrides: Sequence[Price] = ()) -> None:
    """Raise NoPrice if a call of this route could not be priced, so that a limit in USD would not hold."""
    probe = Reported(Usage(input=1000, output=1000))
    if route.provider.reports_cost or price_call(route, probe, when, overrides).usd is not None:
        return
    raise NoPrice(
        f"spending on {route.label} was to be limited in USD, but its price is not known: add a [[prices]] table with "
        f"model = {route.label!r} to your providers file (FLE_LLM_PROVIDERS or --providers), or limit tokens instead",
    )


def _by_hand(price: Price, usage: Usage) -> float | None:
    if usage.input is None or usage.output is None:
        return None
    cached, written = usage.cached_input or 0, usage.cache_write or 0
    fresh = usage.input - cached - written
    at_cached = price.input if price.cached_input is None else price.cached_input
    at_write = price.input if price.cache_write is None else price.cache_write
    total = fresh * price.input + cached * at_cached + written * at_write + usage.output * price.output
    return total / PER


def _from_price_list(route: Route, reported: Reported, when: datetime) -> float | None:
    usage = reported.usage
    if route.provider.price_id is None or usage.input is None or usage.output is None:
        return None
    import genai_prices  # half a second to import

    counts = {
        "input_tokens": usage.input,
        "output_tokens": usage.output,
        "cache_read_tokens": usage.cached_input,
        "cache_write_tokens": usage.cache_write,
        **reported.units,
    }
    try:
        calculation = genai_prices.calc_price(
            genai_prices.Usage(**{name: count for name, count in counts.items() if count is not None}),
            _listed_id(route),
            provider_id=route.provider.price_id,
            genai_request_timestamp=when,
        )
    except (LookupError, ValueError):  # a model it does not list, or counts it cannot bring together
        return None
    return float(calculation.total_price)


def _listed_id(route: Route) -> str:
    suffix = next((end for end in route.provider.suffixes if route.model_id.endswith(end)), "")
    return route.model_id.removesuffix(suffix)
