"""From a model string to a place to send requests.

`provider/model` is split at the first slash when the left side is a provider that is known; well-known names need no
provider; `open-router-<vendor>/<model>` and `ollama-<model>` are read too. With a base URL, any server is reached and
the model id is sent as it is written. Nothing is guessed from substrings: an unknown name is an error with the close
matches. A key belongs to an endpoint: it is only ever looked up for the route it will be sent to.
"""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Mapping
from difflib import get_close_matches
from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import urlsplit

import msgspec

from fle_llm.llm.errors import MissingKey, RoutingError
from fle_llm.llm.providers import Catalogue, Provider
from fle_llm.llm.redaction import redact, remember_secret

SCRIPTED = "scripted"
CUSTOM = "custom"
NO_KEY = "none"  # `--api-key-env none`: a server elsewhere that wants no key
_PLACEHOLDER = re.compile(r"\$\{(\w+)(?::-([^}]*))?\}")


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """Where a model string leads: the provider's row, the id to send, the URL, and which variables may hold the key."""

    provider: Provider
    model_id: str
    base_url: str
    key_variables: tuple[str, ...] = ()
    keyless: bool = False
    extra_body: dict[str, Any] = {}

    @property
    def label(self) -> str:
        """`provider/model`, the spelling used in records and messages."""
        return f"{self.provider.name}/{self.model_id}"

    @property
    def scripted(self) -> bool:
        """Whether a scripted model answers and nothing is sent anywhere."""
        return self.provider.name == SCRIPTED

    @property
    def local(self) -> bool:
        """Whether calls cost nothing because the model runs on the user's own machine."""
        if self.provider.name == CUSTOM:
            return is_loopback(self.base_url)
        return self.provider.local

    def describe(self) -> str:
        """The route in words, for messages."""
        return self.label if self.scripted else redact(f"{self.label} at {self.base_url}")


def find_route(
    model: str,
    catalogue: Catalogue,
    *,
    base_url: str | None = None,
    api_key_env: str | None = None,
) -> Route:
    """Resolve a model string. Raises RoutingError at once when it leads nowhere."""
    model = model.strip()
    if not model or model.endswith("/"):
        raise RoutingError(f"the model string {model!r} names no model; write provider/model")
    head, slash, tail = model.partition("/")
    if slash and head.lower() == SCRIPTED:
        provider = Provider(name=SCRIPTED, base_url="", keyless=True, local=True)
        return Route(provider=provider, model_id=tail, base_url="", keyless=True)
    if base_url is not None:
        return _custom(model, catalogue, base_url, api_key_env)
    provider, model_id = _split(model, catalogue)
    return Route(
        provider=provider,
        model_id=model_id,
        base_url=_expand(provider),
        key_variables=(api_key_env,) if api_key_env else provider.key_variables,
        keyless=provider.keyless and not api_key_env,
        extra_body=_extra_body(provider, model_id),
    )


