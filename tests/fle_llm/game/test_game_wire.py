"""Values across the pipe: what comes out is what went in, and hostile input is refused with ValueError alone."""

from __future__ import annotations

import copy
import math
import pickle
import string

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fle_llm.game import (
    BeltGroup,
    BoundingBox,
    BuildingBox,
    Direction,
    ElectricityGroup,
    ElectricityPole,
    Entity,
    EntityCore,
    EntityStatus,
    Furnace,
    IndexedPosition,
    Ingredient,
    Inventory,
    Pipe,
    PipeGroup,
    Position,
    Product,
    Prototype,
    Recipe,
    RecipeName,
    Resource,
    ResourcePatch,
    Technology,
    TransportBelt,
    UndergroundBelt,
    WallGroup,
)
from fle_llm.game.groups import EntityGroup
from fle_llm.game.model import Value
from fle_llm.game.namespace import value_classes
from fle_llm.game.wire import MAX_DEPTH, MAX_TEXT, decode_result, encode_result, lift, lower

BOX = BoundingBox.spanning(0, 0, 4, 2)
BELT = TransportBelt(
    name="transport-belt",
    position=Position(0.5, 0.5),
    input_position=Position(0.5, 1.5),
    output_position=Position(0.5, -0.5),
    inventory={"left": Inventory(coal=1), "right": Inventory()},
    is_source=True,
    belt_status="full",
)
SAMPLES = {
    "name": "some-name",
    "direction": Direction.LEFT,
    "position": Position(1.5, -2.5),
    "id": 17,
    "energy": 12.5,
    "type": "furnace",
    "health": 99.0,
    "warnings": ["out of fuel", "no ingredients to smelt"],
    "status": EntityStatus.NO_FUEL,
    "neighbours": [{"name": "pipe", "unit_number": 3, "position": {"x": 1.5, "y": 2.0}, "direction": 4}],
    "fuel": Inventory(coal=5),
    "electrical_id": 4,
    "furnace_source": Inventory({"iron-ore": 1}),
    "recipe": Recipe(name="pipe", ingredients=[Ingredient(name="iron-plate")], products=[Product(name="pipe")]),
    "resources": [Ingredient(name="coal", count=12)],
    "connection_points": [Position(0.5, 2.5)],
    "input_connection_points": [IndexedPosition(0.5, 2.5, "water")],
    "fluid_box": [{"name": "water", "amount": 12.5, "temperature": 15.0}],
    "fluid_systems": [1, 2],
    "drop_position": Position(0.5, 3.5),
    "belts": [BELT, UndergroundBelt(name="underground-belt", position=Position(3.5, 0.5), is_input=False)],
    "inputs": [BELT],
    "pipes": [Pipe(name="pipe", position=Position(0.5, 0.5), contents=10.0, fluid="water")],
    "poles": [ElectricityPole(name="small-electric-pole", position=Position(0.5, 0.5), electrical_id=1)],
    "entities": [Entity(name="stone-wall", position=Position(0.5, 0.5))],
    "research": "automation-2",
}
STRUCTS = {name: kind for name, kind in value_classes().items() if issubclass(kind, Value)}
REQUIRED = {
    "Position": {"x": 1, "y": 2},
    "IndexedPosition": {"x": 1, "y": 2, "type": "water"},
    "BoundingBox": {name: getattr(BOX, name) for name in BOX.__struct_fields__},
    "BuildingBox": {"height": 2, "width": 3},
    "ResourcePatch": {"name": "coal", "size": 3, "bounding_box": BOX},
    "Inventory": {"coal": 3},
    "Dimensions": {"width": 0.7, "height": 0.7},
    "TileDimensions": {"tile_width": 1.0, "tile_height": 1.0},
    "Ingredient": {"name": "coal", "count": 2, "type": "item"},
    "Product": {"name": "coal", "count": 2, "type": "item", "probability": 0.5},
    "Recipe": {"name": "pipe", "energy": 0.5, "category": "crafting", "enabled": True},
    "Ammo": {"name": "firearm-magazine", "magazine_size": 10},
}


