"""A program as an agent would send it, written in an editor: names complete, type checkers know the answers.

It needs a game to run in, which `examples/play_in_python.py` gives it. There, the import below gives the names that a
program has anyway.
"""

from fle_llm.agent_api import *

ore = nearest(Resource.IronOre)
move_to(ore)
drill = place_entity(Prototype.BurnerMiningDrill, Direction.DOWN, ore)
drill = insert_item(Prototype.Coal, drill, 5)
furnace = place_entity_next_to(Prototype.StoneFurnace, drill.position, DOWN)
furnace = insert_item(Prototype.Coal, furnace, 5)


def report(machine: Furnace) -> int:
    """Print how a furnace does, and give the plates in it."""
    print(f"{machine.name} at {machine.position}: {machine.status}, {machine.warnings}")
    return machine.furnace_result[Prototype.IronPlate]


sleep(60)
for machine in get_entities({Prototype.StoneFurnace}):
    print(report(machine))
