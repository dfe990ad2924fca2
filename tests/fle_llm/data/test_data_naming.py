"""Names of other versions and spellings."""

from __future__ import annotations

import pytest

from fle_llm.data import ABSENT, canonical, facts
from fle_llm.game import Prototype, RecipeName, Technology
from fle_llm.game.names import ALIASES


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("iron-plate", "iron-plate"),
        ("stack-inserter", "bulk-inserter"),
        ("filter-inserter", "fast-inserter"),
        ("logistic-chest-buffer", "buffer-chest"),
        ("effectivity-module-2", "efficiency-module-2"),
        ("empty-barrel", "barrel"),
        ("fill-crude-oil-barrel", "crude-oil-barrel"),
        ("empty-crude-oil-barrel", "empty-crude-oil-barrel"),
        ("rock-huge", "huge-rock"),
        ("advanced-electronics-2", "processing-unit"),
        ("optics", "lamp"),
        ("energy-weapons-damage-3", "laser-weapons-damage-3"),
        ("science-pack-2", "logistic-science-pack"),
        ("green-circuit", "electronic-circuit"),
        ("gear", "iron-gear-wheel"),
        ("petgas", "petroleum-gas"),
        ("curved-rail", "rail"),
        ("assembling-machine", "assembling-machine-1"),
        ("electronic circuit", "electronic-circuit"),
        ("Iron_Plate", "iron-plate"),
        (" Green Circuit ", "electronic-circuit"),
        ("AssemblingMachine1", "assembling-machine-1"),
        ("CoalLiquifaction", "coal-liquefaction"),
        ("EmptyBarrel", "barrel"),
        ("no such thing", "no-such-thing"),
    ],
)
def test_names(said, meant):
    assert canonical(said) == meant


def test_every_alias_leads_to_something_and_hides_nothing():
    known = facts().known
    for former, current in ALIASES.items():
        assert known(current), former
    # "assembling-machine" and the like are no names of this version themselves; rails are entities of theirs
    assert {former for former in ALIASES if known(former)} <= {"straight-rail"}


def test_members_of_the_vocabulary_exist_in_this_version():
    known = facts()
    groups = {"belt-group", "pipe-group", "electricity-group"}
    gone = {member.prototype_name for member in Prototype if not known.known(canonical(member.prototype_name))}
    assert gone - groups == ABSENT.keys() & {"rocket-control-unit", "express-inserter"}
    assert {tech.value for tech in Technology} - known.technologies.keys() == {"rocket-control-unit"}
    assert {recipe.value for recipe in RecipeName} <= known.recipes.keys()


def test_what_is_absent_is_not_there():
    assert not any(facts().recipes.get(name) for name in ABSENT)
