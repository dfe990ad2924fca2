"""Build a small factory and draw it. `python examples/draw_a_factory.py FILE` writes a PNG, or an SVG by its name."""

import sys
import tempfile
from pathlib import Path

from fle_llm import Session, render
from fle_llm.game import Direction, Position, Prototype

P = Prototype
PARTS = (P.BurnerMiningDrill, P.StoneFurnace, P.BurnerInserter, P.Inserter, P.AssemblingMachine1, P.WoodenChest)
STOCK = dict.fromkeys((*PARTS, P.SolarPanel, P.MediumElectricPole), 10) | {P.TransportBelt: 50, P.Coal: 100}
file = Path(sys.argv[1] if len(sys.argv) > 1 else Path(tempfile.mkdtemp(), "factory.png"))

with Session(inventory=STOCK) as session:
    agent = session.agent()

    def build(part: P, x: float, y: float, direction: Direction = Direction.DOWN, coal: int = 0) -> None:
        agent.move_to(Position(x=x, y=y + 3))
        entity = agent.place_entity(part, direction, Position(x=x, y=y))
        if coal:
            agent.insert_item(P.Coal, entity, coal)

    for x in (17, 20, 23, 26):  # on the laboratory's iron ore; nobody fires the last one
        build(P.BurnerMiningDrill, x, 72, coal=0 if x == 26 else 5)
    agent.connect_entities(Position(x=26.5, y=73.5), Position(x=2.5, y=73.5), connection_type=P.TransportBelt)
    for x in (12, 8, 4):
        build(P.StoneFurnace, x, 76, coal=5)
        for y, part in ((74.5, P.BurnerInserter), (77.5, P.BurnerInserter), (78.5, P.WoodenChest)):
            build(part, x - 0.5, y, coal=1 if part is P.BurnerInserter else 0)
    build(P.AssemblingMachine1, 11.5, 81.5)
    agent.set_entity_recipe(agent.get_entity(P.AssemblingMachine1, Position(x=11.5, y=81.5)), P.IronGearWheel)
    for part, x, y, way in ((P.Inserter, 11.5, 79.5, Direction.DOWN), (P.Inserter, 13.5, 81.5, Direction.RIGHT)):
        build(part, x, y, way)
    for part, x, y in ((P.WoodenChest, 14.5, 81.5), (P.MediumElectricPole, 14.5, 79.5), (P.SolarPanel, 17.5, 77.5)):
        build(part, x, y)
    build(P.SolarPanel, 17.5, 80.5)
    agent.sleep(60)
    file.write_bytes(render.svg(session.world).encode() if file.suffix == ".svg" else render.png(session.world))
print(f"{file.stat().st_size} bytes in {file}")
