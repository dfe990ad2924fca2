"""What a model answered, and what it took: the value that `APIFactory.acall` returns."""

from __future__ import annotations

from typing import Any

import msgspec

from fle_llm.llm.answers import FinishReason
from fle_llm.llm.usage import Usage


class Completion(msgspec.Struct, frozen=True, kw_only=True):
    """An answer.

    `text` is without the reasoning, and "" where the model gave none (the finish reason says why); `texts` holds all
    choices when n > 1. `usage.estimated` says that the provider did not count. `cost_usd` is None when not known.
    `model` is `provider/id` as asked for, `served_by` the model the answer names. `call` is its number in the ledger,
    `sent` the parameters as sent, without the messages; `raw` the decoded body; `notes` tell what was changed before
    sending. `first_token_s` (from asking to the first text, thoughts included) and `tokens_per_s` (from there to the
    last) are known of streamed answers only.
    """

    text: str
    texts: tuple[str, ...] = ()
    reasoning: str = ""
    refusal: str | None = None
    tool_calls: tuple[dict[str, Any], ...] = ()
    usage: Usage = Usage()
    cost_usd: float | None = None
    cost_source: str = "unknown"
    finish_reason: FinishReason = "stop"
    finish_reason_raw: str | None = None
    model: str = ""
    served_by: str | None = None
    latency_s: float = 0.0
    first_token_s: float | None = None
    tokens_per_s: float | None = None
    attempts: int = 1
    call: int = 0
    request_id: str | None = None
    notes: tuple[str, ...] = ()
    sent: dict[str, Any] = {}
    raw: dict[str, Any] = {}
