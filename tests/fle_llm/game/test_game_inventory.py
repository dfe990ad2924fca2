"""Inventory as a bag of names and counts."""

from __future__ import annotations

import copy
import operator
import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fle_llm.game import Inventory, Prototype, Resource

names = st.sampled_from(["coal", "iron-plate", "copper-plate", "stone-furnace"])
bags = st.dictionaries(names, st.integers(0, 10_000)).map(Inventory)


def test_prints_as_programs_know_it():
    bag = Inventory({"iron-plate": 5, "coal": 2})
    assert repr(bag) == "Inventory(iron-plate=5, coal=2)"
    assert str(bag) == f"{bag}" == "iron-plate=5 coal=2"
    assert (repr(Inventory()), str(Inventory())) == ("Inventory()", "")
    assert repr((Inventory(),)) == "(Inventory(),)"


def test_is_built_from_a_mapping_or_from_names():
    assert Inventory(coal=2) == Inventory({"coal": 2}) == Inventory({Prototype.Coal: 2}) == {"coal": 2}
    assert Inventory(Inventory(coal=2), wood=1) == {"coal": 2, "wood": 1}
    assert Inventory(None) == Inventory()
    with pytest.raises(TypeError):
        Inventory({}, {})


def test_is_read_by_name_prototype_and_resource():
    bag = Inventory({"iron-ore": 3, "coal": 2})
    assert bag["iron-ore"] == bag[Prototype.IronOre] == bag[Resource.IronOre] == 3
    assert bag["no-such-item"] == bag[Prototype.Lab] == 0
    assert bag.get(Prototype.Coal) == 2
    assert bag.get(Prototype.Lab) == 0
    assert bag.get("lab", 7) == 7
    assert Inventory(coal=0).get("coal", 7) == 7
    for wrong in (None, 3, ["coal"], object()):
        with pytest.raises(TypeError):
            bag[wrong]


def test_membership_works_for_every_kind_of_key():
    bag = Inventory({"iron-ore": 3})
    assert "iron-ore" in bag
    assert Prototype.IronOre in bag
    assert Resource.IronOre in bag
    assert Prototype.Coal not in bag
    assert None not in bag


def test_names_of_earlier_versions_find_what_they_became():
    bag = Inventory({"barrel": 4, "bulk-inserter": 1})
    assert bag[Prototype.EmptyBarrel] == 4
    assert bag["stack-inserter"] == 1
    bag["stack-inserter"] += 1
    assert bag == {"barrel": 4, "bulk-inserter": 2}


def test_is_written_by_any_key():
    bag = Inventory()
    bag[Prototype.Coal] = 5
    bag["coal"] += 1
    bag[Resource.Wood] = 2
    assert bag == {"coal": 6, "wood": 2}
    del bag[Prototype.Coal]
    assert list(bag) == ["wood"]


def test_behaves_like_a_mapping():
    bag = Inventory({"coal": 2, "wood": 1})
    assert (list(bag), list(bag.keys()), list(bag.values())) == (["coal", "wood"], ["coal", "wood"], [2, 1])
    assert dict(bag.items()) == {"coal": 2, "wood": 1}
    assert (len(bag), bool(bag), bool(Inventory())) == (2, True, False)
    assert bag != Inventory(coal=2)
    assert bag != 3
    assert operator.ne(bag, {"coal": 2, "wood": 1}) is False
    with pytest.raises(TypeError):
        hash(bag)


def test_adding_leaves_both_sides_alone():
    a, b = Inventory(coal=1), Inventory(coal=2, wood=3)
    assert a + b == {"coal": 3, "wood": 3}
    assert (a, b) == (Inventory(coal=1), Inventory(coal=2, wood=3))
    with pytest.raises(TypeError):
        a + 1


@settings(max_examples=100, deadline=None)
@given(bags, bags)
def test_merging_counts_everything_whatever_the_order(a, b):
    assert a + b == b + a
    assert sum((a + b).values()) == sum(a.values()) + sum(b.values())


@settings(max_examples=100, deadline=None)
@given(bags)
def test_copies_are_equal_and_independent(bag):
    for twin in (copy.copy(bag), copy.deepcopy(bag), pickle.loads(pickle.dumps(bag))):
        assert twin == bag
        twin["lab"] = 1
        assert "lab" not in bag