def full(name):
    """One instance of a class with as many fields set as there are samples for."""
    kind = STRUCTS[name]
    fields = REQUIRED.get(name) or {field: SAMPLES[field] for field in kind.__struct_fields__ if field in SAMPLES}
    return kind(**fields)


@pytest.mark.parametrize("name", sorted(STRUCTS))
def test_every_class_comes_back_whole(name):
    value = full(name)
    for given_value in (value, [value], (value,), {"key": value}):
        back = decode_result(encode_result(given_value))
        assert back == given_value
        assert type(back) is type(given_value)
        assert str(back) == str(given_value)
        assert repr(back) == repr(given_value)


@pytest.mark.parametrize("name", sorted(STRUCTS))
def test_every_class_can_be_copied_and_pickled(name):
    value = full(name)
    for twin in (copy.copy(value), copy.deepcopy(value), pickle.loads(pickle.dumps(value))):
        assert twin is not value
        assert type(twin) is type(value)
        assert (str(twin), repr(twin)) == (str(value), repr(value))


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        0,
        -(2**62),
        1.5,
        "text\n\u00e4",
        [],
        [1, "a", None, 2.5, True],
        (),
        (1, (2, [3])),
        {},
        {"a": 1},
        {1: 2, Prototype.Coal: [Position(1, 2)]},
        {"$": "Position"},
        {"$": 1, "b": {"$": []}},
        {1, "a"},
        [[Position(1, 2)], []],
        Prototype.FastInserter,
        Direction.UPLEFT,
        EntityStatus.NO_POWER,
        Technology.AdvancedElectronics,
        RecipeName.FillWaterBarrel,
        Resource.Coal,
        [Resource.Coal, ("coal", 3)],
    ],
)
def test_results_of_every_kind_come_back(value):
    back = decode_result(encode_result(value))
    assert back == value
    assert type(back) is type(value)


def test_floats_stay_floats_and_infinities_survive_in_results():
    assert type(decode_result(encode_result(2.0))) is float
    assert decode_result(encode_result([math.inf])) == [math.inf]


def test_what_is_no_value_of_the_game_cannot_be_a_result():
    for wrong in (object(), b"bytes", [object()], {"a": print}, Furnace):
        with pytest.raises(TypeError):
            encode_result(wrong)


# --- arguments ------------------------------------------------------------------------------------------------------

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**9), 10**9),
    st.floats(-1e9, 1e9),
    st.text(max_size=20),
    st.builds(Position, st.floats(-1e6, 1e6), st.floats(-1e6, 1e6)),
    st.sampled_from([Direction.LEFT, Prototype.Lab, Technology.Plastics, RecipeName.UraniumProcessing]),
    st.sampled_from([Resource.Coal, Resource.Water]),
)
arguments = st.recursive(
    st.one_of(
        scalars,
        st.dictionaries(st.text(string.ascii_lowercase, max_size=8), st.integers(0, 1000)).map(Inventory),
        st.builds(BuildingBox, height=st.integers(0, 50), width=st.integers(0, 50)),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(st.one_of(st.text(max_size=5), st.integers(0, 9), st.just("$")), inner, max_size=4),
        st.sets(scalars, max_size=4),
    ),
    max_leaves=12,
)


def same(a, b):
    """Equality that also tells apart types and positions that are merely close."""
    return type(a) is type(b) and a == b and repr(a) == repr(b)


@settings(max_examples=100, deadline=None)
@given(arguments)
def test_arguments_come_back(value):
    plain = lower(value)
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(plain)) == plain
    for back in (lift(plain), decode_result(encode_result(value))):
        assert type(back) is type(value)
        assert back == value
        assert lower(back) == plain, "exactly, where == of positions is loose"


