# ruff: noqa
"""Research automation with one lab: ten red packs of ten seconds.

Ten packs of 10 s; a lab without bonuses takes 100 s.

Kit: solar-panel 1, lab 1, small-electric-pole 5, automation-science-pack 10, iron-plate 100, iron-gear-wheel 20, electronic-circuit 10
Begins untaught.
"""

print(set_research(Technology.Automation))
move_to(Position(x=30, y=-20))
panel = place_entity(Prototype.SolarPanel, position=Position(x=30.5, y=-20.5))
lab = place_entity_next_to(Prototype.Lab, panel.position, Direction.DOWN, spacing=3)
connect_entities(panel, lab, Prototype.SmallElectricPole)
sleep(1)
lab = get_entity(Prototype.Lab, lab.position)
assert lab.status == EntityStatus.MISSING_SCIENCE_PACKS, lab
lab = insert_item(Prototype.AutomationSciencePack, lab, 10)
print(lab)
start = get_research_progress(Technology.Automation)[0].count
sleep(55)
half = get_research_progress()[0].count
print(f"{start} packs at the start, {half} to go")
assert start == 10 and 3 <= half <= 6
sleep(50)
assert get_research_progress(Technology.Automation) == []
try:
    set_research(Technology.Automation)
except Exception as reason:
    print(reason)
print(craft_item(Prototype.AssemblingMachine1, 1))
