"""One agent of a world: its character's hands and the sandbox its programs run in.

Owns the bridge between the two, and what the agent's namespace looked like after its last step. The sandbox is opened
when the agent first runs something; an agent that never acted costs nothing.
"""

from __future__ import annotations

from typing import Any

from fle_llm.errors import SandboxError
from fle_llm.sandbox import Limits, Sandbox, StepOutcome, ToolStub
from fle_llm.session.mailbox import Mailbox, Message
from fle_llm.tools import TOOLS, Hands, call, callable_stubs
from fle_llm.world.protocol import World

FRESH = b""
"""Stands for the namespace of an agent that has not run anything."""


class Player:
    """One agent. `namespace` is what its program remembers, as opaque bytes."""

    def __init__(
        self, world: World, index: int, mailbox: Mailbox, *, limits: Limits, strict_reach: bool, unsafe: bool
    ) -> None:
        self.hands = Hands(world, agent=index, strict_reach=strict_reach)
        self.namespace = FRESH
        self.seed = 0
        self._index = index
        self._mailbox = mailbox
        self._limits = limits
        self._unsafe = unsafe
        self._sandbox: Sandbox | None = None
        self._holds = FRESH, 0  # the namespace in the sandbox, and the seed it was opened with
        self._functions: tuple[bytes, tuple[dict[str, str], ...]] = FRESH, ()

    def open(self) -> Sandbox:
        """The sandbox, started if need be, with this agent's namespace in it. Raises SandboxError."""
        if self._sandbox is None or (not self.namespace and self._holds != (FRESH, self.seed)):
            self.close()
            self._sandbox = Sandbox(
                [ToolStub(*stub) for stub in callable_stubs()], limits=self._limits, seed=self.seed, unsafe=self._unsafe
            )
            self._holds = FRESH, self.seed
        if self._holds[0] != self.namespace:
            self._sandbox.restore(self.namespace)
            self._holds = self.namespace, self.seed
        return self._sandbox

    def run(self, code: str) -> StepOutcome:
        """Run one program. Raises SandboxError when one of our own tools broke: that is no result of the program."""
        sandbox = self.open()
        outcome = sandbox.run(code, self.call, clock=lambda: self.hands.world.tick / 60)
        if outcome.status == "host_error":
            raise SandboxError(f"A tool broke while a program ran: {outcome.text()}")
        self.namespace = sandbox.snapshot()
        self._holds = self.namespace, self.seed
        return outcome

    def functions(self) -> tuple[dict[str, str], ...]:
        """The functions the agent has defined, by name: name, signature and source of each."""
        if self._functions[0] != self.namespace:
            found = self.open().functions() if self.namespace else []
            self._functions = self.namespace, tuple(sorted(found, key=lambda function: function["name"]))
        return self._functions[1]

    def close(self) -> None:
        """End the sandbox; it is opened again when it is needed."""
        if self._sandbox is not None:
            self._sandbox.close()
            self._sandbox = None

    def call(self, name: str, args: list[Any], kwargs: dict[str, Any]) -> Any:
        """Answer a tool call. Raises ToolError, ValueError, AssertionError or TypeError."""
        if name == "send_message":
            TOOLS[name].check(args, kwargs)
            return self._send(*args, **kwargs)
        return call(self.hands, name, args, kwargs)

    def messages(self) -> tuple[Message, ...]:
        """What waits for this agent; it has seen it from now on."""
        return self._mailbox.take(self._index)

    def _send(self, message: str, recipient: str | int | None = None, metadata: dict[str, Any] | None = None) -> bool:
        del metadata  # part of the signature; nothing reads it
        return self._mailbox.send(self._index, self.hands.world.tick, message, recipient)
