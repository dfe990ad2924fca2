"""What the programs of open play keep in variables between steps; for type checkers only."""

from typing import Any

book: dict[str, Any]
