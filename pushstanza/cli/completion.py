"""Shell completion: the words that may follow on a command line, loaded only when asked for."""

from collections.abc import Callable, Iterable, Iterator, MutableMapping
from typing import TYPE_CHECKING, Any

from typer import Context

if TYPE_CHECKING:
    from pushstanza.stanzas.forms import FormView

#: What stands before ``=`` in the word that Bash completes.
_before_equals = ""


def prepare(environment: MutableMapping[str, str]) -> None:
    """Read the words of Bash as those of other shells.

    Bash takes ``=`` for a word of its own, and replaces only what follows it. What the option is
    called, or what the word begins with, is put into its place in *environment*.
    """
    global _before_equals  # noqa: PLW0603 - a process completes one command line
    _before_equals = ""
    words = environment.get("COMP_WORDS", "").split("\n")
    position = environment.get("COMP_CWORD", "")
    if not position.isdecimal() or "=" not in words:
        return
    before, current = words[: int(position)], words[int(position) : int(position) + 1]
    if current == ["="]:
        before, current = [*before, "="], [""]
    *kept, last = _joined(before)
    if last.startswith("--"):
        option, _, last = last.partition("=")
        kept.append(option)
    if last.endswith("="):
        _before_equals, last = last, ""
    if last:
        kept.append(last)
    environment["COMP_WORDS"] = "\n".join([*kept, *current])
    environment["COMP_CWORD"] = str(len(kept))


def _joined(words: Iterable[str]) -> list[str]:
    """Return words of Bash, in which ``=`` no longer stands alone."""
    joined: list[str] = []
    for word in words:
        is_behind = bool(joined) and joined[-1].endswith("=") and len(joined[-1]) > 1
        if joined and (word == "=" or is_behind):
            joined[-1] += word
        else:
            joined.append(word)
    return joined


# ---- what may be completed ----


def rules(incomplete: str) -> Iterator[str]:
    """Yield rules by code and name, families too, behind those before the last comma."""
    from pushstanza.linting.settings import EVERYTHING

    before, comma, last = incomplete.rpartition(",")
    given = {*before.split(",")}
    yield from (
        f"{before}{comma}{each}"
        for each in (*_rules(last), EVERYTHING)
        if each not in given and each.startswith(last)
    )


def one_rule(incomplete: str) -> Iterator[str]:
    """Yield rules by code and name."""
    return _rules(incomplete)


def _rules(incomplete: str) -> Iterator[str]:
    """Yield the codes or names that begin so; no list of both, unless it is asked for."""
    from pushstanza.linting.rules import RULES

    if not incomplete or "PS".startswith(incomplete[:2]):
        yield from RULES
    if not incomplete.startswith("PS"):
        yield from RULES.names().values()


def rule_pairs(values: Iterable[str]) -> Callable[[str], Iterator[str]]:
    """Return what completes a rule with one of *values*."""
    return lambda incomplete: _pairs(incomplete, _rules, lambda _rule: values)


def _pairs(
    incomplete: str,
    names: Callable[[str], Iterable[str]],
    values: Callable[[str], Iterable[str]],
) -> Iterator[str]:
    """Yield NAME= and then NAME=VALUE, or as much of it as the shell replaces."""
    name, equals, _ = (_before_equals + incomplete).partition("=")
    if equals:
        yield from (f"{name}={each}".removeprefix(_before_equals) for each in values(name))
    else:
        yield from (f"{each}=" for each in names(name))


def config_pairs(incomplete: str) -> Iterator[str]:
    """Yield the keys of the configuration with their values; files are the shell's business."""
    from pushstanza.linting.config import KEYS
    from pushstanza.linting.declare import Choice, Flag

    def values(key: str) -> Iterator[str]:
        kind = KEYS[key].kind if key in KEYS else None
        if isinstance(kind, Flag):
            yield from ("true", "false")
        elif isinstance(kind, Choice):
            yield from kind.choices

    return _pairs(incomplete, lambda _: KEYS, values)


def reports(incomplete: str) -> Iterator[str]:
    """Yield the formats of reports, each with the ``=`` that its file follows."""
    from pushstanza.linting.reports import REPORTS

    return _pairs(incomplete, lambda _: REPORTS, lambda _: ())


def fields(view: Callable[[], "type[FormView]"]) -> Callable[[str], Iterator[str]]:
    """Return what completes the fields of a form with their values."""

    def values(name: str) -> Iterator[str]:
        codecs = [each.codec for each in view().FIELDS if each.var == name]
        for codec in codecs:
            yield from codec.few

    return lambda incomplete: _pairs(
        incomplete, lambda _: [each.var for each in view().FIELDS], values
    )


def _publish_options() -> "type[FormView]":
    from pushstanza.stanzas.forms.publish_options import PublishOptions

    return PublishOptions


#: Completes the publish-options.
publish_options: Callable[[str], Iterator[str]] = fields(_publish_options)


def scenarios() -> list[str]:
    """Return the names of the scenarios that come with the package."""
    from importlib.resources import files

    # The emulator itself is not needed for that.
    folder = files("pushstanza").joinpath("flow", "scenarios")
    return sorted(
        each.name.removesuffix(".toml") for each in folder.iterdir() if each.name.endswith(".toml")
    )


def schemas() -> list[str]:
    """Return the names of the schemas."""
    from pushstanza import schemas as shipped

    names: list[str] = shipped.names()
    return names


def servers() -> list[str]:
    """Return the names of the servers and push services."""
    from pushstanza.servers.registry import SERVERS

    return [*SERVERS]


def versions(ctx: Context) -> list[str]:
    """Return the versions in which the servers that are named differ."""
    from pushstanza.servers.registry import SERVERS

    named: Any = ctx.params.get("server") or ()
    return [each for name in named if name in SERVERS for each in SERVERS[name].versions]


def provider_errors() -> list[str]:
    """Return the errors of providers."""
    from pushstanza.payloads.answers import ROWS

    return sorted({each.reason for each in ROWS if each.reason})
