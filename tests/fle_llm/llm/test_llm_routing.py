"""Model strings, one row each: where they lead, under which id, with whose key."""

from __future__ import annotations

import pytest

from fle_llm.llm.errors import MissingKey, RoutingError
from fle_llm.llm.providers import Catalogue, load_catalogue
from fle_llm.llm.routing import clean_url, find_keys, find_route, is_loopback

# model string, provider, URL, id sent, variable(s) of the key
ROUTES = [
    ("openai/gpt-4o", "openai", "https://api.openai.com/v1", "gpt-4o", ["OPENAI_API_KEY"]),
    ("gpt-4o", "openai", "https://api.openai.com/v1", "gpt-4o", ["OPENAI_API_KEY"]),
    ("gpt-5", "openai", "https://api.openai.com/v1", "gpt-5", ["OPENAI_API_KEY"]),
    ("gpt-4.1-mini", "openai", "https://api.openai.com/v1", "gpt-4.1-mini", ["OPENAI_API_KEY"]),
    ("o3", "openai", "https://api.openai.com/v1", "o3", ["OPENAI_API_KEY"]),
    ("o4-mini", "openai", "https://api.openai.com/v1", "o4-mini", ["OPENAI_API_KEY"]),
    ("OpenAI/gpt-5-mini", "openai", "https://api.openai.com/v1", "gpt-5-mini", ["OPENAI_API_KEY"]),
    ("claude-sonnet-5", "anthropic", "https://api.anthropic.com/v1", "claude-sonnet-5", ["ANTHROPIC_API_KEY"]),
    ("anthropic/claude-opus-5", "anthropic", "https://api.anthropic.com/v1", "claude-opus-5", ["ANTHROPIC_API_KEY"]),
    (
        "gemini-2.5-pro",
        "gemini",
        "https://generativelanguage.googleapis.com/v1beta/openai",
        "gemini-2.5-pro",
        ["GEMINI_API_KEY", "GOOGLE_API_KEY"],
    ),
    (
        "google/gemini-3.8-flash",
        "gemini",
        "https://generativelanguage.googleapis.com/v1beta/openai",
        "gemini-3.8-flash",
        ["GEMINI_API_KEY", "GOOGLE_API_KEY"],
    ),
    (
        "openrouter/anthropic/claude-sonnet-4.5",
        "openrouter",
        "https://openrouter.ai/api/v1",
        "anthropic/claude-sonnet-4.5",
        ["OPENROUTER_API_KEY"],
    ),
    (
        "openrouter/openai/gpt-5:nitro",
        "openrouter",
        "https://openrouter.ai/api/v1",
        "openai/gpt-5:nitro",
        ["OPENROUTER_API_KEY"],
    ),
    (
        "open-router-meta-llama/llama-3.3-70b-instruct",
        "openrouter",
        "https://openrouter.ai/api/v1",
        "meta-llama/llama-3.3-70b-instruct",
        ["OPENROUTER_API_KEY"],
    ),
    (
        "open-router-openai/gpt-5:nitro",
        "openrouter",
        "https://openrouter.ai/api/v1",
        "openai/gpt-5:nitro",
        ["OPENROUTER_API_KEY"],
    ),
    ("deepseek/deepseek-v4-pro", "deepseek", "https://api.deepseek.com", "deepseek-v4-pro", ["DEEPSEEK_API_KEY"]),
    ("deepseek-v4-flash", "deepseek", "https://api.deepseek.com", "deepseek-v4-flash", ["DEEPSEEK_API_KEY"]),
    (
        "together/meta-llama/Llama-3.3-70B-Instruct-Turbo",
        "together",
        "https://api.together.ai/v1",
        "meta-llama/Llama-3.3-70B-Instruct-Turbo",
        ["TOGETHER_API_KEY", "TOGETHERAI_API_KEY"],
    ),
    ("groq/openai/gpt-oss-120b", "groq", "https://api.groq.com/openai/v1", "openai/gpt-oss-120b", ["GROQ_API_KEY"]),
    ("mistral/codestral-latest", "mistral", "https://api.mistral.ai/v1", "codestral-latest", ["MISTRAL_API_KEY"]),
    ("mistral-large-latest", "mistral", "https://api.mistral.ai/v1", "mistral-large-latest", ["MISTRAL_API_KEY"]),
    ("grok-4.3", "xai", "https://api.x.ai/v1", "grok-4.3", ["XAI_API_KEY", "GROK_API_KEY"]),
    ("x-ai/grok-4.7", "xai", "https://api.x.ai/v1", "grok-4.7", ["XAI_API_KEY", "GROK_API_KEY"]),
    (
        "fireworks/accounts/fireworks/models/gpt-oss-120b",
        "fireworks",
        "https://api.fireworks.ai/inference/v1",
        "accounts/fireworks/models/gpt-oss-120b",
        ["FIREWORKS_API_KEY"],
    ),
    (
        "accounts/fireworks/models/gpt-oss-120b",
        "fireworks",
        "https://api.fireworks.ai/inference/v1",
        "accounts/fireworks/models/gpt-oss-120b",
        ["FIREWORKS_API_KEY"],
    ),
    ("cerebras/gpt-oss-120b", "cerebras", "https://api.cerebras.ai/v1", "gpt-oss-120b", ["CEREBRAS_API_KEY"]),
    ("nebius/Qwen/Qwen3-32B", "nebius", "https://api.studio.nebius.com/v1", "Qwen/Qwen3-32B", ["NEBIUS_API_KEY"]),
    ("kimi-k3", "moonshot", "https://api.moonshot.ai/v1", "kimi-k3", ["MOONSHOT_API_KEY", "MOONSHOTAI_API_KEY"]),
    (
        "qwen-plus",
        "dashscope",
        "https://dashscope-intl.aliyuncs.com/compatible-mode/v1",
        "qwen-plus",
        ["DASHSCOPE_API_KEY", "ALIBABA_API_KEY", "QWEN_API_KEY"],
    ),
    ("glm-5.3", "zai", "https://api.z.ai/api/paas/v4", "glm-5.3", ["ZAI_API_KEY"]),
    (
        "nvidia/meta/llama-3.3-70b-instruct",
        "nvidia",
        "https://integrate.api.nvidia.com/v1",
        "meta/llama-3.3-70b-instruct",
        ["NVIDIA_API_KEY"],
    ),
    (
        "command-a-03-2025",
        "cohere",
        "https://api.cohere.ai/compatibility/v1",
        "command-a-03-2025",
        ["CO_API_KEY", "COHERE_API_KEY"],
    ),
    ("sonar-pro", "perplexity", "https://api.perplexity.ai", "sonar-pro", ["PERPLEXITY_API_KEY", "PPLX_API_KEY"]),
    (
        "sambanova/Meta-Llama-3.3-70B-Instruct",
        "sambanova",
        "https://api.sambanova.ai/v1",
        "Meta-Llama-3.3-70B-Instruct",
        ["SAMBANOVA_API_KEY"],
    ),
    (
        "hf/openai/gpt-oss-120b:groq",
        "huggingface",
        "https://router.huggingface.co/v1",
        "openai/gpt-oss-120b:groq",
        ["HF_TOKEN", "HUGGINGFACE_API_KEY"],
    ),
    (
        "deepinfra/openai/gpt-oss-120b",
        "deepinfra",
        "https://api.deepinfra.com/v1/openai",
        "openai/gpt-oss-120b",
        ["DEEPINFRA_API_KEY", "DEEPINFRA_TOKEN"],
    ),
    (
        "novita/deepseek/deepseek-v3",
        "novita",
        "https://api.novita.ai/openai",
        "deepseek/deepseek-v3",
        ["NOVITA_API_KEY"],
    ),
    ("MiniMax-M3", "minimax", "https://api.minimax.io/v1", "MiniMax-M3", ["MINIMAX_API_KEY"]),
    (
        "litellm/openai/gpt-5-mini",
        "litellm",
        "http://localhost:4000",
        "openai/gpt-5-mini",
        ["LITELLM_API_KEY", "LITELLM_MASTER_KEY"],
    ),
    ("ollama/gpt-oss:20b", "ollama", "http://localhost:11434/v1", "gpt-oss:20b", []),
    ("ollama-llama3.1:8b", "ollama", "http://localhost:11434/v1", "llama3.1:8b", []),
    ("vllm/openai/gpt-oss-20b", "vllm", "http://localhost:8000/v1", "openai/gpt-oss-20b", ["VLLM_API_KEY"]),
    ("lmstudio/qwen/qwen3-8b", "lmstudio", "http://localhost:1234/v1", "qwen/qwen3-8b", []),
    ("llama.cpp/anything", "llamacpp", "http://localhost:8080/v1", "anything", ["LLAMACPP_API_KEY"]),
    ("sglang/Qwen/Qwen3-8B", "sglang", "http://localhost:30000/v1", "Qwen/Qwen3-8B", ["SGLANG_API_KEY"]),
    ("chatgpt-4o-latest", "openai", "https://api.openai.com/v1", "chatgpt-4o-latest", ["OPENAI_API_KEY"]),
    ("o1", "openai", "https://api.openai.com/v1", "o1", ["OPENAI_API_KEY"]),
    ("o3-mini", "openai", "https://api.openai.com/v1", "o3-mini", ["OPENAI_API_KEY"]),
    ("openai/a-name-of-tomorrow", "openai", "https://api.openai.com/v1", "a-name-of-tomorrow", ["OPENAI_API_KEY"]),
    (
        "claude/claude-sonnet-4-5",
        "anthropic",
        "https://api.anthropic.com/v1",
        "claude-sonnet-4-5",
        ["ANTHROPIC_API_KEY"],
    ),
    (
        "open-router/anthropic/claude-opus-5",
        "openrouter",
        "https://openrouter.ai/api/v1",
        "anthropic/claude-opus-5",
        ["OPENROUTER_API_KEY"],
    ),
    (
        "openrouter/deepseek/deepseek-v4-flash:free",
        "openrouter",
        "https://openrouter.ai/api/v1",
        "deepseek/deepseek-v4-flash:free",
        ["OPENROUTER_API_KEY"],
    ),
    (
        "openrouter/~anthropic/claude-sonnet-latest",
        "openrouter",
        "https://openrouter.ai/api/v1",
        "~anthropic/claude-sonnet-latest",
        ["OPENROUTER_API_KEY"],
    ),
    (
        "open-router-qwen/qwen3-coder",
        "openrouter",
        "https://openrouter.ai/api/v1",
        "qwen/qwen3-coder",
        ["OPENROUTER_API_KEY"],
    ),
    (
        "togetherai/openai/gpt-oss-120b",
        "together",
        "https://api.together.ai/v1",
        "openai/gpt-oss-120b",
        ["TOGETHER_API_KEY", "TOGETHERAI_API_KEY"],
    ),
    (
        "GROQ/llama-3.3-70b-versatile",
        "groq",
        "https://api.groq.com/openai/v1",
        "llama-3.3-70b-versatile",
        ["GROQ_API_KEY"],
    ),
    ("magistral-medium-latest", "mistral", "https://api.mistral.ai/v1", "magistral-medium-latest", ["MISTRAL_API_KEY"]),
    ("grok/grok-4.5", "xai", "https://api.x.ai/v1", "grok-4.5", ["XAI_API_KEY", "GROK_API_KEY"]),
    (
        "moonshotai/kimi-k2.6",
        "moonshot",
        "https://api.moonshot.ai/v1",
        "kimi-k2.6",
        ["MOONSHOT_API_KEY", "MOONSHOTAI_API_KEY"],
    ),
    (
        "moonshot-v1-8k",
        "moonshot",
        "https://api.moonshot.ai/v1",
        "moonshot-v1-8k",
        ["MOONSHOT_API_KEY", "MOONSHOTAI_API_KEY"],
    ),
    (
        "alibaba/qwen3.8-max",
        "dashscope",
        "https://dashscope-intl.aliyuncs.com/compatible-mode/v1",
        "qwen3.8-max",
        ["DASHSCOPE_API_KEY", "ALIBABA_API_KEY", "QWEN_API_KEY"],
    ),
    ("z-ai/glm-5.2", "zai", "https://api.z.ai/api/paas/v4", "glm-5.2", ["ZAI_API_KEY"]),
    ("zhipu/glm-5.3", "zhipu", "https://open.bigmodel.cn/api/paas/v4", "glm-5.3", ["ZHIPUAI_API_KEY", "ZHIPU_API_KEY"]),
    (
        "nim/meta/llama-3.3-70b-instruct",
        "nvidia",
        "https://integrate.api.nvidia.com/v1",
        "meta/llama-3.3-70b-instruct",
        ["NVIDIA_API_KEY"],
    ),
    (
        "pplx/sonar-reasoning-pro",
        "perplexity",
        "https://api.perplexity.ai",
        "sonar-reasoning-pro",
        ["PERPLEXITY_API_KEY", "PPLX_API_KEY"],
    ),
    (
        "vercel/openai/gpt-5-mini",
        "vercel",
        "https://ai-gateway.vercel.sh/v1",
        "openai/gpt-5-mini",
        ["VERCEL_AI_GATEWAY_API_KEY", "AI_GATEWAY_API_KEY"],
    ),
    (
        "azure/my-deployment",
        "azure",
        "https://res.openai.azure.com/openai/v1",
        "my-deployment",
        ["AZURE_OPENAI_API_KEY"],
    ),
    ("lm-studio/qwen/qwen3-8b", "lmstudio", "http://localhost:1234/v1", "qwen/qwen3-8b", []),
    ("ollama-qwen3:8b", "ollama", "http://localhost:11434/v1", "qwen3:8b", []),
    ("scripted/expert", "scripted", "", "expert", []),
]


