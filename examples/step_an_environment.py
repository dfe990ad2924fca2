"""Make an environment, run two programs in it, and look at what came back."""

import gymnasium

import fle_llm  # registers the environments
from fle_llm.gym_env import Action

env = gymnasium.make("Factorio-iron_ore_throughput_16-v0")
observation, info = env.reset(seed=0)
print(observation["task_info"]["goal_description"].splitlines()[0])

programs = [
    """
ore = nearest(Resource.IronOre)
move_to(ore)
print("at the ore", ore)
""",
    """
for i in range(2):
    box = nearest_buildable(Prototype.BurnerMiningDrill, BuildingBox(width=2, height=3), nearest(Resource.IronOre))
    drill = place_entity(Prototype.BurnerMiningDrill, Direction.UP, box.left_top + Position(x=1, y=2))
    chest = place_entity(Prototype.WoodenChest, position=drill.drop_position)
    drill = insert_item(Prototype.Coal, drill, 20)
    print(drill.status, chest.position)
""",
]
for program in programs:
    observation, reward, terminated, truncated, info = env.step(Action(code=program))
    print(observation["raw_text"].strip())
    print(f"reward {reward:.2f}, solved {terminated}, tick {info['ticks']}")
env.close()
print(f"fle-llm {fle_llm.__version__}")
