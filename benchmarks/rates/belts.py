"""4.7: belts, undergrounds, splitters."""

from __future__ import annotations

import functools
from collections.abc import Callable

from benchmarks.rates.case import Case, Window
from benchmarks.rates.site import EAST, LANES, SOUTH, STRIDE_TICKS, WEST, Site, X, Y
from fle_llm.engine import splitters
from fle_llm.engine.entities import Splitter
from fle_llm.world import ops

TIERS = {"yellow": "", "red": "fast-", "blue": "express-"}
PER_LANE = {"yellow": 7.5, "red": 15.0, "blue": 22.5}
GAPS = {"yellow": 4, "red": 6, "blue": 8}
ROW, NEXT, BETWEEN = Y + 0.5, Y + 1.5, Y + 1
"""Two rows side by side; a splitter that faces east from `BETWEEN` has `ROW` on its left."""


class Flow:
    """Belts that are kept full at one end and empty at the other, and what passed."""

    def __init__(self, site: Site, feeds: list[list[ops.Ref]], outs: list[list[ops.Ref]]) -> None:
        """`feeds` are filled with coal, the first of them, and stone, the second."""
        self.site, self.feeds, self.outs = site, feeds, outs
        self.taken = [dict.fromkeys(LANES, 0) for _ in outs]
        self.lanes: tuple[str, ...] = LANES

    def tend(self) -> None:
        """Fill and clear."""
        for item, feed in zip(("coal", "stone"), self.feeds, strict=False):
            self.site.fill(feed, item, self.lanes)
        for out, taken in zip(self.outs, self.taken, strict=True):
            for lane, count in self.site.clear(out).items():
                taken[lane] += count

    def rates(self, window: Window) -> list[dict[str, float]]:
        """Items a second on each way out, by lane."""
        seconds = window.seconds(48)
        self.site.rate(48, lambda: 0, tend=STRIDE_TICKS / 60, by=self.tend)
        before = self._read()
        self.site.rate(seconds, lambda: 0, tend=STRIDE_TICKS / 60, by=self.tend)
        pairs = zip(self._read(), before, strict=True)
        return [{lane: (now[lane] - was[lane]) / seconds for lane in LANES} for now, was in pairs]

    def _read(self) -> list[dict[str, int]]:
        riding = [self.site.riding(out) for out in self.outs]
        return [{lane: t[lane] + r[lane] for lane in LANES} for t, r in zip(self.taken, riding, strict=True)]


LENGTHS = {"yellow": 20, "red": 35, "blue": 50}
"""Tiles of a way in or out: more than its belt runs between two visits."""


def _belt(site: Site, y: float, tier: str) -> list[ops.Ref]:
    """A way out, east of X + 1."""
    return site.run(f"{TIERS[tier]}transport-belt", X + 1.5, y, EAST, LENGTHS[tier])


def _feed(site: Site, y: float, tier: str) -> list[ops.Ref]:
    """A way in that ends at X."""
    return site.run(f"{TIERS[tier]}transport-belt", X + 0.5 - LENGTHS[tier], y, EAST, LENGTHS[tier])


def _straight(tier: str, lanes: tuple[str, ...]) -> Callable[[Window], float]:
    """Items a second along a straight belt, of which only some lanes are filled."""

    def measure(window: Window) -> float:
        site = Site()
        feed = _feed(site, ROW, tier)
        site.build(f"{TIERS[tier]}transport-belt", X + 0.5, ROW, EAST)
        flow = Flow(site, [feed], [_belt(site, ROW, tier)])
        flow.lanes = lanes
        return sum(flow.rates(window)[0].values())

    return measure


def _travel(tier: str) -> Callable[[Window], float]:
    """Ticks an item takes for a hundred tiles, between two belts' identical places."""

    def measure(_: Window) -> float:
        site = Site()
        run = site.run(f"{TIERS[tier]}transport-belt", X + 0.5, ROW, EAST, 102)
        site.put(run[0], "coal", 1, "left")

        def until_on(ref: ops.Ref) -> int:
            lanes = site.view(ref).lanes
            while lanes is not None and not lanes[0]:
                site.world.advance(1)
                lanes = site.view(ref).lanes
            return site.world.tick

        start = until_on(run[1])
        return until_on(run[101]) - start

    return measure


