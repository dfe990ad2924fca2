"""Importing the model layer is cheap: what it needs is loaded when it is needed."""

from __future__ import annotations

import subprocess
import sys

HEAVY = ("openai", "httpx2", "genai_prices", "tiktoken", "vcr", "yaml", "tenacity", "gymnasium", "pydantic", "numpy")


def loaded_by(program: str) -> list[str]:
    program += f"\nimport sys; print(*[name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    return done.stdout.split()


def test_no_heavy_package_is_loaded_on_import() -> None:
    assert loaded_by("import fle_llm.llm, fle_llm.llm.cassettes, fle_llm.llm.pytest_plugin") == []


def test_a_route_and_its_key_are_found_without_them() -> None:
    key = "import os; os.environ['OPENAI_API_KEY'] = 'x' * 20"
    assert loaded_by(f"{key}\nfrom fle_llm.llm import APIFactory; APIFactory('gpt-5')") == []
