"""Bring a task of your own: a JSON file is all it takes."""

import json
import tempfile
from pathlib import Path

import gymnasium

import fle_llm  # noqa: F401 - registers the environments
from fle_llm.gym_env import Action
from fle_llm.gym_env.registry import get_environment_info, register_all_environments

definition = {
    "task_type": "throughput",
    "config": {
        "task_key": "coal_throughput_40",
        "goal_description": "Build a coal mine that digs at least 40 pieces in any 60 seconds.",
        "throughput_entity": "coal",
        "quota": 40,
        "trajectory_length": 16,
    },
}
with tempfile.TemporaryDirectory() as folder:
    Path(folder, "coal_throughput_40.json").write_text(json.dumps(definition))
    register_all_environments([folder])
    info = get_environment_info("Factorio-coal_throughput_40-v0")
    assert info is not None
    print(info["env_id"], "-", info["description"])
    env = gymnasium.make("Factorio-coal_throughput_40-v0")
    env.reset(seed=0)
    _, reward, *_ = env.step(Action(code="print(nearest(Resource.Coal))"))
    print("reward", reward)
    env.close()