@pytest.fixture(scope="module")
def rows() -> Catalogue:
    return load_catalogue()


@pytest.mark.parametrize(("model", "provider", "url", "model_id", "keys"), ROUTES, ids=[row[0] for row in ROUTES])
def test_a_model_string_leads_to_one_place(
    rows: Catalogue,
    monkeypatch: pytest.MonkeyPatch,
    model: str,
    provider: str,
    url: str,
    model_id: str,
    keys: list[str],
) -> None:
    monkeypatch.setenv("AZURE_OPENAI_ENDPOINT", "https://res.openai.azure.com")
    route = find_route(model, rows)
    found = (route.provider.name, route.base_url, route.model_id, list(route.key_variables))
    assert found == (provider, url, model_id, keys)


def test_the_table_has_every_row_and_no_string_twice(rows: Catalogue) -> None:
    assert {provider for _, provider, *_ in ROUTES} == {*rows.providers, "scripted"}
    assert len({row[0] for row in ROUTES}) == len(ROUTES)


@pytest.mark.parametrize(
    ("model", "suggestion"),
    [
        ("opnai/gpt-4o", "openai/gpt-4o"),
        ("anthropc/claude-opus-5", "anthropic/claude-opus-5"),
        ("gpt4o", "openai/gpt-4o"),
        ("claud-sonnet-5", "anthropic/claude-sonnet-5"),
        ("deepseek-r1:8b", "ollama/deepseek-r1:8b"),
    ],
)
def test_a_misspelt_name_is_refused_with_the_close_match(rows: Catalogue, model: str, suggestion: str) -> None:
    with pytest.raises(RoutingError, match="Did you mean") as error:
        find_route(model, rows)
    assert suggestion in error.value.suggestions
    assert suggestion in str(error.value)


