"""The rows of the providers files: the built-in ones, the user's, those of other packages."""

from __future__ import annotations

from pathlib import Path

import pytest

from fle_llm.llm.errors import ProviderFileError
from fle_llm.llm.providers import load_catalogue

HOSTED = {
    *("openai", "anthropic", "gemini", "openrouter", "deepseek", "together", "groq", "mistral", "xai", "fireworks"),
    *("cerebras", "nebius", "moonshot", "dashscope", "zai", "nvidia", "azure", "cohere", "perplexity", "sambanova"),
    *("huggingface", "deepinfra", "novita", "minimax", "litellm"),
}
KEYLESS = {"ollama", "vllm", "lmstudio", "llamacpp", "sglang"}


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_every_promised_provider_is_there() -> None:
    rows = load_catalogue().providers
    assert set(rows) >= HOSTED | KEYLESS
    assert all(rows[name].key_variables for name in HOSTED)
    assert all(rows[name].keyless and rows[name].local for name in KEYLESS)
    assert not any(rows[name].local for name in HOSTED)


# The new name at OpenAI, Groq and Cerebras and for Kimi K3; the old one nearly everywhere else.
@pytest.mark.parametrize(
    ("provider", "model_id", "parameter"),
    [
        ("openai", "gpt-5", "max_completion_tokens"),
        ("openai", "o3", "max_completion_tokens"),
        ("groq", "openai/gpt-oss-120b", "max_completion_tokens"),
        ("cerebras", "gpt-oss-120b", "max_completion_tokens"),
        ("moonshot", "kimi-k3.1-pro", "max_completion_tokens"),
        ("moonshot", "kimi-k2.6", "max_tokens"),
        ("openrouter", "openai/gpt-5", "max_tokens"),
        ("deepseek", "deepseek-v4-pro", "max_tokens"),
        ("mistral", "mistral-large-latest", "max_tokens"),
        ("ollama", "llama3", "max_tokens"),
        ("anthropic", "claude-opus-5", "max_tokens"),
    ],
)
def test_the_cap_on_the_answer_has_the_name_the_provider_reads(provider: str, model_id: str, parameter: str) -> None:
    assert load_catalogue().providers[provider].token_parameter_of(model_id) == parameter


def test_a_rule_for_some_models_leaves_the_others_alone() -> None:
    openai = load_catalogue().providers["openai"]
    assert not openai.supported("temperature", "gpt-5-mini")
    assert openai.supported("temperature", "gpt-4o")
    assert openai.supported("reasoning_effort", "gpt-5-mini")


def test_an_own_file_adds_rows_and_replaces_them_whole(tmp_path: Path) -> None:
    own = write(
        tmp_path / "own.toml",
        """
        [providers.mine]
        base_url = "http://10.0.0.5:8000/v1"
        key_env = ["A_KEY", "B_KEY"]
        aliases = ["ours"]

        [providers.groq]
        base_url = "https://proxy.example/v1"

        [[prices]]
        model = "mine/*"
        input = 1
        output = 2.5
        """,
    )
    rows = load_catalogue(own)
    assert rows.find("OURS") == rows.providers["mine"]
    assert rows.providers["mine"].key_variables == ("A_KEY", "B_KEY")
    # the built-in key does not follow to the new host
    assert rows.providers["groq"].key_variables == ()
    assert (rows.prices[0].input, rows.prices[0].output) == (1.0, 2.5)
    assert "groq" in load_catalogue().providers
    assert load_catalogue().providers["groq"].key_variables == ("GROQ_API_KEY",)


def test_the_variable_names_the_file_and_the_argument_goes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_variable = write(tmp_path / "a.toml", '[providers.from-variable]\nbase_url = "http://a.example/v1"\n')
    by_argument = write(tmp_path / "b.toml", '[providers.from-argument]\nbase_url = "http://b.example/v1"\n')
    monkeypatch.setenv("FLE_LLM_PROVIDERS", str(by_variable))
    assert "from-variable" in load_catalogue().providers
    assert "from-variable" not in load_catalogue(by_argument).providers
    assert "from-argument" in load_catalogue(by_argument).providers


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            '[providers.mine]\nbase_url = "http://a/v1"\nbase_ulr = "x"\n',
            r"row 'mine'.*base_ulr.*the fields are base_url",
        ),
        ("[providers.mine]\n", r"row 'mine'.*base_url"),
        ('[providers.mine]\nbase_url = "http://a/v1"\nlocal = "yes"\n', r"row 'mine'.*bool.*local"),
        ('[providers.mine]\nbase_url = "http://a/v1"\nsupports = { picture = false }\n', r"row 'mine'.*picture"),
        (
            '[providers.mine]\nbase_url = "u"\n[[providers.mine.models]]\nmatch = ["x"]\nsupports = {heat = false}\n',
            r"row 'mine'.*heat.*temperature",
        ),
        ('[providers.mine]\nbase_url = "http://a/v1"\nusage_adapter = "acme"\n', r"row 'mine'.*acme.*openrouter"),
        ('[providers.Mine]\nbase_url = "http://a/v1"\n', "row 'Mine'.*lower case"),
        ('[providers.mine]\nbase_url = "http://a/v1"\naliases = ["openai"]\n', "alias 'openai'.*'mine'"),
        ('[openai]\nbase_url = "http://a/v1"\n', r"openai.*\[providers.NAME\]"),
        ("not toml at all", "not TOML"),
    ],
)
def test_a_wrong_row_is_refused_by_name_with_the_reason(tmp_path: Path, text: str, says: str) -> None:
    own = write(tmp_path / "own.toml", text)
    with pytest.raises(ProviderFileError, match=says):
        load_catalogue(own)


def test_a_file_that_is_not_there_is_named() -> None:
    with pytest.raises(ProviderFileError, match=r"/nowhere/providers\.toml"):
        load_catalogue("/nowhere/providers.toml")


def test_another_package_brings_rows_by_entry_point(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(
        tmp_path / "acme_rows.py",
        'ROW = {"base_url": "https://acme.example/v1", "key_env": "ACME_KEY"}\n'
        'def rows():\n    return {"providers": {"acme": ROW}}\n',
    )
    info = tmp_path / "acme_rows-1.0.dist-info"
    info.mkdir()
    write(info / "METADATA", "Metadata-Version: 2.1\nName: acme-rows\nVersion: 1.0\n")
    write(info / "entry_points.txt", "[fle_llm.providers]\nacme = acme_rows:rows\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert load_catalogue().providers["acme"].key_variables == ("ACME_KEY",)
