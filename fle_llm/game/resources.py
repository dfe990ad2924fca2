"""Resource, the things the ground gives, and ResourcePatch, a field of one of them."""

from __future__ import annotations

from typing import Any, ClassVar

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


class Resource(metaclass=_Suggesting):
    """The resources a program can look for; each attribute is a pair of the game's name and ResourcePatch."""

    Coal: ClassVar[ResourceKey] = ("coal", ResourcePatch)
    IronOre: ClassVar[ResourceKey] = ("iron-ore", ResourcePatch)
    CopperOre: ClassVar[ResourceKey] = ("copper-ore", ResourcePatch)
    Stone: ClassVar[ResourceKey] = ("stone", ResourcePatch)
    Water: ClassVar[ResourceKey] = ("water", ResourcePatch)
    CrudeOil: ClassVar[ResourceKey] = ("crude-oil", ResourcePatch)
    UraniumOre: ClassVar[ResourceKey] = ("uranium-ore", ResourcePatch)
    Wood: ClassVar[ResourceKey] = ("wood", ResourcePatch)


def is_resource(value: object) -> bool:
    """Whether `value` is one of Resource's attributes."""
    return isinstance(value, tuple) and len(value) == 2 and value[1] is ResourcePatch and isinstance(value[0], str)
