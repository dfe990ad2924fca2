"""How a task begins: maps, kits, protocols, and what a backend has to offer."""

from __future__ import annotations

import pytest

from fle_llm.data import facts
from fle_llm.errors import TaskError, Unsupported
from fle_llm.tasks.kinds import load_task, task_hash
from fle_llm.tasks.needs import what_is_missing
from fle_llm.world.protocol import MapSpec, World

BURNERS = frozenset({"burner-mining-drill", "stone-furnace", "burner-inserter", "transport-belt", "wooden-chest"})
STEAM_POWER = frozenset({"offshore-pump", "boiler", "steam-engine", "small-electric-pole"})


def test_the_lab_inventory() -> None:
    # MECHANICS.md 5.3
    assert load_task("iron_ore_throughput_16").setup.map.inventories == (
        {
            "coal": 500,
            "burner-mining-drill": 50,
            "wooden-chest": 10,
            "burner-inserter": 50,
            "inserter": 50,
            "transport-belt": 500,
            "stone-furnace": 10,
            "boiler": 2,
            "offshore-pump": 2,
            "steam-engine": 2,
            "electric-mining-drill": 50,
            "medium-electric-pole": 500,
            "pipe": 500,
            "assembling-machine-2": 10,
            "electric-furnace": 10,
            "pipe-to-ground": 100,
            "underground-belt": 100,
            "pumpjack": 10,
            "oil-refinery": 5,
            "chemical-plant": 5,
            "storage-tank": 10,
        },
    )


def test_map_specs() -> None:
    lab = load_task("iron_ore_throughput_16").setup.map_spec(5)
    assert (lab.kind, lab.seed, lab.agents, lab.all_technologies) == ("lab", 5, 1, True)
    free = load_task("open_play").setup.map_spec(7)
    assert free == MapSpec(kind="open", seed=7, agents=1, all_technologies=False, inventories=({},))
    two = load_task("iron_plate_throughput_multiagent_free").setup.map_spec(0)
    assert (two.agents, len(two.inventories)) == (2, 2)
    assert two.inventories[0] == two.inventories[1]


def test_protocols() -> None:
    ours, paper, v03 = (load_task("inserter_throughput_16", protocol=name) for name in ("fle-llm", "paper", "v0.3"))
    assert [task.setup.max_steps for task in (ours, paper, v03)] == [64, 128, 64]
    assert paper.setup.map.inventories[0]["small-electric-pole"] == 500
    assert "medium-electric-pole" not in paper.setup.map.inventories[0]
    assert (paper.setup.protocol.trials, v03.setup.protocol.pass_at) == (4, 8)
    assert load_task("open_play", protocol="paper").setup.max_steps == 5000
    assert len({task_hash(task) for task in (ours, paper, v03)}) == 3
    with pytest.raises(TaskError, match=r"only fle-llm, paper, v0\.3"):
        load_task("open_play", protocol="v9")


def test_the_number_of_agents_may_be_chosen() -> None:
    assert load_task("iron_ore_throughput_16", num_agents=3).setup.map_spec(0).agents == 3
    with pytest.raises(TaskError, match="instructions for 2 agents, not for 3"):
        load_task("iron_plate_throughput_multiagent_free", num_agents=3)
    with pytest.raises(TaskError, match="at least 1"):
        load_task("iron_ore_throughput_16", num_agents=0)


def test_the_number_of_steps_may_be_chosen() -> None:
    short = load_task("iron_ore_throughput_16", max_steps=3)
    assert short.setup.max_steps == 3
    assert task_hash(short) != task_hash(load_task("iron_ore_throughput_16"))
    with pytest.raises(TaskError, match="at least 1"):
        load_task("iron_ore_throughput_16", max_steps=0)


@pytest.mark.parametrize("item", ["iron-ore", "iron-plate", "steel-plate", "copper-plate", "stone-brick"])
def test_burner_machines_are_enough_for_ore_and_plates(item: str) -> None:
    assert what_is_missing(item, BURNERS) == ()


def test_a_hand_does_not_count_for_the_target_itself() -> None:
    assert what_is_missing("iron-ore", frozenset()) == (
        "one of burner-mining-drill, electric-mining-drill (for iron-ore)",
    )


def test_electric_machines_need_power() -> None:
    assembler = BURNERS | {"assembling-machine-1"}
    assert what_is_missing("iron-gear-wheel", assembler) == ("electric power (for iron-gear-wheel)",)
    assert what_is_missing("iron-gear-wheel", assembler | STEAM_POWER) == ()
    assert what_is_missing("iron-gear-wheel", assembler | {"solar-panel", "substation"}) == ()


def test_what_oil_needs_is_named() -> None:
    # Crude oil comes out of pumpjacks, gas out of refineries, plastic out of chemical plants; coal can be dug by hand.
    missing = what_is_missing("plastic-bar", BURNERS | STEAM_POWER)
    assert missing == (
        "chemical-plant (for plastic-bar)",
        "oil-refinery (for petroleum-gas)",
        "pumpjack (for crude-oil)",
    )


def test_the_whole_game_lacks_nothing() -> None:
    everything = frozenset(facts().entities)
    for entry_item in ("utility-science-pack", "production-science-pack", "sulfuric-acid", "rocket-part"):
        assert what_is_missing(entry_item, everything) == ()


def test_a_backend_without_such_a_map_is_a_task_error() -> None:
    def no_such_map(spec: MapSpec) -> World:
        raise Unsupported(f"no {spec.kind} maps here")

    with pytest.raises(TaskError, match="open_play cannot be set up on this backend: no open maps here"):
        load_task("open_play").setup.create(0, no_such_map)
