"""The stages of open play in their order, each a small program over the layouts."""

from __future__ import annotations

from dataclasses import dataclass

RED = "automation electric-mining-drill logistics logistic-science-pack fast-inserter"


@dataclass(frozen=True, slots=True)
class Stage:
    """One step: its name, what is said before the program, the program, and how often it is tried in a row."""

    name: str
    reasoning: str
    body: str
    patience: int = 6


def _stage(name: str, reasoning: str, work: str, wait_s: int = 60, patience: int = 6, packs: int = 0) -> Stage:
    """A stage as most are: the work, then a wait in which fires and research are looked after, then the report."""
    lines = "\n".join(f"    {line}" for line in work.strip().splitlines())
    trying = (
        f'left = 1\ntry:\n{lines}\nexcept Exception as problem:\n    left = 1\n    print("it fails because", problem)'
    )
    waiting = f"wait({wait_s}, {packs})" if packs else f"wait({wait_s})"
    return Stage(name, reasoning, f'{trying}\n{waiting}\nreport("{name}", left)', patience)


STAGES: tuple[Stage, ...] = (
    Stage(
        "look",
        "I look where things lie, and choose the ground of the base and of the mines before anything stands on it.",
        "for resource in (Resource.Coal, Resource.IronOre, Resource.CopperOre, Resource.Stone, Resource.Water):\n"
        "    print(resource[0], nearest(resource))\n"
        'new_site("base", "base", 1, (0, 0), (0, 0))\n'
        "mines = [('iron mine 1', Resource.IronOre, 3), ('copper mine 1', Resource.CopperOre, 3)]\n"
        "mines += [('coal mine 1', Resource.Coal, 2)]\n"
        "mines += [(f'coal mine {number}', Resource.Coal, 1, 'strip') for number in (2, 3)]\n"
        'report("look", choose_mines(mines))',
        2,
    ),
    Stage(
        "plates",
        "With empty hands I dig stone, coal and iron, and smelt the first plates in furnaces of my own.",
        'first_plates(8)\nreport("plates", 0)',
    ),
    Stage(
        "burners",
        "The plates become burner drills over furnaces; what they smelt becomes more of them.",
        "wanted = {Resource.IronOre: 14, Resource.CopperOre: 6, Resource.Coal: 7, Resource.Stone: 3}\n"
        'left = grow_burners(wanted, 26)\nreport("burners", left)',
        4,
    ),
    _stage(
        "power",
        "I build boilers and steam engines at the lake, fired by hand for now.",
        'left = build_plant("plant", 6)',
    ),
    _stage(
        "labs",
        "All poles of the base, a line from the plant, and two labs, so that research can begin.",
        'left = build_site("base", "poles") + build_site("base", "labs2") + wire("plant", "base")',
    ),
    _stage(
        "red-by-hand",
        "Until machines make packs I craft red ones by hand; assemblers, drills and green packs come first.",
        f'left = sum(not known(name) for name in "{RED}".split())',
        180,
        40,
        packs=20,
    ),
    _stage("base-belts", "The belts of the base.", 'left = build_site("base", "belts")'),
    _stage("gears-circuits", "Machines for gears and circuits.", 'left = build_site("base", "intermediates")'),
    _stage("red-science", "Machines for red packs, on a belt to the labs.", 'left = build_site("base", "red")'),
    _stage(
        "green-science",
        "Machines for inserters and belts, handed on to machines for green packs.",
        'left = build_site("base", "green")',
    ),
    _stage(
        "more-labs",
        "More labs, and stores of plates to build from.",
        'left = build_site("base", "labs8") + build_site("base", "stores")',
    ),
    _stage(
        "mines",
        "Electric drills on the ground I chose for them; what burns there is taken down.",
        'left = build_site("iron mine 1") + build_site("copper mine 1")\n'
        'left += sum(build_site(one) for one in list(book["sites"]) if one.startswith("coal mine"))',
        patience=8,
    ),
    Stage(
        "burners-again",
        "What stood on that ground finds another place, so that plates keep coming in.",
        "wanted = {Resource.IronOre: 10, Resource.CopperOre: 4, Resource.Coal: 6, Resource.Stone: 2}\n"
        'left = grow_burners(wanted, 16)\nreport("burners-again", left)',
        3,
    ),
    _stage(
        "smelters",
        "A smelter for each metal between its mine and the base, before any belt is in the way.",
        'left = build_smelter("iron smelter 1", 5, "iron mine 1", "base")\n'
        'left += build_smelter("copper smelter 1", 4, "copper mine 1", "base")',
        patience=8,
    ),
    _stage(
        "wires",
        "Electricity for all of them.",
        'left = sum(wire(f"{one} 1", "base") for one in ("iron smelter", "copper smelter", "coal mine"))\n'
        'left += wire("iron mine 1", "iron smelter 1") + wire("copper mine 1", "copper smelter 1")\n'
        'left += sum(wire(one, "coal mine 1") for one in ("coal mine 2", "coal mine 3") if one in book["sites"])',
        patience=8,
    ),
    _stage(
        "fuel-line",
        "A belt from a coal mine feeds the boilers from now on.",
        'left = link("coal mine 1", "plant", "fuel")',
        patience=8,
    ),
    _stage(
        "iron-line",
        "Iron ore and coal, each on a lane of the smelter's belt.",
        'left = link_two("iron mine 1", "coal mine 2", "iron smelter 1")',
        patience=8,
    ),
    _stage(
        "copper-line",
        "The same for copper.",
        'left = link_two("copper mine 1", "coal mine 3", "copper smelter 1")',
        patience=8,
    ),
    _stage(
        "plate-lines",
        "Both kinds of plates to the base, each on a lane of its belt.",
        'left = link_two("iron smelter 1", "copper smelter 1", "base")',
        patience=8,
    ),
    _stage("products", "A machine for something valuable.", 'left = build_site("base", "products")', patience=8),
    _stage(
        "second-mine",
        "The base runs. Beside it I build a workshop with iron of its own: first the mine and the ground.",
        'new_mine("iron mine 2", Resource.IronOre, 2)\n'
        'new_site("workshop", "workshop", 1, middle(book["sites"]["base"]), (0, 0))\n'
        'left = build_site("iron mine 2")',
        120,
    ),
    _stage(
        "second-smelters",
        "Its smelters; that for copper goes on with what the first leaves over.",
        'left = build_smelter("iron smelter 2", 3, "iron mine 2", "workshop")\n'
        'left += build_smelter("copper smelter 2", 2, "copper smelter 1", "workshop")',
        120,
    ),
    _stage("workshop", "The machines of the workshop.", 'left = build_site("workshop")', 120, 8),
    _stage(
        "second-wires",
        "Electricity for them.",
        'left = wire("workshop", "base") + wire("iron smelter 2", "base") + wire("copper smelter 2", "base")\n'
        'left += wire("iron mine 2", "iron smelter 2")',
        120,
    ),
    _stage(
        "second-lines",
        "And their belts; coal comes from beyond the boilers.",
        'left = link_two("iron mine 2", "plant", "iron smelter 2")\n'
        'left += link("copper smelter 1", "copper smelter 2", "feed")\n'
        'left += link_two("iron smelter 2", "copper smelter 2", "workshop")',
        120,
        8,
    ),
)

GROWTH = Stage(
    "growth",
    "The factory works, and I let it.",
    'sleep(10)\nreport("growth", 0)',
)
TENDING = _stage("tending", "I look after research and after what burns by hand.", "left = 0", 20)
MODERNISING = _stage(
    "modernising",
    "Steel and the second kind of assembling machine, which works half as fast again, for the places of the first.",
    "left = modernise()",
    20,
    10000,
)
INSPECTION = _stage(
    "inspection",
    "From time to time I go through the whole factory: what is missing, what is spent, what is full.",
    "left = repair() + retire_columns()\n"
    "for name in spent_mines():\n"
    '    print("spent", name, replace_mine(name))\n'
    'print("stored", store_products([Prototype.LongHandedInserter, Prototype.FastInserter]))',
    30,
)
RECOVERY = Stage(
    "recovery",
    "The last program did not come to its end. I look at what stands before I go on.",
    'report("recovery", 0)',
)
