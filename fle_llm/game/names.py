"""Names things had in earlier versions of the game, or go by among players, and what this version calls them.

Owns the table only. `fle_llm.data.canonical` applies it to what the game knows; Inventory applies it to look-ups.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_BARRELLED = ("water", "sulfuric-acid", "crude-oil", "heavy-oil", "light-oil", "petroleum-gas", "lubricant")

ALIASES: Mapping[str, str] = MappingProxyType(
    {
        "stack-inserter": "bulk-inserter",
        "filter-inserter": "fast-inserter",
        "stack-filter-inserter": "bulk-inserter",
        "logistic-chest-passive-provider": "passive-provider-chest",
        "logistic-chest-active-provider": "active-provider-chest",
        "logistic-chest-storage": "storage-chest",
        "logistic-chest-buffer": "buffer-chest",
        "logistic-chest-requester": "requester-chest",
        "effectivity-module": "efficiency-module",
        "effectivity-module-2": "efficiency-module-2",
        "effectivity-module-3": "efficiency-module-3",
        "empty-barrel": "barrel",
        **{f"fill-{fluid}-barrel": f"{fluid}-barrel" for fluid in _BARRELLED},
        "coal-liquifaction": "coal-liquefaction",
        "fusion-reactor-equipment": "fission-reactor-equipment",
        "used-up-uranium-fuel-cell": "depleted-uranium-fuel-cell",
        "rock-huge": "huge-rock",
        "rock-big": "big-rock",
        "sand-rock-big": "big-sand-rock",
        "advanced-electronics": "advanced-circuit",
        "advanced-electronics-2": "processing-unit",
        "stack-inserter-capacity-bonus-1": "inserter-capacity-bonus-1",
        "stack-inserter-capacity-bonus-2": "inserter-capacity-bonus-2",
        "energy-shields": "energy-shield-equipment",
        "energy-shields-mk2-equipment": "energy-shield-mk2-equipment",
        "character-inventory-slots": "toolbelt",
        "research-speed": "research-speed-1",
        "optics": "lamp",
        **{f"energy-weapons-damage-{level}": f"laser-weapons-damage-{level}" for level in range(1, 8)},
        "barrel-filling": "fluid-handling",
        "science-pack-1": "automation-science-pack",
        "science-pack-2": "logistic-science-pack",
        "science-pack-3": "chemical-science-pack",
        "high-tech-science-pack": "utility-science-pack",
        "green-circuit": "electronic-circuit",
        "red-circuit": "advanced-circuit",
        "blue-circuit": "processing-unit",
        "gear": "iron-gear-wheel",
        "iron-gear": "iron-gear-wheel",
        "petroleum": "petroleum-gas",
        "petgas": "petroleum-gas",
        "straight-rail": "rail",
        "curved-rail": "rail",
        "assembling-machine": "assembling-machine-1",
    }
)
"""Former or colloquial name → the name in this version of the game."""
