"""Cutting a text to a number of tokens.

Keeps the beginning and the end, on whole lines where it can, and says what is missing. The measure is that of
`fle_llm.llm.tokens`; a model's own tokenizer differs by some per cent, so bounds are for size, not for money.
"""

from __future__ import annotations

from fle_llm.llm.tokens import count_tokens

__all__ = ["count_tokens", "fit"]

HEAD_SHARE = 0.6  # the beginning of an output says what was tried, its end says how it failed: both are kept
LONGEST_TOKEN = 16  # characters; a text longer than limit * this is cut by characters before it is counted
SHORTEST_TOKEN = 2  # characters a token has at least, on average, in what is cut within a line
NOTE_TOKENS = 24  # room kept for the line that says what was left out


def fit(text: str, limit: int, *, what: str = "lines") -> str:
    """`text` in at most `limit` tokens: itself if it fits, else its head and tail around a note of what was cut.

    `what` names the units in the note ("lines", "entities"). A limit below about 40 leaves little but the note.
    """
    if len(text) <= limit * LONGEST_TOKEN and count_tokens(text) <= limit:
        return text
    lines = text.split("\n")
    room = max(limit - NOTE_TOKENS, 0)
    while True:
        result = _cut(lines, room, what)
        if room == 0 or count_tokens(result) <= limit:
            return result
        room = room * 9 // 10


def _cut(lines: list[str], room: int, what: str) -> str:
    head_room = int(room * HEAD_SHARE)
    head = _take(lines, head_room)
    rest = lines[len(head) :]
    tail = _take(rest[::-1], room - head_room)[::-1]
    left_out = rest[: len(rest) - len(tail)]
    if len(left_out) == 1:
        used = count_tokens("\n".join([*head, *tail]))
        return "\n".join([*head, _cut_line(left_out[0], max(room - used, 0)), *tail])
    return "\n".join([*head, f"[… {len(left_out):,} {what} left out …]", *tail])


def _take(lines: list[str], room: int) -> list[str]:
    taken = []
    for line in lines:
        if len(line) > room * LONGEST_TOKEN:
            break
        room -= count_tokens(line) + 1
        if room < 0:
            break
        taken.append(line)
    return taken


def _cut_line(line: str, room: int) -> str:
    """A single line that is too long, cut within."""
    kept = min(room * SHORTEST_TOKEN, len(line))
    head = int(kept * HEAD_SHARE)
    tail = kept - head
    return f"{line[:head]}[… {len(line) - kept:,} characters left out …]{line[len(line) - tail :]}"
