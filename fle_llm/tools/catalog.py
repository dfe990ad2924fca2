"""Tool: one callable of the agent API, with the signature and the manual page that agents see.

The function's first parameter is the acting `Hands`; the rest is the agent's signature, and the docstring is the
page. A call binds the arguments, also under the names the field's documentation uses for them, runs the tool and lets
out only ToolError, ValueError, AssertionError and TypeError.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from enum import Enum
from functools import cached_property
from typing import Any, NamedTuple

from fle_llm.errors import GameError, Refused, ToolError, Unsupported
from fle_llm.tools.arguments import did_you_mean
from fle_llm.tools.hands import Hands
from fle_llm.world.derive.refusals import because


class ToolStub(NamedTuple):
    """What the sandbox has to know of a tool: its name, the source of its signature, its manual page."""

    name: str
    signature: str
    doc: str


class Tool:
    """A tool by name; `aliases` maps other keywords to the parameter they mean, `ignores_more` drops any others."""

    def __init__(
        self,
        name: str,
        function: Callable[..., Any],
        aliases: Mapping[str, str] | None = None,
        *,
        in_sandbox: bool = True,
        ignores_more: bool = False,
    ) -> None:
        self.name = name
        self.function = function
        self.aliases = dict(aliases or {})
        self.in_sandbox = in_sandbox
        self.ignores_more = ignores_more

    @cached_property
    def signature(self) -> inspect.Signature:
        """The agent's signature: the function's without its hands."""
        whole = inspect.signature(self.function)
        return whole.replace(parameters=list(whole.parameters.values())[1:])

    @cached_property
    def doc(self) -> str:
        """The manual page."""
        return inspect.getdoc(self.function) or ""

    @cached_property
    def stub(self) -> ToolStub:
        """Name, signature source and page."""
        return ToolStub(self.name, signature_source(self.signature), self.doc)

    @property
    def callable_stub(self) -> ToolStub:
        """The stub to call through: where other keywords are understood, binding is left to the host."""
        return self.stub._replace(signature="(*args, **kwargs)") if self.aliases or self.ignores_more else self.stub

    def check(self, args: list[Any], kwargs: dict[str, Any]) -> None:
        """Raise TypeError with the signature when the arguments do not fit it."""
        try:
            self.signature.bind(*args, **kwargs)
        except TypeError as error:
            raise TypeError(f"{self.name}(): {error}. It is {self.name}{self.stub.signature}") from None

    def renamed(self, kwargs: dict[str, Any]) -> dict[str, Any]:
        """The keywords with aliases replaced by the parameters they mean."""
        renamed = {}
        for key, value in kwargs.items():
            meant = self.aliases.get(key, key) if key not in self.signature.parameters else key
            if self.ignores_more and meant not in self.signature.parameters:
                continue
            renamed[key if meant in kwargs and meant != key else meant] = value
        return renamed


_STARS: dict[Any, str] = {inspect.Parameter.VAR_POSITIONAL: "*", inspect.Parameter.VAR_KEYWORD: "**"}


def signature_source(signature: inspect.Signature) -> str:
    """A signature as source an agent program could have written."""
    parts = []
    keyword_only = False
    for parameter in signature.parameters.values():
        if parameter.kind is parameter.KEYWORD_ONLY and not keyword_only:
            keyword_only = True
            if not any(p.kind is p.VAR_POSITIONAL for p in signature.parameters.values()):
                parts.append("*")
        star = _STARS.get(parameter.kind, "")
        note = f": {parameter.annotation}" if parameter.annotation is not parameter.empty else ""
        default = ""
        if parameter.default is not parameter.empty:
            default = f" = {_source(parameter.default)}" if note else f"={_source(parameter.default)}"
        parts.append(f"{star}{parameter.name}{note}{default}")
    result = f" -> {signature.return_annotation}" if signature.return_annotation is not signature.empty else ""
    return f"({', '.join(parts)}){result}"


def _source(value: Any) -> str:
    if isinstance(value, Enum):
        return f"{type(value).__name__}.{value.name}"
    return "set()" if value == frozenset() and isinstance(value, (set, frozenset)) else repr(value)


def run(tools: Mapping[str, Tool], hands: Hands, name: str, args: list[Any], kwargs: dict[str, Any]) -> Any:
    """Call a tool by name. Raises ToolError, ValueError, AssertionError or TypeError."""
    tool = tools.get(name)
    if tool is None:
        raise ToolError(f"there is no tool {name!r}.{did_you_mean(name, tools)}", tool=name, code="unknown-tool")
    named = tool.renamed(kwargs) if kwargs and tool.aliases else kwargs
    try:
        return tool.function(hands, *args, **named)
    except ToolError:
        raise
    except TypeError as error:
        if error.__traceback__ is not None and error.__traceback__.tb_next is None:  # the call itself, nothing ran
            tool.check(args, named)
        raise
    except Refused as refused:
        message = f"{name} failed: {because(refused.reason, refused.data)}"
        raise ToolError(message, tool=name, code=refused.reason, data=dict(refused.data)) from None
    except (Unsupported, GameError) as error:
        raise ToolError(f"{name} failed: {error}", tool=name, code="unsupported") from None
