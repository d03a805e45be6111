"""Text between elements."""

from collections.abc import Iterator

from lxml import etree

from pushstanza.diagnostics import Severity
from pushstanza.diagnostics.masking import quoted
from pushstanza.linting.rules import examples
from pushstanza.linting.rules.left_out import ELLIPSIS, holds_only_elements
from pushstanza.linting.rules.rule import Finding, Tree, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.linting.rules.xml.consequences import ELEMENT_LOST
from pushstanza.linting.rules.xml.tree import elements_as_sent
from pushstanza.reading import tags


@rule(
    "PS010",
    "stray-text",
    Severity.WARNING,
    on=Tree,
    damaged=True,
    source="RFC 6120, section 11.7; the schemas in schemas/xsd",
    bad=(
        "<iq type='set' id='1'><enable xmlns='urn:xmpp:push:0' jid='push.example.com' node='n'>on</enable></iq>",
        f"<iq type='set' id='1'>{examples.DISABLE}, please</iq>",
        "<iq type='set' id='1'><enable xmlns='urn:xmpp:push:0' jid='push.example.com' node='n'>…</enable></iq>",
    ),
    good=f"<iq type='set' id='1'>\n  {examples.DISABLE}\n</iq>",
)
def stray_text(root: etree._Element, scope: Scope) -> Iterator[Finding]:
    """Between elements there may be blanks and line ends, and no other text.

    Servers pass over it, so that whatever it says is lost: the value of a field, for one, that
    stands in ``field`` itself and not in a ``value``.
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
    message = f"<{name}> may hold only elements, and the text in it is passed over"
    hint = severity = None
    shown = ELLIPSIS.search(text)
    if shown is not None:
        message = f"{shown[0]} stands in <{name}> for what is left out, and cannot be sent"
        severity = Severity.INFO
    elif name == "field":
        var = quoted(element.get("var"))
        message = f"the text in the field {var} is passed over: {ELEMENT_LOST['value']}"
        hint = "write it into <value>…</value>"
    yield Finding(message, at=element, content=bool(first), hint=hint, severity=severity)


_BLANKS = " \t\r\n"
