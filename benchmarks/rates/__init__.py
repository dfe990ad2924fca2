"""How faithful the embedded engine is: the acceptance cases of the rules, played and measured.

`python -m benchmarks.rates` builds every case, runs it and compares. Expected values are the game's own, typed in;
nothing here is taken from what the engine answers. `case` says what a case is, `site` builds, one module a chapter
(mining, smelting, assembling, buffers, chemistry, arms, belts, power, fluids, rest) holds the cases.
"""
