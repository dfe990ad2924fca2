"""The action and observation spaces.

The observation space is derived from the classes of `fle_llm.gym_env.observation`, so the two cannot disagree. Numbers
are plain Python numbers and texts are any text: Gymnasium's own `Box` wants arrays and its `Text` wants a list of
characters, which no program output keeps to.
"""

from __future__ import annotations

import math
import string
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

import msgspec
from gymnasium import spaces

from fle_llm.gym_env.observation import Observation

MAX_CODE = 1_000_000
MAX_STATE = 100_000_000
MAX_TEXT = 100_000_000
LARGEST_INTEGER = 2**53 - 1  # the largest that every JSON reader keeps exact
_SAMPLE_LENGTH = 20


class AnyText(spaces.Text):
    """Every string up to a length, in any script; samples are short and printable."""

    def __init__(self, max_length: int, *, seed: int | None = None) -> None:
        super().__init__(max_length, min_length=0, charset=string.ascii_letters + string.digits + " ", seed=seed)

    def sample(self, mask: Any = None, probability: Any = None) -> str:
        """A short text."""
        length = min(self.max_length, int(self.np_random.integers(_SAMPLE_LENGTH + 1)))
        return super().sample(mask=mask or (length, None), probability=probability)

    def contains(self, x: Any) -> bool:
        """Whether `x` is a string and not too long."""
        return isinstance(x, str) and len(x) <= self.max_length

    @property
    def is_np_flattenable(self) -> bool:
        """Never: arbitrary text has no array form."""
        return False

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.max_length})"

    def __eq__(self, other: object, /) -> bool:
        return type(other) is type(self) and other.max_length == self.max_length

    __hash__ = None  # type: ignore[assignment]


class ProgramText(AnyText):
    """Python programs; a sample is a small program that runs."""

    def sample(self, mask: Any = None, probability: Any = None) -> str:
        """A program that prints a number."""
        return f"print({int(self.np_random.integers(1000))})"


class StateText(AnyText):
    """Saved states as text, empty for none; a sample is always empty, since a state cannot be made up."""

    def sample(self, mask: Any = None, probability: Any = None) -> str:
        """No state."""
        return ""


class Whole(spaces.Discrete):
    """Every integer that JSON keeps exact, as a plain Python int."""

    def __init__(self, *, seed: int | None = None) -> None:
        super().__init__(2 * LARGEST_INTEGER + 1, start=-LARGEST_INTEGER, seed=seed)

    def sample(self, mask: Any = None, probability: Any = None) -> Any:
        """A whole number, mostly a large one."""
        return int(super().sample(mask=mask, probability=probability))


class Real(spaces.Space[float]):
    """Every finite Python number."""

    def __init__(self, seed: int | None = None) -> None:
        super().__init__(shape=(), dtype=float, seed=seed)

    def sample(self, mask: Any = None, probability: Any = None) -> float:
        """A normally distributed number."""
        return float(self.np_random.normal())

    def contains(self, x: Any) -> bool:
        """Whether `x` is a finite int or float."""
        return isinstance(x, (int, float)) and not isinstance(x, bool) and math.isfinite(x)

    @property
    def is_np_flattenable(self) -> bool:
        """Not offered: the spaces around it are of varying size anyway."""
        return False

    def __repr__(self) -> str:
        return "Real()"

    def __eq__(self, other: object, /) -> bool:
        return isinstance(other, Real)

    __hash__ = None  # type: ignore[assignment]


def action_space(num_agents: int) -> spaces.Dict:
    """Who acts, from which saved state (empty: the present one), and the program."""
    return spaces.Dict(
        {
            "agent_idx": spaces.Discrete(num_agents),
            "game_state": StateText(MAX_STATE),
            "code": ProgramText(MAX_CODE),
        }
    )


def observation_space() -> spaces.Space[Any]:
    """The space every observation of every task lies in."""
    return _space_of(Observation)


def _space_of(kind: Any) -> spaces.Space[Any]:
    if kind is str:
        return AnyText(MAX_TEXT)
    if kind is int:
        return Whole()
    if kind is float:
        return Real()
    if get_origin(kind) is tuple:
        return spaces.Sequence(_space_of(get_args(kind)[0]))
    return spaces.Dict({name: _space_of(hint) for name, hint in _fields(kind).items()})


@cache
def _fields(kind: type[msgspec.Struct]) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {name: hints[name] for name in kind.__struct_fields__}
