"""Violations of the schemas, and what they leave open."""

from collections.abc import Iterator

from pushstanza.diagnostics import Severity
from pushstanza.linting.rules import examples
from pushstanza.linting.rules.gates import odd_iq
from pushstanza.linting.rules.rule import Finding, also, reported_by_parser
from pushstanza.linting.rules.scope import Scope
from pushstanza.linting.rules.xml.near_names import is_known, near_element
from pushstanza.reading import tags
from pushstanza.servers import inputs as given
from pushstanza.stanzas.rfc6120 import Iq
from pushstanza.stanzas.xep0357 import NS


@reported_by_parser(
    "PS011",
    "schema-violation",
    Severity.ERROR,
    source="The schemas in schemas/xsd, written from the specifications",
    bad=(
        "<message type='chatt' to='a@example.com'><body>ding</body></message>",
        examples.affiliations(
            "<affiliation jid='example.com' affiliation='publish-only' owner='me'/>"
        ),
        examples.iq("<activate xmlns='urn:xmpp:push:0' jid='push.example.com' node='my-phone'/>"),
    ),
    good=(
        "<message type='chat' to='a@example.com'><body>ding</body></message>",
        examples.affiliations("<affiliation jid='example.com' affiliation='publish-only'/>"),
    ),
)
def schema_violation() -> None:
    """The specification does not define this element, attribute or value here.

    Servers differ: they ignore it, refuse the stanza, or lose a part of it.
    """


_OF_PUSH = f"{{{NS}}}"


@also("PS011", on=Iq, gate=odd_iq)
def no_push_request(iq: Iq, scope: Scope) -> Iterator[Finding]:
    """Find requests of the namespace of push other than the two that there are."""
    if scope.root is None or iq.type not in {"get", "set"}:
        return
    for element in scope.root:
        if not str(element.tag).startswith(_OF_PUSH):
            continue
        name = tags.local(element)
        # Another rule reports a misspelt name.
        if name not in _REQUESTS and (is_known(str(element.tag)) or near_element(element) is None):
            yield Finding(
                f"<{name}> is no request of {NS}, only <enable> and <disable> are",
                at=element,
                inputs=given.other_name,
                accepted=Severity.ERROR,
                hint="put <enable> or <disable> into the iq itself",
            )


_REQUESTS = frozenset({"enable", "disable"})
