"""docs/pictures.md: its example runs, and the pictures it shows are there and small."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image

PAGE = Path(__file__).parents[3] / "docs" / "pictures.md"
TEXT = PAGE.read_text(encoding="utf-8")


def test_the_example_runs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    shown: list[tuple[int, int]] = []

    def show(image: Image.Image) -> None:  # the real one would open a window
        shown.append(image.size)

    monkeypatch.setattr(Image.Image, "show", show)
    (program,) = re.findall(r"```python\n(.*?)```", TEXT, flags=re.DOTALL)
    exec(compile(program, str(PAGE), "exec"), {})
    assert (tmp_path / "factory.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "corner.svg").read_text().startswith("<svg")
    assert len(shown) == 1


def test_the_pictures_are_there_and_small() -> None:
    pictures = re.findall(r"!\[[^]]*\]\(([^)]+)\)", TEXT)
    assert len(pictures) == 2
    assert all((PAGE.parent / picture).stat().st_size < 150_000 for picture in pictures)
