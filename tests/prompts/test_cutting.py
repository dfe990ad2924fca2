"""Cutting to tokens: bounded, head and tail kept, said what is missing."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from prompts.tokens import count_tokens, fit


def test_what_fits_is_left_alone() -> None:
    assert fit("a\nb\n", 100) == "a\nb\n"
    assert fit("", 100) == ""


def test_head_and_tail_are_kept_and_the_cut_is_said() -> None:
    text = "\n".join(f"line {n}" for n in range(1000))
    cut = fit(text, 200)
    lines = cut.split("\n")
    assert lines[0] == "line 0"
    assert lines[-1] == "line 999"
    note = next(line for line in lines if "left out" in line)
    kept = len(lines) - 1
    assert f"{1000 - kept:,} lines" in note, "the number of lines that are missing"
    assert 100 < count_tokens(cut) <= 200


def test_a_single_long_line_is_cut_within() -> None:
    cut = fit("start " + "word " * 20_000 + "end", 120)
    assert cut.startswith("start word")
    assert cut.endswith("word end")
    assert "characters left out" in cut
    assert count_tokens(cut) <= 120


def test_a_long_line_between_short_ones_does_not_push_them_out() -> None:
    cut = fit("first\n" + "x" * 50_000 + "\nlast", 200)
    assert cut.startswith("first\n")
    assert cut.endswith("\nlast")
    assert count_tokens(cut) <= 200


def test_marks_of_a_vocabulary_are_plain_text() -> None:
    assert count_tokens("<|endoftext|>") > 1
    assert fit("<|endoftext|>", 50) == "<|endoftext|>"


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.text(max_size=60), max_size=200).map("\n".join),
    st.integers(min_value=60, max_value=500),
)
def test_nothing_is_longer_than_its_limit(text: str, limit: int) -> None:
    cut = fit(text, limit)
    assert count_tokens(cut) <= limit
    assert cut == text or "left out" in cut
