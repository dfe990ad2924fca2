"""The rows of `providers.toml`, and the user's own beside them.

A `Catalogue` is read from three places, later ones replacing rows of the same name: the built-in file, entry points of
the group `fle_llm.providers` (an object, or a function returning one, with the content of such a file as a mapping),
and the user's file (the argument, else FLE_LLM_PROVIDERS). Every row is checked; what is not known is refused with the
row's name. Which model string leads to which row is decided in `routing`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec

from fle_llm.llm.errors import ProviderFileError
from fle_llm.llm.usage import ADAPTERS

VARIABLE = "FLE_LLM_PROVIDERS"
GROUP = "fle_llm.providers"


class Supports(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What may be sent; a false one is left out of requests and noted."""

    temperature: bool = True
    top_p: bool = True
    images: bool = True
    reasoning_effort: bool = True
    n: bool = True
    seed: bool = True
    stop: bool = True
    logprobs: bool = True


class ModelRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An exception for some models of a provider; `match` holds globs on the model id."""

    match: tuple[str, ...]
    token_parameter: str | None = None
    supports: dict[str, bool] = {}


class Price(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """USD per million tokens, for models named by a glob on `provider/id`; an unset cache price is the input price."""

    model: str
    input: float
    output: float
    cached_input: float | None = None
    cache_write: float | None = None


class Provider(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One provider; the fields are explained at the head of `providers.toml`."""

    name: str
    base_url: str
    key_env: str | tuple[str, ...] = ()
    key_header: str | None = None
    keyless: bool = False
    local: bool = False
    aliases: tuple[str, ...] = ()
    bare: tuple[str, ...] = ()
    strip: tuple[str, ...] = ()
    token_parameter: str = "max_tokens"
    rename: dict[str, str] = {}
    stream_above: int | None = None
    supports: Supports = Supports()
    models: tuple[ModelRule, ...] = ()
    extra_body: dict[str, Any] = {}
    suffixes: dict[str, dict[str, Any]] = {}
    extra_headers: dict[str, str] = {}
    usage_adapter: str = "openai_like"
    price_id: str | None = None
    reports_cost: bool = False
    free: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()

    @property
    def key_variables(self) -> tuple[str, ...]:
        """The variables that may hold the key, in the order they are looked at."""
        return (self.key_env,) if isinstance(self.key_env, str) else self.key_env

    def supported(self, parameter: str, model_id: str) -> bool:
        """Whether `parameter` (a field of `Supports`, anything else counts as supported) may be sent to the model."""
        value = bool(getattr(self.supports, parameter, True))
        for rule in self._rules(model_id):
            value = rule.supports.get(parameter, value)
        return value

    def token_parameter_of(self, model_id: str) -> str:
        """The name under which this model takes the cap on its answer."""
        named = [rule.token_parameter for rule in self._rules(model_id) if rule.token_parameter]
        return named[-1] if named else self.token_parameter

    def _rules(self, model_id: str) -> Iterator[ModelRule]:
        return (rule for rule in self.models if any(fnmatchcase(model_id, glob) for glob in rule.match))


class Catalogue(msgspec.Struct, frozen=True):
    """All rows: `providers` by name, `names` from every name and alias to the row's name, the price overrides."""

    providers: dict[str, Provider]
    names: dict[str, str]
    prices: tuple[Price, ...] = ()

    def find(self, name: str) -> Provider | None:
        """The row with this name or alias, in any spelling of its letters."""
        found = self.names.get(name.lower())
        return self.providers[found] if found is not None else None


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    providers: dict[str, dict[str, Any]] = {}
    prices: tuple[Price, ...] = ()


def load_catalogue(path: str | os.PathLike[str] | None = None) -> Catalogue:
    """Read the built-in rows, those of entry points, and the file at `path` (else the one FLE_LLM_PROVIDERS names).

    Raises ProviderFileError with the file, the row and the reason.
    """
    sources = [_builtin(), *_from_entry_points()]
    own = path if path is not None else os.environ.get(VARIABLE) or None
    if own is not None:
        sources.append(_read_file(Path(own)))
    rows: dict[str, Provider] = {}
    prices: list[Price] = []
    for providers, own_prices in sources:
        rows |= providers
        prices[:0] = own_prices  # later sources are asked first
    return Catalogue(rows, _names(rows), tuple(prices))


_Source = tuple[dict[str, Provider], tuple[Price, ...]]


@cache
def _builtin() -> _Source:
    text = files("fle_llm.llm").joinpath("providers.toml").read_text(encoding="utf-8")
    return _parse(msgspec.toml.decode(text), "the built-in providers.toml")


def _read_file(path: Path) -> _Source:
    try:
        content = msgspec.toml.decode(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ProviderFileError(f"cannot read the providers file {path}: {error.strerror}") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ProviderFileError(f"the providers file {path} is not TOML: {error}") from error
    return _parse(content, f"the providers file {path}")


@cache
def _installed(_path: tuple[str, ...]) -> tuple[EntryPoint, ...]:
    """The entry points below a search path: a look through all packages, so not one for every factory."""
    return tuple(entry_points(group=GROUP))


def _from_entry_points() -> Iterator[_Source]:
    for point in _installed(tuple(sys.path)):
        content = point.load()
        yield _parse(content() if callable(content) else content, f"the entry point {point.name} of {GROUP}")


def _parse(content: Mapping[str, Any], source: str) -> _Source:
    try:
        file = msgspec.convert(content, _File)
    except msgspec.ValidationError as error:
        raise ProviderFileError(f"{source}: {error}; it holds [providers.NAME] tables and [[prices]]") from error
    rows = {name: _provider(name, row, source) for name, row in file.providers.items()}
    return rows, file.prices


def _provider(name: str, row: dict[str, Any], source: str) -> Provider:
    where = f"{source}: the row {name!r}"
    if "name" in row and row["name"] != name:
        raise ProviderFileError(f"{where} calls itself {row['name']!r}; leave `name` out, the table's name is used")
    if name != name.lower() or "/" in name:
        raise ProviderFileError(f"{where}: a provider's name is in lower case and has no slash")
    try:
        provider = msgspec.convert({**row, "name": name}, Provider)
    except msgspec.ValidationError as error:
        known = ", ".join(field for field in Provider.__struct_fields__ if field != "name")
        raise ProviderFileError(f"{where}: {error}; the fields are {known}") from error
    if provider.usage_adapter not in ADAPTERS:
        known = ", ".join(sorted(ADAPTERS))
        raise ProviderFileError(f"{where}: no usage adapter {provider.usage_adapter!r}; there are {known}")
    for rule in provider.models:
        unknown = sorted(set(rule.supports) - set(Supports.__struct_fields__))
        if unknown:
            known = ", ".join(Supports.__struct_fields__)
            raise ProviderFileError(f"{where}: models.supports has unknown {', '.join(unknown)}; there are {known}")
    return provider


def _names(rows: Mapping[str, Provider]) -> dict[str, str]:
    names = {name: name for name in rows}
    for row in rows.values():
        for alias in row.aliases:
            taken = names.setdefault(alias.lower(), row.name)
            if taken != row.name:
                raise ProviderFileError(f"the alias {alias!r} of the provider {row.name!r} already names {taken!r}")
    return names
