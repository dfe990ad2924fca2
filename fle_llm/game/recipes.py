"""Recipe and its parts, and RecipeName, the recipes that are not named after an item."""

from __future__ import annotations

from enum import Enum
from typing import Literal

from msgspec import field

from fle_llm.game.enums import SuggestingEnumMeta
from fle_llm.game.model import Value

ItemOrFluid = Literal["fluid", "item"]


class Ingredient(Value, kw_only=True):
    """What a recipe takes: items, or units of a fluid."""

    name: str
    count: int = 1
    type: ItemOrFluid | None = None


class Product(Value, kw_only=True):
    """What a recipe gives, and how likely it is to."""

    name: str
    count: int = 1
    type: ItemOrFluid | None = None
    probability: float = 1.0


class Recipe(Value, kw_only=True):
    """A recipe: what goes in and what comes out. A machine's recipe also has its category, and in `energy` the
    seconds it takes at speed one; get_prototype_recipe leaves them out."""

    name: str
    ingredients: list[Ingredient] = field(default_factory=list)
    products: list[Product] = field(default_factory=list)
    energy: float = 0
    category: str | None = None
    enabled: bool = False


class RecipeName(Enum, metaclass=SuggestingEnumMeta):
    """Recipes that go by a name of their own; `value` is the game's name."""

    NuclearFuelReprocessing = "nuclear-fuel-reprocessing"
    UraniumProcessing = "uranium-processing"
    SulfuricAcid = "sulfuric-acid"
    BasicOilProcessing = "basic-oil-processing"
    AdvancedOilProcessing = "advanced-oil-processing"
    CoalLiquefaction = "coal-liquefaction"
    HeavyOilCracking = "heavy-oil-cracking"
    LightOilCracking = "light-oil-cracking"
    SolidFuelFromHeavyOil = "solid-fuel-from-heavy-oil"
    SolidFuelFromLightOil = "solid-fuel-from-light-oil"
    SolidFuelFromPetroleumGas = "solid-fuel-from-petroleum-gas"
    FillCrudeOilBarrel = "crude-oil-barrel"
    FillHeavyOilBarrel = "heavy-oil-barrel"
    FillLightOilBarrel = "light-oil-barrel"
    FillLubricantBarrel = "lubricant-barrel"
    FillPetroleumGasBarrel = "petroleum-gas-barrel"
    FillSulfuricAcidBarrel = "sulfuric-acid-barrel"
    FillWaterBarrel = "water-barrel"
    EmptyCrudeOilBarrel = "empty-crude-oil-barrel"
    EmptyHeavyOilBarrel = "empty-heavy-oil-barrel"
    EmptyLightOilBarrel = "empty-light-oil-barrel"
    EmptyLubricantBarrel = "empty-lubricant-barrel"
    EmptyPetroleumGasBarrel = "empty-petroleum-gas-barrel"
    EmptySulfuricAcidBarrel = "empty-sulfuric-acid-barrel"
    EmptyWaterBarrel = "empty-water-barrel"
