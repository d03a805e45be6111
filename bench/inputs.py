"""The stanzas that are measured: one of each kind, and as many like it as are asked for.

Those of a kind differ in all that differs between users: ids, accounts, nodes, device tokens and
texts. Each round has its own, so that nobody is measured by what was kept of an earlier round.
"""

import copy
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from lxml import etree

ROOT = Path(__file__).parents[1]
XSD = ROOT / "schemas/xsd/all.xsd"

Element = etree._Element

_CLIENT = "jabber:client"
_FIELD = "{jabber:x:data}field"
_VALUE = "{jabber:x:data}value"


def stanzas(kind: str, count: int, round_: int) -> list[str]:
    """Return *count* stanzas of a kind, all of them different, and from those of other rounds."""
    template, vary = KINDS[kind]
    first = round_ * count
    return [_varied(template, vary, number) for number in range(first, first + count)]


def records(texts: Iterable[str], first: int = 0) -> Iterator[str]:
    """Yield the lines of a log in which slixmpp sent stanzas, one a second."""
    for number, text in enumerate(texts, first):
        minutes, second = divmod(number, 60)
        hours, minute = divmod(minutes, 60)
        stamp = f"2026-01-{1 + hours // 24:02} {hours % 24:02}:{minute:02}:{second:02},330"
        yield f"{stamp} - DEBUG - SEND: {text}\n"


def refusal(request: str) -> str:
    """Return an error that answers a request."""
    error, asked = copy.deepcopy(KINDS["error"][0]), etree.fromstring(request)
    error.set("id", asked.get("id", ""))
    error.set("from", asked.get("to", ""))
    return etree.tostring(error, encoding="unicode")


def _varied(template: Element, vary: Callable[[Element, str], None], number: int) -> str:
    stanza = copy.deepcopy(template)
    vary(stanza, sha256(b"%d" % number).hexdigest())
    return etree.tostring(stanza, encoding="unicode")


def _captured() -> Element:
    """Return the publish request that ejabberd sent."""
    path = ROOT / "tests/cases/captures/ejabberd-23.01.xml.txt"
    return _in_client(path.read_text("utf-8").partition("<!-- publish -->")[2].strip())


def _tutorial(name: str) -> Element:
    return _in_client((ROOT / "tests/cases/tutorial" / name).read_text("utf-8"))


def _in_client(text: str) -> Element:
    """Return a stanza without blanks between its elements, in the namespace of its stream."""
    text = text.replace("<iq ", f'<iq xmlns="{_CLIENT}" ', 1)
    return etree.fromstring(text, etree.XMLParser(remove_blank_text=True))


def _fields(stanza: Element) -> Iterator[tuple[str, Element]]:
    for field in stanza.iter(_FIELD):
        value = field.find(_VALUE)
        if value is not None:
            yield field.get("var", ""), value


def _vary_options(stanza: Element, digest: str) -> None:
    values = {"device_id": digest, "topic": "com.example.chat", "priority": "high"}
    for name, value in _fields(stanza):
        value.text = values.get(name, value.text)


def _vary_enable(stanza: Element, digest: str) -> None:
    stanza.set("id", digest[:12])
    stanza.set("from", f"user-{digest[:10]}@mychat.com/phone")
    stanza[0].set("node", f"node-{digest[12:30]}")
    _vary_options(stanza, digest)


def _vary_publish(stanza: Element, digest: str) -> None:
    stanza.set("id", f"rr-{digest[:40]}")
    next(stanza.iter("{*}publish")).set("node", f"node-{digest[12:30]}")
    values = {
        "last-message-sender": f"user-{digest[:10]}@mychat.com",
        "last-message-body": f"Wherefore art thou, {digest[:8]}?",
    }
    for name, value in _fields(stanza):
        value.text = values.get(name, value.text)
    _vary_options(stanza, digest)


def _vary_strange(stanza: Element, digest: str) -> None:
    """Make it a publish that is like no other, by a label of its own."""
    _vary_publish(stanza, digest)
    next(stanza.iter(_FIELD)).set("label", f"Summary {digest[:16]}")


def _message() -> Element:
    """Return a chat message as clients send it."""
    message = etree.Element(f"{{{_CLIENT}}}message", {"type": "chat"}, nsmap={None: _CLIENT})
    message.set("to", "juliet@mychat.com")
    for name in ("body", "thread"):
        etree.SubElement(message, f"{{{_CLIENT}}}{name}")
    return message


def _vary_message(stanza: Element, digest: str) -> None:
    stanza.set("id", digest[:12])
    stanza.set("from", f"user-{digest[:10]}@mychat.com/phone")
    body, thread = stanza
    body.text = f"Wherefore art thou, {digest[:8]}?"
    thread.text = digest[20:40]


def _error() -> Element:
    """Return what MongooseIM answers to an enable that it refuses."""
    error = etree.Element(f"{{{_CLIENT}}}iq", {"type": "error"}, nsmap={None: _CLIENT})
    told = etree.SubElement(error, f"{{{_CLIENT}}}error", {"type": "modify"})
    condition = "{urn:ietf:params:xml:ns:xmpp-stanzas}bad-request"
    etree.SubElement(told, condition, nsmap={None: "urn:ietf:params:xml:ns:xmpp-stanzas"})
    return error


def _vary_error(stanza: Element, digest: str) -> None:
    stanza.set("id", digest[:12])
    stanza.set("to", f"user-{digest[:10]}@mychat.com/phone")


def _vary_refused(stanza: Element, digest: str) -> None:
    """Make it an enable that MongooseIM refuses: without a node."""
    _vary_enable(stanza, digest)
    del stanza[0].attrib["node"]


def _vary_invalid(stanza: Element, digest: str) -> None:
    """Make it an enable that the schema does not allow."""
    _vary_enable(stanza, digest)
    stanza.set("type", "stet")


#: A stanza of each kind, and how another is made of a copy and of 64 hexadecimal digits.
KINDS: dict[str, tuple[Element, Callable[[Element, str], None]]] = {
    "publish": (_captured(), _vary_publish),
    "publish, no two alike": (_captured(), _vary_strange),
    "enable": (_tutorial("enable.xml"), _vary_enable),
    "enable, refused": (_tutorial("enable.xml"), _vary_refused),
    "enable, invalid": (_tutorial("enable.xml"), _vary_invalid),
    "error": (_error(), _vary_error),
    "message": (_message(), _vary_message),
}
