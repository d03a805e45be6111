"""The settings of a run over files: options of the command line, or keywords of a function.

An option is declared once: the keys of the configuration in :class:`Config`, all others here.
"""

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from pushstanza.diagnostics import WrongTypeError
from pushstanza.diagnostics.errors import suggested
from pushstanza.diagnostics.masking import quoted
from pushstanza.diagnostics.records import frozen
from pushstanza.jid import Jid
from pushstanza.linting.config import KEYS, ConfigError
from pushstanza.linting.declare import (
    Choice,
    Declaration,
    Flag,
    Group,
    Number,
    Several,
    Table,
    Word,
    WrongValueError,
    declarations,
    declare,
)

#: When output is coloured.
COLORS = ("auto", "always", "never")


class OptionError(WrongTypeError):
    """An argument that a function does not take; the message says which was probably meant."""


@frozen(kw_only=True)
class Options:
    """The settings of a run that are no keys of the configuration."""

    exit_zero: bool = declare(
        "Exit with status 0 even if there are findings.", Flag(), default=False, group=Group.RESULT
    )
    stdin_filename: str | None = declare(
        "The file name of standard input, for its format, configuration and reports.",
        Word("a name", metavar="NAME"),
        group=Group.FILES,
    )
    config: tuple[str, ...] = declare(
        "A configuration file, or a value for one key.",
        Several(Word("a file or KEY=VALUE", metavar="FILE|KEY=VALUE"), "a list"),
        (),
        Group.CONFIGURATION,
    )
    isolated: bool = declare(
        "Ignore all configuration files.", Flag(), default=False, group=Group.CONFIGURATION
    )
    no_baseline: bool = declare("Ignore the baseline.", Flag(), default=False, group=Group.BASELINE)
    output: str | None = declare(
        "Write the findings to a file, in the format of its ending.",
        Word("the name of a file", metavar="FILE"),
        None,
        Group.REPORTS,
        short="-o",
        older="--output-file",
        is_printing=True,
    )
    report: tuple[str, ...] = declare(
        "Write an additional report.",
        Several(Word("FORMAT=FILE", metavar="FORMAT=FILE"), "a list of reports"),
        (),
        Group.REPORTS,
        is_printing=True,
    )
    show_all: bool = declare(
        "Show every finding, even repeated ones.",
        Flag(),
        default=False,
        group=Group.REPORTS,
        is_printing=True,
    )
    statistics: bool = declare(
        "Show the number of findings for each rule instead.",
        Flag(),
        default=False,
        group=Group.REPORTS,
        is_printing=True,
    )
    show_files: bool = declare(
        "List the files that would be checked, and why, and check nothing.",
        Flag(),
        default=False,
        group=Group.REPORTS,
        is_printing=True,
    )
    show_settings: bool = declare(
        "Show the settings that hold for each path, and where they come from, and check nothing.",
        Flag(),
        default=False,
        group=Group.REPORTS,
        is_printing=True,
    )
    fix: bool = declare(
        "Apply safe fixes and report the remaining findings.",
        Flag(),
        default=False,
        group=Group.FIXES,
    )
    unsafe_fixes: bool = declare(
        "Also apply fixes that may change the meaning of a stanza.",
        Flag(),
        default=False,
        group=Group.FIXES,
    )
    diff: bool = declare(
        "Print the fixes as a diff, and write nothing.",
        Flag(),
        default=False,
        group=Group.FIXES,
    )
    watch: bool = declare(
        "Check again whenever a file changes, until interrupted.",
        Flag(),
        default=False,
        group=Group.RESULT,
        is_printing=True,
    )
    color: str = declare(
        "Whether output is coloured; auto decides by the terminal, NO_COLOR and FORCE_COLOR.",
        Choice(COLORS),
        "auto",
        Group.REPORTS,
        is_printing=True,
    )
    jobs: int = declare(
        "The number of parallel jobs; 0 uses all processors.",
        Number(),
        0,
        Group.RUN,
        short="-j",
    )
    dask: str | None = declare(
        "Check on the Dask cluster whose scheduler has this address, such as tcp://10.0.0.5:8786.",
        Word("the address of a scheduler", metavar="ADDRESS"),
        None,
        Group.RUN,
        is_printing=True,
    )
    quiet: bool = declare(
        "Do not print the summary.",
        Flag(),
        default=False,
        group=Group.RUN,
        short="-q",
        is_printing=True,
    )
    show_secrets: bool = declare(
        "Do not mask device tokens, secrets and message bodies.",
        Flag(),
        default=False,
        group=Group.RUN,
    )


