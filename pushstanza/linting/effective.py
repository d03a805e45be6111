"""The settings that hold for a file, and where each comes from."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pushstanza.diagnostics.records import frozen
from pushstanza.diagnostics.to_json import ToJson
from pushstanza.linting.config import KEYS, Config
from pushstanza.linting.config_files import COMMAND_LINE

#: Where a value comes from that no file gives.
DEFAULT = "default"


@frozen
class Setting(ToJson):
    """The value of a key as JSON holds it, and its source: ``default``, a file, or several."""

    key: str
    value: Any
    sources: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON holds it."""
        return {"value": self.value, "sources": [*self.sources]}


@frozen(kw_only=True)
class Effective(ToJson):
    """What holds for a file or in a folder.

    Args:
        path: The file or folder.
        file: The configuration that holds there, ``None`` where there is none.
        settings: All keys.
        rules: The codes of the rules that look at it.
    """

    path: str
    file: str | None
    settings: tuple[Setting, ...]
    rules: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON holds it."""
        return {
            "path": self.path,
            "configuration": self.file,
            "settings": {each.key: each.to_dict() for each in self.settings},
            "rules": [*self.rules],
        }

    def lines(self) -> Iterator[str]:
        """Yield it for people: a line a key, in TOML, with its source behind it."""
        from pushstanza.diagnostics.json_text import dumps
        from pushstanza.linting.rules import RULES

        yield f"{self.path}: {self.file or 'no configuration file'}"
        for each in self.settings:
            value = "is not set" if each.value is None else f"= {dumps(each.value)}"
            yield f"  {each.key} {value}  ({', '.join(each.sources)})"
        off = [code for code in RULES if code not in self.rules]
        but = f" (without {', '.join(off)})" if off and self.rules else ""
        yield f"  {len(self.rules):,} of {len(RULES):,} rules{but}"


def effective(path: str, config: Config, chosen: Mapping[str, str | None]) -> Effective:
    """Return what holds for the file or folder at *path*.

    Args:
        path: What it is called.
        config: The configuration there, with what the command line changes.
        chosen: What the command line puts into the place of keys that name files, by their fields.
    """
    settings = []
    for key, declared in KEYS.items():
        sources = config.origins.get(declared.name, (DEFAULT,))
        value = getattr(config, declared.name)
        if chosen.get(declared.name) is not None:
            value, sources = chosen[declared.name], (COMMAND_LINE,)
        settings.append(Setting(key, _plain(value), sources))
    rules = sorted(config.settings(None if Path(path).is_dir() else path).wanted)
    file = None if config.file is None else str(config.file)
    return Effective(path=path, file=file, settings=tuple(settings), rules=tuple(rules))


def _plain(value: Any) -> Any:
    """Return a value as JSON holds it."""
    if isinstance(value, tuple):
        return [*map(_plain, value)]
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    return getattr(value, "value", value)
