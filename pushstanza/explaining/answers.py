"""The tables of the servers, read backwards: from an error to the cases that are answered so."""

import re
from functools import cache

from lxml import etree

from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.diagnostics.records import frozen
from pushstanza.jid import Jid
from pushstanza.servers import SERVERS
from pushstanza.servers.answer import Answer
from pushstanza.servers.case import Case, Input, Table
from pushstanza.servers.judge import request_to
from pushstanza.servers.reading import Received
from pushstanza.servers.request import CLIENT, DATA, Request
from pushstanza.servers.request import request as as_request
from pushstanza.servers.server import Server
from pushstanza.servers.set_up import UNREACHABLE
from pushstanza.stanzas.parse import serialize
from pushstanza.stanzas.rfc6120 import Iq
from pushstanza.stanzas.xep0060 import Publish, Pubsub
from pushstanza.stanzas.xep0357 import Enable

#: A stanza each value of which is a placeholder: it shows where answers repeat the request.
_ANY = (
    f'<iq xmlns="{CLIENT}" type="set" id="any-id" to="any-address">'
    '<any-element xmlns="any-namespace"><any-action><any-item/></any-action>'
    f'<publish-options><x xmlns="{DATA}"><field var="any-option"/></x></publish-options>'
    "</any-element></iq>"
)
_PLACEHOLDER = lazy_pattern(r"any-\w+")


@frozen
class ErrorCase:
    """An error that a server answers, and the case in which it does.

    ``text`` matches its text, and ``beginning`` is what that begins with, whatever the request;
    both are ``None`` where it has no text. ``may_answer_enable`` and ``may_answer_publish`` tell
    whether its table is about such a request, among others.
    """

    server: Server
    table: Table
    case: Case
    type: str | None
    text: re.Pattern[str] | None
    beginning: str | None
    may_answer_enable: bool
    may_answer_publish: bool

    @property
    def input(self) -> Input:
        """What a request looks like that is answered so."""
        return self.case.input

    @property
    def reason(self) -> str:
        """What is wrong, in the words of the tables."""
        reason = self.case.reason if isinstance(self.case.reason, str) else self.input.title
        return reason.replace("`", "")

    @property
    def is_about_publishes(self) -> bool:
        """Whether its table is about publishes, and not about any request."""
        return self.may_answer_publish and not self.may_answer_enable

    def has_text(self, text: str | None) -> bool:
        """Tell whether this is the text of the error."""
        return not text if self.text is None else self.text.fullmatch(text or "") is not None

    def begins_like(self, text: str) -> bool:
        """Tell whether a text that was cut short, or lengthened, may be that of the error."""
        if not self.beginning:
            return False
        return text.startswith(self.beginning) or self.beginning.startswith(text)


def cases_of(conditions: tuple[str, ...], type_: str | None, text: str | None) -> list[ErrorCase]:
    """Return the cases that servers answer with an error: of any type where none has this one.

    Of a text that none has they are those that begin like it; else it may be that of an unknown
    push service, which refuses a publish for the reasons that others have without a text, or say
    why a server cannot reach another.
    """
    alike = error_cases().get(conditions, [])
    found = [each for each in alike if each.has_text(text)]
    if not found and text:
        found = [each for each in alike if each.begins_like(text)]
    typed = [each for each in found or alike if each.type == type_]
    if text and not found:
        untold = [each for each in typed if each.text is None]
        return [each for each in untold if each.is_about_publishes or each.table is UNREACHABLE]
    return typed or found or alike


@cache
def error_cases() -> dict[tuple[str, ...], list[ErrorCase]]:
    """Return all cases of an IQ that are answered with an error, by its conditions."""
    found: dict[tuple[str, ...], list[ErrorCase]] = {}
    for server in SERVERS.values():
        message = request_to(Received(etree.Element(f"{{{CLIENT}}}message")), server)
        publish = request_to(Received(_publish()), server)
        enables = [request_to(Received(each), server) for each in _enables()]
        for table, case in server.cases():
            answer = case.answer_to(_any_request(server))
            if answer.type == "error" and not table.applies(message):
                made = ErrorCase(
                    server=server,
                    table=table,
                    case=case,
                    type=answer.error_type,
                    text=_pattern(answer),
                    beginning=answer.text and _PLACEHOLDER.split(answer.text)[0],
                    may_answer_enable=not takes_only_publishes(server)
                    and any(table.applies(each) for each in enables),
                    may_answer_publish=table.applies(publish),
                )
                found.setdefault(answer.conditions, []).append(made)
    return found


def takes_only_publishes(server: Server) -> bool:
    """Tell whether nothing but publishes is sent to a server: to one that has nodes, more is."""
    return server.is_push_service and server.variant_of is None


_SERVICE = Jid("pubsub.example.com")


def _publish() -> etree._Element:
    """Return a publish as servers send it."""
    payload = Pubsub(publish=Publish(node="any"))
    iq = Iq(type="set", id="any", from_=Jid("example.com"), to=_SERVICE, payload=payload)
    return etree.fromstring(serialize(iq))


def _enables() -> list[etree._Element]:
    """Return an enable as clients send it, and one that is sent where publishes are."""
    client, payload = Jid("any@example.com/any"), Enable(jid=_SERVICE, node="any")
    return [
        etree.fromstring(serialize(Iq(type="set", id="any", from_=client, to=to, payload=payload)))
        for to in (None, _SERVICE)
    ]


def _any_request(server: Server) -> Request:
    sender = Jid("any-user@any-host/any-client")
    return as_request(etree.fromstring(_ANY), sender, is_virtual=server.is_virtual)


def _pattern(answer: Answer) -> re.Pattern[str] | None:
    if answer.text is None:
        return None
    parts = (re.escape(each) for each in _PLACEHOLDER.split(answer.text))
    return re.compile(".*".join(parts), re.DOTALL)