def _jammed(_: Window) -> float:
    """Items on ten tiles that lead nowhere."""
    site = Site()
    run = site.run("transport-belt", X + 0.5, ROW, EAST, 10)
    site.rate(60, lambda: 0, tend=1, by=lambda: site.fill(run[:1], "coal"))
    return sum(site.riding(run).values())


def _curve(lane: str) -> Callable[[Window], float]:
    """Items on one lane of a jammed curve to the right."""

    def measure(_: Window) -> float:
        site = Site()
        run = [*site.run("transport-belt", X + 0.5, ROW, EAST, 2), site.build("transport-belt", X + 2.5, ROW, SOUTH)]
        site.build("transport-belt", X + 2.5, ROW + 1, SOUTH)
        site.rate(60, lambda: 0, tend=1, by=lambda: site.fill(run[:1], "coal"))
        return site.riding(run[2:])[lane]

    return measure


def _curves(window: Window) -> float:
    """Items a second around two curves to the right."""
    site = Site()
    feed = _feed(site, ROW, "yellow")
    site.run("transport-belt", X + 0.5, ROW, SOUTH, 4)
    flow = Flow(site, [feed], [site.run("transport-belt", X + 0.5, ROW + 4, WEST, 20)])
    return sum(flow.rates(window)[0].values())


@functools.cache
def _side_loaded(window: Window) -> dict[str, float]:
    """Items a second on the lanes of an empty belt that a full one meets from its left."""
    site = Site()
    side = site.run("transport-belt", X + 1.5, ROW - 20, SOUTH, 20)
    main = site.run("transport-belt", X + 0.5, ROW, EAST, 30)
    return Flow(site, [side], [main[10:]]).rates(window)[0]  # what is loaded must not be cleared away at once


def _side_load(lane: str) -> Callable[[Window], float]:
    return lambda window: _side_loaded(window)[lane]


@functools.cache
def _split(kind: str, window: Window) -> list[dict[str, float]]:
    """Items a second, by lane, on each way out of a splitter with full ways in: halve, priority, merge, blocked."""
    site = Site()
    feeds = [_feed(site, ROW, "yellow")]
    splitter = site.build("splitter", X + 0.5, BETWEEN, EAST)
    outs = [_belt(site, ROW, "yellow")]
    if kind == "merge":
        feeds.append(_feed(site, NEXT, "yellow"))
    elif kind == "blocked":
        site.run("transport-belt", X + 1.5, NEXT, EAST, 2)
    else:
        outs.append(_belt(site, NEXT, "yellow"))
    if kind == "priority":
        splitters.prefer(site.world._engine, _entity(site, splitter), outputs=0)
    return Flow(site, feeds, outs).rates(window)


def _splitter(kind: str, side: int = 0) -> Callable[[Window], float]:
    return lambda window: sum(_split(kind, window)[side].values())


def _entity(site: Site, ref: ops.Ref) -> Splitter:
    entity = site.world._engine.state.entities[site.view(ref).unit]
    assert isinstance(entity, Splitter)
    return entity


def _from_each(item: str) -> Callable[[Window], float]:
    """Items a second of one of two full belts that a splitter merges."""

    def measure(window: Window) -> float:
        site = Site()
        feeds = [_feed(site, ROW, "yellow"), _feed(site, NEXT, "yellow")]
        site.build("splitter", X + 0.5, BETWEEN, EAST)
        out = _belt(site, ROW, "yellow")
        passed = 0

        def tend() -> None:
            nonlocal passed
            for kind, feed in zip(("coal", "stone"), feeds, strict=True):
                site.fill(feed, kind)
            passed += _count(site, out, item)
            site.clear(out)

        def read() -> float:
            return passed + _count(site, out, item)

        return site.rate(window.seconds(48), read, warm_up=48, tend=STRIDE_TICKS / 60, by=tend)

    return measure


