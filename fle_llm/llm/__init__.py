"""Reaching language models: any OpenAI-compatible provider, scripted models, recorded sessions.

`APIFactory(model)` resolves a model string and makes calls; `Ledger` holds what they took, `Budget` limits it.
Providers are rows of data (`providers.toml`). Importing this package is cheap: openai, price lists and vocabularies are
loaded when they are first needed.
"""

from __future__ import annotations

from fle_llm.llm.budget import Budget
from fle_llm.llm.cassette_session import CassetteSession, recording, replaying
from fle_llm.llm.check import Report, probe
from fle_llm.llm.completion import Completion
from fle_llm.llm.factory import APIFactory
from fle_llm.llm.ledger import Entry, Ledger, Totals, total_of
from fle_llm.llm.providers import Catalogue, Provider, load_catalogue
from fle_llm.llm.reading import Progress
from fle_llm.llm.retry import Pauses, RetryPolicy, Wait
from fle_llm.llm.routing import Route, find_keys, find_route
from fle_llm.llm.scripted import scripted_names
from fle_llm.llm.usage import Usage

__all__ = [
    "APIFactory",
    "Budget",
    "CassetteSession",
    "Catalogue",
    "Completion",
    "Entry",
    "Ledger",
    "Pauses",
    "Progress",
    "Provider",
    "Report",
    "RetryPolicy",
    "Route",
    "Totals",
    "Usage",
    "Wait",
    "find_keys",
    "find_route",
    "load_catalogue",
    "probe",
    "recording",
    "replaying",
    "scripted_names",
    "total_of",
]
