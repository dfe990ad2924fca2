"""Segments, pumps and pipes: MECHANICS 3.12 and the rows of 4.9."""

from __future__ import annotations

import pytest
from yard import EAST, NORTH, SOUTH, WEST, Yard

from fle_llm.errors import Refused
from fle_llm.world import ops

SHORE_X, SHORE_Y = -9.5, 5.5  # east shore of the upper lake, which covers x -21..-10


def shore_pump(yard: Yard, y: float = SHORE_Y) -> ops.Ref:
    return yard.build("offshore-pump", SHORE_X, y, WEST)


def pipes(yard: Yard, x: float, y: float, count: int, dx: float = 1.0, dy: float = 0.0) -> list[ops.Ref]:
    return [yard.build("pipe", x + dx * i, y + dy * i) for i in range(count)]


def amount(yard: Yard, ref: ops.Ref) -> float:
    return yard.view(ref).fluids[0].amount


def total(yard: Yard, ref: ops.Ref) -> float:
    return yard.view(ref).fluids[0].segment_amount


def segment(yard: Yard, ref: ops.Ref) -> int | None:
    return yard.view(ref).fluids[0].segment


def remove(yard: Yard, ref: ops.Ref) -> None:
    yard.world.do([ops.SetAgent(0, inventory={}), ops.Remove(ref)])


def refused(yard: Yard, name: str, x: float, y: float, direction: int = NORTH) -> Refused:
    with pytest.raises(Refused) as caught:
        yard.build(name, x, y, direction)
    return caught.value


def test_an_offshore_pump_gives_1200_a_second() -> None:  # rows 158 and 159: 25,000 units in 20.83 s
    yard = Yard()
    shore_pump(yard)
    tank = yard.build("storage-tank", -7.5, 6.5)  # its west port is at (-9, 5.5)
    yard.seconds(10)
    assert total(yard, tank) == pytest.approx(12_000, rel=0.005)
    yard.seconds(10.8)
    assert amount(yard, tank) < 25_000
    yard.seconds(0.2)
    assert amount(yard, tank) == 25_000
    assert yard.statistics().produced["water"] == 25_100  # the tank and the pump's own box


def test_a_pump_in_the_open_stays_dry() -> None:
    yard = Yard()
    pump = shore_pump(yard)
    yard.seconds(5)
    assert amount(yard, pump) == 0
    pipe = yard.build("pipe", SHORE_X + 1, SHORE_Y)
    yard.seconds(5)
    assert amount(yard, pipe) == amount(yard, pump) == 100


def test_three_hundred_pipes_lose_nothing() -> None:  # row 160
    yard = Yard()
    shore_pump(yard)
    line = pipes(yard, SHORE_X + 1, SHORE_Y, 1)
    for row in range(5):  # five rows of 60, there and back again
        x = SHORE_X + (2 if row % 2 == 0 else 61)
        line += pipes(yard, x, SHORE_Y - 2 * row, 60, dx=1 if row % 2 == 0 else -1)
        line += pipes(yard, line[-1].x / 256, SHORE_Y - 2 * row - 1, 1)
    assert len(line) > 300
    tank = yard.build("storage-tank", line[-1].x / 256 - 1, line[-1].y / 256 - 2)
    assert segment(yard, tank) == segment(yard, line[0])
    start = total(yard, tank)
    yard.seconds(10)
    assert total(yard, tank) - start == pytest.approx(12_000, rel=0.001)
    assert amount(yard, line[0]) / 100 == pytest.approx(amount(yard, tank) / 25_000)


def test_a_pipeline_may_be_320_tiles_long_and_no_longer() -> None:
    yard = Yard()
    shore_pump(yard)
    pipes(yard, SHORE_X + 1, SHORE_Y, 68)
    yard.build("pipe-to-ground", 59.5, SHORE_Y, WEST)  # below the fence of trees
    yard.build("pipe-to-ground", 66.5, SHORE_Y, EAST)
    last = pipes(yard, 67.5, SHORE_Y, 243)[-1]
    assert last.x / 256 - SHORE_X == 319  # with the pump's own tile 320
    yard.seconds(10)
    before = total(yard, last)
    assert before > 5_000
    yard.build("pipe", SHORE_X + 320, SHORE_Y)
    yard.seconds(10)
    assert total(yard, last) == before


@pytest.mark.parametrize(("gap", "joined"), [(0, True), (9, True), (10, False)])  # row 161
def test_pipes_to_ground(gap: int, joined: bool) -> None:
    yard = Yard()
    left = yard.build("pipe-to-ground", 0.5, 30.5, WEST)  # opens to the west, goes down to the east
    right = yard.build("pipe-to-ground", 1.5 + gap, 30.5, EAST)
    assert (segment(yard, left) == segment(yard, right)) is joined


