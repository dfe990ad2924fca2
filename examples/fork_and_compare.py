"""Try two continuations of one factory and keep the better: a world forks in milliseconds."""

import gymnasium

import fle_llm  # noqa: F401 - registers the environments
from fle_llm.gym_env import Action

BUILD = """
ore = nearest(Resource.IronOre)
move_to(ore)
centre = get_resource_patch(Resource.IronOre, ore).bounding_box.left_top
for i in range({drills}):
    spot = Position(x=centre.x + 1.5 + 2 * i, y=centre.y + 0.5)
    drill = place_entity(Prototype.BurnerMiningDrill, Direction.UP, spot)
    place_entity(Prototype.WoodenChest, position=drill.drop_position)
    insert_item(Prototype.Coal, drill, 20)
"""

env = gymnasium.make("Factorio-iron_ore_throughput_16-v0")
env.reset(seed=0)
start = env.unwrapped.digest()

throughput = {}
for drills in (1, 3):
    branch = env.unwrapped.fork()
    *_, info = branch.step(Action(code=BUILD.format(drills=drills)))
    throughput[drills] = info["throughput"]
    print(f"{drills} drills: {throughput[drills]:.0f} ore a minute")
    branch.close()

best = max(throughput, key=throughput.__getitem__)
print(f"the original is untouched: {env.unwrapped.digest() == start}; best branch: {best} drills")
env.close()
