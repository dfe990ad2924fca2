"""Reactors, heat pipes and what passes between them (MECHANICS 3.9, 3.14; A2 and the data for capacities)."""

from __future__ import annotations

import pytest
from yard import EAST, NORTH, SOUTH, Yard

from fle_llm.engine import build, heat
from fle_llm.engine.entities import Reactor
from fle_llm.errors import Refused
from fle_llm.world import ops

CELL, BURNT = "uranium-fuel-cell", "depleted-uranium-fuel-cell"
X, Y = 100.5, -199.5


class Pile:
    """Reactors at some places, in steps of their side from the first, each with so many cells."""

    def __init__(self, *places: tuple[float, float], cells: int = 10) -> None:
        self.yard = Yard()
        self.reactors = [self.yard.build("nuclear-reactor", X + 5 * dx, Y + 5 * dy) for dx, dy in places]
        for reactor in self.reactors:
            if cells:
                assert self.yard.put(reactor, CELL, cells) == cells

    def inside(self, number: int = 0) -> Reactor:
        ref = self.reactors[number]
        found = build.find(self.yard.world._engine, ref.name, ref.x, ref.y)
        assert isinstance(found, Reactor)
        return found

    def temperature(self, number: int = 0) -> float:
        found = self.yard.view(self.reactors[number]).temperature
        assert found is not None
        return found

    def power(self) -> float:
        """Megawatts of all of them."""
        networks = self.yard.world._engine.state.heat_networks.values()
        return sum(network.made for network in networks) / 1e6

    def books(self) -> dict[str, float]:
        """Gigajoules made, used and lost, and what is there; all settled."""
        engine = self.yard.world._engine
        for network in engine.state.heat_networks.values():
            heat.settle(engine, network)
        stored = sum(network.stored for network in engine.state.heat_networks.values())
        return {name: amount / 60e9 for name, amount in {**engine.state.counters.heat, "stored": stored}.items()}


def test_a_reactor_gives_40_mw() -> None:
    pile = Pile((0, 0))
    pile.yard.world.advance(1)  # lit
    pile.yard.seconds(100)
    assert pile.temperature() == pytest.approx(15 + 400)  # 4 GJ into 10 MJ a degree
    assert pile.books() == pytest.approx({"made": 4, "stored": 4})


def test_a_cell_lasts_200_seconds_and_leaves_a_burnt_one() -> None:
    pile = Pile((0, 0), cells=2)
    yard, reactor = pile.yard, pile.reactors[0]
    yard.world.advance(1)
    view = yard.view(reactor)
    assert (view.status_raw, view.burning, view.burning_left_j) == ("working", CELL, 8e9)
    assert view.inventories == {"fuel": {CELL: 1}, "burnt_result": {}}
    yard.world.advance(11_999)
    assert yard.view(reactor).inventories == {"fuel": {CELL: 1}, "burnt_result": {}}
    assert yard.view(reactor).burning_left_j == pytest.approx(40e6 / 60, abs=1)
    yard.world.advance(1)
    assert yard.view(reactor).inventories == {"fuel": {}, "burnt_result": {BURNT: 1}}
    yard.world.advance(12_000)
    view = yard.view(reactor)
    assert (view.status_raw, view.burning, view.burning_left_j) == ("no_fuel", None, 0)
    assert view.inventories == {"fuel": {}, "burnt_result": {BURNT: 2}}
    assert yard.statistics().consumed == {CELL: 2}
    assert yard.statistics().produced == {BURNT: 2}


@pytest.mark.parametrize(
    ("places", "megawatts"),
    [
        ([(0, 0)], 40),
        ([(0, 0), (1, 0)], 2 * 80),
        ([(0, 0), (0, 1)], 2 * 80),
        ([(0, 0), (1, 0), (2, 0)], 80 + 120 + 80),
        ([(0, 0), (1, 0), (0, 1), (1, 1)], 4 * 120),
        ([(0, 0), (1, 0.4)], 2 * 40),  # two tiles aside: they touch, but not side along side
        ([(0, 0), (1, 1)], 2 * 40),
    ],
)
def test_each_neighbour_gives_as_much_again(places: list[tuple[float, float]], megawatts: float) -> None:
    pile = Pile(*places)
    pile.yard.seconds(1)
    assert pile.power() == megawatts


def test_only_a_neighbour_that_burns_counts() -> None:
    pile = Pile((0, 0), (1, 0), cells=0)
    pile.yard.put(pile.reactors[0], CELL, 1)
    pile.yard.seconds(100)
    assert pile.power() == 40
    pile.yard.put(pile.reactors[1], CELL, 1)
    pile.yard.seconds(1)
    assert pile.power() == 160
    pile.yard.seconds(100)
    assert pile.power() == 40  # the first has gone out
    # lit at ticks 1 and 6001; 40 MW each while it burns, and twice that again for the 100 s that both did
    second = 40e6 * (pile.yard.world.tick - 6001) / 60
    assert pile.books()["made"] == pytest.approx(8 + second / 1e9 + 2 * 4)


