"""Violations of the schemas."""

from pushstanza.diagnostics import Severity
from pushstanza.linting.rules import examples
from pushstanza.linting.rules.rule import reported_by_parser


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
