"""Text between elements."""

from collections.abc import Iterator

from lxml import etree

from pushstanza.diagnostics import Severity
from pushstanza.diagnostics.masking import quoted
from pushstanza.linting.rules import examples
from pushstanza.linting.rules.left_out import ELLIPSIS, holds_only_elements
from pushstanza.linting.rules.rule import Finding, Tree, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.linting.rules.xml.consequences import Consequence, without_value
from pushstanza.linting.rules.xml.tree import elements_as_sent
from pushstanza.reading import tags


@rule(
    "PS010",
    "stray-text",
    Severity.WARNING,
    on=Tree,
    damaged=True,
    accepted=Severity.WARNING,
    source="RFC 6120, section 11.7; the schemas in schemas/xsd",
    bad=(
        "<iq type='set' id='1'><enable xmlns='urn:xmpp:push:0' jid='push.example.com' node='n'>on</enable></iq>",
        f"<iq type='set' id='1'>{examples.DISABLE}, please</iq>",
        "<iq type='set' id='1'><enable xmlns='urn:xmpp:push:0' jid='push.example.com' node='n'>…</enable></iq>",
    ),
    good=f"<iq type='set' id='1'>\n  {examples.DISABLE}\n</iq>",
)
def stray_text(root: etree._Element, scope: Scope) -> Iterator[Finding]:
    """Between elements only whitespace is allowed.

    Servers ignore other text, so its content is lost: for example the value of a field that is
    written directly into ``field`` instead of ``value``.
    """
    for element in elements_as_sent(root, scope):
        if holds_only_elements(str(element.tag)):
            yield from _stray(element)


def _stray(element: etree._Element) -> Iterator[Finding]:
    first = (element.text or "").strip(_BLANKS)
    texts = [first, *((child.tail or "").strip(_BLANKS) for child in element)]
    text = next(filter(None, texts), None)
    if text is None:
        return
    name = tags.local(element)
    lost = Consequence("the text is ignored")
    message = f"<{name}> may contain only elements"
    hint = severity = None
    shown = ELLIPSIS.search(text)
    if shown is not None:
        lost = Consequence("")
        message = f"{shown[0]} in <{name}> stands for omitted content and cannot be sent"
        severity = Severity.INFO
    elif name == "field" and any(tags.local(each) == "value" for each in element):
        message = f"the text in the field {quoted(element.get('var'))} is not in <value>"
    elif name == "field":
        lost = without_value(element)
        message = f"the text in the field {quoted(element.get('var'))} is ignored"
        hint = "write it into <value>…</value>"
    yield Finding(
        lost.after(message),
        at=element,
        content=bool(first),
        hint=hint,
        severity=severity,
        inputs=lost.inputs,
    )


_BLANKS = " \t\r\n"
