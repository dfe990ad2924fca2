"""How hot steam is, and what it is worth (MECHANICS 3.12, 3.14).

Steam comes at 165 degrees from boilers and at 500 from heat exchangers; where both meet it has the mean temperature. So
a segment's steam is reckoned as a mixture: `hot` of its quanta are of 500 degrees, the rest of 165. What leaves it
takes the same mixture along. Whole quanta are counted, so no energy is lost in mixing. What uses steam takes what
heat it can of each unit, up to its own highest temperature; the rest is wasted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fle_llm.data import facts
from fle_llm.engine.constants import (
    COLD,
    EXCHANGER_TEMPERATURE,
    MIXING_CHECK_TICKS,
    QUANTA,
    STEAM_TEMPERATURE,
    TICKS_PER_SECOND,
)
from fle_llm.engine.entities import Exchanger

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fle_llm.engine.carriers import Segment
    from fle_llm.engine.chains import Chain
    from fle_llm.engine.core import Engine


def worth(temperature: float) -> int:
    """Watt-ticks in a quantum of steam: 200 J a unit and degree; 60 at 165 degrees, 194 at 500."""
    return round((temperature - COLD) * facts().fluids["steam"].heat_capacity_j * TICKS_PER_SECOND) // QUANTA


WARM_WORTH, HOT_WORTH = 60, 194
"""`worth` at 165 and 500 degrees, of which all other steam is mixed."""


def temperature(amount: int, hot: int) -> float:
    """Degrees of a mixture."""
    return STEAM_TEMPERATURE + (EXCHANGER_TEMPERATURE - STEAM_TEMPERATURE) * (hot / amount if amount else 0)


def draw(segment: Segment, quanta: int) -> None:
    """Take quanta out of a segment, with as much of the hot ones as there are among them."""
    segment.hot -= segment.hot * quanta // segment.amount if segment.hot else 0
    segment.amount -= quanta


def mixed(engine: Engine, chain: Chain, moved: list[int], after: Mapping[int, int]) -> dict[int, int]:
    """The hot quanta in the segments of a chain when its flows have moved so much and left so much in them."""
    amounts = {ident: engine.state.segments[ident].amount for ident in chain.segments}
    hot = {ident: engine.state.segments[ident].hot for ident in chain.segments}
    if not any(hot.values()) and not any(isinstance(flow.machine, Exchanger) for flow in chain.flows):
        return hot
    pumped = []
    for index, flow in enumerate(chain.flows):
        if flow.per > 1:
            amounts[flow.target] += moved[index]
            hot[flow.target] += moved[index] if isinstance(flow.machine, Exchanger) else 0
        elif flow.source:
            pumped.append(index)
    for index in sorted(pumped, key=lambda index: not chain.flows[index].target):  # engines, which end it, last
        source, target = chain.flows[index].source, chain.flows[index].target
        share = hot[source] * moved[index] // amounts[source] if amounts[source] else 0
        share = min(share, hot[source], moved[index])
        amounts[source] -= moved[index]
        hot[source] -= share
        if target:
            amounts[target] += moved[index]
            hot[target] += share
    return {ident: max(0, min(hot[ident], after[ident])) for ident in hot}


def coming(engine: Engine, chain: Chain, ident: int) -> tuple[int, int]:
    """Quanta a tick that are planned to flow into a segment, and how many of them are hot."""
    total = hot = 0
    for flow in chain.into[ident]:
        total += flow.rate
        if isinstance(flow.machine, Exchanger):
            hot += flow.rate
        elif flow.per == 1 and flow.source and engine.state.segments[flow.source].hot:
            source = engine.state.segments[flow.source]
            hot += flow.rate * source.hot // source.amount
    return total, hot


def at_hand(engine: Engine, chain: Chain, ident: int) -> tuple[int, int]:
    """Quanta in a segment with those that come in a tick, and how many of them are hot."""
    segment = engine.state.segments[ident]
    total, hot = coming(engine, chain, ident)
    return segment.amount + total, segment.hot + hot


def full_draw(engines: Mapping[str, int]) -> int:
    """Quanta of steam that some engines use in a tick at full load."""
    return sum(count * round(facts().entities[name].fluid_usage * QUANTA) for name, count in engines.items())


def full_power(engines: Mapping[str, int], amount: int, hot: int) -> int:
    """Watts of some engines at full load on a mixture of steam."""
    watts = 0
    for name, count in sorted(engines.items()):
        most = facts().entities[name].maximum_temperature or STEAM_TEMPERATURE
        energy = WARM_WORTH * amount + (HOT_WORTH - WARM_WORTH) * hot
        usable = min(energy, worth(most) * amount)
        watts += full_draw({name: count}) * usable // amount if amount else 0
    return watts


def mixing(engine: Engine, chain: Chain) -> int | None:
    """Ticks after which to look again, where steam flows in that is not as hot as what is there; None: nowhere."""
    for ident in chain.segments:
        segment = engine.state.segments[ident]
        if segment.amount and segment.fluid == "steam":
            total, hot = coming(engine, chain, ident)
            here = temperature(segment.amount, segment.hot)
            if total and abs(temperature(total, hot) - here) >= 1:
                return MIXING_CHECK_TICKS
    return None


def shares(segment: Segment, held: Mapping[int, int]) -> dict[int, int]:
    """How many of the quanta in each box of a segment are hot: as many as of the whole, and they add up."""
    found, below = {}, 0
    for member, quanta in held.items():
        before = segment.hot * below // segment.amount if segment.amount else 0
        below += quanta
        found[member] = (segment.hot * below // segment.amount if segment.amount else 0) - before
    return found
