"""How long `import fle_llm` and `python -m eval.run --help` take, in processes of their own.

Run it as `python -m benchmarks.cli_start`; the budget of each is 0.3 s, as a median.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

RUNS = 11
BUDGET_S = 0.3
COMMANDS = {
    "python -c pass": ["-c", "pass"],
    "import fle_llm": ["-c", "import fle_llm"],
    "python -m eval.run --help": ["-m", "eval.run", "--help"],
    "python -m eval.run list models": ["-m", "eval.run", "list", "models"],
}


def seconds(words: list[str]) -> float:
    """The median wall time of a command."""
    taken = []
    for _ in range(RUNS):
        began = time.perf_counter()
        subprocess.run([sys.executable, *words], check=True, stdout=subprocess.DEVNULL)
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def main() -> int:
    """Print each figure; 1 if one of the two budgets is not kept."""
    kept = True
    for name, words in COMMANDS.items():
        found = seconds(words)
        bounded = name in {"import fle_llm", "python -m eval.run --help"}
        kept = kept and (not bounded or found <= BUDGET_S)
        print(f"{name:<32} {found * 1000:7.1f} ms" + (f"   budget {BUDGET_S * 1000:.0f} ms" if bounded else ""))
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
