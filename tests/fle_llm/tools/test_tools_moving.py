"""move_to and the walking below it."""

from __future__ import annotations

import time
from itertools import pairwise
from math import ceil, hypot

from hypothesis import given
from hypothesis import strategies as st

from fle_llm.game import Direction, Position, Prototype, Resource
from fle_llm.tools.walking import Window, cells_on_line, flood
from fle_llm.world.ops import SetAgent


def at(position):
    return position.x, position.y


def wall(player, xs, ys):
    """Furnaces (2x2) with their centres at every x and y."""
    for x in xs:
        for y in ys:
            player.world.do([_place("stone-furnace", x, y)])


def _place(name, x, y, direction=0):
    from fle_llm.world.ops import Place

    return Place(name, round(x * 256), round(y * 256), direction, None)


# --- where one ends, and what it costs --------------------------------------------------------------------------------


def test_a_move_ends_at_the_middle_of_the_tile(player):
    assert at(player.move_to(Position(x=3, y=3))) == (3.5, 3.5)
    assert at(player.move_to(Position(x=-2.1, y=7.9))) == (-2.5, 7.5)


def test_move_costs_as_published(player):
    # (0, 0) to (3.5, 3.5): 4.95 tiles / 0.15 = 33 ticks, within the asserted 30 to 40
    assert player.ticks(lambda: player.move_to(Position(x=3, y=3))) == 33


def test_five_tiles_take_34_ticks(player):
    player.move_to(Position(x=0.5, y=0.5))
    assert player.ticks(lambda: player.move_to(Position(x=5.5, y=0.5))) == 34  # ceil(5 / 0.15)


def test_staying_costs_nothing(player):
    player.move_to(Position(x=0.5, y=0.5))
    assert player.ticks(lambda: player.move_to(Position(x=0.2, y=0.9))) == 0


def test_ninety_tiles_take_600_ticks(player):
    player.move_to(Position(x=0.5, y=30.5))
    # MECHANICS 4.10 case 175: ceil(90 / 0.15); y = 30.5 is free from 0 to 60 on the lab map
    assert player.ticks(lambda: player.move_to(Position(x=0.5, y=60.5))) == 200
    assert player.ticks(lambda: player.move_to(Position(x=60.5, y=60.5))) == 400


def test_long_walks_are_quick(player):
    start = time.perf_counter()
    assert at(player.move_to(Position(x=280, y=0.7))) == (280.5, 0.5)
    assert at(player.move_to(Position(x=480, y=0))) == (480.5, 0.5)
    assert at(player.move_to(Position(x=-300, y=0))) == (-299.5, 0.5)
    assert time.perf_counter() - start < 5


def test_moves_beyond_the_fence_work(player):
    assert at(player.move_to(Position(x=100, y=100))) == (100.5, 100.5)
    assert at(player.move_to(Position(x=150, y=150))) == (150.5, 150.5)


def test_the_way_goes_around_the_lake(player):
    # straight from (0.5, 9.5) to (-30.5, 9.5) is 31 tiles through the lake x -21..-10, y -3..21; around the south end
    # by the corners (-9.8, 21.2) and (-21.2, 21.2) it is hypot(10.3, 11.7) + 11.4 + hypot(9.3, 11.7) = 41.9 tiles
    player.move_to(Position(x=0.5, y=9.5))
    ticks = player.ticks(lambda: player.move_to(Position(x=-30.5, y=9.5)))
    shortest = hypot(10.3, 11.7) + 11.4 + hypot(9.3, 11.7)
    assert ceil(shortest / 0.15) <= ticks <= shortest * 1.03 / 0.15 + 4


def test_a_taken_goal_means_the_nearest_free_tile(player):
    chest = player.place_entity(Prototype.WoodenChest, position=Position(x=5, y=5))
    # tiles beside (5.5, 5.5): the northern one is the first of the four at distance 1
    assert at(player.move_to(chest.position)) == (5.5, 4.5)


def test_a_goal_in_the_lake_ends_on_the_shore(player):
    end = player.move_to(player.nearest(Resource.Water))
    assert at(end) == (-9.5, 0.5)
    assert end.distance(player.nearest(Resource.Water)) <= 2.7


def test_belts_and_ore_can_be_walked_on(player):
    player.world.do([_place("transport-belt", x + 0.5, 5.5) for x in range(8)])
    assert at(player.move_to(Position(x=3.5, y=5.5))) == (3.5, 5.5)
    coal = player.nearest(Resource.Coal)
    assert at(player.move_to(coal)) == at(coal)