def test_a_pipe_to_ground_between_two_others_takes_their_connection() -> None:
    yard = Yard()
    left = yard.build("pipe-to-ground", 0.5, 30.5, WEST)
    right = yard.build("pipe-to-ground", 8.5, 30.5, EAST)
    middle = yard.build("pipe-to-ground", 4.5, 30.5, EAST)
    assert segment(yard, left) == segment(yard, middle) != segment(yard, right)
    remove(yard, middle)
    assert segment(yard, left) == segment(yard, right)
    crossing = yard.build("pipe-to-ground", 4.5, 30.5, NORTH)
    assert segment(yard, left) == segment(yard, right) != segment(yard, crossing)


def test_two_tanks_level_out_at_once() -> None:  # row 162
    yard = Yard()
    shore_pump(yard)
    first = yard.build("storage-tank", -7.5, 6.5)
    yard.seconds(30)
    second = yard.build("storage-tank", -4.5, 9.5)  # its north port opens to (-5.5, 7.5), where no port is
    assert segment(yard, first) != segment(yard, second)
    remove(yard, second)
    second = yard.build("storage-tank", -7.5, 9.5 + 1)  # north port (-8.5, 9), the first's south port is at (-6.5, 8)
    assert segment(yard, first) != segment(yard, second)
    pipes(yard, -6.5, 8.5, 1)
    bend = pipes(yard, -7.5, 8.5, 2, dx=-1)
    assert segment(yard, first) == segment(yard, second) == segment(yard, bend[0])
    assert amount(yard, first) == pytest.approx(amount(yard, second))
    assert total(yard, first) == pytest.approx(25_100)


def test_a_member_takes_its_share_along() -> None:
    yard = Yard()
    shore_pump(yard)
    line = pipes(yard, SHORE_X + 1, SHORE_Y, 9)
    yard.seconds(5)
    assert total(yard, line[0]) == 1000
    remove(yard, line[4])
    assert total(yard, line[8]) == 400
    assert total(yard, line[0]) == 500
    yard.seconds(5)
    assert total(yard, line[8]) == 400
    yard.build("pipe", SHORE_X + 5, SHORE_Y)
    assert total(yard, line[8]) == 900
    yard.seconds(1)
    assert total(yard, line[8]) == 1000
    assert yard.statistics().produced["water"] == 1100


def test_an_offshore_pump_stands_on_a_shore() -> None:
    yard = Yard()
    assert refused(yard, "offshore-pump", 0.5, 30.5).reason == "needs-water"
    assert refused(yard, "offshore-pump", SHORE_X, SHORE_Y, NORTH).reason == "needs-water"
    assert refused(yard, "offshore-pump", -15.5, 5.5, WEST).reason == "water"
    for x, y, direction in ((-9.5, 5.5, WEST), (-21.5, 5.5, EAST), (-15.5, -3.5, SOUTH), (-15.5, 21.5, NORTH)):
        assert yard.view(yard.build("offshore-pump", x, y, direction)).direction == direction


def test_two_fluids_never_meet() -> None:
    yard = Yard()
    shore_pump(yard)
    line = pipes(yard, SHORE_X + 1, SHORE_Y, 3)
    engine = yard.build("steam-engine", -1.5, SHORE_Y, EAST)  # steam in at both ends: before x -4 and 1
    assert yard.view(engine).fluids[0].segment is not None
    assert refused(yard, "pump", -5.0, SHORE_Y, EAST).reason == "fluid-mix"
    yard.build("pipe", -5.5, SHORE_Y)
    refusal = refused(yard, "pipe", -4.5, SHORE_Y)
    assert (refusal.reason, refusal.data) == ("fluid-mix", {"fluids": ["steam", "water"]})
    ((verdict,),) = yard.world.do([ops.CanPlace((ops.Placement("pipe", round(-4.5 * 256), round(SHORE_Y * 256)),))])
    assert (verdict.ok, verdict.reason) == (False, "fluid-mix")
    assert amount(yard, line[0]) == 0  # nothing has happened


