"""fle-llm: language-model agents, measured by the factories they build."""

__version__ = "0.1.0"
