"""sleep, score, send_message, print: time, the count, and words."""

from __future__ import annotations

from math import floor, inf
from typing import Any

from fle_llm.data import prices
from fle_llm.tools.hands import TICKS_PER_SECOND, Hands
from fle_llm.world.ops import Statistics, StatisticsView

LONGEST_SLEEP_S = 36_000
"""Ten hours of game time in one call; a program that wants more calls again."""


def sleep(hands: Hands, seconds: float) -> bool:
    """Let game time pass while your factory works.

    Parameters:
        seconds: how long; fractions are allowed. Zero or less does nothing.
    Returns: True.
    Cost: seconds * 60 ticks.
    Errors: ValueError for what is no number of seconds, or more than 36000.

    Example:
        sleep(5)
    """
    if not isinstance(seconds, (int, float)) or isinstance(seconds, bool) or not -inf < seconds < inf:
        raise ValueError(f"sleep() needs a number of seconds, got {seconds!r}")
    if seconds > LONGEST_SLEEP_S:
        raise ValueError(f"sleep() takes at most {LONGEST_SLEEP_S} seconds a call, got {seconds!r}")
    hands.spend(round(seconds * TICKS_PER_SECOND) if seconds > 0 else 0)
    return True


def score(hands: Hands) -> tuple[int, int]:
    """Tell the production score: the value of everything made minus the value of everything used up.

    Returns: (production_score, automated_score). The first counts everything, the second only what machines made.
    Cost: 0 ticks.

    Example:
        production, automated = score()
        print(production, automated)
    """
    view: StatisticsView = hands.ask(Statistics())
    price = prices()
    total = _value(price, view.produced) - _value(price, view.consumed)
    by_hand = _value(price, view.harvested) + _value(price, view.crafted) - _value(price, view.crafted_from)
    return floor(total + 1e-6), floor(total - by_hand + 1e-6)


def _value(price: Any, counts: Any) -> float:
    return float(sum(price.get(name, 0.0) * count for name, count in counts.items()))


def send_message(
    hands: Hands, message: str, recipient: str | int | None = None, metadata: dict[str, Any] | None = None
) -> bool:
    """Send a message to the other agents in the game.

    Parameters:
        message: the text.
        recipient: the number of one agent, counted from 0; left out, all others.
        metadata: ignored.
    Returns: True when it was handed over. Playing alone there is nobody to hear it, and it is True as well.
    Cost: 0 ticks.

    Example:
        send_message("The iron belt is ready.")
    """
    return isinstance(message, str)


def print_values(hands: Hands, *args: object) -> str:
    """Give values as text, joined by tabs.

    Inside a program `print(...)` writes to the program's output instead; this is for callers in the same process.

    Parameters:
        args: any values.
    Returns: str.
    Cost: 0 ticks.

    Example:
        print(inspect_inventory())
    """
    return "\t".join(str(arg) for arg in args)
