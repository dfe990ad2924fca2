"""The one place that keeps keys out of text.

Every key that is read is remembered here, and every text that leaves the package (errors, notes, ledger entries,
cassettes) passes through `redact`. The HTTP libraries' own log lines do too, because at the level DEBUG they print what
a server said, and servers have been seen to repeat keys. `secrets_in` searches files with the same patterns.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator

PLACEHOLDER = "[key removed]"
_SHORTEST = 6  # a shorter "key" ("none", "test") is a word that occurs in ordinary text
_SHORTEST_IN_ANSWERS = 16

# Shapes of keys as the providers give them out. A digit is demanded where the prefix is also an English word.
_SHAPES: dict[str, str] = {
    "sk- key (OpenAI, Anthropic, OpenRouter, DeepSeek and others)": r"\bsk-(?=[\w-]*\d)[\w-]{16,}",
    "Groq key": r"\bgsk_\w{16,}",
    "xAI key": r"\bxai-(?=[\w-]*\d)[\w-]{16,}",
    "Google key": r"\bAIza[\w-]{30,}",
    "Hugging Face token": r"\bhf_[A-Za-z0-9]{16,}",
    "NVIDIA key": r"\bnvapi-[\w-]{16,}",
    "Cerebras key": r"\bcsk-(?=[\w-]*\d)[\w-]{16,}",
    "Perplexity key": r"\bpplx-(?=[\w-]*\d)[\w-]{32,}",
    "Fireworks key": r"\bfw_(?=\w*\d)\w{16,}",
    "Together key": r"\btgp_v1_[\w-]{16,}",
    "GitHub token": r"\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,})",
    "AWS key id": r"\bAKIA[0-9A-Z]{16}\b",
    "JSON web token": r"\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{5,}",
    "bearer token": r"(?i)\bbearer\s+(?=[\w.~+/=-]*\d)[\w.~+/=-]{12,}",
    "password in a URL": r"(?<=://)[^/\s:@]+:[^/\s@]+(?=@)",
    "key in a query string": r"(?i)(?<=[?&]key=)[\w-]{12,}|(?<=[?&]api_key=)[\w-]{12,}",
}
_PATTERNS = {name: re.compile(shape) for name, shape in _SHAPES.items()}

_known: set[str] = set()


def remember_secret(value: str) -> None:
    """From now on, remove `value` from every text that passes through `redact`."""
    if len(value) >= _SHORTEST:
        _known.add(value)


def redact(text: str) -> str:
    """Return `text` with every remembered key, and everything shaped like one, replaced."""
    for secret in sorted(_known, key=len, reverse=True):
        text = text.replace(secret, PLACEHOLDER)
    for pattern in _PATTERNS.values():
        text = pattern.sub(PLACEHOLDER, text)
    return text


def without_keys_in_use(answer: bytes) -> bytes:
    """What a model answered, without our keys, should the server have repeated one: answers go into records.

    Nothing that merely looks like a key is touched, nor are short keys sought ("python" is one somebody may have given
    a server of their own): an answer is evidence.
    """
    for secret in _known:
        if len(secret) >= _SHORTEST_IN_ANSWERS:
            answer = answer.replace(secret.encode(), PLACEHOLDER.encode())
    return answer


def secrets_in(text: str) -> Iterator[tuple[str, int]]:
    """Yield (what it looks like, offset) for everything in `text` that is, or looks like, a key."""
    for secret in _known:
        start = text.find(secret)
        while start >= 0:
            yield "a key in use", start
            start = text.find(secret, start + len(secret))
    for name, pattern in _PATTERNS.items():
        for match in pattern.finditer(text):
            yield name, match.start()


# A filter holds for the logger it is on, not for those below it: these are the ones that write.
_LOGGERS = (
    *("httpcore2.connection", "httpcore2.http11", "httpcore2.http2", "httpcore2.proxy", "httpcore2.socks"),
    *("httpx2", "openai", "openai._base_client", "openai._legacy_response", "openai._response", "vcr.cassette"),
)


class _Redacting(logging.Filter):
    """Redacts a record before any handler sees it."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        clean = redact(text)
        if clean != text:
            record.msg, record.args = clean, ()
        return True


_REDACTING = _Redacting()


def keep_keys_out_of_logs() -> None:
    """Redact what the libraries below this package log; doing it again changes nothing."""
    for name in _LOGGERS:
        logging.getLogger(name).addFilter(_REDACTING)
