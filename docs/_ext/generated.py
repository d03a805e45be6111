"""``{generated}``: pages that are views of declarations, tables and rules, never text."""

from collections.abc import Callable, Iterable, Iterator

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from pushstanza.binding import declared, spec_of
from pushstanza.binding.describe import describe
from pushstanza.forms import VIEWS
from pushstanza.payloads.answers import KINDS, ROWS
from pushstanza.payloads.findings import FINDINGS
from pushstanza.payloads.findings import RULES as SAID
from pushstanza.rules import RULES
from pushstanza.schema import DEVIATIONS
from pushstanza.translator import effects


def _table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    columns = [*head]
    yield f"| {' | '.join(columns)} |"
    yield f"|{'---|' * len(columns)}"
    for row in rows:
        yield f"| {' | '.join(_cell(cell) for cell in row)} |"
    yield ""


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    text = "" if value is None else str(value)
    return text.replace("|", "\\|").replace("\n", " ").replace("<", "&lt;")


def _models() -> Iterator[str]:
    module = ""
    for cls in declared():
        spec = spec_of(cls)
        if cls.__module__ != module:
            module = cls.__module__
            yield from (f"## `{module.rpartition('.')[2]}`", "", sys_doc(module), "")
        names = ", ".join(f"`<{name}>`" for name in spec.names)
        yield from (f"### {cls.__name__} (`{spec.namespace}`)", "", f"{cls.__doc__}", "", names, "")
        rows = [
            (f"`{row.field}`", row.xml, row.type, row.required, row.doc) for row in describe(spec)
        ]
        if rows:
            yield from _table(("field", "in XML", "type", "must be given", "meaning"), rows)


def sys_doc(module: str) -> str:
    """Return the first paragraph of what a module says of itself."""
    import sys

    return (sys.modules[module].__doc__ or "").strip().partition("\n\n")[0]


def _forms() -> Iterator[str]:
    for view in VIEWS:
        yield from (f"## {view.__name__}", "", f"`{view.FORM_TYPE}`", "", f"{view.__doc__}", "")
        rows = (
            (f"`{each.attribute}`", f"`{each.var}`", _values(each), each.doc)
            for each in view.FIELDS
        )
        yield from _table(("attribute", "field", "value", "meaning"), rows)


def _values(field: object) -> str:
    codec = field.codec  # type: ignore[attr-defined]
    limits = [
        f"{word} {limit}"
        for word, limit in (("at least", field.minimum), ("at most", field.maximum))  # type: ignore[attr-defined]
        if limit is not None
    ]
    return ", ".join([*(codec.words or (codec.name,)), *limits])


def _translation() -> Iterator[str]:
    head = ("field or option", "APNs alert", "APNs silent", "FCM alert", "FCM silent")
    for profile in ("documented", "mongoosepush"):
        yield from (f"## Profile `{profile}`", "")
        yield from _table(head, effects(profile))


def _answers() -> Iterator[str]:
    head = ("provider", "status", "reason", "meaning", "registration", "retry", "MongoosePush v3")
    yield from _table(
        head,
        (
            (
                row.service,
                row.status,
                f"`{row.reason}`",
                row.meaning,
                f"{row.registration} ({row.note})" if row.note else row.registration,
                row.retry,
                " ".join(str(each) for each in KINDS[row.kind] if each),
            )
            for row in ROWS
        ),
    )


def _rules() -> Iterator[str]:
    for each in sorted(RULES.values(), key=lambda rule: rule.code):
        yield from (f"## {each.code} {each.name}", "", f"**{each.severity}**", "")
        yield from (*each.reason.replace("``", "`").splitlines(), "", f"Source: {each.source}", "")
        yield from ("Bad:", "", "```xml", *each.bad.replace("\x07", "&#7;").splitlines(), "```", "")
        yield from ("Good:", "", "```xml", *each.good.splitlines(), "```", "")


def _said() -> Iterator[str]:
    """Yield what the translator says under codes that no rule of the linter has yet."""
    for code, name in sorted(SAID.items()):
        rows = [each for each in FINDINGS.values() if each.code == code]
        if code not in RULES and rows:
            yield from (f"## {code} {name}", "")
            yield from _table(
                ("severity", "sentence", "source"),
                ((each.severity, each.sentence, each.source) for each in rows),
            )


def _deviations() -> Iterator[str]:
    head = ("document", "element", "what", "ours", "theirs", "reason")
    yield from _table(
        head,
        (
            (row.document, f"`<{row.element}>`", row.what, row.ours, row.theirs, row.reason)
            for row in DEVIATIONS
        ),
    )


PAGES: dict[str, Callable[[], Iterator[str]]] = {
    "answers": _answers,
    "deviations": _deviations,
    "forms": _forms,
    "models": _models,
    "rules": _rules,
    "said": _said,
    "translation": _translation,
}


class Generated(SphinxDirective):
    """Puts one of the pages here."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return what the page consists of."""
        lines = [line for text in PAGES[self.arguments[0]]() for line in text.split("\n")]
        section = nodes.section()
        section.document = self.state.document
        self.state.nested_parse(StringList(lines, "generated"), 0, section, match_titles=True)
        return section.children


def setup(app: Sphinx) -> dict[str, bool]:
    """Tell Sphinx of the directive."""
    app.add_directive("generated", Generated)
    return {"parallel_read_safe": True}
