"""Stream management between a server and its clients (XEP-0198)."""

from typing import Final

from lxml import etree

from pushstanza.flow.sessions import Session
from pushstanza.reading.tags import local, namespace

NAMESPACE: Final = "urn:xmpp:sm:3"
#: What the elements are for, in a few words.
_TITLES: Final = {
    "enable": "enable stream management",
    "enabled": "stream management is enabled",
    "resume": "resume the stream",
    "resumed": "the stream is resumed",
    "a": "acknowledge stanzas",
    "r": "request an acknowledgement",
    "failed": "refuse",
    "message": "message, again",
    "presence": "presence, again",
    "iq": "IQ, again",
}
_ERRORS: Final = "urn:ietf:params:xml:ns:xmpp-stanzas"


def is_managing(element: etree._Element) -> bool:
    """Tell whether an element is one of stream management."""
    return namespace(element) == NAMESPACE


def title_of(element: etree._Element) -> str:
    """Return what an element of stream management is for, or a stanza that is sent again."""
    return _TITLES.get(local(element), f"<{local(element)}/>")


def managed(
    session: Session, element: etree._Element, resumption: str, now: float
) -> list[etree._Element]:
    """Do what an element of stream management asks for, and return the answers.

    *resumption* is the id with which the client may resume, if it asks for that; *now* is the time.
    """
    match local(element):
        case "enable":
            return [_enabled(session, element, resumption)]
        case "r":
            return [_element("a", h=str(session.handled))] if session.counts else [_unexpected()]
        case "a":
            session.acknowledge(_handled(element))
            session.asked_at = now if session.unacknowledged else None
            return []
        case "resume":
            return _resumed(session, element)
        case _:
            return [_unexpected()]


def _enabled(session: Session, element: etree._Element, resumption: str) -> etree._Element:
    if session.counts:
        return _unexpected()
    session.counts, session.handled = True, 0
    if element.get("resume") not in {"true", "1"}:
        return _element("enabled")
    session.resumption = resumption
    return _element("enabled", id=resumption, resume="true")


def _resumed(session: Session, element: etree._Element) -> list[etree._Element]:
    """Return the answer to a client that resumes, and what it has missed."""
    if session.resumption is None or element.get("previd") != session.resumption:
        return [_failed("item-not-found")]
    session.acknowledge(_handled(element))
    answer = _element("resumed", h=str(session.handled), previd=session.resumption)
    return [answer, *session.unacknowledged]


def _handled(element: etree._Element) -> int:
    """Return how many stanzas the client says it has handled."""
    written = element.get("h", "")
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 11 else 0


def _unexpected() -> etree._Element:
    return _failed("unexpected-request")


def _failed(condition: str) -> etree._Element:
    failed = _element("failed")
    etree.SubElement(failed, f"{{{_ERRORS}}}{condition}", nsmap={None: _ERRORS})
    return failed


def _element(name: str, **attributes: str) -> etree._Element:
    return etree.Element(f"{{{NAMESPACE}}}{name}", attributes, nsmap={None: NAMESPACE})
