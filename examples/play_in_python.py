"""Play without Gymnasium: tools as methods, a program from a file, and a fork to look ahead."""

from pathlib import Path

from fle_llm import Session
from fle_llm.game import Prototype, Resource

PROGRAM = Path(__file__).parent / "programs" / "plates.py"

with Session(inventory={"coal": 20, "burner-mining-drill": 1, "stone-furnace": 1}) as session:
    agent = session.agent()
    print("the nearest coal lies at", agent.nearest(Resource.Coal))

    outcome = session.run(PROGRAM.read_text())  # sandboxed; sandboxed=False runs it in this process
    print(outcome.text())

    furnace = agent.get_entities({Prototype.StoneFurnace})[0]
    with session.fork() as ahead:
        ahead.agent().sleep(60)
        print("in a minute:", ahead.agent().inspect_inventory(furnace)[Prototype.IronPlate], "plates")
    print("now:", agent.inspect_inventory(furnace)[Prototype.IronPlate], "plates, score", session.score())
