"""`scripted/random`: one of a few small, harmless programs, picked by a hash of the messages.

The same messages give the same program, so a run of it can be repeated and continued; two runs differ as soon as what
they are told differs. For load, soak and plumbing: it plays towards no goal.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from agents.parsing import join_parts

PROGRAMS = (
    "print(inspect_inventory())",
    "print(nearest(Resource.IronOre), nearest(Resource.Coal))",
    "move_to(nearest(Resource.Coal))\nprint(harvest_resource(nearest(Resource.Coal), 3))",
    "move_to(nearest(Resource.IronOre))\nprint(harvest_resource(nearest(Resource.IronOre), 2))",
    "print(get_prototype_recipe(Prototype.IronGearWheel))",
    "sleep(2)\nprint(get_entities())",
    "site = nearest_buildable(Prototype.WoodenChest, BuildingBox(width=1, height=1), nearest(Resource.Stone))\n"
    "move_to(site.center)\n"
    "print(place_entity(Prototype.WoodenChest, position=site.center))",
    "for chest in get_entities({Prototype.WoodenChest}):\n    print(pickup_entity(chest))",
    "print(get_resource_patch(Resource.Stone, nearest(Resource.Stone)))",
    "steps = globals().get('steps', 0) + 1\nprint('steps so far', steps)",
    "print(craft_item(Prototype.TransportBelt, 1))",
)


def random_policy(messages: Sequence[Mapping[str, Any]]) -> str:
    """The reply to these messages."""
    said = [[str(message.get("role")), join_parts(message.get("content"))] for message in messages]
    digest = hashlib.sha256(json.dumps(said).encode()).digest()
    code = PROGRAMS[int.from_bytes(digest[:8], "big") % len(PROGRAMS)]
    return f"I try something.\n\n```python\n{code}\n```"