@pytest.mark.parametrize(
    "model", ["", "  ", "openai/", "my-gpt-4o", "meta-llama/Llama-3", "gpt-oss-120b", "notclaude-1"]
)
def test_nothing_is_guessed_from_a_part_of_a_name(rows: Catalogue, model: str) -> None:
    with pytest.raises(RoutingError):
        find_route(model, rows)


def test_an_unknown_provider_is_answered_with_the_known_ones(rows: Catalogue) -> None:
    with pytest.raises(RoutingError, match=r"known are .*cerebras.*ollama.*--base-url"):
        find_route("meta-llama/Llama-3", rows)


def test_nitro_asks_openrouter_for_the_fastest_provider(rows: Catalogue) -> None:
    plain = find_route("openrouter/openai/gpt-5", rows)
    fast = find_route("openrouter/openai/gpt-5:nitro", rows)
    assert plain.extra_body == {"usage": {"include": True}}
    assert fast.extra_body == {"usage": {"include": True}, "provider": {"sort": "throughput"}}


def test_variables_in_a_url_are_read_from_the_environment(rows: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RoutingError, match="AZURE_OPENAI_ENDPOINT"):
        find_route("azure/my-deployment", rows)
    monkeypatch.setenv("AZURE_OPENAI_ENDPOINT", "https://res.openai.azure.com/")
    monkeypatch.setenv("OLLAMA_BASE_URL", "http://gpu:11434/v1")
    assert find_route("azure/my-deployment", rows).base_url == "https://res.openai.azure.com/openai/v1"
    assert find_route("ollama/llama3", rows).base_url == "http://gpu:11434/v1"


