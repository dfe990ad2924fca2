"""The facts of the base game, loaded once from `base.json`, and the look-ups everything else needs.

Promises to be read-only and cheap: `facts()` reads and checks the file on its first call (a few milliseconds), and
every look-up is a dict access. Leaves what a number means to the engine, and what a name is called to `names`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

import msgspec

from fle_llm.data.schema import (
    EntityFacts,
    FluidFacts,
    ItemFacts,
    RecipeFacts,
    ResourceFacts,
    TechnologyFacts,
)

CLIFF = EntityFacts(
    name="cliff",
    type="cliff",
    tile_width=4,
    tile_height=4,
    collision_box=((-2.0, -2.0), (2.0, 2.0)),
    selection_box=((-2.0, -2.0), (2.0, 2.0)),
)
"""A piece of cliff. The game has twenty shapes of it, on a grid of 4 x 4 tiles; ours is always the whole cell."""

Entry = TypeVar("Entry", RecipeFacts, ItemFacts, FluidFacts, TechnologyFacts, ResourceFacts, EntityFacts)


class About(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the data file comes from."""

    game_version: str
    generator_version: int
    input_sha256: str
    note: str


class DataFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The data file as it is written."""

    about: About
    recipes: list[RecipeFacts]
    items: list[ItemFacts]
    fluids: list[FluidFacts]
    technologies: list[TechnologyFacts]
    resources: list[ResourceFacts]
    entities: list[EntityFacts]


class Facts:
    """The base game: six read-only mappings from name to record, and look-ups across them."""

    def __init__(self, data: DataFile) -> None:
        self.about = data.about
        self.recipes = _by_name(data.recipes)
        self.items = _by_name(data.items)
        self.fluids = _by_name(data.fluids)
        self.technologies = _by_name(data.technologies)
        self.resources = _by_name(data.resources)
        self.entities = _by_name([*data.entities, CLIFF])
        self._made_by = _index(data.recipes, lambda recipe: [part.name for part in recipe.products])
        self._used_by = _index(data.recipes, lambda recipe: [part.name for part in recipe.ingredients])
        self._unlocked_by = _index(data.technologies, lambda technology: technology.unlocks)
        self._hand_categories = frozenset(self.entities["character"].crafting_categories)

    def known(self, name: str) -> bool:
        """Whether anything in the game goes by exactly this name."""
        sections = (self.items, self.entities, self.recipes, self.fluids, self.resources, self.technologies)
        return any(name in section for section in sections)

    def item_of_entity(self, entity: str) -> str | None:
        """The item that places an entity; None for what no item places."""
        found = self.entities.get(entity)
        return found.item if found else None

    def entity_of_item(self, item: str) -> str | None:
        """The entity an item becomes when placed; None if it cannot be placed."""
        found = self.items.get(item)
        return found.place if found else None

    def stack_size(self, item: str) -> int:
        """How many of an item fit in one slot. Raises KeyError for what is no item."""
        return self.items[item].stack

    def hand_craftable(self, recipe: str) -> bool:
        """Whether a character can craft it: a category of theirs, and no fluids. Raises KeyError."""
        found = self.recipes[recipe]
        return found.category in self._hand_categories and not found.has_fluids

    def recipes_of(self, product: str) -> tuple[RecipeFacts, ...]:
        """The recipes that make an item or fluid: the one of its own name first, the others by name."""
        names = sorted(self._made_by.get(product, ()), key=lambda name: (name != product, name))
        return tuple(self.recipes[name] for name in names)

    def recipes_using(self, ingredient: str) -> tuple[RecipeFacts, ...]:
        """The recipes that take an item or fluid, by name."""
        return tuple(self.recipes[name] for name in self._used_by.get(ingredient, ()))

    def technologies_unlocking(self, recipe: str) -> tuple[str, ...]:
        """The technologies that make a recipe known, by name; none for what is known from the start."""
        return self._unlocked_by.get(recipe, ())


def _by_name(records: Iterable[Entry]) -> Mapping[str, Entry]:
    return MappingProxyType({record.name: record for record in records})


def _index(records: Iterable[Entry], keys: Callable[[Entry], Iterable[str]]) -> dict[str, tuple[str, ...]]:
    """key → the names of the records that have it, in order."""
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for record in records:
        for key in keys(record):
            found[key][record.name] = None
    return {key: tuple(names) for key, names in found.items()}


@cache
def facts() -> Facts:
    """The facts of the base game, read from the package's own data file on the first call."""
    data = Path(__file__).with_name("base.json").read_bytes()
    return Facts(msgspec.json.decode(data, type=DataFile))
