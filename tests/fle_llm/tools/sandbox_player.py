"""The same player behind the sandbox's pipe: every call is a program, and its values take the way they take there."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Any

from tool_player import Player

from fle_llm.game import Position, Resource
from fle_llm.game.wire import decode_result, encode_result
from fle_llm.sandbox import Sandbox, ToolStub
from fle_llm.tools import TOOLS, call, callable_stubs
from fle_llm.world import World

_PLAIN = (ValueError, AssertionError, TypeError)
_RESOURCES = {value: name for name, value in vars(Resource).items() if isinstance(value, tuple)}


def open_sandbox() -> Sandbox:
    """A sandbox with the tools, and with `given`, which hands a program what it cannot write down: entities."""
    return Sandbox([*(ToolStub(*stub) for stub in callable_stubs()), ToolStub("given", "(index: int)", "")])


class SandboxedPlayer(Player):
    """An agent whose calls are programs in a sandbox."""

    def __init__(self, sandbox: Sandbox, world: World, agent: int = 0, *, strict_reach: bool = False) -> None:
        super().__init__(world, agent, strict_reach=strict_reach)
        self.sandbox = sandbox

    def another(self, world: World, agent: int = 0, *, strict_reach: bool = False) -> Player:
        return SandboxedPlayer(self.sandbox, world, agent, strict_reach=strict_reach)

    def number_words(self, words: str, number: Any) -> str:
        """Numbers no tool can mean do not leave the sandbox."""
        wild = isinstance(number, float) and not abs(number) <= 1e9
        return "a number must be finite and at most 1000000000" if wild else words

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name not in TOOLS:
            raise AttributeError(name)
        return lambda *args, **kwargs: self._run(name, args, kwargs)

    def _run(self, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        given: list[Any] = []
        written = [_source(arg, given) for arg in args]
        written += [f"{key}={_source(value, given)}" for key, value in kwargs.items()]
        answers: list[Any] = []
        refusals: list[Exception] = []

        def host(tool: str, plain_args: list[Any], plain_kwargs: dict[str, Any]) -> Any:
            if tool == "given":
                return given[plain_args[0]]
            try:
                answers.append(call(self.hands, tool, plain_args, plain_kwargs))
            except Exception as error:
                refusals.append(error)
                raise
            return answers[-1]

        outcome = self.sandbox.run(f"answer = {name}({', '.join(written)})", host)
        if outcome.fault is not None:
            if refusals:
                assert outcome.fault.message == str(refusals[0])
                assert outcome.fault.type == type(refusals[0]).__name__
                raise refusals[0]
            kinds = {kind.__name__: kind for kind in _PLAIN}
            raise kinds[outcome.fault.type](outcome.fault.message)
        assert not outcome.failed, outcome.text()
        return decode_result(encode_result(answers[-1]))


def _source(value: Any, given: list[Any]) -> str:
    """An argument as a program would write it."""
    if isinstance(value, Enum):
        return f"{type(value).__name__}.{value.name}"
    if isinstance(value, float):
        return f"float({str(value)!r})"
    if type(value) is Position:
        return f"Position(x={_source(value.x, given)}, y={_source(value.y, given)})"
    if isinstance(value, tuple) and value in _RESOURCES:
        return f"Resource.{_RESOURCES[value]}"
    if isinstance(value, (list, tuple, set, frozenset)):
        return f"{type(value).__name__}([{', '.join(_source(part, given) for part in value)}])"
    if isinstance(value, (str, int, dict, type(None))):
        return repr(value)
    if type(value) is object:
        return "object()"
    given.append(value)
    return f"given({len(given) - 1})"