# With a base URL: model string, URL, id sent, variables of the key, keyless
CUSTOM = [
    ("openai/gpt-oss-20b", "http://127.0.0.1:8000/v1", "openai/gpt-oss-20b", (), True),
    ("meta-llama/Llama-3", "http://localhost:9/v1/", "meta-llama/Llama-3", (), True),
    ("vllm/openai/gpt-oss-20b", "http://127.0.0.1:8001/v1", "openai/gpt-oss-20b", (), True),
    ("some-model", "https://llm.example.com/v1/chat/completions", "some-model", (), False),
    ("openai/gpt-4o", "https://api.openai.com/v1", "gpt-4o", ("OPENAI_API_KEY",), False),
    ("openai/gpt-4o", "http://api.openai.com/v1", "openai/gpt-4o", (), False),
    ("openai/gpt-4o", "https://api.openai.com.evil.example/v1", "openai/gpt-4o", (), False),
    ("vllm/x", "https://elsewhere.example/v1", "x", (), True),
]


@pytest.mark.parametrize(("model", "url", "model_id", "keys", "keyless"), CUSTOM)
def test_a_base_url_reaches_any_server_and_takes_no_providers_key_along(
    rows: Catalogue, model: str, url: str, model_id: str, keys: tuple[str, ...], keyless: bool
) -> None:
    route = find_route(model, rows, base_url=url)
    assert (route.model_id, route.key_variables, route.keyless) == (model_id, keys, keyless)


