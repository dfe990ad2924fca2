"""Resource, the things the ground gives, and ResourcePatch, a field of one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast

from fle_llm.game.model import Value, suggest
from fle_llm.game.position import BoundingBox


class ResourcePatch(Value, kw_only=True):
    """A connected field of one resource: its name, how much is left in it, and the box around it."""

    name: str
    size: int
    bounding_box: BoundingBox


ResourceKey = tuple[str, type[ResourcePatch]]
"""What the attributes of Resource are: the game's name, and ResourcePatch."""


class _Suggesting(type):
    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        suggest(cls.__name__, name, [known for known in vars(cls) if known[0].isupper()])


def _named(name: str) -> Resource:
    return cast("Resource", (name, ResourcePatch))


if TYPE_CHECKING:

    class _Pair(ResourceKey):
        """What type checkers take a resource for: tools ask for a `Resource`, and its attributes are pairs."""

else:
    _Pair = object


class Resource(_Pair, metaclass=_Suggesting):
    """The resources a program can look for; each attribute is a pair of the game's name and ResourcePatch."""

    Coal: ClassVar[Resource] = _named("coal")
    IronOre: ClassVar[Resource] = _named("iron-ore")
    CopperOre: ClassVar[Resource] = _named("copper-ore")
    Stone: ClassVar[Resource] = _named("stone")
    Water: ClassVar[Resource] = _named("water")
    CrudeOil: ClassVar[Resource] = _named("crude-oil")
    UraniumOre: ClassVar[Resource] = _named("uranium-ore")
    Wood: ClassVar[Resource] = _named("wood")


def is_resource(value: object) -> bool:
    """Whether `value` is one of Resource's attributes."""
    return isinstance(value, tuple) and len(value) == 2 and value[1] is ResourcePatch and isinstance(value[0], str)