def _count(site: Site, run: list[ops.Ref], item: str) -> int:
    (views,) = site.world.do([ops.Entities(refs=tuple(run))])
    return sum(lane.get(item, 0) for view in views for lane in view.lanes)


def _underground(tier: str, gap: int) -> Callable[[Window], float]:
    """Items a second through a pair with so many tiles between."""

    def measure(window: Window) -> float:
        site = Site()
        name = f"{TIERS[tier]}transport-belt"
        feed = site.run(name, X - 0.5 - gap - LENGTHS[tier], ROW, EAST, LENGTHS[tier])
        for x in (X - 0.5 - gap, X + 0.5):
            site.build(f"{TIERS[tier]}underground-belt", x, ROW, EAST)
        flow = Flow(site, [feed], [_belt(site, ROW, tier)])
        return sum(flow.rates(window)[0].values())

    return measure


def _pair(tier: str, gap: int) -> Callable[[Window], float]:
    """Whether two ends with so many tiles between belong together."""

    def measure(_: Window) -> float:
        site = Site()
        ends = [site.build(f"{TIERS[tier]}underground-belt", x, ROW, EAST) for x in (X + 0.5, X + 1.5 + gap)]
        return float(site.view(ends[0]).partner == ends[1])

    return measure


CASES = (
    *(Case(124, f"full {t} belt", "/s", 2 * PER_LANE[t], _straight(t, LANES), 0.005) for t in TIERS),
    *(Case(125, f"one lane of a {t} belt", "/s", PER_LANE[t], _straight(t, ("left",)), 0.005) for t in TIERS),
    Case(126, "100 tiles of yellow belt", "ticks", 3200, _travel("yellow"), 0.005),
    Case(126, "100 tiles of red belt", "ticks", 1600, _travel("red"), 0.005),
    Case(126, "100 tiles of blue belt", "ticks", 1067, _travel("blue"), 0.005),
    Case(127, "a jammed belt of 10 tiles", "items", 80, _jammed, absolute=1),
    Case(128, "a jammed curve, inner lane", "items", (1, 2), _curve("right")),
    Case(128, "a jammed curve, outer lane", "items", (4, 5), _curve("left")),
    Case(129, "a full belt meets an empty one: near lane", "/s", 7.5, _side_load("left"), 0.01),
    Case(129, "a full belt meets an empty one: far lane", "/s", 0, _side_load("right")),
    Case(131, "splitter, one full belt in: left out", "/s", 7.5, _splitter("halve"), 0.01, needs=("splitter",)),
    Case(131, "splitter, one full belt in: right out", "/s", 7.5, _splitter("halve", 1), 0.01, needs=("splitter",)),
    Case(132, "splitter, two full belts in, one out", "/s", 15, _splitter("merge"), 0.01, needs=("splitter",)),
    Case(132, "splitter, two full belts in: of the left", "/s", 7.5, _from_each("coal"), 0.01, needs=("splitter",)),
    Case(132, "splitter, two full belts in: of the right", "/s", 7.5, _from_each("stone"), 0.01, needs=("splitter",)),
    Case(133, "splitter with priority left: left out", "/s", 15, _splitter("priority"), 0.01, needs=("splitter",)),
    Case(133, "splitter with priority left: right out", "/s", 0, _splitter("priority", 1), needs=("splitter",)),
    Case(135, "splitter with one way out blocked", "/s", 15, _splitter("blocked"), 0.01, needs=("splitter",)),
    Case(136, "yellow underground, 4 tiles between: connects", "yes", 1, _pair("yellow", 4)),
    Case(136, "yellow underground, 5 tiles between: connects", "yes", 0, _pair("yellow", 5)),
    Case(137, "red underground, 6 tiles between: connects", "yes", 1, _pair("red", 6)),
    Case(137, "blue underground, 8 tiles between: connects", "yes", 1, _pair("blue", 8)),
    *(Case(138, f"{t} underground", "/s", 2 * PER_LANE[t], _underground(t, GAPS[t]), 0.005) for t in TIERS),
    Case(140, "two curves of a full yellow belt", "/s", 15, _curves, 0.005),
)