def test_own_buildings_without_a_gap_are_climbed_over(player):
    # a ring of furnaces around the free middle [10, 12) x [10, 12): in and out again
    wall(player, (9, 11, 13), (9, 13))
    wall(player, (9, 13), (11,))
    assert at(player.move_to(Position(x=11, y=11))) == (11.5, 11.5)
    # 9 tiles to the east at 0.15 a tick: the way is straight
    assert player.ticks(lambda: player.move_to(Position(x=20, y=11))) == 60
    assert at(player.move_to(Position(x=20, y=11))) == (20.5, 11.5)


def test_out_of_a_ring_to_something_that_is_built_on(player):
    wall(player, (9, 11, 13), (9, 13))
    wall(player, (9, 13), (11,))
    player.world.do([_place("stone-furnace", 30, 11)])
    player.move_to(Position(x=11, y=11))
    # not the spot in the ring that is nearest to it, 17 tiles off, but beside it: 2.5 tiles from a middle at the most
    assert player.move_to(Position(x=30, y=11)).distance(Position(x=30, y=11)) <= 2.5


def test_a_character_in_a_slit_between_buildings_gets_out(player):
    # a pumpjack's box ends at 42.3 and a pipe's at 41.79: one stands between, but no half tile there is free
    player.world.do([SetAgent(0, x=round(20.5 * 256), y=42 * 256), _place("pumpjack", 20.5, 43.5)])
    player.world.do([_place("pipe", x + 0.5, 41.5) for x in range(14, 22)])
    assert at(player.move_to(Position(x=12, y=25))) == (12.5, 25.5)


def test_water_is_not_climbed_over(player):
    player.move_to(Position(x=-9.5, y=9.5))
    # furnaces close the shore, x -10..-9, in the north, east and south
    player.world.do([_place("stone-furnace", -8, y) for y in range(-4, 24, 2)])
    player.world.do([_place("stone-furnace", -10, y) for y in (-4, 22)])
    # straight to the west are 13 tiles; around the southern end (-10, 21) to (-21, 21) more than twice as many
    assert player.ticks(lambda: player.move_to(Position(x=-22.5, y=9.5))) > 2 * 13 / 0.15
    assert at(player.move_to(Position(x=-22.5, y=9.5))) == (-22.5, 9.5)


def test_the_nearest_free_tile_is_one_that_can_be_reached(player):
    # the middle of the ring is free and nearest to the goal, a furnace of the ring itself, but nobody gets there
    wall(player, (9, 11, 13), (9, 13))
    wall(player, (9, 13), (11,))
    end = player.move_to(Position(x=11.5, y=12.1))
    assert not (10 < end.x < 12 and 10 < end.y < 12)


def test_bad_targets(player):
    for target in ("there", None, 5, (1, 2, 3), ("a", "b")):
        with player.refused("Position", error=ValueError):
            player.move_to(target)
    for target in ((float("nan"), 0), (float("inf"), 0), (1e9, 0)):
        with player.refused(player.number_words("not on any map", target[0]), error=ValueError):
            player.move_to(target)
    with player.refused("Could not get path to x=2000.0 y=0.0", "2000 tiles away", "in stages"):
        player.move_to(Position(x=2000, y=0))
    with player.refused("Could not get path to x=0.0 y=-900.0", "no place to stand within 200 tiles"):
        player.move_to(Position(x=0, y=-900))  # the map ends at -500


def test_a_target_at_the_end_of_the_world_is_refused_at_once(make_world, play):
    walker = play(make_world(kind="open", seed=1))
    began = time.monotonic()
    with walker.refused("in stages"):
        walker.move_to(Position(x=900_000, y=0))
    assert time.monotonic() - began < 1


def test_positions_may_be_pairs_and_entities(player):
    assert at(player.move_to((4, 4))) == (4.5, 4.5)
    chest = player.place_entity(Prototype.WoodenChest, position=(8.5, 8.5))
    assert player.move_to(chest).distance(chest.position) == 1
    assert at(player.move_to(position=Position(x=0, y=0))) == (0.5, 0.5)


# --- laying belts -----------------------------------------------------------------------------------------------------


def test_laying_leaves_belts_that_run_the_way_one_walked(player):
    player.move_to(Position(x=0.5, y=0.5))
    player.move_to(Position(x=5.5, y=0.5), laying=Prototype.TransportBelt)
    belts = player.get_entities({Prototype.TransportBelt})
    assert [at(belt.position) for belt in belts] == [(x + 0.5, 0.5) for x in range(5)]
    assert {belt.direction for belt in belts} == {Direction.RIGHT}
    assert player.carries("transport-belt") == 50 - 5


