"""The pages of the rules, and their index, made of their declarations."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from examples import Example, example, given
from sources import linked
from sphinx.application import Sphinx
from written import table_of, write_pages

from pushstanza.diagnostics import Severity
from pushstanza.linting.engine import lint
from pushstanza.linting.rules import RULES, Rule
from pushstanza.linting.suppression import Verb, comment
from pushstanza.servers import SERVERS

#: What the families of rules are about, by the first digit of their codes.
FAMILIES = {
    "0": "XML",
    "1": "Stanzas",
    "2": "Data forms",
    "3": "Service discovery",
    "4": "Nodes, configuration, affiliations and items",
    "5": "Enabling, publishing and disabling",
    "6": "MongooseIM",
    "7": "MongoosePush, FCM and APNs",
    "8": "Privacy and security",
    "9": "Linter comments and baseline",
}


def index() -> Iterator[str]:
    """Yield a table of the rules of each family."""
    ordered = sorted(RULES.values(), key=lambda rule: rule.code)
    for family, title in FAMILIES.items():
        rules = [each for each in ordered if each.family == family]
        if rules:
            yield from (f"## {family}: {title}", "")
            yield from table_of(
                ("rule", "why", "severity", "fix", "targets"),
                (
                    (f"{links([each.code])} {each.name}", _summary(each), _severity(each),
                     _fix(_bad(each)), _where(each))
                    for each in rules
                ),
            )  # fmt: skip


def links(codes: Iterable[str]) -> str:
    """Return links to rules, from any page."""
    return ", ".join(f"[{code}](/rules/{_page_name(RULES[code])}.md)" for code in codes)


def _page_name(rule: Rule) -> str:
    return f"{rule.code.lower()}-{rule.name}"


def _summary(rule: Rule) -> str:
    """Return the first sentence of its reason."""
    start = _reason(rule).partition("\n\n")[0].replace("\n", " ")
    return re.split(r"(?<=\.) (?=[A-Z])", start)[0]


def _reason(rule: Rule) -> str:
    return rule.reason.replace("``", "`")


def _severity(rule: Rule) -> str:
    return f"{rule.severity}" if rule.default else f"{rule.severity}, off by default"


def _where(rule: Rule) -> str:
    """Return for whom a rule is how bad, the worst first."""
    return "; ".join(f"{severity}: {', '.join(names)}" for severity, names in _by_severity(rule))


def _by_severity(rule: Rule) -> Iterator[tuple[Severity, list[str]]]:
    where = rule.severity_by_target
    for severity in Severity:
        if severity in where.values():
            yield severity, [name for name, each in where.items() if each is severity]


def _bad(rule: Rule) -> list[Example]:
    return [example(rule, each) for each in rule.bad]


def _fix(examples: Iterable[Example]) -> str:
    """Return which kinds of fixes there are in examples."""
    found = {each.fix.safe for shown in examples for each in shown.findings if each.fix}
    return " or ".join(word for safe, word in ((True, "safe"), (False, "unsafe")) if safe in found)


#: The options of the command line that are not called like the argument of ``lint``.
_OPTIONS = {"app_server": "app-server", "file": "stdin-filename"}


def page(rule: Rule) -> Iterator[str]:
    """Yield the page of a rule."""
    yield from (f"({rule.code.lower()})=", f"({rule.name})=", f"# {rule.code} {rule.name}", "")
    yield from (_reason(rule), "")
    if rule.answers:
        yield from (f"{rule.answers}.", "")
    bad = _bad(rule)
    yield from _facts(rule, _fix(bad))
    if bad:
        yield from ("## Bad", "")
    if words := given(rule):
        options = " ".join(f"--{_OPTIONS.get(name, name)} {word}" for name, word in words.items())
        yield from (f"The examples are linted with `{options}`.", "")
    for each in bad:
        yield from each.lines()
    if rule.good:
        yield from ("## Good", "")
    for text in rule.good:
        yield from example(rule, text).lines()
    yield from _how_to_suppress(rule)
    yield from ("## Source", "", linked(rule.source), "")


def _facts(rule: Rule, fix: str) -> Iterator[str]:
    yield from (f"Severity\n: {_severity(rule)}", "")
    for severity, names in _by_severity(rule):
        titles = "; ".join(SERVERS[each].title for each in names)
        yield from (f"{severity.capitalize()} for the targets\n: {titles}", "")
    yield from (f"Automatic fix\n: {fix or 'none; correct it as in the good examples'}", "")
    if not rule.default:
        yield from (f"Enable it with\n: `--extend-select {rule.code}`", "")


#: Where a comment stands, and what it suppresses.
_PLACES = {
    Verb.IGNORE: "A comment before a stanza or payload suppresses the finding in it.",
    Verb.FILE_IGNORE: "A comment at the top of a file suppresses the finding in it.",
}


def _how_to_suppress(rule: Rule) -> Iterator[str]:
    yield from ("## Suppress", "")
    if found := comments(rule):
        yield f"{_PLACES[_verb(rule)]} In XML, Markdown and HTML; in reStructuredText; in Python:"
        yield from ("", "```text", *found, "```", "")
    yield from ("In the [configuration](/configuration.md), for all files or for some:", "")
    yield from ("```toml", *configuration(rule), "```", "")


@cache
def _verb(rule: Rule) -> Verb | None:
    """Return which comment suppresses a rule in its first bad example, if one does.

    JSON has no comments, but a page has them before a block of JSON.
    """
    if not rule.bad:
        return None
    text, words = rule.bad[0], {"extend_select": [rule.code], **given(rule)}
    if text[0] in "{[":
        text, words = f"```json\n{text}\n```\n", {**words, "file": "page.md"}
    for verb in _PLACES if lint(text, **words) else ():
        if not lint(f"{comment('xml', verb, rule.code, 'an example')}\n{text}", **words):
            return verb
    return None


def comments(rule: Rule) -> list[str]:
    """Return the comments that suppress a rule, in each kind of file; none if it cannot be."""
    verb = _verb(rule)
    return [comment(kind, verb, rule.code, "reason") for kind in ("xml", "rst", "code") if verb]


def configuration(rule: Rule) -> list[str]:
    """Return the lines of a configuration that suppress a rule."""
    return [
        "[tool.pushstanza]",
        f'ignore = ["{rule.name}"]',
        "",
        "[tool.pushstanza.per-file-ignores]",
        f'"docs/**" = ["{rule.name}"]',
    ]


def write_rule_pages(app: Sphinx) -> None:
    """Write a page for each rule."""
    pages = {_page_name(each): "\n".join(page(each)) for each in RULES.values()}
    write_pages(Path(app.srcdir) / "rules", pages)


def setup(app: Sphinx) -> dict[str, bool]:
    """Write the pages before they are read."""
    app.connect("builder-inited", write_rule_pages)
    return {"parallel_read_safe": True}
