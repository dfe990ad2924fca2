"""Limits on an episode or a run: steps, tokens, USD, seconds.

Checked before each call, so a limit may be passed by the one call that reaches it. The name of the limit that was
reached is the stop reason. A limit in USD only holds where prices are known: `require_price` in `pricing` refuses
before anything is spent.
"""

from __future__ import annotations

import msgspec

from fle_llm.llm.ledger import Ledger, Totals


class Budget(msgspec.Struct, frozen=True, kw_only=True):
    """The limits; None is no limit. Steps and seconds are counted by the caller, who knows when the episode began."""

    max_steps: int | None = None
    max_tokens: int | None = None
    max_cost_usd: float | None = None
    max_time_s: float | None = None

    def exceeded(self, spent: Ledger | Totals, *, steps: int = 0, seconds: float = 0.0) -> str | None:
        """The name of the first limit that is reached, or None."""
        totals = spent.totals if isinstance(spent, Ledger) else spent
        used = {
            "max_steps": steps,
            "max_tokens": totals.tokens,
            "max_cost_usd": totals.cost_usd,
            "max_time_s": seconds,
        }
        for name, amount in used.items():
            limit = getattr(self, name)
            if limit is not None and amount >= limit:
                return name
        return None