#: All keys and options, by the names that are written.
DECLARED: Mapping[str, Declaration] = {**KEYS, **declarations(Options)}

#: What a function takes: all but what says how a command prints.
KEYWORDS: Mapping[str, Declaration] = {
    each.name: each for each in DECLARED.values() if not each.is_printing
}


def of_group(group: Group) -> Iterator[Declaration]:
    """Yield what is declared in a group, in the order of a help."""
    return (each for each in DECLARED.values() if each.group is group)


@frozen
class Chosen:
    """What was chosen: values in place of the configuration's, and the other options.

    ``overrides`` are by the names of their fields; ``baseline`` and ``cache_dir`` are paths from
    the current folder.
    """

    overrides: Mapping[str, Any]
    options: Options
    baseline: str | None = None
    cache_dir: str | None = None


def from_command_line(values: Mapping[str, Any]) -> Chosen:
    """Return what the options of a command say, by their names with underscores.

    What is repeated is a list of words, ``None`` stands for what is not there.

    Raises:
        ConfigError: an option is wrong.
    """
    declared = {each.name: each for each in DECLARED.values()}
    return _chosen(
        (each, part, named)
        for name, value in values.items()
        if value is not None
        for each in (declared[name],)
        for part, named in _parts(each, value)
    )


def _parts(declared: Declaration, value: Any) -> Iterator[tuple[Any, str]]:
    """Yield the value of an option, or each in its table, and what it is called in errors."""
    option = f"--{declared.key}"
    match declared.kind:
        case Several(separator=str(separator)):
            parts = (part.strip() for each in value for part in each.split(separator))
            yield [each for each in parts if each], option
        case Several():
            yield [*value], option
        case Table(metavar=metavar):
            for each in value:
                name, equals, of_name = each.partition("=")
                if not equals:
                    reason = f"expected {metavar}, such as PS505=error"
                    raise ConfigError(reason, f"{option} {each}")
                yield {name: of_name}, f"{option} {each}"
        case _:
            yield value, option


def no_option(function: str, name: str, known: Collection[str]) -> OptionError:
    """Return the error that a *function* has no keyword called *name*."""
    return OptionError(
        suggested(f"{function}() has no option {quoted(name)}", name, known),
        attribute=name,
        expected=known,
        path=f"{function}.{name}",
    )


def from_keywords(values: Mapping[str, Any], function: str) -> Chosen:
    """Return what the keywords of a *function* say; ``None`` stands for what is not there.

    A list may be any iterable of words, or one word; a JID or path is as good as its text.

    Raises:
        OptionError: there is no such keyword.
        ConfigError: a value is wrong.
    """
    for name in values:
        if name not in KEYWORDS:
            raise no_option(function, name, KEYWORDS)
    return _chosen(
        (KEYWORDS[name], _plain(value, KEYWORDS[name], name), name)
        for name, value in values.items()
        if value is not None
    )


def _plain(value: Any, declared: Declaration, name: str) -> Any:
    """Return the value of the keyword called *name* as a configuration would hold it."""
    try:
        plain = _as_in_toml(value)
    except RecursionError:
        raise ConfigError("lists and tables are nested too deeply", name) from None
    is_one = isinstance(declared.kind, Several) and isinstance(plain, str)
    return [plain] if is_one else plain


def _as_in_toml(value: Any) -> Any:
    match value:
        case str():
            return str.__str__(value)
        case Jid():
            return str(value)
        case os.PathLike():
            return os.fsdecode(value)
        case Mapping():
            return {str(name): _as_in_toml(each) for name, each in value.items()}
        case Iterable() if not isinstance(value, bytes):
            return [_as_in_toml(each) for each in value]
    return value


def _chosen(given: Iterable[tuple[Declaration, Any, str]]) -> Chosen:
    """Return what was chosen, of values that a configuration could hold and their names."""
    overrides: dict[str, Any] = {}
    options: dict[str, Any] = {}
    for declared, value, named in given:
        try:
            read = declared.kind.read(value, ())
        except WrongValueError as error:
            raise ConfigError(error.reason, named) from None
        values = overrides if declared.key in KEYS else options
        entries = values.get(declared.name, {}) if isinstance(read, dict) else None
        values[declared.name] = read if entries is None else {**entries, **read}
    baseline, cache_dir = overrides.pop("baseline", None), overrides.pop("cache_dir", None)
    return Chosen(overrides, Options(**options), baseline, cache_dir)
