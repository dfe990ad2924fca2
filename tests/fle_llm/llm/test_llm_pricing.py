"""Money. Expected figures are worked out by hand from prices per million tokens, written beside each."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from fle_llm.llm.errors import NoPrice
from fle_llm.llm.pricing import price_call, require_price
from fle_llm.llm.providers import Price, load_catalogue
from fle_llm.llm.routing import Route, find_route
from fle_llm.llm.usage import Reported, Usage

# DeepSeek's price depends on the hour; this one is in its dear part of the day.
WHEN = datetime(2026, 11, 22, 8, 43, tzinfo=UTC)
M = 1_000_000


def route(model: str, base_url: str | None = None) -> Route:
    return find_route(model, load_catalogue(), base_url=base_url)


def usage(tokens_in: int, tokens_out: int, cached: int | None = None, write: int | None = None) -> Reported:
    return Reported(Usage(input=tokens_in, output=tokens_out, cached_input=cached, cache_write=write))


BY_HAND = [
    # input 5, cached 0.5, output 30: 476 fresh, 1,024 cached, 300 out
    ("gpt-5.5", usage(1500, 300, 1024), (476 * 5 + 1024 * 0.5 + 300 * 30) / M),
    # input 0.2, cached 0.02, written 0.25, output 1.2: 464 fresh, 1,024 cached, 512 written, 100 out
    ("gpt-5.6-luna", usage(2000, 100, 1024, 512), (464 * 0.2 + 1024 * 0.02 + 512 * 0.25 + 100 * 1.2) / M),
    # input 0.25, cached 0.025, output 2
    ("gpt-5-mini", usage(10_000, 1_000, 4_000), (6_000 * 0.25 + 4_000 * 0.025 + 1_000 * 2) / M),
    # above 272,000 tokens of input the dearer tier holds for the whole request: 0.4 in; its output price is not tested
    ("gpt-5.6-luna", usage(300_000, 0), 300_000 * 0.4 / M),
    # input 3, output 15
    ("claude-sonnet-4-5", usage(500, 40), (500 * 3 + 40 * 15) / M),
    # input 3, read 0.3, written 3.75, output 15: 100 fresh, 600 read, 300 written, 40 out
    ("claude-sonnet-4-5", usage(1000, 40, 600, 300), (100 * 3 + 600 * 0.3 + 300 * 3.75 + 40 * 15) / M),
    # input 2, output 10
    ("claude-sonnet-5", usage(1000, 1000), (1000 * 2 + 1000 * 10) / M),
    # input 0.75, output 3.75
    ("gemini-3.8-flash", usage(1000, 1000), (1000 * 0.75 + 1000 * 3.75) / M),
    # input 1.25, cached 0.2, output 2.5: 8 fresh, 32 cached, 310 out
    ("grok-4.3", usage(40, 310, 32), (8 * 1.25 + 32 * 0.2 + 310 * 2.5) / M),
    # input 0.15, cached 0.075, output 0.6
    ("groq/openai/gpt-oss-120b", usage(70, 30, 64), (6 * 0.15 + 64 * 0.075 + 30 * 0.6) / M),
    # input 0.3, cached 0.006, output 1.2, in the dear hours
    ("deepseek-v4-flash", usage(900, 80, 640), (260 * 0.3 + 640 * 0.006 + 80 * 1.2) / M),
    # input 0.15, cached 0.015, output 0.6
    ("mistral-small-latest", usage(60, 9, 32), (28 * 0.15 + 32 * 0.015 + 9 * 0.6) / M),
    # input 1.4, cached 0.26, output 4.4
    ("glm-5.3", usage(100, 50, 43), (57 * 1.4 + 43 * 0.26 + 50 * 4.4) / M),
    # input 2, cached 0.2, output 10
    ("kimi-k3.1-pro", usage(1000, 100, 500), (500 * 2 + 500 * 0.2 + 100 * 10) / M),
    # through a proxy that spells vendor/model: input 0.25, output 2
    ("litellm/openai/gpt-5-mini", usage(1000, 1000), (1000 * 0.25 + 1000 * 2) / M),
    # input 4, cached 0.4, output 20; above 272,000 tokens 8, 0.8 and 30, for all of them
    ("gpt-5.6-sol", usage(272_000, 1_000, 72_000), (200_000 * 4 + 72_000 * 0.4 + 1_000 * 20) / M),
    ("gpt-5.6-sol", usage(272_001, 1_000, 72_000), (200_001 * 8 + 72_000 * 0.8 + 1_000 * 30) / M),
    # above 272,000 tokens 10, 1 and 45
    ("gpt-5.5", usage(300_000, 2_000, 100_000), (200_000 * 10 + 100_000 * 1 + 2_000 * 45) / M),
    # input 0.15, cached 0.075, output 0.6; the same on Azure, where the deployment bears the model's name
    ("gpt-4o-mini", usage(5_000, 100, 1_000), (4_000 * 0.15 + 1_000 * 0.075 + 100 * 0.6) / M),
    ("azure/gpt-4o-mini", usage(5_000, 100, 1_000), (4_000 * 0.15 + 1_000 * 0.075 + 100 * 0.6) / M),
    # input 5, read 0.5, written 6.25, output 25
    ("claude-opus-5", usage(9_000, 500, 6_000, 2_000), (1_000 * 5 + 6_000 * 0.5 + 2_000 * 6.25 + 500 * 25) / M),
    # input 0.1, read 0.01, output 0.5; above 100,000 tokens 0.5, 0.05 and 2.5
    ("claude-haiku-5-5", usage(50_000, 500, 40_000), (10_000 * 0.1 + 40_000 * 0.01 + 500 * 0.5) / M),
    ("claude-haiku-5-5", usage(150_000, 500, 40_000), (110_000 * 0.5 + 40_000 * 0.05 + 500 * 2.5) / M),
    # above 200,000 tokens 6, read 0.6, output 22.5
    ("claude-sonnet-4-5", usage(250_000, 1_000, 50_000), (200_000 * 6 + 50_000 * 0.6 + 1_000 * 22.5) / M),
    # input 1.25, cached 0.125, output 10; above 200,000 tokens 2.5 and 15
    ("gemini-2.5-pro", usage(10_000, 1_000, 4_000), (6_000 * 1.25 + 4_000 * 0.125 + 1_000 * 10) / M),
    ("gemini-2.5-pro", usage(250_000, 1_000), (250_000 * 2.5 + 1_000 * 15) / M),
    # input 2, output 6, no price of its own for what is cached
    ("mistral-large-latest", usage(1_000, 100), (1_000 * 2 + 100 * 6) / M),
    # input 0.95, cached 0.16, output 4
    ("moonshot/kimi-k2.6", usage(1_000, 100, 500), (500 * 0.95 + 500 * 0.16 + 100 * 4) / M),
    # input 0.35, output 0.75: another provider, another price for the same weights
    ("cerebras/gpt-oss-120b", usage(1_000, 100), (1_000 * 0.35 + 100 * 0.75) / M),
    # above 200,000 tokens of input 2.5
    ("grok-4.3", usage(250_000, 0), 250_000 * 2.5 / M),
    # the suffix for the fastest provider does not hide the model: input 3, output 15
    ("openrouter/anthropic/claude-sonnet-4.5:nitro", usage(1000, 10), (1000 * 3 + 10 * 15) / M),
]


@pytest.mark.parametrize(("model", "reported", "expected"), BY_HAND, ids=[f"{r[0]}-{i}" for i, r in enumerate(BY_HAND)])
def test_prices_by_hand(model: str, reported: Reported, expected: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZURE_OPENAI_ENDPOINT", "https://res.openai.azure.com")
    cost = price_call(route(model), reported, WHEN)
    assert cost.usd == pytest.approx(expected, rel=1e-9)
    assert cost.source == "genai-prices"


def test_at_least_twenty_models_are_priced_by_hand() -> None:
    assert len({model for model, *_ in BY_HAND}) >= 20


def test_the_hour_of_the_request_sets_the_price() -> None:
    # half price outside 01-04 and 06-10 UTC
    evening = WHEN.replace(hour=20)
    dear = price_call(route("deepseek-v4-flash"), usage(1000, 1000), WHEN).usd
    cheap = price_call(route("deepseek-v4-flash"), usage(1000, 1000), evening).usd
    assert dear is not None
    assert cheap == pytest.approx(dear / 2)


def test_deep_research_is_priced_with_its_citations_and_searches() -> None:
    # input 2, output 8, reasoning 3, citations 2 per million, searches 5 per thousand
    units = {"output_reasoning_tokens": 900, "output_citation_tokens": 500, "web_searches": 3}
    reported = Reported(Usage(input=10, output=1600, reasoning=900), None, units)
    by_hand = (10 * 2 + 200 * 8 + 900 * 3 + 500 * 2) / M + 3 * 5 / 1000
    assert price_call(route("sonar-deep-research"), reported, WHEN).usd == pytest.approx(by_hand)


def test_the_providers_own_figure_goes_before_every_price_list() -> None:
    own = Reported(Usage(input=1000, output=50), 0.0021)
    for model in ("openrouter/anthropic/claude-sonnet-4.5", "gpt-5", "ollama/llama3"):
        cost = price_call(route(model), own, WHEN, [Price(model="*", input=99, output=99)])
        assert (cost.usd, cost.source) == (0.0021, "provider")


def test_the_users_prices_go_before_the_price_list() -> None:
    overrides = [
        Price(model="openai/gpt-5*", input=1, output=2, cached_input=0.5),
        Price(model="*/*", input=7, output=7),
    ]
    cost = price_call(route("gpt-5-mini"), usage(1000, 100, 400), WHEN, overrides)
    assert cost.usd == pytest.approx((600 * 1 + 400 * 0.5 + 100 * 2) / M)
    assert cost.source == "override"
    assert price_call(route("gpt-4o"), usage(10, 10), WHEN, overrides).usd == pytest.approx(20 * 7 / M)


@pytest.mark.parametrize(
    ("model", "base_url", "expected"),
    [
        ("ollama/llama3", None, (0.0, "local")),
        ("anything", "http://127.0.0.1:8000/v1", (0.0, "local")),
        ("openrouter/deepseek/deepseek-v4-flash:free", None, (0.0, "free")),
        ("anything", "https://llm.example.com/v1", (None, "unknown")),
        ("gpt-99-unheard-of", None, (None, "unknown")),
        ("nebius/Qwen/Qwen3-32B", None, (None, "unknown")),
        # a proxy on this machine passes the request on to someone who is paid
        ("litellm/acme/unheard-of", None, (None, "unknown")),
    ],
)
def test_what_costs_nothing_and_what_is_not_known(
    model: str, base_url: str | None, expected: tuple[float | None, str]
) -> None:
    cost = price_call(route(model, base_url), usage(1000, 1000), WHEN)
    assert (cost.usd, cost.source) == expected


def test_tokens_that_are_not_known_make_the_price_unknown() -> None:
    assert price_call(route("gpt-5-mini"), Reported(Usage(input=5)), WHEN).usd is None
    assert (
        price_call(route("gpt-5-mini"), Reported(Usage(input=5)), WHEN, [Price(model="*", input=1, output=1)]).usd
        is None
    )


def test_a_limit_in_usd_needs_a_price(tmp_path: Path) -> None:
    for model in ("gpt-5-mini", "ollama/llama3", "openrouter/acme/unheard-of", "deepinfra/acme/unheard-of"):
        require_price(route(model), WHEN)
    with pytest.raises(NoPrice, match=r"nebius/x.*\[\[prices\]\]"):
        require_price(route("nebius/x"), WHEN)
    own = tmp_path / "own.toml"
    own.write_text('[[prices]]\nmodel = "nebius/x"\ninput = 1\noutput = 2\n', encoding="utf-8")
    require_price(route("nebius/x"), WHEN, load_catalogue(own).prices)