@pytest.mark.parametrize("name", sorted(name for name, kind in STRUCTS.items() if issubclass(kind, EntityCore)))
def test_an_entity_crosses_as_a_reference(name):
    back = lift(lower(full(name)))
    assert type(back) is STRUCTS[name]
    assert (back.name, back.direction) == ("some-name", Direction.LEFT)
    assert repr(back.position) == "Position(x=1.5, y=-2.5)"
    if "id" in back.__struct_fields__:
        assert (back.id, back.warnings, back.energy) == (17, [], 0.0)


def test_an_underground_belt_takes_its_far_end_along():
    belt = UndergroundBelt(
        name="underground-belt", position=Position(0.5, 0.5), output_position=Position(4.5, 0.5), is_input=False
    )
    back = lift(lower(belt))
    assert repr(back.output_position) == "Position(x=4.5, y=0.5)"
    assert back.is_input is False
    assert lift(lower(BELT)).output_position is None


@pytest.mark.parametrize(
    ("kind", "members"),
    [(BeltGroup, "belts"), (PipeGroup, "pipes"), (ElectricityGroup, "poles"), (WallGroup, "entities")],
)
def test_a_group_takes_references_to_its_members_along(kind, members):
    back = lift(lower(full(kind.__name__)))
    assert type(back) is kind
    assert back.id == 17
    assert [repr(member.position) for member in getattr(back, members)] == [
        repr(member.position) for member in SAMPLES[members]
    ]
    assert getattr(back, members)[0].warnings == []
    assert type(lift(lower(full("EntityGroup")))) is EntityGroup


def test_plain_structs_cross_whole():
    for name in REQUIRED:
        assert same(lift(lower(full(name))), full(name))


def test_sets_are_sent_in_the_same_order_whatever_the_hash_seed():
    pair = {Prototype.UndergroundPipe, Prototype.Pipe}
    assert [item["v"] for item in lower(pair)["v"]] == ["Pipe", "UndergroundPipe"]
    assert lift(lower(pair)) == pair


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (object(), "object"),
        (lambda: 0, "function"),
        (b"bytes", "bytes"),
        (iter(()), "tuple_iterator"),
        (range(3), "range"),
        (1j, "complex"),
        ([{"a": (object(),)}], "object"),
        (Furnace, "the class Furnace .*Prototype"),
        (int, "the class int"),
    ],
)
def test_what_no_tool_takes_is_a_type_error_that_names_it(value, told):
    with pytest.raises(TypeError, match=told):
        lower(value)


def test_subclasses_of_builtins_cross_as_the_builtin():
    class Name(str):
        pass

    class Row(list):
        pass

    assert type(lower(Name("coal"))) is str
    assert lower(Row([1])) == [1]


def test_a_program_cannot_pass_a_class_of_its_own_under_a_known_name():
    class Position(Value):  # the name is what is being tried
        x: float
        y: float

    with pytest.raises(TypeError):
        lower(Position(1, 2))


def looped():
    loop = []
    loop.append(loop)
    return loop


def nested(depth):
    value = []
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "value",
    [
        math.nan,
        math.inf,
        1e10,
        10**30,
        [0] * 100_001,
        [[0] * 1000 for _ in range(101)],
        "x" * (MAX_TEXT + 1),
        {"x" * (MAX_TEXT + 1): 0},
        Position(math.nan, 0),
        Inventory(coal=10**10),
        looped(),
        nested(MAX_DEPTH + 1),
        nested(5000),
    ],
    ids=lambda value: type(value).__name__,
)
def test_too_much_is_a_value_error_at_both_ends(value):
    with pytest.raises(ValueError):
        lower(value)
    with pytest.raises(ValueError):
        lift(value)


def test_the_bounds_themselves_are_allowed():
    for value in (1e9, -(10**9), "x" * MAX_TEXT, nested(MAX_DEPTH), [0] * 99_999):
        assert lift(lower(value)) == value


