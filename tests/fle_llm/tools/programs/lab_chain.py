# ruff: noqa
"""Two labs, the second fed from the first by an inserter, research two technologies one after the other.

Automation takes ten packs of 10 s: two labs need 50 s once the second has its first packs. Logistics takes 20 of 15 s,
150 s. Without bonuses, and nothing is researched before.

Kit: solar-panel 5, lab 2, automation-science-pack 30
Begins untaught.
"""

move_to(Position(x=-30, y=-10))
first = place_entity(Prototype.Lab, position=Position(x=-30.5, y=-5.5))
hand = place_entity_next_to(Prototype.Inserter, first.position, Direction.RIGHT)
second = place_entity_next_to(Prototype.Lab, hand.position, Direction.RIGHT)
supply = rotate_entity(place_entity_next_to(Prototype.Inserter, first.position, Direction.LEFT), Direction.RIGHT)
chest = place_entity(Prototype.WoodenChest, position=supply.pickup_position)
panels = [place_entity(Prototype.SolarPanel, position=Position(x=-36.5 + 3 * i, y=-12.5)) for i in range(5)]
connect_entities(*panels, first, second, hand, supply, connection_type=Prototype.MediumElectricPole)
print(get_entity(Prototype.Lab, first.position))
assert get_entity(Prototype.Lab, first.position).status == EntityStatus.NO_RESEARCH_IN_PROGRESS
try:
    set_research(Technology.Logistics2)
except Exception as reason:
    print(reason)
needed = set_research(Technology.Automation)
assert [(pack.name, pack.count) for pack in needed] == [("automation-science-pack", 10)]
chest = insert_item(Prototype.AutomationSciencePack, chest, 30)
sleep(10)
labs = get_entities({Prototype.Lab})
for lab in labs:
    print(lab.status, lab.research, lab.lab_input, lab.warnings)
waited = 10
while get_research_progress(Technology.Automation):
    sleep(5)
    waited += 5
    assert waited <= 70, get_research_progress(Technology.Automation)
print(f"automation after {waited} s")
assert waited >= 50
set_research(Technology.Logistics)
sleep(75)
left = get_research_progress()[0].count
print(f"{left} of 20 packs to go at half time")
assert 9 <= left <= 12, left
sleep(75 + 30)  # the last packs may be shared unevenly: two packs more in one lab are 30 s
print([lab.lab_input for lab in get_entities({Prototype.Lab})])
assert get_research_progress(Technology.Logistics) == []