def test_a_reactor_that_is_taken_down_gives_no_bonus_any_more() -> None:
    pile = Pile((0, 0), (1, 0), (0, 1))
    pile.yard.seconds(1)
    assert pile.power() == 120 + 80 + 80
    assert pile.yard.remove(pile.reactors[1]) == {"nuclear-reactor": 1, CELL: 9}
    pile.yard.seconds(1)
    assert pile.power() == 80 + 80
    pile.yard.build("nuclear-reactor", X + 5, Y)
    pile.yard.seconds(1)
    assert pile.power() == 80 + 80  # it has nothing to burn


def test_beyond_1000_degrees_heat_is_lost_and_fuel_burnt_all_the_same() -> None:
    pile = Pile((0, 0), cells=2)
    pile.yard.world.advance(1)
    pile.yard.seconds(390)
    assert pile.temperature() == 1000
    # 985 degrees x 10 MJ are kept of 390 s x 40 MW
    assert pile.books() == pytest.approx({"made": 15.6, "stored": 9.85, "lost": 5.75})
    assert pile.yard.held(pile.reactors[0], "burnt_result") == {BURNT: 1}


def test_no_cell_is_lit_without_room_for_what_is_left_of_it() -> None:
    pile = Pile((0, 0), cells=0)
    yard, reactor = pile.yard, pile.reactors[0]
    pile.inside().burnt[BURNT] = 50
    assert yard.put(reactor, CELL, 3) == 3
    yard.seconds(10)
    view = yard.view(reactor)
    assert (view.status_raw, view.full) == ("full_burnt_result_output", ("burnt_result",))
    assert pile.temperature() == 15
    assert yard.take(reactor, BURNT, 10) == 10
    yard.seconds(10)
    assert yard.view(reactor).status_raw == "working"
    assert yard.held(reactor, "fuel") == {CELL: 2}


def test_it_takes_cells_only_and_gives_no_room_for_burnt_ones() -> None:
    pile = Pile((0, 0), cells=0)
    for item in ("coal", BURNT, "nuclear-fuel", "uranium-235"):
        assert pile.yard.put(pile.reactors[0], item, 1) == 0
    assert pile.yard.put(pile.reactors[0], CELL, 60) == 50
    furnace = pile.yard.build("stone-furnace", X + 10.5, Y + 0.5)
    assert pile.yard.put(furnace, CELL, 1) == 0


def test_arms_bring_five_cells_and_take_the_burnt_ones() -> None:
    pile = Pile((0, 0), cells=0)
    yard = pile.yard
    source, target = yard.build("wooden-chest", X, Y + 4), yard.build("wooden-chest", X, Y - 4)
    for y in (Y + 3, Y - 3):
        arm = yard.build("burner-inserter", X, y, SOUTH)  # picks in the south, drops in the north
        yard.put(arm, "coal", 5)
    yard.put(source, CELL, 20)
    yard.seconds(60)
    assert yard.held(pile.reactors[0], "fuel") == {CELL: 5}
    yard.seconds(360)
    assert yard.held(target) == {BURNT: 2}
    assert yard.held(pile.reactors[0], "burnt_result") == {}


# --- heat pipes ------------------------------------------------------------------------------------------------------


def test_heat_spreads_over_what_touches() -> None:
    pile = Pile((0, 0), cells=1)
    pile.yard.world.advance(12_001)
    assert pile.temperature() == pytest.approx(815)  # 8 GJ into 10 MJ a degree
    pipe = pile.yard.build("heat-pipe", X, Y - 3)
    assert pile.yard.view(pipe).temperature == pytest.approx(15 + 8000 / 11)
    pile.yard.build("heat-pipe", X + 1, Y + 3)  # before no opening of the reactor
    assert pile.temperature() == pytest.approx(15 + 8000 / 11)
    far = pile.yard.build("heat-pipe", X, Y - 5)
    assert pile.yard.view(far).temperature == 15
    pile.yard.build("heat-pipe", X, Y - 4)
    assert pile.yard.view(far).temperature == pytest.approx(15 + 8000 / 13)
    assert pile.books() == pytest.approx({"made": 8, "stored": 8})


def test_what_is_taken_away_takes_its_heat_along() -> None:
    pile = Pile((0, 0), cells=1)
    pipes = [pile.yard.build("heat-pipe", X, Y - 3 - i) for i in range(3)]
    pile.yard.world.advance(12_001)
    warm = 15 + 8000 / 13
    assert pile.yard.remove(pipes[1]) == {"heat-pipe": 1}
    assert pile.books() == pytest.approx({"made": 8, "stored": 8 * 12 / 13, "lost": 8 / 13})
    assert len(pile.yard.world._engine.state.heat_networks) == 2
    for ref in (pile.reactors[0], pipes[0], pipes[2]):
        assert pile.yard.view(ref).temperature == pytest.approx(warm)
    pile.yard.remove(pile.reactors[0])
    assert pile.yard.view(pipes[0]).temperature == pytest.approx(warm)
    assert pile.books()["stored"] == pytest.approx(8 * 2 / 13)


def test_a_heat_pipe_is_walked_over_and_does_not_turn() -> None:
    yard = Yard()
    pipe = yard.build("heat-pipe", 0.5, 30.5)
    (found,) = yard.world.do([ops.Obstacles(ops.Area(0, 30 * 256, 256, 31 * 256))])
    assert not any(found.rows)
    with pytest.raises(Refused, match="cannot-rotate"):
        yard.turn(pipe, EAST)
    assert yard.view(pipe).direction == NORTH
