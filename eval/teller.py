"""An episode's voice: what it has to say to whoever runs it, in the words of `eval.events`."""

from __future__ import annotations

from eval.config import EpisodeSpec
from eval.control import Control
from eval.events import Answering, Began, Called, Stepped, Waiting
from eval.outcome import cost_of
from eval.records import StepLine
from fle_llm.llm.ledger import Ledger
from fle_llm.llm.reading import Progress
from fle_llm.llm.retry import Wait

__all__ = ["Teller"]


class Teller:
    """Tells `control` how the episode of `spec` goes; money and tokens are those of `ledger`."""

    def __init__(self, spec: EpisodeSpec, control: Control, ledger: Ledger) -> None:
        self._spec = spec
        self._control = control
        self._ledger = ledger

    def began(self, steps: int, last: StepLine | None) -> None:
        """The episode is under way, after so many steps of former processes."""
        totals = self._ledger.totals
        event = Began(
            key=self._spec.key,
            step=steps,
            max_steps=self._spec.max_steps,
            best=None if last is None else last.best,
            tokens=totals.tokens,
            cost_usd=cost_of(totals),
        )
        self._control.tell(event)

    def paid(self, cost_usd: float | None) -> None:
        """An attempt at a call was made, at this cost."""
        totals = self._ledger.totals
        self._control.paid(cost_usd)
        self._control.tell(Called(key=self._spec.key, tokens=totals.tokens, cost_usd=cost_of(totals)))

    def waits(self, wait: Wait) -> None:
        """A call is tried again after a while."""
        self._control.tell(Waiting(key=self._spec.key, text=str(wait)))

    def answering(self, progress: Progress) -> None:
        """A streamed answer has come so far."""
        self._control.tell(Answering(key=self._spec.key, text=str(progress)))

    def stepped(self, line: StepLine) -> None:
        """A step is on record."""
        totals = self._ledger.totals
        event = Stepped(
            key=self._spec.key,
            step=line.step,
            max_steps=self._spec.max_steps,
            parse=line.parse,
            status=line.status,
            reward=line.reward,
            score=line.score,
            best=line.best,
            tokens=totals.tokens,
            cost_usd=cost_of(totals),
            elapsed_s=line.elapsed_s,
        )
        self._control.tell(event)
