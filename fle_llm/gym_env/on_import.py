"""Making the environments known to Gymnasium without loading it.

`install` is called when `fle_llm` is imported. If Gymnasium is there already, the environments are registered at once;
otherwise a finder waits for `import gymnasium` and registers right after it. So both orders of
`import fle_llm, gymnasium` work, and a program that never wants Gymnasium never pays for it.
"""

from __future__ import annotations

import importlib.util
import logging
import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

logger = logging.getLogger(__name__)

WATCHED = "gymnasium"


class _Finder(MetaPathFinder):
    """Finds Gymnasium where it is, once, with a loader that registers after loading."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != WATCHED:
            return None
        _remove()
        spec = importlib.util.find_spec(fullname)
        if spec is None or spec.loader is None:
            return None
        spec.loader = _Loader(spec.loader)
        return spec


class _Loader(Loader):
    """The module's own loader, and the registration after it."""

    def __init__(self, loader: Loader) -> None:
        self._loader = loader

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        # The module must not remember us: tools that look at a loader expect the real one.
        module.__loader__ = self._loader
        if module.__spec__ is not None:
            module.__spec__.loader = self._loader
        self._loader.exec_module(module)
        _register()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loader, name)


def install() -> None:
    """Register now if Gymnasium is loaded, else when it will be. Calling it again changes nothing."""
    if WATCHED in sys.modules:
        _register()
    elif not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())


def _remove() -> None:
    sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, _Finder)]


def _register() -> None:
    try:
        from fle_llm.gym_env.registry import register_all_environments

        register_all_environments()
    except Exception:  # somebody else's import must not fail for us; making an environment will say why
        logger.exception("The Factorio environments could not be registered with Gymnasium")
