"""Belt runs: where a planned line goes underground although it need not.

A program that names undergrounds among what to build with wants them used (AGENT_API 3.27): straight runs are buried
in stretches as long as the tier reaches, the ends of the line and its corners stay on the surface, and so do tiles an
inserter or drill works on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fle_llm.tools.belt_routes import Tile, step

SHORTEST = 2
"""Tiles from entrance to exit: below that nothing is buried."""

SHORTEST_RUN = 4
"""Steps of a straight run that is worth burying (AGENT_API 3.27)."""


def buried_runs(
    placed: Mapping[Tile, int],
    ends: Mapping[Tile, str],
    kept: set[Tile],
    others: set[tuple[Tile, int]],
    reach: int,
    pairs: int,
) -> dict[Tile, str]:
    """What becomes of belts in straight runs: "entrance", "buried" or "exit", for so many pairs at the most.

    `others` are ends of the same tier that stand already, with the way they face: nothing is buried in their reach.
    """
    found: dict[Tile, str] = {}
    for run in _runs(placed, ends):
        if len(run) <= SHORTEST_RUN:
            continue
        after = step(run[-1], placed[run[-1]])
        turns = after in placed and after not in ends and after not in found
        for first, last in _stretches(run[1:] if turns else run[1:-1], kept, reach):
            stretch = run[first + 1 : last + 2]
            if pairs <= 0:
                return found
            if _in_reach(stretch, placed[stretch[0]], others, reach):
                continue
            pairs -= 1
            found |= {stretch[0]: "entrance", **dict.fromkeys(stretch[1:-1], "buried"), stretch[-1]: "exit"}
    return found


def _in_reach(stretch: list[Tile], direction: int, others: set[tuple[Tile, int]], reach: int) -> bool:
    """Whether an end that stands already could pair with one of a stretch."""
    tile = stretch[0]
    for _ in range(reach):
        tile = step(tile, (direction + 8) % 16)
    for _ in range(len(stretch) + 2 * reach):
        if (tile, direction) in others:
            return True
        tile = step(tile, direction)
    return False


def _runs(placed: Mapping[Tile, int], ends: Mapping[Tile, str]) -> Iterator[list[Tile]]:
    """Tiles of plain belts that follow one another in one direction."""
    run: list[Tile] = []
    for tile, direction in placed.items():
        goes_on = run and placed[run[-1]] == direction and step(run[-1], direction) == tile
        if run and not (goes_on and tile not in ends):
            yield run
            run = []
        if tile not in ends:
            run.append(tile)
    if run:
        yield run


def _stretches(run: list[Tile], kept: set[Tile], reach: int) -> Iterator[tuple[int, int]]:
    """First and last indices of the stretches of a run to be buried, as long as they may be."""
    first = 0
    while first + SHORTEST < len(run):
        last = first
        while last + 1 < len(run) and last + 1 - first <= reach and not kept & set(run[first : last + 2]):
            last += 1
        if last - first >= SHORTEST:
            yield first, last
            first = last + 1
        else:
            first += 1
