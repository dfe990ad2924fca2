"""Layouts of the experts run in the laboratory, as bodies of programs in one namespace."""

from __future__ import annotations

from typing import Any

from agents.experts.programs import program
from fle_llm.game.namespace import agent_names
from fle_llm.tasks.kits import find_protocol, kit
from fle_llm.tools import TOOLS, Hands, call
from fle_llm.world import MapSpec
from fle_llm.world.sim import SimWorld


class Step:
    """Runs bodies of programs in one namespace; every name they leave can be read as an attribute."""

    def __init__(self, **extra: int) -> None:
        items = {**kit("lab", find_protocol("fle-llm")), **extra}
        hands = Hands(SimWorld.new(MapSpec(inventories=(items,))))
        self.names: dict[str, Any] = dict(agent_names())
        for name in TOOLS:
            if name != "print":
                self.names[name] = lambda *args, _name=name, **kwargs: call(hands, _name, list(args), kwargs)

    def __call__(self, body: str) -> Step:
        exec(compile(program(body), "step", "exec"), self.names)
        return self

    def __getattr__(self, name: str) -> Any:
        return self.names[name]