def test_leading_belts_run_back(player):
    player.move_to(Position(x=0.5, y=0.5))
    player.move_to(Position(x=0.5, y=4.5), leading=Prototype.TransportBelt)
    belts = player.get_entities({Prototype.TransportBelt})
    assert [at(belt.position) for belt in belts] == [(0.5, y + 0.5) for y in range(1, 5)]
    assert {belt.direction for belt in belts} == {Direction.UP}


def test_laying_turns_the_belts_it_meets(player):
    player.move_to(Position(x=0.5, y=0.5))
    player.move_to(Position(x=3.5, y=0.5), laying=Prototype.TransportBelt)
    player.move_to(Position(x=0.5, y=0.5), laying=Prototype.TransportBelt)
    belts = {at(belt.position): belt.direction for belt in player.get_entities({Prototype.TransportBelt})}
    assert belts == {
        (0.5, 0.5): Direction.RIGHT,
        (1.5, 0.5): Direction.LEFT,
        (2.5, 0.5): Direction.LEFT,
        (3.5, 0.5): Direction.LEFT,
    }
    assert player.carries("transport-belt") == 50 - 4


def test_too_few_belts_to_lay(player):
    player.move_to(Position(x=0.5, y=0.5))
    with player.refused("Cannot move", "No fast-transport-belt in the inventory", "transport-belt=50"):
        player.move_to(Position(x=20.5, y=0.5), laying=Prototype.FastTransportBelt)
    with player.refused("Cannot move", "stone-furnace"):
        player.move_to(Position(x=20.5, y=0.5), laying=Prototype.StoneFurnace)


# --- the parts --------------------------------------------------------------------------------------------------------


def window(*lines: str) -> Window:
    """A window from a picture: `#` is taken."""
    rows = tuple(sum(1 << i for i, mark in enumerate(line) if mark == "#") for line in lines)
    return Window(0, 0, len(lines[0]), len(lines), rows)


def marked(rows: list[int], width: int) -> list[str]:
    return ["".join("o" if row >> i & 1 else "." for i in range(width)) for row in rows]


def test_a_flood_fills_what_is_connected():
    room = window(
        "....#...",
        ".##.#.#.",
        ".#...##.",
        ".#.####.",
        ".#......",
    )
    assert marked(flood(room, [(0, 0)]), 8) == [
        "oooo.ooo",
        "o..o.o.o",
        "o.ooo..o",
        "o.o....o",
        "o.oooooo",
    ]
    assert marked(flood(window("..#.", "..#.", "###."), [(3, 0)]), 4) == ["...o", "...o", "...o"]
    assert marked(flood(window("..#."), [(2, 0)]), 4) == ["...."]  # a taken seed floods nothing


@given(st.lists(st.text("#..", min_size=9, max_size=9), min_size=1, max_size=9), st.integers(0, 8))
def test_a_flood_is_what_step_by_step_search_finds(lines, column):
    room = window(*lines)
    seed = (column, 0)
    found = set()
    stack = [seed] if room.free(seed) else []
    while stack:
        cell = stack.pop()
        if cell not in found and room.holds(cell) and room.free(cell):
            found.add(cell)
            stack += [(cell[0] + dx, cell[1] + dy) for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1))]
    wet = flood(room, [seed])
    assert {(x, y) for y in range(room.height) for x in range(9) if wet[y] >> x & 1} == found


def test_a_line_passes_through_touching_cells():
    assert list(cells_on_line((0.25, 0.25), (1.75, 0.25))) == [(0, 0), (1, 0), (2, 0), (3, 0)]
    cells = list(cells_on_line((0.25, 0.25), (-1.2, 2.3)))
    assert cells[0] == (0, 0)
    assert cells[-1] == (-3, 4)
    assert all(abs(a[0] - b[0]) + abs(a[1] - b[1]) == 1 for a, b in pairwise(cells))


def test_the_same_walk_is_the_same_walk(player):
    wall(player, range(6, 20, 2), (-4, 4))
    fork = player.another(player.world.fork())
    for walker in (player, fork):
        walker.move_to(Position(x=30, y=3))
        walker.move_to(Position(x=9, y=-9))
    assert (player.world.tick, player.world.digest()) == (fork.world.tick, fork.world.digest())


def test_walking_ticks_of_each_leg_round_up():
    from fle_llm.tools.hands import walking_ticks

    assert [walking_ticks(length) for length in (0, 0.15, 0.16, 9, 0.3)] == [0, 1, 2, 60, 2]
