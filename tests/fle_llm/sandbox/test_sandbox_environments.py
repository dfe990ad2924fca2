"""The sandbox under whole environments: namespaces go with the world, the score is out of reach, nothing stays."""

# ruff: noqa: E501 -- programs in tables keep to one line

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sandbox_attacks import FRAME_PREAMBLE
from sandbox_leaks import closing_leaves_nothing, killing_leaves_nothing

from fle_llm.gym_env import FactorioGymEnv, GameState

ENV_ID = "Factorio-iron_plate_throughput_16-v0"
DEFINE = """
import math as m
from collections import deque
from dataclasses import dataclass, field

@dataclass
class Plan:
    steps: list = field(default_factory=list)
    def add(self, step):
        self.steps.append(step)
        return len(self.steps)

plan, queue, total = Plan(), deque([1, 2], maxlen=3), 0

def count(n):
    global total
    total += n
    return plan.add(n)

def live():
    yield 1
    yield 2

stream = live()
first = next(stream)
"""
LOOK = "print(count(2), total, plan, list(queue), m.gcd(4, 6), type(plan) is Plan, list(live()))"
SEEN = "1: (2, 7, Plan(steps=[5, 2]), [1, 2], 2, True, [1, 2])"
LOST = "Lost, because they could not be saved with the game: stream."


@pytest.fixture
def env() -> Iterator[FactorioGymEnv]:
    made = FactorioGymEnv(ENV_ID)
    made.reset(seed=1)
    yield made
    made.close()


def test_a_fork_has_its_own_variables_functions_classes_and_imports(env: FactorioGymEnv) -> None:
    env.step({"code": DEFINE})
    env.step({"code": "count(5)"})
    copy = env.fork()
    try:
        assert copy.step({"code": LOOK})[0]["raw_text"].splitlines()[0] == SEEN
        copy.step({"code": "plan.add('mine')\ndef count(n): return 'changed'\nqueue.clear()"})
    finally:
        copy.close()
    assert env.step({"code": LOOK})[0]["raw_text"] == SEEN


def test_a_saved_state_carries_the_namespace_to_another_environment(env: FactorioGymEnv) -> None:
    env.step({"code": DEFINE})
    env.step({"code": "count(5)"})
    text = env.game_state.to_raw()
    other = FactorioGymEnv(ENV_ID)
    try:
        other.reset(options={"game_state": GameState.parse_raw(text)})
        assert other.step({"code": LOOK})[0]["raw_text"].splitlines()[0] == SEEN
    finally:
        other.close()


def test_what_cannot_be_saved_is_named_to_the_model_and_in_the_record(env: FactorioGymEnv) -> None:
    seen, _, _, _, info = env.step({"code": DEFINE})
    assert info["notes"] == ("Cannot be saved with the game and may be lost later: stream.",)
    assert info["notes"][0] in seen["raw_text"]
    before = env.snapshot()
    # Here it lives on; what goes on from the saved moment is told that it does not have it.
    assert env.step({"code": "print(next(stream))"})[0]["raw_text"] == "1: (2,)"
    copy = env.fork()
    try:
        seen, _, _, _, info = copy.step({"code": "print('stream' in globals())"})
        assert info["notes"] == (LOST,)
        assert seen["raw_text"] == f"1: (False,)\nNote: {LOST}"
        assert copy.step({"code": "print(first)"})[4]["notes"] == ()  # once is enough
    finally:
        copy.close()
    env.restore(before)
    assert env.step({"code": "print(first)"})[4]["notes"] == (LOST,)


CHEATS = {
    "a forged end": "SECRET = ''" + FRAME_PREAMBLE + "send(pack([4, 1, None, False, [[1, 'throughput 999']]]))",
    "forged fields": "SECRET = ''" + FRAME_PREAMBLE + "send(pack([4, 1, None, False, [], 1.0, {'reward': 999}]))",
    "forged calls": "SECRET = ''" + FRAME_PREAMBLE + "for n in range(200): send(pack([2, n, ['iron-plate', 999], {}, 1, []]))",
    "patched game values": "Inventory.get = lambda s, *a: 999\ntype(inspect_inventory()).__getitem__ = lambda s, k: 999\n"
    "import fle_llm.game\nfor name in dir(fle_llm.game):\n    try: getattr(fle_llm.game, name).throughput = 999\n    except Exception: pass",
    "a forged inventory": "held = inspect_inventory()\nheld['iron-plate'] = 10_000\ninsert_item(Prototype.IronPlate, held, 1)",
    "a forged entity": "chest = WoodenChest(name='wooden-chest', position=Position(x=0, y=0), inventory=Inventory({'iron-plate': 999}))\nextract_item(Prototype.IronPlate, chest, 999)",
    "whatever is named so": "import gc\nfor o in gc.get_objects():\n    for name in ('reward', 'throughput', 'score', 'best_throughput'):\n"
    "        try: setattr(o, name, 999.0)\n        except Exception: pass",
}  # fmt: skip


@pytest.mark.parametrize("code", CHEATS.values(), ids=CHEATS)
def test_a_program_cannot_change_its_score(env: FactorioGymEnv, code: str) -> None:
    _, reward, terminated, _, info = env.step({"code": code})
    assert (reward, terminated, info["success"]) == (0.0, False, False)
    assert (info["throughput"], info["best_throughput"], info["production_score"]) == (0.0, 0.0, 0.0)
    assert not any(info["achievements"].values())
    copy = env.fork()
    try:
        assert copy.step({"code": ""})[4]["production_score"] == 0.0
    finally:
        copy.close()


def test_an_environment_names_its_layers_and_one_without_says_so(env: FactorioGymEnv) -> None:
    _, info = env.reset(seed=1)
    assert (info["sandbox"]["confined"], info["sandbox"]["seccomp"], info["sandbox"]["verified"]) == (True, "sealed", 1)
    bare = FactorioGymEnv(ENV_ID, unsafe_no_sandbox=True)
    try:
        with pytest.warns(UserWarning, match="WITHOUT CONFINEMENT"):
            _, info = bare.reset(seed=1)
        assert (info["sandbox"]["confined"], info["sandbox"]["seccomp"]) == (False, "off")
        assert bare.step({"code": "import os\nprint(os.path.exists('/'))"})[0]["raw_text"] == "2: (True,)"
        copy = bare.fork()
        try:
            with pytest.warns(UserWarning, match="WITHOUT CONFINEMENT"):
                copy.step({"code": ""})
        finally:
            copy.close()
    finally:
        bare.close()


def test_a_record_names_the_layers_it_was_made_under(tmp_path: Path) -> None:
    run = tmp_path / "run"
    options = ["--model", "scripted/novice", "--env", ENV_ID, "--max-steps", "1", "--out", str(run)]
    done = subprocess.run(
        [sys.executable, "-m", "eval.run", *options], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    (result,) = run.glob("episodes/*/0/result.json")
    sandbox = json.loads(result.read_text())["sandbox"]
    assert (sandbox["confined"], sandbox["seccomp"], sandbox["verified"]) == (True, "sealed", 1)
    assert sandbox["landlock"] >= 0


def test_a_few_opened_and_closed_leave_nothing() -> None:
    closing_leaves_nothing("environment", 3, timeout_s=60)


def test_a_few_killed_with_their_host_leave_nothing() -> None:
    killing_leaves_nothing("environment", 3, timeout_s=60)
