"""Declarations, rules and verdicts as Markdown, for hovers and completions."""

from collections.abc import Iterable, Iterator
from functools import cache

from pushstanza.binding import REGISTRY, Spec
from pushstanza.binding.describe import describe
from pushstanza.binding.places import Attribute
from pushstanza.diagnostics.excerpts import printable
from pushstanza.linting.rules import Rule
from pushstanza.lsp import declared
from pushstanza.lsp.declared import Allowed
from pushstanza.payloads.options import OPTIONS
from pushstanza.reading import tags
from pushstanza.servers import Verdict
from pushstanza.stanzas.forms import FormField, FormView, PublishOptions


def element_text(tag: str, allowed: Allowed | None) -> str | None:
    """Return what an element is, and what it may hold; ``None`` where it is not declared."""
    spec = REGISTRY.get(tag)
    if spec is None and allowed is None:
        return None
    namespace, name = tags.split(tag)
    lines = [f"**`<{name}>`** in `{namespace}`", ""]
    if allowed is not None and (spec is None or allowed.doc != spec.meaning):
        lines += [allowed.doc, ""]
    if spec is not None:
        lines += [_paragraph(spec.meaning), "", *_places(spec), "", declared.document_of(spec)]
    return "\n".join(lines)


def allowed_text(allowed: Allowed) -> str:
    """Return what an element is that is allowed somewhere."""
    return element_text(allowed.tag, allowed) or allowed.doc


def _places(spec: Spec) -> Iterator[str]:
    for row in describe(spec):
        required = ", required" if row.required else ""
        yield f"- {_code(row.xml)} ({row.type}{required}): {row.doc}"


def _code(xml: str) -> str:
    """Return the form of a place in XML, tags and names of attributes as code."""
    kind, _, name = xml.rpartition(" ")
    return f"{kind} `{name}`" if kind == "attribute" else xml.replace("<", "`<").replace(">", ">`")


def attribute_text(place: Attribute) -> str:
    """Return what an attribute is, and its values."""
    words = place.codec.few
    values = ", ".join(f"`{each}`" for each in words) or place.codec.name
    required = " Required." if declared.is_required(place) else ""
    name = declared.attribute_name(place)
    return f"**`{name}`** ({values})\n\n{place.doc}{required}"


def namespace_text(namespace: str) -> str:
    """Return what specifies a namespace, and its elements."""
    names = declared.namespaces().get(namespace, ())
    if not names:
        return ""
    titles = {declared.document_of(REGISTRY[f"{{{namespace}}}{name}"]): None for name in names}
    elements = ", ".join(f"`<{each}>`" for each in names[:_MOST])
    more = " …" if len(names) > _MOST else ""
    return f"**`{namespace}`**\n\n{'; '.join(titles)}\n\nElements: {elements}{more}"


#: How many elements of a namespace are named.
_MOST = 12


def field_text(view: type[FormView] | None, field: FormField) -> str:
    """Return what a field is, its values, and where a push service puts it for each provider."""
    words = declared.values_of(view, field)
    values = ", ".join(f"`{each}`" for each in words) or field.codec.name
    limits = [
        f"{word} {limit}"
        for word, limit in (("at least", field.minimum), ("at most", field.maximum))
        if limit is not None
    ]
    parts = [f"**`{field.var}`** ({', '.join((values, *limits))})", field.doc]
    if field.secret:
        parts.append("Masked in reports.")
    way = _ways().get(field.var) if view is not None else None
    if way is not None:
        heads = ("APNs", "APNs, silent", "FCM", "FCM, silent")
        rows = zip(heads, way, strict=True)
        parts.append("\n".join(f"- {head}: {cell}" for head, cell in rows))
    default = (
        OPTIONS[field.var].default if view is PublishOptions and field.var in OPTIONS else None
    )
    if default is not None:
        parts.append(f"Default: `{default}`.")
    return "\n\n".join(parts)


@cache
def _ways() -> dict[str, tuple[str, ...]]:
    """Return where each field and option goes in the requests to providers."""
    from pushstanza.payloads.translate import effects

    return {var.strip("`"): tuple(cells) for var, *cells in effects("documented")}


def form_type_text(view: type[FormView]) -> str:
    """Return what a form type is for, and its fields."""
    fields = "\n".join(f"- `{each.var}`: {each.doc}" for each in view.FIELDS)
    return f"**`{view.FORM_TYPE}`**\n\n{declared.meaning_of(view)}\n\n{fields}"


def rule_text(rule: Rule) -> str:
    """Return why a rule is there, what servers answer, and where to read more."""
    parts = [f"**{rule.code} {rule.name}** ({rule.severity})", rule.reason.replace("``", "`")]
    if rule.answers:
        parts.append(f"{rule.answers}.")
    parts.append(f"[Examples and sources]({rule.url})")
    return "\n\n".join(parts)


def verdicts_text(verdicts: Iterable[Verdict]) -> str:
    """Return what servers answer, those that answer alike in one line."""
    titles: dict[tuple[str, str], list[str]] = {}
    for each in verdicts:
        key = printable(str(each.answer)), printable(each.reason)
        titles.setdefault(key, []).append(each.title)
    lines = [
        f"- {'; '.join(names)}: **{answer}**" + (f", {reason}" if reason else "")
        for (answer, reason), names in titles.items()
    ]
    return "\n".join(("Answers:", "", *lines)) if lines else ""


def _paragraph(text: str) -> str:
    return text.replace("``", "`")
