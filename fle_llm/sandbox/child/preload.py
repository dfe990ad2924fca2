"""Everything a program may import, imported beforehand: a sealed worker cannot open a file.

Owns the list of standard modules, the warm-ups that would otherwise read files late, and the import system a worker
is left with, which knows only what is already there and says so plainly.
"""

from __future__ import annotations

import contextlib
import importlib
import linecache
import sys
import time
from collections.abc import Sequence
from importlib.machinery import BuiltinImporter, FrozenImporter, ModuleSpec
from types import ModuleType
from typing import NoReturn

from fle_llm.game import Position, wire
from fle_llm.game.namespace import agent_names

MODULES = [
    "abc",
    "argparse",
    "array",
    "ast",
    "asyncio",
    "base64",
    "binascii",
    "bisect",
    "builtins",
    "calendar",
    "cmath",
    "codecs",
    "collections",
    "collections.abc",
    "colorsys",
    "concurrent.futures",
    "concurrent.futures.thread",
    "contextlib",
    "contextvars",
    "copy",
    "copyreg",
    "csv",
    "dataclasses",
    "datetime",
    "decimal",
    "difflib",
    "dis",
    "email",
    "encodings.idna",
    "enum",
    "errno",
    "fnmatch",
    "fractions",
    "functools",
    "gc",
    "getpass",
    "glob",
    "graphlib",
    "hashlib",
    "heapq",
    "hmac",
    "html",
    "importlib",
    "inspect",
    "io",
    "ipaddress",
    "itertools",
    "json",
    "keyword",
    "linecache",
    "locale",
    "logging",
    "marshal",
    "math",
    "mmap",
    "numbers",
    "operator",
    "os",
    "os.path",
    "pathlib",
    "pdb",
    "pickle",
    "pkgutil",
    "platform",
    "pprint",
    "pydoc",
    "queue",
    "random",
    "re",
    "reprlib",
    "sched",
    "secrets",
    "select",
    "selectors",
    "shlex",
    "shutil",
    "signal",
    "socket",
    "statistics",
    "string",
    "stringprep",
    "struct",
    "subprocess",
    "symtable",
    "sys",
    "tempfile",
    "textwrap",
    "threading",
    "time",
    "timeit",
    "token",
    "tokenize",
    "traceback",
    "tracemalloc",
    "types",
    "typing",
    "unicodedata",
    "unittest",
    "unittest.mock",
    "urllib.parse",
    "uuid",
    "warnings",
    "weakref",
    "xml.etree.ElementTree",
    "zlib",
    "zoneinfo",
    # What some versions of the above import only when it is used:
    "_md5",
    "_pylong",
    "_sha1",
    "_sha2",
    "_sha3",
    "_strptime",
    "_suggestions",
    "unittest._log",
    "unittest.async_case",
    "xml.parsers.expat",
]


def load() -> None:
    """Import it all, and touch what reads a file on first use."""
    for name in MODULES:
        with contextlib.suppress(ImportError):  # a build of Python without, say, zlib
            importlib.import_module(name)
    time.localtime()
    time.tzset()
    time.strptime("2000", "%Y")
    "a".encode("idna")
    for encoding in ("ascii", "latin-1", "utf-8", "utf-16", "utf-32", "cp1252", "idna", "punycode", "unicode_escape"):
        "a".encode(encoding)
    for value in (Position(0.0, 0.0), (1, {"a": Position(0.0, 0.0)})):  # both forms of a result build their decoders
        wire.decode_result(wire.encode_result(value))
    agent_names()


class OnlyPreloaded:
    """The last finder: whatever was not preloaded does not exist here."""

    @staticmethod
    def find_spec(name: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> ModuleSpec | None:
        """Refuse, naming the module."""
        raise ModuleNotFoundError(
            f"No module named {name!r} (programs have most of the standard library, and nothing else)", name=name
        )


def close_imports() -> None:
    """Leave only built-in, frozen and already loaded modules importable, and no trace of paths and process ids."""
    sys.argv[:] = sys.orig_argv[:] = [""]
    linecache.clearcache()
    sys.path.clear()
    sys.path_hooks.clear()
    sys.path_importer_cache.clear()
    sys.meta_path[:] = [BuiltinImporter, FrozenImporter, OnlyPreloaded]


def refuse(*_: object, **__: object) -> NoReturn:
    """Stand in for what needs a terminal."""
    raise RuntimeError("not available in a program")
