"""Files and options with the configuration of a project to what holds for each file."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from pushstanza.diagnostics.excerpts import excerpt
from pushstanza.diagnostics.lines import Lines
from pushstanza.diagnostics.masking import masked_xml
from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.diagnostics.spelling import did_you_mean
from pushstanza.linting.config import KEYS, Config, ConfigError, absolute
from pushstanza.linting.declare import Declaration, WrongValueError, shown

if TYPE_CHECKING:
    from pushstanza.reading.toml_places import Path as KeyPath

#: The files that are looked for in a folder; the first that has something to say holds.
FILES = ("pushstanza.toml", ".pushstanza.toml", "pyproject.toml")

#: What is named as the source of what no file says.
COMMAND_LINE = "command line"

#: Where in pyproject.toml the keys stand.
TABLE = ("tool", "pushstanza")


class Configs:
    """The configurations that hold for files: for each the nearest, in its folder or above.

    Args:
        options: What ``--config`` says: the name of a file that holds for all, or KEY=VALUE, which
            takes the place of what files say.
        isolated: Whether files are left alone.
        overrides: Values by the names of their fields, which take the place of all others, or are
            added to them where the key is declared so.

    Raises:
        ConfigError: an option makes no sense, or the named file cannot be read.
    """

    def __init__(
        self,
        options: Sequence[str] = (),
        *,
        isolated: bool = False,
        overrides: Mapping[str, Any] | None = None,
    ) -> None:
        named = [each for each in options if "=" not in each or Path(each).is_file()]
        if len(named) > 1:
            raise ConfigError(f"only one configuration file can be used, not {' and '.join(named)}")
        if named and isolated:
            raise ConfigError(f"--isolated cannot be combined with {named[0]}")
        self._overrides: dict[str, Any] = {}
        for each in options:
            if each not in named:
                _merge(self._overrides, _from_option(each))
        overrides = overrides or {}
        self._additions = {name: value for name, value in overrides.items() if name in _ADDED}
        replaced = {name: value for name, value in overrides.items() if name not in _ADDED}
        _merge(self._overrides, replaced)
        self._always: Config | None = None
        if named:
            self._always = self._with_overrides(read(Path(named[0])))
        elif isolated:
            self._always = self._with_overrides(Config())
        self._known: dict[Path, Config] = {}
        self._beside: dict[str, Config] = {}

    def near(self, path: Path) -> Config:
        """Return the configuration that holds for a file, or in a folder.

        Raises:
            ConfigError: it cannot be read.
        """
        if self._always is not None:
            return self._always
        whole = Path(absolute(path))
        # os.path, unlike Path, says no where it may not look; whoever reads the file says why.
        return self._in(whole if os.path.isdir(whole) else whole.parent)  # noqa: PTH112

    def beside(self, file: str) -> Config:
        """Return the configuration that holds for what is no folder, without looking at it.

        Raises:
            ConfigError: it cannot be read.
        """
        folder = os.path.dirname(file)  # noqa: PTH120 - it is asked for many files
        if folder not in self._beside:
            self._beside[folder] = self._always or self._in(Path(absolute(folder)))
        return self._beside[folder]

    def _in(self, folder: Path) -> Config:
        if folder not in self._known:
            found = _in_folder(folder)
            if found is not None:
                self._known[folder] = self._with_overrides(found)
            elif folder.parent == folder:
                self._known[folder] = self._with_overrides(Config())
            else:
                self._known[folder] = self._in(folder.parent)
        return self._known[folder]

    def _with_overrides(self, config: Config) -> Config:
        values = {name: getattr(config, name) for name in self._overrides}
        _merge(values, self._overrides)
        for name, more in self._additions.items():
            values[name] = (*values.get(name, getattr(config, name)), *more)
        return attrs.evolve(config, **values, origins={**config.origins, **self._origins(config)})

    def _origins(self, config: Config) -> dict[str, tuple[str, ...]]:
        """Return where the values come from that the command line changes."""
        changed: dict[str, tuple[str, ...]] = {}
        for name in (*self._overrides, *self._additions):
            is_added = name in self._additions or isinstance(self._overrides[name], dict)
            before = config.origins.get(name, ()) if is_added else ()
            changed[name] = (*before, COMMAND_LINE)
        return changed


#: The fields whose values on the command line come beside those of the configuration.
_ADDED = frozenset(each.name for each in KEYS.values() if each.adds)


def _merge(values: dict[str, Any], more: Mapping[str, Any]) -> None:
    """Put *more* into *values*: in place of what is there, but entries into tables."""
    for name, value in more.items():
        table = values.get(name) if isinstance(value, dict) else None
        values[name] = {**table, **value} if table else value


def _in_folder(folder: Path) -> Config | None:
    for name in FILES:
        path = folder / name
        if os.path.isfile(path):  # noqa: PTH113 - as above
            text = _text_of(path)
            # Most pyproject.toml do not mention us, and what is wrong with them is not ours to say.
            if name != "pyproject.toml" or TABLE[-1] in text:
                found = _from_text(text, path)
                if found is not None:
                    return found
    return None


def read(path: Path) -> Config:
    """Return the configuration in a file.

    Raises:
        ConfigError: there is none, or it is wrong.
    """
    found = _from_text(_text_of(path), path)
    if found is None:
        raise ConfigError(f"there is no table [{'.'.join(TABLE)}]", str(path))
    return found


def _text_of(path: Path) -> str:
    try:
        return path.read_bytes().decode()
    except OSError as error:
        raise ConfigError(error.strerror or str(error), str(path)) from None
    except UnicodeDecodeError:
        raise ConfigError("not valid UTF-8, which TOML requires", str(path)) from None


def _from_text(text: str, path: Path) -> Config | None:
    """Return the configuration in the text of a file, ``None`` for a pyproject.toml without one."""
    table: Any = _parsed(text, str(path))
    start = TABLE if path.name == "pyproject.toml" else ()
    for name in start:
        table = table.get(name) if isinstance(table, dict) else None
        if table is None:
            return None
    try:
        values = _values(table, start)
    except WrongValueError as error:
        raise _placed(error, text, str(path)) from None
    origins = dict.fromkeys(values, (str(path),))
    return Config(folder=Path(absolute(path)).parent, file=path, origins=origins, **values)


_TOML_PLACE = lazy_pattern(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def _parsed(text: str, file: str) -> dict[str, Any]:
    from tomllib import TOMLDecodeError  # many runs have no configuration

    from pushstanza.reading.toml_places import parsed

    try:
        return parsed(text)
    except TOMLDecodeError as error:
        found = _TOML_PLACE.search(str(error))
        reason = f"not valid TOML: {_TOML_PLACE.sub('', str(error))}"
        lines = Lines(text)
        offset = len(text)
        if found and found[1]:
            offset = _offset(text, int(found[1]), int(found[2]))
        raise ConfigError(
            reason, file, lines.span(offset, offset), excerpt(masked_xml(text), offset, offset)
        ) from None


def _offset(text: str, line: int, column: int) -> int:
    """Return the offset of a place as tomllib counts: lines end with LF."""
    start = 0
    for _ in range(line - 1):
        start = text.find("\n", start) + 1
    return min(len(text), start + column - 1)


def _values(table: Any, start: "KeyPath") -> dict[str, Any]:
    """Return the values in a table by the names of their fields."""
    if not isinstance(table, dict):
        raise WrongValueError(f"a table is expected, not {shown(table)}", start)
    return {
        _key(name, start).name: _key(name, start).kind.read(value, (*start, name))
        for name, value in table.items()
    }


def _key(name: str, start: "KeyPath") -> Declaration:
    if name in KEYS:
        return KEYS[name]
    hint = did_you_mean(name, KEYS)
    if name == TABLE[0] and not start:
        hint = "in this file the keys belong at the top level, not in a table"
    reason = f"unknown key {name!r}" + (f"; {hint}" if hint else "")
    raise WrongValueError(reason, (*start, name), key=True)


def _placed(error: WrongValueError, text: str, file: str) -> ConfigError:
    """Return the error with the place in the text of the file."""
    from pushstanza.reading.toml_places import toml_places  # only for an error

    places = toml_places(text)
    order = (places.keys, places.values) if error.key else (places.values, places.keys)
    found = next((each[error.path] for each in order if error.path in each), None)
    if found is None:
        return ConfigError(error.reason, file)
    return ConfigError(
        error.reason, file, Lines(text).span(*found), excerpt(masked_xml(text), *found)
    )


def _from_option(option: str) -> dict[str, Any]:
    """Return the values that KEY=VALUE gives; a bare word need not be in quotes."""
    import json  # few commands are called with such an option
    from tomllib import TOMLDecodeError

    from pushstanza.reading.toml_places import parsed

    name, _, value = option.partition("=")
    named = f"--config {option}"
    try:
        table = parsed(option)
    except TOMLDecodeError:
        try:
            table = parsed(f"{name} = {json.dumps(value.strip())}")
        except TOMLDecodeError:
            raise ConfigError("not KEY=VALUE, as in TOML", named) from None
    return checked(table, named)


def checked(table: Mapping[str, Any], named: str) -> dict[str, Any]:
    """Return what the values of keys stand for, by the names of their fields.

    Raises:
        ConfigError: one is wrong; it is called *named*.
    """
    try:
        return _values({**table}, ())
    except WrongValueError as error:
        raise ConfigError(error.reason, named) from None
