"""The certificates our HTTP clients trust: those of the environment, read once for the whole process."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ssl


@cache
def certificates() -> ssl.SSLContext:
    """The trusted certificates; reading them takes longer than a call's share of everything else."""
    import httpx2

    return httpx2.create_ssl_context()