def find_keys(route: Route, environment: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """The keys for this route, none where none is needed; a variable may hold several, separated by commas.

    Raises MissingKey, which names the variables.
    """
    environment = os.environ if environment is None else environment
    for variable in route.key_variables:
        keys = tuple(key.strip() for key in environment.get(variable, "").split(",") if key.strip())
        for key in keys:
            if not key.isascii() or not key.isprintable() or " " in key:
                raise MissingKey(f"{variable} holds something that cannot be a key: no header may carry it")
            remember_secret(key)
        if keys:
            return keys
    if route.keyless:
        return ()
    if not route.key_variables:
        raise MissingKey(
            f"{route.describe()} is not on this machine and no key was named for it: name the variable that holds the "
            f"key with --api-key-env NAME, or say --api-key-env {NO_KEY} if the server wants no key",
        )
    looked = " or ".join(route.key_variables)
    raise MissingKey(f"no key for {route.describe()}: set {looked} in the environment", route.key_variables)


def is_loopback(url: str) -> bool:
    """Whether `url` points to this machine."""
    host = (urlsplit(url).hostname or "").lower()
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def clean_url(url: str) -> str:
    """A base URL as the client wants it: with a scheme, without a trailing slash or the path of the chat endpoint."""
    cleaned = url.strip().rstrip("/").removesuffix("/chat/completions").rstrip("/")
    parts = urlsplit(cleaned)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise RoutingError(f"the base URL {url!r} is not one: write it like http://127.0.0.1:8000/v1")
    return cleaned


def _custom(model: str, catalogue: Catalogue, base_url: str, api_key_env: str | None) -> Route:
    url = clean_url(base_url)
    row = Provider(name=CUSTOM, base_url=url)
    model_id = model
    head, slash, tail = model.partition("/")
    named = catalogue.find(head) if slash else None
    # Many servers use ids like openai/gpt-oss-20b, so a provider's name in front is cut off, and its row used, only
    # where it cannot be part of the id: for kinds of server that one runs oneself, and at the provider's own host.
    if named is not None and (named.keyless or _origin(named) == _origin_of(url)):
        row, model_id = named, tail
    variables = (api_key_env,) if api_key_env else row.key_variables if _origin(row) == _origin_of(url) else ()
    keyless = row.keyless and not api_key_env
    if api_key_env == NO_KEY:
        variables, keyless = (), True
    return Route(
        provider=row,
        model_id=model_id,
        base_url=url,
        key_variables=variables,
        keyless=keyless or is_loopback(url),
        extra_body=_extra_body(row, model_id),
    )


def _split(model: str, catalogue: Catalogue) -> tuple[Provider, str]:
    head, slash, tail = model.partition("/")
    if slash and (provider := catalogue.find(head)) is not None:
        return provider, tail
    for provider in catalogue.providers.values():
        for prefix in provider.strip:
            if model.startswith(prefix) and len(model) > len(prefix):
                return provider, model.removeprefix(prefix)
    # A tag ("deepseek-r1:8b") is Ollama's way to name models; no hosted provider's bare names have one.
    owners = [] if ":" in model else [row for row in catalogue.providers.values() if _owns(row, model)]
    if len(owners) == 1:
        return owners[0], model
    if owners:
        choices = [f"{row.name}/{model}" for row in owners]
        raise RoutingError(f"the model name {model!r} is claimed by several providers; say which one.", choices)
    raise _unknown(model, catalogue)


def _owns(provider: Provider, name: str) -> bool:
    return any(fnmatchcase(name, glob) for glob in provider.bare)


def _unknown(model: str, catalogue: Catalogue) -> RoutingError:
    head, slash, tail = model.partition("/")
    if slash:
        close = get_close_matches(head.lower(), sorted(catalogue.names), n=3, cutoff=0.7)
        providers = list(dict.fromkeys(catalogue.names[name] for name in close))
        known = ", ".join(sorted(catalogue.providers))
        message = (
            f"no provider {head!r} (from the model string {model!r}); known are {known}, or any server by --base-url."
        )
        return RoutingError(message, [f"{name}/{tail}" for name in providers])
    rows = catalogue.providers.values()
    full = {example.rpartition("/")[2]: f"{row.name}/{example}" for row in rows for example in row.examples}
    suggestions = [full[name] for name in get_close_matches(model, sorted(full), n=3, cutoff=0.6)]
    if ":" in model:
        suggestions.insert(0, f"ollama/{model}")
    return RoutingError(f"no provider is known for the model name {model!r}; write provider/model.", suggestions)


def _extra_body(provider: Provider, model_id: str) -> dict[str, Any]:
    body = dict(provider.extra_body)
    for suffix, addition in provider.suffixes.items():
        if model_id.endswith(suffix):
            body |= addition
    return body


def _expand(provider: Provider) -> str:
    url, missing = _fill_in(provider.base_url)
    if missing:
        raise RoutingError(
            f"the provider {provider.name!r} has no URL: set {' and '.join(missing)} in the environment."
        )
    return clean_url(url)


def _fill_in(template: str) -> tuple[str, list[str]]:
    missing: list[str] = []

    def value(match: re.Match[str]) -> str:
        name, default = match.groups()
        found = os.environ.get(name, "").strip() or default
        if found is None:
            missing.append(name)
        return (found or "").rstrip("/")

    return _PLACEHOLDER.sub(value, template), missing


def _origin(provider: Provider) -> tuple[str, str] | None:
    """Scheme and host of a row's own server: the only place its key may be sent to."""
    url, missing = _fill_in(provider.base_url)
    return None if missing or provider.name == CUSTOM else _origin_of(url)


def _origin_of(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc.lower()
