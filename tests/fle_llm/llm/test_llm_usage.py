"""Usage blocks as providers send them; expected values follow from what the fields mean, worked out beside each."""

from __future__ import annotations

from typing import Any

import pytest

from fle_llm.llm.usage import ADAPTERS, Usage, read_usage

N = None


def block(prompt: Any, completion: Any, total: Any, **more: Any) -> dict[str, Any]:
    return {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": total, **more}


def details(cached: Any = N, write: Any = N, reasoning: Any = N) -> dict[str, Any]:
    prompt = {"cached_tokens": cached, "cache_write_tokens": write}
    found: dict[str, Any] = {}
    if any(value is not None for value in prompt.values()):
        found["prompt_tokens_details"] = {name: value for name, value in prompt.items() if value is not None}
    if reasoning is not None:
        found["completion_tokens_details"] = {"reasoning_tokens": reasoning}
    return found


OPENAI_DETAILS = {
    "prompt_tokens_details": {"cached_tokens": 1024, "audio_tokens": 0},
    "completion_tokens_details": {
        "reasoning_tokens": 200,
        "audio_tokens": 0,
        "accepted_prediction_tokens": 0,
        "rejected_prediction_tokens": 0,
    },
}
OPENROUTER = block(
    1000,
    50,
    1050,
    cost=0.0021,
    is_byok=False,
    prompt_tokens_details={"cached_tokens": 600, "cache_write_tokens": 200, "audio_tokens": 0},
    cost_details={
        "upstream_inference_cost": None,
        "upstream_inference_prompt_cost": 0.0013,
        "upstream_inference_completions_cost": 0.0008,
    },
    completion_tokens_details={"reasoning_tokens": 20},
)
XAI_DETAILS = {
    "prompt_tokens_details": {"text_tokens": 40, "audio_tokens": 0, "image_tokens": 0, "cached_tokens": 32},
    "completion_tokens_details": {"reasoning_tokens": 300, "audio_tokens": 0},
    "num_sources_used": 0,
}
NATIVE = {
    "input_tokens": 100,
    "output_tokens": 40,
    "cache_creation_input_tokens": 300,
    "cache_read_input_tokens": 600,
}
GROQ_TIMES = {"queue_time": 0.01, "prompt_time": 0.002, "completion_time": 0.06, "total_time": 0.062}
DEEP_RESEARCH = {"search_context_size": "low", "citation_tokens": 500, "num_search_queries": 3, "reasoning_tokens": 900}
LLAMA_TIMINGS = {"cache_n": 236, "prompt_n": 1, "prompt_ms": 30.9, "predicted_n": 35, "predicted_ms": 661}
SAMBANOVA = {"total_latency": 0.2, "time_to_first_token": 0.1, "completion_tokens_per_sec": 90.0}

# name, adapter, usage block, (input, output, cached_input, cache_write, reasoning), cost in USD
BLOCKS: list[tuple[str, str, Any, tuple[Any, ...], float | None]] = [
    ("01 openai", "openai", block(1500, 300, 1800, **OPENAI_DETAILS), (1500, 300, 1024, 0, 200), N),
    ("02 openai writes", "openai", block(2000, 100, 2100, **details(1024, 512, 60)), (2000, 100, 1024, 512, 60), N),
    ("03 openai stream", "openai", block(9, 4, 13), (9, 4, 0, 0, 0), N),
    ("04 azure", "openai", block(1500, 300, 1800, **OPENAI_DETAILS), (1500, 300, 1024, 0, 200), N),
    ("05 anthropic compat", "anthropic", block(500, 40, 540), (500, 40, 0, 0, N), N),
    # 100 fresh + 300 written + 600 read
    ("06 anthropic native", "anthropic", NATIVE, (1000, 40, 600, 300, N), N),
    # 420 - 100 - 20 = 300 hidden thoughts, billed as output: 20 + 300
    ("07 gemini", "gemini", block(100, 20, 420), (100, 320, 0, 0, 300), N),
    ("08 gemini details", "gemini", block(100, 20, 420, **details(64, N, 300)), (100, 320, 64, 0, 300), N),
    ("09 openrouter", "openrouter", OPENROUTER, (1000, 50, 600, 200, 20), 0.0021),
    # the fee and the price at the upstream provider: 0.0001 + 0.002
    (
        "10 openrouter, own key",
        "openrouter",
        OPENROUTER | {"cost": 0.0001, "is_byok": True, "cost_details": {"upstream_inference_cost": 0.002}},
        (1000, 50, 600, 200, 20),
        0.0021,
    ),
    (
        "11 deepseek",
        "deepseek",
        block(900, 80, 980, **details(640, N, 50), prompt_cache_hit_tokens=640, prompt_cache_miss_tokens=260),
        (900, 80, 640, 0, 50),
        N,
    ),
    (
        "12 deepseek, hit fields alone",
        "deepseek",
        block(900, 80, 980, prompt_cache_hit_tokens=640, prompt_cache_miss_tokens=260),
        (900, 80, 640, 0, N),
        N,
    ),
    ("13 groq", "groq", block(70, 30, 100, **GROQ_TIMES, **details(64, N, 12)), (70, 30, 64, 0, 12), N),
    (
        "14 mistral",
        "mistral",
        block(60, 9, 69, num_cached_tokens=32, **details(32), prompt_audio_seconds=None),
        (60, 9, 32, 0, 0),
        N,
    ),
    # reasoning is counted beside the completion: 350 - 40 - 10 = 300, so 10 + 300
    ("15 xai", "xai", block(40, 10, 350, **XAI_DETAILS), (40, 310, 32, 0, 300), N),
    ("16 moonshot", "moonshot", block(100, 50, 150, cached_tokens=64), (100, 50, 64, 0, N), N),
    ("17 zai", "zai", block(100, 50, 150, **details(43, N, 30)), (100, 50, 43, 0, 30), N),
    # 200 completion + 900 reasoning + 500 citations
    ("18 perplexity deep research", "perplexity", block(10, 200, 210, **DEEP_RESEARCH), (10, 1600, 0, 0, 900), N),
    ("19 cerebras", "cerebras", block(80, 20, 100, **details(0, N, 7)), (80, 20, 0, 0, 7), N),
    ("20 fireworks", "fireworks", block(80, 20, 100, **details(40)), (80, 20, 40, 0, N), N),
    ("21 together", "together", block(80, 20, 100, cached_tokens=40), (80, 20, 40, 0, N), N),
    ("22 ollama", "ollama", block(26, 298, 324), (26, 298, 0, N, N), N),
    ("23 vllm", "vllm", block(80, 20, 100, prompt_tokens_details=None), (80, 20, N, N, N), N),
    ("24 vllm with details", "vllm", block(80, 20, 100, **details(64)), (80, 20, 64, N, N), N),
    ("25 llama.cpp", "llamacpp", block(237, 35, 272), (237, 35, 236, N, N), N),
    ("26 lmstudio", "lmstudio", block(12, 7, 19), (12, 7, N, N, N), N),
    ("27 sambanova", "openai_like", block(43, 8, 51, **SAMBANOVA), (43, 8, N, N, N), N),
    ("28 deepinfra", "openai_like", block(15, 16, 31, estimated_cost=0.0000026), (15, 16, N, N, N), 0.0000026),
    ("29 dashscope", "dashscope", block(3019, 104, 3123, **details(2048)), (3019, 104, 2048, N, N), N),
    ("30 null", "openai", N, (N, N, N, N, N), N),
    ("30 empty", "openai", {}, (N, N, N, N, N), N),
    (
        "31 odd types",
        "openai_like",
        {"prompt_tokens": "5", "completion_tokens": None, "cost": 0.1},
        (5, N, N, N, N),
        0.1,
    ),
]
BESIDE = {
    "04 azure": {"prompt_filter_results": [{"prompt_index": 0}]},
    "19 cerebras": {"time_info": {"queue_time": 0.1, "total_time": 0.2}},
    "25 llama.cpp": {"timings": LLAMA_TIMINGS},
    "26 lmstudio": {"stats": {"tokens_per_second": 50.0, "stop_reason": "eosFound"}},
}


@pytest.mark.parametrize(("name", "adapter", "usage", "expected", "cost"), BLOCKS, ids=[row[0] for row in BLOCKS])
def test_a_usage_block_in_one_shape(
    name: str, adapter: str, usage: Any, expected: tuple[int | None, ...], cost: float | None
) -> None:
    reported = read_usage({"usage": usage, "choices": []} | BESIDE.get(name, {}), adapter)
    found = reported.usage
    assert (found.input, found.output, found.cached_input, found.cache_write, found.reasoning) == expected
    assert reported.cost_usd == (None if cost is None else pytest.approx(cost, rel=1e-12))
    assert not found.estimated


def test_an_absent_block_is_not_a_block_of_zeros() -> None:
    assert read_usage({}, "openai").usage == Usage()
    assert read_usage({"usage": "12 tokens"}, "openai").usage == Usage()


def test_perplexity_keeps_the_counts_that_only_its_price_list_needs() -> None:
    units = read_usage({"usage": block(10, 200, 210, **DEEP_RESEARCH)}, "perplexity").units
    assert units == {"output_reasoning_tokens": 900, "output_citation_tokens": 500, "web_searches": 3}


@pytest.mark.parametrize(
    ("usage", "cost"),
    [
        ({"prompt_tokens": 1, "cost": {"input_tokens_cost": 0.1, "total_cost": 0.25}}, 0.25),
        ({"prompt_tokens": 1, "cost_in_usd_ticks": 12_000_000}, 0.0012),  # 1.2e7 / 1e10
        ({"prompt_tokens": 1, "cost": 0}, 0.0),
        ({"prompt_tokens": 1, "cost": "n/a"}, None),
        ({"prompt_tokens": 1, "cost": -1}, None),
        ({"prompt_tokens": 1, "cost": float("nan")}, None),
        ({"prompt_tokens": 1}, None),
    ],
)
def test_a_price_in_the_answer_under_each_name(usage: dict[str, Any], cost: float | None) -> None:
    assert read_usage({"usage": usage}, "openai_like").cost_usd == cost


@pytest.mark.parametrize("adapter", sorted(ADAPTERS))
def test_a_part_is_never_larger_than_its_whole(adapter: str) -> None:
    usage = block(100, 20, 120, **details(150, 30, 50), reasoning_tokens=50)
    found = read_usage({"usage": usage}, adapter).usage
    assert found.input is not None
    assert found.output is not None
    assert (found.cached_input or 0) + (found.cache_write or 0) <= found.input
    assert (found.reasoning or 0) <= found.output


@pytest.mark.parametrize("value", [True, [], {}, "many", -5, None, float("inf")])
def test_what_is_no_count_counts_as_not_reported(value: Any) -> None:
    assert read_usage({"usage": {"prompt_tokens": value, "completion_tokens": 7.0}}, "openai_like").usage == Usage(
        output=7
    )
