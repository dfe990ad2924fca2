"""Words: the short texts that pictures carry: names, statuses, amounts, clock times."""

from __future__ import annotations

from typing import NamedTuple

from fle_llm.data import facts
from fle_llm.game import EntityStatus
from fle_llm.render import palette
from fle_llm.render.fonts import text_width
from fle_llm.world.derive.status import missing_items
from fle_llm.world.ops import EntityView

_SHORT = {
    "assembling-machine-1": "assembler 1",
    "assembling-machine-2": "assembler 2",
    "assembling-machine-3": "assembler 3",
    "burner-mining-drill": "burner drill",
    "electric-mining-drill": "electric drill",
}
_SHORTER = {
    "burner-mining-drill": ("drill",),
    "stone-furnace": ("furnace",),
    "steel-furnace": ("furnace",),
    "electric-furnace": ("el. furnace", "furnace"),
    "electric-mining-drill": ("drill",),
    "assembling-machine-1": ("asm 1",),
    "assembling-machine-2": ("asm 2",),
    "assembling-machine-3": ("asm 3",),
    "chemical-plant": ("chem plant", "chem"),
    "steam-engine": ("engine", "steam"),
    "storage-tank": ("tank",),
    "solar-panel": ("solar",),
    "accumulator": ("accu",),
    "centrifuge": ("centrif.",),
}


class State(NamedTuple):
    """How a building fares: one of "working", "waiting", "stopped", "idle", and in a word why."""

    kind: str
    word: str

    @property
    def colour(self) -> str:
        """The colour of the state."""
        return COLOURS[self.kind]

    @property
    def said(self) -> tuple[str, ...]:
        """The word, and a shorter one for narrow places."""
        if self.word == "unplugged":
            return self.word, "no pole"
        return (self.word, "no input") if self.kind == "waiting" and self.word.startswith("no ") else (self.word,)


COLOURS = {
    "working": palette.WORKING,
    "waiting": palette.WAITING,
    "stopped": palette.STOPPED,
    "idle": palette.IDLE,
}

_WAITING = {
    EntityStatus.FULL_OUTPUT: "full",
    EntityStatus.NO_INGREDIENTS: "no input",
    EntityStatus.ITEM_INGREDIENT_SHORTAGE: "no input",
    EntityStatus.FLUID_INGREDIENT_SHORTAGE: "no fluid",
    EntityStatus.MISSING_SCIENCE_PACKS: "no packs",
    EntityStatus.WAITING_FOR_SOURCE_ITEMS: "no items",
    EntityStatus.WAITING_FOR_SPACE_IN_DESTINATION: "blocked",
    EntityStatus.LOW_POWER: "low power",
    EntityStatus.WAITING_TO_LAUNCH_ROCKET: "ready",
}
_STOPPED = {
    EntityStatus.NO_POWER: "no power",
    EntityStatus.NOT_PLUGGED_IN_ELECTRIC_NETWORK: "unplugged",
    EntityStatus.NO_FUEL: "no fuel",
    EntityStatus.NO_RECIPE: "no recipe",
    EntityStatus.NO_INPUT_FLUID: "no fluid",
    EntityStatus.NOT_CONNECTED: "no fluid",
    EntityStatus.NO_MINABLE_RESOURCES: "no ore",
    EntityStatus.NO_RESEARCH_IN_PROGRESS: "no research",
    EntityStatus.NO_AMMO: "no ammo",
    EntityStatus.NO_MODULES_TO_TRANSMIT: "no modules",
}
_BUSY = {
    EntityStatus.WORKING,
    EntityStatus.CHARGING,
    EntityStatus.DISCHARGING,
    EntityStatus.FULLY_CHARGED,
    EntityStatus.PREPARING_ROCKET_FOR_LAUNCH,
    EntityStatus.LAUNCHING_ROCKET,
}


def state(view: EntityView, status: EntityStatus) -> State:
    """How a building fares, by the status agents see."""
    if status in _STOPPED:
        return State("stopped", _STOPPED[status])
    if status in _WAITING:
        return State("waiting", _lacking(view, status) or _WAITING[status])
    return State("working" if status in _BUSY else "idle", "")


def _lacking(view: EntityView, status: EntityStatus) -> str:
    """What exactly is missing, where that can be told."""
    recipe = facts().recipes.get(view.recipe) if view.recipe else None
    if recipe is None:
        return ""
    if status is EntityStatus.ITEM_INGREDIENT_SHORTAGE:
        return next((f"no {plain(item)}" for item in missing_items(view, recipe)), "")
    if status is EntityStatus.FLUID_INGREDIENT_SHORTAGE:
        held = {box.fluid: box.amount for box in view.fluids if box.production == "input"}
        fluids = [amount for amount in recipe.ingredients if amount.fluid]
        return next((f"no {plain(fluid.name)}" for fluid in fluids if held.get(fluid.name, 0) < fluid.amount), "")
    return ""


def plain(name: str) -> str:
    """A name of the game in plain words."""
    return name.replace("-", " ")


def names(name: str) -> tuple[str, ...]:
    """What a building may be called, longest first."""
    full = _SHORT.get(name, plain(name))
    return full, *_SHORTER.get(name, ())


def initials(name: str) -> str:
    """The first letters of a name, two at the most, for what has no sign."""
    return "".join(word[0] for word in name.split("-"))[:2].upper()


def amount(count: float) -> str:
    """A count in at most four characters and a unit."""
    for size, unit in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if count >= size:
            return f"{count / size:.3g}{unit}" if count < 999.5 * size else f"{count / size:.0f}{unit}"
    return f"{count:.0f}"


def clock(tick: int) -> str:
    """Ticks as hours, minutes and seconds of game time."""
    minutes, seconds = divmod(tick // 60, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def fitting(texts: tuple[str, ...], size: int, width: float) -> str:
    """The first text that fits a width in pixels; "" when none does."""
    return next((text for text in texts if text_width(text, size) <= width), "")


def fitting_at(texts: tuple[str, ...], sizes: tuple[int, ...], width: float) -> tuple[str, int]:
    """The first text that fits a width at one of some font sizes, and that size; "" when none does."""
    for size in sizes:
        text = fitting(texts, size, width)
        if text:
            return text, size
    return "", sizes[-1]


def wrapped(text: str, size: int, width: float, lines: int) -> list[str]:
    """A text on at most some lines of a width in pixels: without its last words where it is too long, or empty."""
    done: list[str] = []
    for word in text.split():
        if done and text_width(f"{done[-1]} {word}", size) <= width:
            done[-1] += f" {word}"
        else:
            done.append(word)
    if not all(text_width(line, size) <= width for line in done):
        return []
    if len(done) <= lines:
        return done
    last = done[lines - 1]
    return [*done[: lines - 1], fitting((f"{last}...", last), size, width)]
