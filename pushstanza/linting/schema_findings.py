"""What the schemas refuse and no rule has reported."""

from collections.abc import Iterator, Sequence

from lxml import etree

from pushstanza.binding import NAMESPACES
from pushstanza.diagnostics.spelling import nearest
from pushstanza.linting.answers import by_verdict
from pushstanza.linting.placing import RuleFinding
from pushstanza.linting.rules import RULES, Finding, Scope
from pushstanza.linting.rules.rule import Lack
from pushstanza.linting.rules.xml.near_names import is_near_attribute
from pushstanza.reading import tags, xsd
from pushstanza.reading.names import CLIENT, PAYLOADS, STANZAS


def schema_findings(
    root: etree._Element, found: Sequence[RuleFinding], scope: Scope
) -> Iterator[RuleFinding]:
    """Yield what the schemas refuse and no rule has reported; an error repeats what it refuses."""
    is_refusal, in_code = scope.is_refusal, scope.in_code
    reported = {(element, finding.attribute) for _, finding, element in found}
    elements = {element for element, _ in reported}
    for violation in xsd.violations(root):
        element, attribute = violation.element, violation.attribute
        if violation.reason == xsd.Reason.UNKNOWN_ROOT and not _is_ours(root):
            continue  # a log holds much else
        if is_refusal and element is not root and not _is_in_error(element):
            continue
        if violation.reason == xsd.Reason.MISSING_ATTRIBUTE and any(
            is_near_attribute(str(key), attribute or "") for key in element.attrib
        ):
            continue  # it is there, misspelt
        if in_code and element is root and violation.reason == xsd.Reason.MISSING_ATTRIBUTE:
            continue  # what sends the stanza may add its id and its type
        if (element, attribute) not in reported and not (attribute is None and element in elements):
            is_lack = violation.reason == xsd.Reason.MISSING_CHILD
            finding = Finding(
                violation.message,
                attribute=attribute,
                hint=violation.hint,
                lacks=Lack.CONTENT if is_lack else None,
                where=scope.once("by-verdict", root, lambda: by_verdict(scope)),
            )
            yield RULES["PS011"], finding, element


def _is_in_error(element: etree._Element) -> bool:
    """Tell whether an element is the ``<error/>`` of its stanza, or in it."""
    around = [element, *element.iterancestors()]
    return len(around) > 1 and tags.local(around[-2]) == "error"


def _is_ours(root: etree._Element) -> bool:
    """Tell whether an element is of a namespace of the flow, or called nearly like one of ours."""
    namespace = tags.namespace(root)
    if namespace and namespace != CLIENT:
        return namespace in NAMESPACES
    name, known = tags.local(root), (*STANZAS, *PAYLOADS)
    is_swapped = any(sorted(name) == sorted(each) for each in known)
    return (
        is_swapped
        or nearest(name, STANZAS, cutoff=_NEAR_STANZA) is not None
        or nearest(name, PAYLOADS, cutoff=_NEAR_PAYLOAD) is not None
    )


#: How alike a name and one of ours must be for the one to be meant for the other.
_NEAR_STANZA, _NEAR_PAYLOAD = 0.75, 0.82
