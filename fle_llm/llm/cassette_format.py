"""The file format of cassettes: YAML that a person can read and review.

Bodies are kept as what they say, JSON as decoded structure and everything else as text; nothing is encoded or packed.
Of the headers only a few harmless ones are kept, of the URL only the path and query. The layout is vcrpy's (version 1),
with bodies in this form: `SERIALIZER` and `Persister` are what vcrpy is given. Interactions are appended one by one, so
a session that is killed leaves what it had.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from fle_llm.llm.errors import CassetteError
from fle_llm.llm.redaction import redact

REQUEST_HEADERS = frozenset({"content-type"})
RESPONSE_HEADERS = frozenset({"content-type", "retry-after", "retry-after-ms", "x-request-id"})
_HEAD = "# A recorded model session; see `python -m fle_llm.llm.cassettes show FILE`.\nversion: 1\ninteractions:\n"


def canonical(body: bytes | str | None) -> bytes:
    """A body in the form that is compared: JSON with sorted keys and no spaces, anything else as it is."""
    raw = body.encode() if isinstance(body, str) else body or b""
    try:
        return json.dumps(json.loads(raw), sort_keys=True, separators=(",", ":")).encode()
    except ValueError:
        return raw


def path_of(url: str) -> str:
    """The part of a URL that is kept and compared: path and query, without host and without keys."""
    parts = urlsplit(url)
    return redact(f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/")


def kept_headers(headers: Mapping[str, Any], kept: frozenset[str]) -> dict[str, list[str]]:
    """The headers that go into the file, in lower case and sorted, keys removed."""
    found: dict[str, list[str]] = {}
    for name, value in headers.items():
        if name.lower() in kept:
            values = value if isinstance(value, list) else [value]
            found[name.lower()] = [redact(str(item)) for item in values]
    return dict(sorted(found.items()))


class _Serializer:
    """vcrpy's serializer protocol, between its dictionaries and our YAML."""

    def serialize(self, cassette: Mapping[str, Any]) -> str:
        return _HEAD + "".join(dump_interaction(interaction) for interaction in cassette["interactions"])

    def deserialize(self, text: str) -> dict[str, Any]:
        import yaml  # type: ignore[import-untyped]

        content = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        interactions = content["interactions"] or []
        return {"version": 1, "interactions": [_as_vcr(interaction) for interaction in interactions]}


SERIALIZER = _Serializer()


def cut_torn_end(path: Path) -> None:
    """Cut off a last interaction that was being written when the process died."""
    text = path.read_text(encoding="utf-8")
    try:
        SERIALIZER.deserialize(text)
    except Exception:  # noqa: BLE001 - whatever is wrong with it, the test is whether the rest can be read
        start = text.rfind("\n- request:")
        path.write_text(text[: start + 1] if start >= 0 else _HEAD, encoding="utf-8")


class Persister:
    """vcrpy's persister protocol; an unreadable file is an error, not an empty cassette."""

    @staticmethod
    def load_cassette(path: str, serializer: Any) -> Any:
        """Read a cassette; raises CassetteError with the path and the reason."""
        from vcr.serialize import deserialize  # type: ignore[import-untyped]

        try:
            return deserialize(Path(path).read_text(encoding="utf-8"), serializer)
        except FileNotFoundError:
            raise CassetteError(
                f"there is no cassette {path}; record it first (recording(path), or --record)"
            ) from None
        except (OSError, UnicodeDecodeError, KeyError, TypeError, ValueError) as error:
            raise CassetteError(f"the cassette {path} cannot be read ({type(error).__name__}): {error}") from error
        except Exception as error:
            if type(error).__module__.startswith("yaml."):
                raise CassetteError(f"the cassette {path} is not YAML: {error}") from error
            raise

    @staticmethod
    def save_cassette(path: str, cassette: Mapping[str, Any], serializer: Any) -> None:
        """Write a whole cassette."""
        from vcr.serialize import serialize

        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text(serialize(cassette, serializer), encoding="utf-8")


def dump_interaction(interaction: Mapping[str, Any]) -> str:
    """One interaction, in vcrpy's form, as an item of the file's list."""
    import yaml

    request, response = interaction["request"], interaction["response"]
    readable = {
        "request": {
            "method": request["method"],
            "uri": request["uri"],
            "headers": request["headers"],
            "body": _readable(request["body"]),
        },
        "response": {
            "status": response["status"],
            "headers": response["headers"],
            "body": _readable(response["body"]["string"]),
        },
    }
    dumper = _dumper()
    text: str = yaml.dump([readable], Dumper=dumper, allow_unicode=True, sort_keys=False, width=1_000_000)
    return text


def _readable(body: bytes | str | None) -> dict[str, Any]:
    text = body.decode("utf-8", "replace") if isinstance(body, bytes) else body or ""
    text = redact(text)
    try:
        decoded = json.loads(text)
        # What YAML cannot carry as itself (lone surrogates, control characters) stays escaped in the text form.
        if text.strip() and all(_writable(string) for string in _strings(decoded)):
            return {"json": decoded}
    except ValueError:
        pass
    return {"text": text}


def _as_vcr(interaction: Mapping[str, Any]) -> dict[str, Any]:
    request, response = interaction["request"], interaction["response"]
    return {
        "request": {**request, "body": _raw(request["body"])},
        "response": {**response, "body": {"string": _raw(response["body"])}},
    }


def _raw(body: Mapping[str, Any]) -> bytes:
    if "json" in body:
        return json.dumps(body["json"], ensure_ascii=False, separators=(",", ":")).encode()
    text: str = body["text"]
    return text.encode()


def _strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [*map(str, value), *(string for item in value.values() for string in _strings(item))]
    if isinstance(value, list):
        return [string for item in value for string in _strings(item)]
    return []


def _writable(text: str) -> bool:
    return text.isprintable() or all(char in "\n\t" or char.isprintable() for char in text)


def _dumper() -> Any:
    import yaml

    class ReadableDumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
        """Texts of several lines as blocks, no anchors for values that occur twice."""

        def ignore_aliases(self, data: Any) -> bool:
            return True

    def represent(dumper: Any, text: str) -> Any:
        return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)

    ReadableDumper.add_representer(str, represent)
    return ReadableDumper