@pytest.mark.parametrize(
    "plain",
    [
        {"$": "NoSuchThing", "v": 1},
        {"$": "tuple"},
        {"$": "tuple", "v": 1},
        {"$": "tuple", "v": [], "w": 1},
        {"$": "set", "v": [[1]]},
        {"$": "dict", "v": [[1, 2, 3]]},
        {"$": "dict", "v": [[[], 2]]},
        {"$": "dict", "v": 7},
        {"$": 5, "v": 1},
        {"$": ["Position"], "x": 1, "y": 2},
        {"$": None},
        {"$": "Position"},
        {"$": "Position", "x": "1", "y": 2},
        {"$": "Position", "x": None, "y": 2},
        {"$": "Position", "x": True, "y": 2},
        {"$": "Position", "x": {"$": "Position", "x": 1, "y": 2}, "y": 2},
        {"$": "Prototype", "v": "NoSuchMember"},
        {"$": "Prototype", "v": "__class__"},
        {"$": "Prototype", "v": ["Coal"]},
        {"$": "Direction", "v": 0},
        {"$": "Resource", "v": 3},
        {"$": "Inventory", "counts": {"coal": "many"}},
        {"$": "Inventory", "counts": [1]},
        {"$": "Furnace"},
        {"$": "Furnace", "name": "stone-furnace"},
        {"$": "Furnace", "name": 3, "position": {"$": "Position", "x": 1, "y": 2}},
        {"$": "Furnace", "name": "stone-furnace", "position": [1, 2]},
        {"$": "Furnace", "name": "f", "position": {"$": "Position", "x": 1, "y": 2}, "direction": 3},
        {"$": "Furnace", "name": "f", "position": {"$": "Furnace", "x": 1, "y": 2}},
        {"$": "BeltGroup", "position": {"$": "Position", "x": 1, "y": 2}, "belts": 3},
        {"$": "BeltGroup", "position": {"$": "Position", "x": 1, "y": 2}, "belts": [3]},
        {"$": "BeltGroup", "position": {"$": "Position", "x": 1, "y": 2}, "belts": [{"$": "Furnace"}]},
        {"$": "Value"},
        {"$": "Electric"},
        {3: 4},
        {None: 4},
        b"bytes",
        (1, 2),
        {1, 2},
        object(),
        msgspec.msgpack.Ext(1, b""),
    ],
)
def test_malformed_input_is_a_value_error(plain):
    for hostile in (plain, [plain], {"a": plain}, {"$": "tuple", "v": [plain]}):
        with pytest.raises(ValueError):
            lift(hostile)


def test_a_reference_carries_nothing_but_the_reference():
    where = {"$": "Position", "x": 1.0, "y": 2.0}
    back = lift(
        {"$": "Furnace", "name": "stone-furnace", "position": where, "energy": 5.0, "fuel": {"a": 1}, "warnings": 3}
    )
    assert (back.energy, back.fuel, back.warnings) == (0.0, Inventory(), [])


tags = st.sampled_from(
    [*STRUCTS, "Prototype", "Direction", "Resource", "tuple", "set", "dict", "Technology", "x", "EntityStatus"]
)
leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=5),
    st.sampled_from(["Coal", "UP", "coal", "stone-furnace"]),
)
fields = st.sampled_from(["v", "x", "y", "name", "position", "direction", "id", "counts", "belts", "pipes", "left_top"])
hostile = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.builds(lambda tag, rest: {"$": tag, **rest}, tags, st.dictionaries(fields, inner, max_size=4)),
        st.dictionaries(st.one_of(fields, st.just("$")), inner, max_size=3),
    ),
    max_leaves=20,
)


@settings(max_examples=300, deadline=None)
@given(hostile)
def test_anything_at_all_is_a_value_or_a_value_error(plain):
    try:
        value = lift(plain)
    except ValueError:
        return
    plain = lower(value)  # what was let in is something a program could have sent
    assert lower(lift(plain)) == plain


def test_resource_patches_and_boxes_keep_their_numbers():
    patch = ResourcePatch(name="coal", size=600, bounding_box=BOX)
    assert same(lift(lower(patch)), patch)
