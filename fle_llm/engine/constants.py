"""Engine constants that are in no data file, each with its source.

Sources as MECHANICS names them: [D] the game's own data, [M] measured in the game, [W] the wiki, [?] uncertain and
therefore named here, where it can be changed in one place.
"""

from __future__ import annotations

UNITS = 256
"""Position units per tile; the game itself quantises positions so [D]."""

TICKS_PER_SECOND = 60

NORTH, EAST, SOUTH, WEST = 0, 4, 8, 12
VECTORS: dict[int, tuple[int, int]] = {NORTH: (0, -1), EAST: (1, 0), SOUTH: (0, 1), WEST: (-1, 0)}

# --- belts (MECHANICS 3.11) ---
ITEM_SPACING = 64
"""Units between neighbouring items of one lane: four a tile [D]."""
STRAIGHT_LANE = 256
CURVE_INNER_LANE = 106
CURVE_OUTER_LANE = 295
"""Lane lengths of one belt tile [M]."""
SIDELOAD_DOWNSTREAM = 68
SIDELOAD_UPSTREAM = 188
"""Units left on the tile for an item side-loaded from the feeder's downstream or upstream lane [M]."""
HALF_TILE = 128
"""Of an end of an underground belt, half a tile lies open: the rear of an entrance, the front of an exit [D]."""
SPLITTER_INPUT_LANE = 128 + 51
SPLITTER_OUTPUT_LANE = 128
"""Lane lengths of a splitter: the way in with its buffer, the way out [M]."""
LONGEST_LINE = 128
"""Tiles, buried ones too, in one transport line at the most: bounds the cost of finding an item by its place."""

# --- inserters (MECHANICS 3.10) ---
HALF_SWING_TICKS: dict[str, int] = {
    "burner-inserter": 38,
    "inserter": 35,
    "long-handed-inserter": 25,
    "fast-inserter": 12,
    "bulk-inserter": 12,
}
"""ceil(0.5 / rotation_speed) - 1, which reproduces the measured cycles 76, 70, 50, 24, 24 [M]."""
EXTENSION_PER_CYCLE: dict[str, float] = {
    "burner-inserter": 0.35,
    "inserter": 0.35,
    "long-handed-inserter": 0.4,
    "fast-inserter": 0.2,
    "bulk-inserter": 0.2,
}
"""Tiles the arm is extended by in a full cycle, for its energy [D]."""
DROP_OFFSET = 51
"""0.2 tile in units: how far beyond the centre of the target tile a hand lets go [D]."""
BELT_PATIENCE_TICKS = 10
"""How long a part-filled hand waits over a belt that runs dry [?]."""
BELT_GRASP = 3
"""Items a hand takes off a belt at once; further ones it takes one by one, as they come [M]."""
BURNER_INSERTER_START = ("wood", 0.25)
"""What burns in a burner inserter fresh from the builder's hand, and how much of it is left [D]."""
SELF_REFUEL_BELOW = 2
"""A burner inserter keeps fuel for itself while its own slot holds fewer [?]."""

# --- burners (MECHANICS 3.9) ---
FUEL_INSERT_LIMIT = 5
"""Inserters and drills add fuel while fewer are in the slot [W]."""

# --- turrets (MECHANICS 3.10) ---
AMMUNITION: dict[str, str] = {"gun-turret": "bullet", "artillery-turret": "artillery-shell"}
"""The kind of ammunition a turret takes [D]."""
AMMO_INSERT_LIMIT: dict[str, int] = {"gun-turret": 10, "artillery-turret": 5}
"""Inserters load a turret while it has fewer rounds [D]."""
AMMO_ROOM: dict[str, int] = {"artillery-turret": 15}
"""What fits by hand, where it is not a stack [W]."""

# --- crafting machines (MECHANICS 3.6) ---
OVERLOAD_FACTOR = 1.166
OVERLOAD_MIN = 2
OVERLOAD_MAX = 100
"""Ingredient limit of automatic insertion: amount x clamp(ceil(factor x speed / seconds) + 1, min, max) [D]."""

# --- rocket silos (MECHANICS 3.18) ---
SILO_PREPARATION_TICKS = 540 + 255 + 420
"""Until a rocket stands: lights [?], doors, its rise [D]; 20 s in all."""
SILO_LAUNCH_TICKS = 330 + 870
"""From the command until the silo builds again: engines [D], flight [?]; 20 s in all."""

# --- fluids (MECHANICS 3.12, 3.14) ---
QUANTA = 30_000
"""Quanta in one of the game's units of fluid: one quantum of steam of 165 degrees is a joule, ten of it are made from
one of water, and a well of amount n yields n of them a cycle."""
STEAM_PER_WATER = 10
COLD = 15.0
STEAM_TEMPERATURE = 165.0
EXCHANGER_TEMPERATURE = 500.0
"""Water of 15 degrees becomes ten times as much steam of 165, or of 500 in a heat exchanger [D]."""
MIXING_CHECK_TICKS = 60
"""While steam of another temperature flows in, what that makes of it is reckoned no less often than this."""
HEAT_RECOVERY_TICKS = 60
"""A heat network that ran short gathers what all its exchangers use in this time before they get all they ask for."""
CRAFTS_IN_A_BOX = 2
"""Crafts for which the fluid box of a crafting machine holds fluid, an output box at least its own volume [?]."""
LONGEST_PIPELINE = 320
"""Tiles that a segment may extend along an axis; in a longer one nothing flows [D]."""
FUEL_CHECK_TICKS = 20
"""A boiler's fuel is booked no more often than this, but for its last; bounds the cost, not the energy."""
MILLION = 1_000_000
"""Millionths, in which chances and speeds of research are counted."""

# --- modules (MECHANICS 3.17) ---
SMALLEST_EFFECT = 0.2
LARGEST_EFFECT = 328.67
"""Least and greatest factor on speed or energy: -80 %, +32767 % [D]."""

# --- research (MECHANICS 3.16) ---
PACK_PARTS = 1260
"""Parts a science pack is spent in: a multiple of the time in seconds of every technology's unit."""
LAB_SWING_TICKS = 70
"""An arm's cycle, for how many packs a lab is given in advance [?]."""
LAB_PACKS_MIN = 2
LAB_PACKS_MAX = 100
"""Bounds of how many packs of a kind a lab is given in advance [W]."""
GRANTED_TECHNOLOGIES = ("automation-science-pack",)
"""Known in a world that begins without technologies, so that there is something to research [F]."""

# --- characters ---
CHARACTER_HALF_BOX = 51
"""Half the side of a character's collision box, in units (0.2 tile) [D]."""
GROUND_ITEM_SPACING = 72
"""Items on the ground lie at least this far apart on one axis (0.28 tile) [?]."""

WATER_TILES = frozenset(
    {"water", "deepwater", "water-green", "deepwater-green", "water-shallow", "water-mud"},
)
