"""Making the data file: from a tiny wheel with Lua of its own, and from a dump; and the file that is shipped."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path

import msgspec
import pytest

from fle_llm.data import generate
from fle_llm.data.data_stage import run_data_stage
from fle_llm.data.facts import DataFile, Facts
from fle_llm.data.generate import main, read_input, render, sections

ROOT = "draftsman/factorio-data"
LUA = {
    "core/info.json": '{"name": "core"}',
    "base/info.json": '{"name": "base", "version": "2.0.99"}',
    "core/lualib/util.lua": "util = {double = function(n) return 2 * n end}; return util",
    "core/lualib/dataloader.lua": """
        data = {raw = {}}
        function data.extend(self, list)
          for _, e in ipairs(list) do
            data.raw[e.type] = data.raw[e.type] or {}
            data.raw[e.type][e.name] = e
          end
        end
    """,
    "core/data.lua": "",
    "base/data.lua": """
        require("prototypes.things")
        require("__base__/prototypes/fluid")
        local once = require("prototypes.once")
        assert(once == require("prototypes.once"))
        picture = require("__base__.graphics.entity.picture")
        assert(picture.shift[1] == 0)
        assert(mods["base"] == "2.0.99" and defines.events.on_tick ~= nil and not settings.startup.anything)
    """,
    "base/prototypes/once.lua": "return {}",
    "base/prototypes/things.lua": """
        local util = require("util")
        data:extend{
          {type = "item", name = "ore", stack_size = util.double(25)},
          {type = "item", name = "plate", stack_size = 100},
          {type = "item", name = "drill", stack_size = 50, place_result = "drill"},
          {type = "recipe", name = "plate", energy_required = 3.2,
            ingredients = {{type = "item", name = "ore", amount = 1}},
            results = {{type = "item", name = "plate", amount = 1}}},
          {type = "mining-drill", name = "drill", max_health = 100, collision_box = {{-0.7, -0.7}, {0.7, 0.7}},
            energy_usage = "150kW", mining_speed = 0.25, direction = defines.direction.east},
          {type = "character", name = "character", crafting_categories = {"crafting"}, max_health = 250},
          {type = "technology", name = "smelting", unit = {count = 10, time = 5, ingredients = {{"ore", 1}}},
            effects = {{type = "unlock-recipe", recipe = "plate"}}},
          {type = "resource", name = "ore", minable = {mining_time = 1, result = "ore"}},
        }
    """,
    "base/prototypes/fluid.lua": 'data:extend{{type = "fluid", name = "water", default_temperature = 15}}',
    "base/data-updates.lua": 'data.raw.recipe.plate.category = "smelting"',
    "other-mod/data.lua": 'error("not one of ours")',
}


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    path = tmp_path / "tiny.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in LUA.items():
            archive.writestr(f"{ROOT}/{name}", text)
    return path


def test_the_data_stage_runs_as_in_the_game(wheel):
    raw, version = run_data_stage(wheel)
    assert version == "2.0.99"
    assert raw["item"]["ore"]["stack_size"] == 50
    assert raw["recipe"]["plate"]["category"] == "smelting", "updates run after the data"
    assert raw["recipe"]["plate"]["ingredients"] == [{"type": "item", "name": "ore", "amount": 1}]
    assert raw["mining-drill"]["drill"]["direction"] == 4
    assert raw["mining-drill"]["drill"]["collision_box"] == [[-0.7, -0.7], [0.7, 0.7]]


def test_a_module_that_is_not_there_is_told(wheel):
    with zipfile.ZipFile(wheel, "a") as archive:
        archive.writestr(f"{ROOT}/base/data-final-fixes.lua", 'require("prototypes.missing")')
    with pytest.raises(FileNotFoundError, match=r"prototypes\.missing"):
        run_data_stage(wheel)


def test_an_archive_without_the_game_is_refused(tmp_path):
    path = tmp_path / "empty.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("something/else.py", "")
    with pytest.raises(ValueError, match="draftsman"):
        run_data_stage(path)


def test_the_command_writes_the_same_bytes_every_time(wheel, tmp_path):
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    for output in (first, second):
        main([str(wheel), "--output", str(output)])
    assert first.read_bytes() == second.read_bytes()
    made = json.loads(first.read_bytes())
    assert made["about"]["game_version"] == "2.0.99"
    assert made["about"]["input_sha256"] == hashlib.sha256(wheel.read_bytes()).hexdigest()
    assert made["recipes"] == [
        {
            "name": "plate",
            "category": "smelting",
            "energy_s": 3.2,
            "ingredients": [{"name": "ore"}],
            "products": [{"name": "plate"}],
        }
    ]
    assert made["items"][0] == {"name": "drill", "stack": 50, "place": "drill"}
    assert [entity["name"] for entity in made["entities"]] == ["character", "drill"]


def test_a_dump_gives_the_same_as_the_wheel(wheel, tmp_path):
    raw, _ = read_input(wheel)
    dump = tmp_path / "data-raw-dump.json"
    dump.write_text(json.dumps(raw))
    again, version = read_input(dump, "2.0.99")
    assert version == "2.0.99"
    assert render({}, sections(again)) == render({}, sections(raw))
    with pytest.raises(ValueError, match="--game-version"):
        read_input(dump)


def test_what_is_written_is_what_is_read(wheel, tmp_path):
    output = tmp_path / "out.json"
    main([str(wheel), "--output", str(output)])
    data = msgspec.json.decode(output.read_bytes(), type=DataFile)
    known = Facts(data)
    assert known.recipes["plate"].energy_s == 3.2
    assert known.technologies_unlocking("plate") == ("smelting",)
    assert not known.hand_craftable("plate")


def test_the_shipped_file_is_as_the_generator_writes_it():
    """One entry a line, sorted by name, defaults left out: written again from its records it is the same."""
    path = generate.OUTPUT
    known = msgspec.json.decode(path.read_bytes(), type=DataFile)
    records = {
        section: getattr(known, section)
        for section in ("recipes", "items", "fluids", "technologies", "resources", "entities")
    }
    assert render(msgspec.to_builtins(known.about), records) == path.read_bytes()
    for section in records.values():
        assert [entry.name for entry in section] == sorted(entry.name for entry in section)
