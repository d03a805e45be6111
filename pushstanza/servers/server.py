"""A server, or a push service: its tables, and how it writes its answers."""

from collections.abc import Callable, Iterator
from copy import deepcopy

from lxml import etree

from pushstanza.binding import XML_LANG, Model, Unknown, write
from pushstanza.diagnostics.records import frozen
from pushstanza.reading import parsing
from pushstanza.reading.names import CLIENT, STREAMS
from pushstanza.servers.answer import NONE, UNPREDICTED, USUAL, Answer, Verdict
from pushstanza.servers.case import Case, Table, otherwise
from pushstanza.servers.delivery import Delivery
from pushstanza.servers.log_line import LogLine
from pushstanza.servers.options import Option
from pushstanza.servers.publisher import Publisher
from pushstanza.servers.reading import Parser
from pushstanza.servers.request import Addressee, Request
from pushstanza.stanzas.rfc6120 import STANZAS
from pushstanza.stanzas.xep0060_errors import ERRORS

_STREAM_ERRORS = "urn:ietf:params:xml:ns:xmpp-streams"


def _known(name: str) -> "Server":
    from pushstanza.servers.registry import find_server  # it imports this module

    return find_server(name)


@frozen(kw_only=True)
class Server:
    """What a server answers: its tables, of which the first that knows a request decides.

    ``repeats`` says that an error holds the request, ``codes`` that it has the old numbers
    (XEP-0086), ``language`` in which its texts are said to be. ``returns`` tells whether an error
    is the request sent back, with ``<error/>`` before what it holds, unless a module answers.
    """

    name: str
    title: str
    tables: tuple[Table, ...]
    versions: tuple[str, ...] = ()
    """The versions that differ, the default first."""
    publisher: Publisher | None = None
    """What it publishes; nothing where it is a push service itself."""
    options: tuple[Option, ...] = ()
    """What its emulator can be set up with, beside what all servers have."""
    parser: Parser = "strict"
    """What it makes of XML that is not well-formed, and of prefixes."""
    stream_language: str | None = None
    """In which language the texts of its stream errors are said to be."""
    repeats: bool = False
    returns: Callable[[Request], bool] | None = None
    codes: bool = False
    language: str | None = None
    id_if_none: str | None = None
    """The id of the answer to a request without one."""
    delivery: Delivery | None = None
    """What a push service does with a publish; MongooseIM's hands it to MongoosePush."""
    is_push_service: bool = False
    """Whether publishes are sent to it; others are the servers of users."""
    is_specification: bool = False
    """Whether it is what the specifications ask for, and no program."""
    is_virtual: bool = False
    """Whether it is set up without a pubsub service: MongooseIM's virtual pubsub hosts."""
    push_node: str | None = None
    """The push service that it has itself, unless it is set up without pubsub."""
    is_remote_disable: Callable[[Request], bool] | None = None
    """Tells whether a push service ends a registration with a message, if that is possible."""
    variant_of: str | None = None
    """The server that it is part of, or another way to set up."""
    resume_timeout: float = 600
    """After how many seconds a client that was lost goes offline, if it does not resume."""
    log_lines: tuple[LogLine, ...] = ()
    """What it writes to its log when a push fails."""
    position: int = 99
    """Where it stands in lists; those of the same position stand by their names."""

    def __reduce__(self) -> tuple[Callable[[str], "Server"], tuple[str]]:
        # Its tables are made of functions, and are the same in every process.
        return _known, (self.name,)

    def cases(self) -> Iterator[tuple[Table, Case]]:
        """Yield all cases, each with its table."""
        return ((table, case) for table in self.tables for case in table.cases)

    def case(self, request: Request) -> Case:
        """Return the case of a request."""
        for table in self.tables:
            found = table.find(request)
            if found is not None:
                return found
        return _UNCOVERED if request.name == "iq" and request.type in _ASKING else _IGNORED

    def verdict(self, request: Request) -> Verdict:
        """Return the verdict on a request: the answer, its reason and its effect."""
        case = self.case(request)
        answer = case.answer_to(request)
        return Verdict(
            server=self.name,
            title=self.title,
            answer=answer,
            reason=case.reason_for(request),
            effect=case.effect_of(request),
            source=case.source,
            reply=self.reply(request, answer),
        )

    def reply(self, request: Request, answer: Answer) -> str | None:
        """Return the XML of an answer, ``None`` where there is none."""
        if answer.type in {"none", "unpredicted"}:
            return None
        if answer.type == "stream-error":
            error = stream_error(answer.condition, answer.text, self.stream_language)
            return etree.tostring(error, encoding="unicode")
        is_returned = self._is_returned(request, answer)
        root = etree.Element(
            f"{{{CLIENT}}}{request.name}",
            self._returned(request) if is_returned else self._attributes(request, answer),
            nsmap={None: CLIENT},
        )
        if is_returned:
            root.append(self._error(answer))
            root[0].tail = request.root.text
        if answer.type == "error":
            if self.repeats:
                root.extend(self._repeated(request, answer))
            if not is_returned:
                root.append(self._error(answer))
        elif answer.payload is not None:
            root.append(_element(answer.payload))
        return etree.tostring(root, encoding="unicode")

    def _is_returned(self, request: Request, answer: Answer) -> bool:
        if self.returns is None or answer.type != "error" or answer.is_of_module:
            return False
        return self.returns(request)

    def _repeated(self, request: Request, answer: Answer) -> list[etree._Element]:
        """Return the request, or what stands in its place."""
        if answer.payload is not None:
            return [_element(answer.payload)]
        return [deepcopy(each) for each in request.children]

    def _attributes(self, request: Request, answer: Answer) -> dict[str, str]:
        attributes = {
            "type": answer.type,
            "id": self.id_if_none if request.id is None else request.id,
            "from": self._answering(request),
            "to": str(request.sender),
        }
        return {name: value for name, value in attributes.items() if value is not None}

    def _returned(self, request: Request) -> dict[str, str]:
        """Return the attributes of a request as it is sent back."""
        given = dict(request.root.items())
        ends = {"type": "error", "from": self._answering(request)}
        if request.addressee is Addressee.NOBODY:
            # It is sent back as it came, not to the address of who sent it.
            ends |= {"to": given["from"]} if "from" in given else {}
            given.pop("to", None)
        else:
            ends["to"] = str(request.sender)
        return {**given, **ends}

    def _answering(self, request: Request) -> str:
        """Return who answers: whom the request is for, in its normal form where servers do that."""
        written = request.root.get("to")
        if self.returns is not None and request.to is not None:
            return request.to.normalized
        return request.user if written is None else written

    def _error(self, answer: Answer) -> etree._Element:
        found = etree.Element(f"{{{CLIENT}}}error", {"type": answer.error_type or "cancel"})
        condition, *application = answer.conditions
        code = USUAL.get(condition, ("", None))[1]
        if self.codes and code is not None:
            found.set("code", str(code))
        etree.SubElement(found, f"{{{STANZAS}}}{condition}", nsmap={None: STANZAS})
        if answer.text is not None:
            text = etree.SubElement(found, f"{{{STANZAS}}}text", nsmap={None: STANZAS})
            text.text = answer.text
            if self.language:
                text.set(XML_LANG, self.language)
        for each in application:
            extra = etree.SubElement(found, f"{{{ERRORS}}}{each}", nsmap={None: ERRORS})
            if answer.feature is not None:
                extra.set("feature", answer.feature)
        return found


def _element(payload: Model | Unknown) -> etree._Element:
    return payload.element() if isinstance(payload, Unknown) else parsing.reread(write(payload))


def stream_error(
    condition: str | None, text: str | None = None, language: str | None = None
) -> etree._Element:
    """Return the error that ends a stream (RFC 6120, section 4.9)."""
    found = etree.Element(f"{{{STREAMS}}}error", nsmap={"stream": STREAMS})
    etree.SubElement(found, f"{{{_STREAM_ERRORS}}}{condition}", nsmap={None: _STREAM_ERRORS})
    if text is not None:
        said = etree.SubElement(found, f"{{{_STREAM_ERRORS}}}text", nsmap={None: _STREAM_ERRORS})
        said.text = text
        if language is not None:
            said.set(XML_LANG, language)
    return found


#: What asks for an answer, and a server has no table for.
_UNCOVERED = Case(
    input=otherwise,
    answer=UNPREDICTED,
    effect="Nothing is predicted: the tables of this server do not cover such requests.",
    source="",
)
_ASKING = frozenset({"get", "set"})

#: What a server has no table for.
_IGNORED = Case(
    input=otherwise,
    answer=NONE,
    effect="It is no business of push notifications.",
    source="RFC 6120, section 10",
)