def test_a_named_variable_holds_the_key_of_another_server(rows: Catalogue) -> None:
    route = find_route("openai/x", rows, base_url="https://llm.example.com/v1", api_key_env="MY_KEY")
    assert find_keys(route, {"MY_KEY": "mine-123456", "OPENAI_API_KEY": "theirs"}) == ("mine-123456",)
    with pytest.raises(MissingKey, match="MY_KEY") as error:
        find_keys(route, {"OPENAI_API_KEY": "theirs"})
    assert error.value.variables == ("MY_KEY",)


def test_a_server_elsewhere_needs_a_key_or_the_word_none(rows: Catalogue) -> None:
    with pytest.raises(MissingKey, match="--api-key-env"):
        find_keys(find_route("x", rows, base_url="http://gpu-box:8000/v1"), {})
    assert find_keys(find_route("x", rows, base_url="http://gpu-box:8000/v1", api_key_env="none"), {}) == ()


def test_a_missing_key_names_every_variable_that_would_do(rows: Catalogue) -> None:
    route = find_route("gemini-2.5-pro", rows)
    with pytest.raises(MissingKey, match="GEMINI_API_KEY or GOOGLE_API_KEY"):
        find_keys(route, {"GEMINI_API_KEY": "  "})
    assert find_keys(route, {"GOOGLE_API_KEY": " abc-123456 \n"}) == ("abc-123456",)


def test_a_key_that_no_header_can_carry_is_told_by_its_variable(rows: Catalogue) -> None:
    with pytest.raises(MissingKey, match="OPENAI_API_KEY holds something"):
        find_keys(find_route("gpt-5", rows), {"OPENAI_API_KEY": "sk-“quoted”"})


@pytest.mark.parametrize(
    ("url", "loopback"),
    [
        ("http://127.0.0.1:1/v1", True),
        ("http://127.9.9.9/v1", True),
        ("http://[::1]:8000", True),
        ("http://LOCALHOST/v1", True),
        ("http://api.localhost/v1", True),
        ("http://10.0.0.1/v1", False),
        ("http://localhost.example.com/v1", False),
        ("https://127.0.0.1.example.com/v1", False),
    ],
)
def test_what_counts_as_this_machine(url: str, loopback: bool) -> None:
    assert is_loopback(url) is loopback


@pytest.mark.parametrize(
    ("given", "cleaned"),
    [
        ("https://a.example/v1/", "https://a.example/v1"),
        ("https://a.example/v1/chat/completions", "https://a.example/v1"),
        (" https://a.example ", "https://a.example"),
    ],
)
def test_a_base_url_is_cleaned_but_nothing_is_added_to_it(given: str, cleaned: str) -> None:
    assert clean_url(given) == cleaned


@pytest.mark.parametrize("url", ["localhost:8000/v1", "ftp://a.example", "http://", "nonsense"])
def test_a_url_without_scheme_or_host_is_refused(url: str) -> None:
    with pytest.raises(RoutingError, match="base URL"):
        clean_url(url)
