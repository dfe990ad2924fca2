"""The text of the steps, for tracebacks and `inspect.getsource`.

Kept for as long as something of a step may still be alive: those that define functions or classes, the newest up to a
limit. Saved and restored with the namespace.
"""

from __future__ import annotations

import linecache

LIMIT = 2 << 20  # characters in all


class Sources:
    """Step sources by file name, oldest first."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}

    def remember(self, filename: str, text: str) -> None:
        """Make `text` known as the source of `filename`."""
        self._texts[filename] = text
        # No modification time: linecache then does not look for a file.
        linecache.cache[filename] = (len(text), None, text.splitlines(keepends=True), filename)

    def forget(self, filename: str) -> None:
        """Drop one source."""
        self._texts.pop(filename, None)
        linecache.cache.pop(filename, None)

    def kept(self) -> dict[str, str]:
        """Return what is kept, within the limit."""
        room = LIMIT
        for filename, text in reversed(list(self._texts.items())):
            room -= len(text)
            if room < 0:
                self.forget(filename)
        return self._texts
