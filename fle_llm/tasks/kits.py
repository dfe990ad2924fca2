"""Named starting inventories and evaluation protocols.

A protocol is a published way to run the lab tasks; its name is part of every result, so that scores made under
different rules are never put side by side unseen.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from fle_llm.errors import TaskError

# The inventory of the lab-play tasks of the Factorio Learning Environment, poles apart.
_LAB_WITHOUT_POLES = {
    "coal": 500,
    "burner-mining-drill": 50,
    "wooden-chest": 10,
    "burner-inserter": 50,
    "inserter": 50,
    "transport-belt": 500,
    "stone-furnace": 10,
    "boiler": 2,
    "offshore-pump": 2,
    "steam-engine": 2,
    "electric-mining-drill": 50,
    "pipe": 500,
    "assembling-machine-2": 10,
    "electric-furnace": 10,
    "pipe-to-ground": 100,
    "underground-belt": 100,
    "pumpjack": 10,
    "oil-refinery": 5,
    "chemical-plant": 5,
    "storage-tank": 10,
}
LAB_POLES = 500


@dataclass(frozen=True, slots=True)
class EvaluationProtocol:
    """The rules of a published evaluation that a task can be run under.

    `steps` replaces the length of a throughput task (None: as its definition says), `pole` is the pole of the lab kit.
    `trials` and `pass_at` say how many episodes make a result: a mean over trials, or the best of k.
    """

    name: str
    steps: int | None
    pole: str
    trials: int
    pass_at: int | None = None


PROTOCOLS = {
    protocol.name: protocol
    for protocol in (
        EvaluationProtocol("fle-llm", steps=None, pole="medium-electric-pole", trials=4),
        EvaluationProtocol("v0.3", steps=64, pole="medium-electric-pole", trials=8, pass_at=8),
        EvaluationProtocol("paper", steps=128, pole="small-electric-pole", trials=4),
    )
}
DEFAULT_PROTOCOL = "fle-llm"


def find_protocol(name: str) -> EvaluationProtocol:
    """A protocol by name. Raises TaskError with the names there are."""
    if name not in PROTOCOLS:
        close = difflib.get_close_matches(name, PROTOCOLS, n=1)
        hint = f" Did you mean {close[0]}?" if close else ""
        raise TaskError(f"There is no protocol {name!r}, only {', '.join(sorted(PROTOCOLS))}.{hint}")
    return PROTOCOLS[name]


def kit(name: str, protocol: EvaluationProtocol) -> dict[str, int]:
    """The items of a named kit under a protocol: `lab` or `empty`."""
    if name == "empty":
        return {}
    return {**_LAB_WITHOUT_POLES, protocol.pole: LAB_POLES}
