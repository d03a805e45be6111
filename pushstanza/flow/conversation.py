"""The server's side of an XML stream (RFC 6120, section 4), whatever carries its bytes."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import ClassVar

import attrs
from lxml import etree

from pushstanza.diagnostics import PushStanzaError
from pushstanza.flow.feed import END_TAG, Closed, Fault, Feed, Opened, Part, pieces, start_tag
from pushstanza.flow.streams import Streams
from pushstanza.payloads.answers import UnknownAnswerError
from pushstanza.reading import tags
from pushstanza.reading.names import CLIENT, STREAMS
from pushstanza.servers.server import stream_error


class Role(ABC):
    """What a server makes of a stream: who is at its other end."""

    __slots__ = ()

    namespace: ClassVar[str] = CLIENT
    """The namespace of the stanzas."""

    def chosen(self, header: etree._Element) -> "Role":  # noqa: ARG002 - for those that choose
        """Return the role that is meant by a header."""
        return self

    @abstractmethod
    def refusal(self, header: etree._Element) -> Fault | None:
        """Return what is wrong with a header."""

    @abstractmethod
    def greeting(self, header: etree._Element) -> dict[str, str]:
        """Return the attributes of the header that is sent back."""

    @abstractmethod
    def features(self) -> Sequence[etree._Element] | None:
        """Return the stream features; ``None`` where the protocol has none."""

    @abstractmethod
    def take(self, element: etree._Element, stream: "Conversation") -> None:
        """Do what a child of the stream asks for."""

    def leave(self, stream: "Conversation") -> None:  # noqa: B027 - nothing to do for those who have not come
        """Note that the stream has ended."""


@attrs.define(eq=False, repr=False)
class Conversation:
    """One stream: ``feed`` takes the bytes of the client, ``write`` is given those for it.

    ``over`` is called once, when the stream has ended.
    """

    role: Role
    _streams: Streams
    _write: Callable[[bytes], None]
    _over: Callable[[], None]
    id: str = attrs.field(default="", init=False)
    """The id in the header."""
    is_over: bool = attrs.field(default=False, init=False)
    _feed: Feed = attrs.field(init=False)
    _is_open: bool = attrs.field(default=False, init=False)
    _is_busy: bool = attrs.field(default=False, init=False)
    _is_ending: bool = attrs.field(default=False, init=False)
    _is_silent: bool = attrs.field(default=False, init=False)

    def __attrs_post_init__(self) -> None:
        self._feed = Feed(self.role.namespace)

    def feed(self, data: bytes) -> None:
        """Take bytes, and write what is answered to what they complete."""
        for piece in pieces(data):
            if self.is_over or self._is_silent:
                return
            # Asked anew for each piece: a role may have begun the stream again.
            for part in self._feed.read(piece):
                self._take(part)

    def send(self, stanza: etree._Element) -> None:
        """Send a stanza, which is in ``jabber:client``."""
        if not self.is_over:
            self._put(_written(stanza, self.role.namespace))

    def end(self, fault: Fault | None = None) -> None:
        """End the stream, with an error if one is given.

        While a stanza is answered, it ends after the answer.
        """
        if self.is_over or (self._is_ending and fault is None):
            return
        if fault is not None:
            self._open_for_error()
            self.send(stream_error(fault.condition, fault.text))
        if self._is_busy:
            self._is_ending = True
            return
        if self._is_open:
            self._put(END_TAG)
        self.lose()

    def lose(self) -> None:
        """Note that the connection is gone."""
        if not self.is_over:
            self.is_over = True
            self.role.leave(self)
            self._over()

    def fall_silent(self) -> None:
        """Take and write nothing any more, as where a connection is lost that nobody has closed."""
        self._is_silent = True

    def restart(self, role: Role) -> None:
        """Expect another header, to which another role answers (RFC 6120, section 4.3.3)."""
        self.role = role
        self._feed = Feed(role.namespace)
        self._is_open = False

    def _take(self, part: Part) -> None:
        self._is_busy = True
        try:
            fault = self._done(part)
        finally:
            self._is_busy = False
        if fault is not None or self._is_ending:
            self._is_ending = False
            self.end(fault)

    def _done(self, part: Part) -> Fault | None:
        """Do what a part of the stream asks for; return the error that ends the stream."""
        if isinstance(part, Opened):
            return self._opened(part.header)
        if isinstance(part, Fault):
            return part
        if isinstance(part, Closed):
            self._is_open = True  # what was closed is closed, with a header or without
            self.end()
            return None
        try:
            self.role.take(part, self)
        except UnknownAnswerError:
            raise  # a mistake of who scripted the answers, and not of the client
        except PushStanzaError as error:
            return Fault("policy-violation", str(error))
        return None

    def _opened(self, header: etree._Element) -> Fault | None:
        self.role = self.role.chosen(header)
        self._greet(header)
        if tags.split(str(header.tag)) != (STREAMS, "stream"):
            return Fault("invalid-namespace", f"the stream is not in the namespace {STREAMS}")
        if header.nsmap.get(None) != self.role.namespace:
            expected = self.role.namespace
            return Fault("invalid-namespace", f"the default namespace is not {expected}")
        refused = self.role.refusal(header)
        features = self.role.features() if refused is None else None
        if features is not None:
            element = etree.Element(f"{{{STREAMS}}}features", nsmap={"stream": STREAMS})
            element.extend(features)
            self.send(element)
        return refused

    def _greet(self, header: etree._Element) -> None:
        self._is_open = True
        self.id = self._streams.next_id()
        attributes = {"id": self.id, **self.role.greeting(header)}
        self._put(start_tag(self.role.namespace, attributes))

    def _put(self, data: bytes) -> None:
        if not self._is_silent:
            self._write(data)

    def _open_for_error(self) -> None:
        """Send a header before an error, if none has been sent (RFC 6120, section 4.9.1.2)."""
        if not self._is_open and not self._feed.is_headless:
            self._greet(etree.Element("none"))


def _written(stanza: etree._Element, namespace: str) -> bytes:
    if namespace != CLIENT and tags.namespace(stanza) == CLIENT:
        stanza = _in_namespace(stanza, namespace)
    return etree.tostring(stanza, encoding="utf-8", with_tail=False)


def _in_namespace(stanza: etree._Element, namespace: str) -> etree._Element:
    """Return a stanza with what is in ``jabber:client`` put into another namespace."""

    def renamed(tag: str) -> str:
        name, local = tags.split(tag)
        return f"{{{namespace if name == CLIENT else name}}}{local}"

    made = etree.Element(renamed(str(stanza.tag)), dict(stanza.attrib), nsmap={None: namespace})
    waiting = [(stanza, made)]
    while waiting:
        given, copy = waiting.pop()
        copy.text = given.text
        for each in given.iterchildren("*"):
            child = etree.SubElement(
                copy, renamed(str(each.tag)), dict(each.attrib), nsmap=_declared(each)
            )
            child.tail = each.tail
            waiting.append((each, child))
    return made


def _declared(element: etree._Element) -> dict[str | None, str] | None:
    """Return the namespace of an element with its prefix, unless it is renamed."""
    own = tags.namespace(element)
    return None if own in {CLIENT, ""} else {element.prefix: own}