def test_a_pump_lifts_1200_a_second_from_one_tank_to_another() -> None:
    yard = Yard()
    shore_pump(yard)
    low = yard.build("storage-tank", -7.5, 6.5)
    yard.seconds(30)
    pump = yard.build("pump", -6.5, 9.0, SOUTH)  # draws from the south port of the tank
    high = yard.build("storage-tank", -5.5, 11.5)  # north port at (-6.5, 10)
    yard.seconds(5)
    assert total(yard, high) == 0
    assert yard.view(pump).network is None
    yard.build("medium-electric-pole", -3.5, 9.5)
    yard.build("solar-panel", -1.5, 11.5)
    yard.seconds(1)
    start = total(yard, high)
    yard.seconds(10)
    assert total(yard, high) - start == pytest.approx(12_000, rel=0.005)
    assert amount(yard, low) == pytest.approx(25_000, rel=0.005)  # the shore gives as much
    yard.seconds(11)
    assert total(yard, high) == 25_400  # with the pump's own box
    network = yard.world._engine.state.networks[yard.view(pump).network or 0]
    assert network.demand == 1_000  # only its drain, with nothing to do


def test_half_the_power_is_half_the_pumping() -> None:
    """A panel, 60 kW, for a pump that asks for 30 and a furnace that asks for 186: 60 / 216 of 1200 a second."""
    yard = Yard()
    yard.build("medium-electric-pole", -3.5, 9.5)
    yard.build("solar-panel", -1.5, 11.5)
    shore_pump(yard)
    yard.build("storage-tank", -7.5, 6.5)
    yard.seconds(30)
    yard.build("pump", -6.5, 9.0, SOUTH)
    high = yard.build("storage-tank", -5.5, 11.5)
    furnace = yard.build("electric-furnace", -1.5, 7.5)
    yard.put(furnace, "iron-ore", 50)
    yard.seconds(1)
    before = total(yard, high)
    yard.seconds(10)
    assert total(yard, high) - before == pytest.approx(12_000 * 60 / 216, rel=0.005)


def test_turning_a_tank_opens_other_ports() -> None:
    yard = Yard()
    tank = yard.build("storage-tank", 0.5, 30.5)
    corner = yard.build("pipe", -0.5, 28.5)  # north of its north-west corner
    other = yard.build("pipe", 1.5, 28.5)  # north of its north-east corner
    assert segment(yard, tank) == segment(yard, corner) != segment(yard, other)
    yard.world.do([ops.Rotate(tank, EAST)])
    assert segment(yard, tank) == segment(yard, other) != segment(yard, corner)


def test_what_is_long_turns_only_end_to_end() -> None:
    yard = Yard()
    pump = yard.build("pump", 0.5, 30, NORTH)
    with pytest.raises(Refused, match="cannot-rotate"):
        yard.world.do([ops.Rotate(pump, EAST)])
    yard.world.do([ops.Rotate(pump, SOUTH)])
    assert yard.view(pump).direction == SOUTH


def test_cutting_an_advance_changes_nothing_for_fluids() -> None:
    yard = Yard()
    shore_pump(yard)
    yard.build("storage-tank", -7.5, 6.5)
    yard.build("medium-electric-pole", -3.5, 9.5)
    yard.build("solar-panel", -1.5, 11.5)
    yard.build("pump", -6.5, 9.0, SOUTH)
    yard.build("storage-tank", -5.5, 11.5)
    yard.world.advance(77)
    copy = yard.world.fork()
    yard.world.advance(2_000)
    for part in (1, 3, 500, 1_496):
        copy.advance(part)
        copy.do([ops.Entities(), ops.Statistics()])
        assert copy.fork().digest() == copy.digest()
    assert copy.digest() == yard.world.digest()


def test_pumps_in_a_row_pass_on_what_the_first_one_gets() -> None:
    """A full tank, two pumps with one pipe between: 1,200 a second arrive, and what is short of room stays behind."""
    yard = Yard()
    yard.build("medium-electric-pole", -3.5, 10.5)
    for index in range(2):
        yard.build("solar-panel", -0.5, 8.5 + 3 * index)
    yard.build("medium-electric-pole", -3.5, 16.5)
    shore_pump(yard)
    low = yard.build("storage-tank", -7.5, 6.5)
    yard.seconds(30)
    yard.build("pump", -6.5, 9.0, SOUTH)
    between = yard.build("pipe", -6.5, 10.5)
    yard.build("pump", -6.5, 12.0, SOUTH)
    high = yard.build("storage-tank", -5.5, 14.5)
    yard.seconds(2)
    start = total(yard, high)
    yard.seconds(10)
    assert total(yard, high) - start == pytest.approx(12_000, rel=0.005)
    assert 0 <= total(yard, between) <= 500
    yard.seconds(20)
    made = yard.statistics().produced["water"]
    held = total(yard, low) + total(yard, between) + total(yard, high)
    assert made == held == 25_100 + 500 + 25_400
