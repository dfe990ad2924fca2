"""The drawing of the growth of the engine's time."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from benchmarks.engine import Growth, plot

SVG = "{http://www.w3.org/2000/svg}"


def test_points_of_a_linear_engine_lie_on_a_line_through_zero() -> None:
    drawing = ElementTree.fromstring(plot([Growth(100, 0.3), Growth(200, 0.6), Growth(400, 1.2)]))
    x0, y0 = 60, 340  # the margin, and the height of 400 less the margin
    points = [(float(c.attrib["cx"]) - x0, y0 - float(c.attrib["cy"])) for c in drawing.iter(f"{SVG}circle")]
    slopes = [y / x for x, y in points]
    assert slopes == [pytest.approx(slopes[0], rel=0.01)] * 3
    assert points[2][0] == pytest.approx(4 * points[0][0], rel=0.01)
    texts = [text.text for text in drawing.iter(f"{SVG}text")]
    assert {"300 ms", "600 ms", "1200 ms", "300", "600", "1200"} <= set(texts)  # three machines a unit
    assert "1000 µs a machine" in str(texts[-1])
