"""The tools as the program sees them: real functions whose call is a round trip to the host.

Each stub has the tool's signature and docstring, so Python itself binds the arguments and complains about them.
Arguments are lowered to plain values by `game.wire`, results decoded by it. Defaults that were not changed are not
sent. A tool's refusal is raised as the same class at the program's line.
"""

from __future__ import annotations

import ast
import typing
from collections.abc import Callable, Mapping
from types import FunctionType
from typing import Any

from fle_llm import game
from fle_llm.game.errors import ToolError
from fle_llm.game.wire import decode_result, lower
from fle_llm.sandbox.child.channel import Channel
from fle_llm.sandbox.child.clock import Clock
from fle_llm.sandbox.child.output import Output
from fle_llm.sandbox.child.stop import Stop
from fle_llm.sandbox.messages import Call, Err, Ret

STOP_KIND = "stop"
_REFUSALS: dict[str, type[Exception]] = {
    "ValueError": ValueError,
    "AssertionError": AssertionError,
    "TypeError": TypeError,
}


class Port:
    """Where the stubs call through."""

    def __init__(self, channel: Channel, output: Output, stop: Stop, clock: Clock) -> None:
        self._channel, self._output, self._stop, self._clock = channel, output, stop, clock
        self._defaults: list[tuple[object, ...]] = []
        self._names: list[str] = []
        self._owed = 0
        self.answered: dict[str, Callable[[Any], object]] = {}  # told of every answer of a tool, by its name

    def call(self, tool: int, args: list[Any], kwargs: dict[str, Any]) -> Any:
        """Make one round trip; called by the stubs only."""
        stop, output = self._stop, self._output
        if not stop.running:
            raise RuntimeError("tools can be called only while a program runs")
        _drop_defaults(args, self._defaults[tool])
        try:
            plain = [lower(value) for value in args]
            named = {key: lower(value) for key, value in kwargs.items()} if kwargs else {}
        except (TypeError, ValueError) as error:
            raise type(error)(f"{self._names[tool]}(): {error}") from None
        line = output.line()
        stop.deferred = True
        try:
            reply = self._exchange(Call(tool, plain, named, line, output.take()))
        finally:
            stop.deferred = False
        if stop.requested:
            stop.now()
        if isinstance(reply, Ret):
            if reply.now is not None:
                self._clock.game_s = reply.now
            answer = decode_result(reply.value)
            if self._names[tool] in self.answered:
                self.answered[self._names[tool]](answer)
            return answer
        if reply.kind == STOP_KIND:
            stop.now()
        raise _refusal(reply)

    def _exchange(self, call: Call) -> Ret | Err:
        """Send and wait. Running out of memory in between leaves a reply behind, which the next call skips."""
        channel = self._channel
        while self._owed:
            channel.receive()
            self._owed -= 1
        channel.send(call)
        self._owed += 1
        reply = channel.receive()
        self._owed -= 1
        assert isinstance(reply, Ret | Err)
        return reply

    def begin(self) -> None:
        """Start a step: replies of the last one were skipped on the way to it."""
        self._owed = 0

    def build(self, tools: list[tuple[str, str, str]], names: Mapping[str, object]) -> dict[str, FunctionType]:
        """Compile the stubs; `names` resolves the types and defaults of their signatures."""
        known = {**vars(typing), **{name: getattr(game, name) for name in dir(game)}, **names}
        source = "\n".join(_stub_source(index, tool) for index, tool in enumerate(tools))
        space: dict[str, Any] = {**known, "__name__": "tools", "__tool_call__": self.call}
        exec(compile(source, "<tools>", "exec", dont_inherit=True), space)
        stubs: dict[str, FunctionType] = {}
        self._defaults = []
        self._names = [name for name, _, _ in tools]
        for name, _, doc in tools:
            stub: FunctionType = space[name]
            stub.__doc__ = doc
            stubs[name] = stub
            self._defaults.append(stub.__defaults__ or ())
        return stubs


def _stub_source(index: int, tool: tuple[str, str, str]) -> str:
    name, signature, _ = tool
    definition = ast.parse(f"def {name}{signature}: ...").body[0]
    assert isinstance(definition, ast.FunctionDef)
    spec = definition.args
    args = [argument.arg for argument in (*spec.posonlyargs, *spec.args)]
    if spec.vararg:
        args.append(f"*{spec.vararg.arg}")
    kwargs = [f"{argument.arg!r}: {argument.arg}" for argument in spec.kwonlyargs]
    if spec.kwarg:
        kwargs.append(f"**{spec.kwarg.arg}")
    return f"def {name}{signature}: return __tool_call__({index}, [{', '.join(args)}], {{{', '.join(kwargs)}}})"


def _drop_defaults(args: list[Any], defaults: tuple[object, ...]) -> None:
    """Take unchanged defaults off the end (more arguments than parameters means a variadic tool: leave those)."""
    for default in reversed(defaults):
        if not args or args[-1] is not default:
            return
        args.pop()


def _refusal(reply: Err) -> Exception:
    kind: Callable[[str], Exception] | None = _REFUSALS.get(reply.kind)
    if kind is not None:
        return kind(reply.message)
    return ToolError(reply.message, tool=reply.tool, code=reply.code, data=reply.data)
