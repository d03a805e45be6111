"""What was given as a stanza, to the stanzas that a server takes; what is none is refused."""

import json

import attrs
from lxml import etree

from pushstanza.binding import Model
from pushstanza.diagnostics.arguments import Argument
from pushstanza.diagnostics.masking import quoted, without_tokens
from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.flow.errors import NoStanzaError
from pushstanza.reading.errors import LimitError, UnsupportedDataError, XmlError
from pushstanza.reading.limits import DEFAULT_LIMITS, check_limits
from pushstanza.reading.names import STANZAS
from pushstanza.reading.source import Data, read
from pushstanza.reading.tags import local
from pushstanza.servers.reading import (
    INCOMPLETE,
    Parser,
    Received,
    received,
    received_leniently,
)
from pushstanza.stanzas.given import Given, data_of

EXPECTED = ("the text of an <iq>, <message> or <presence>", "its bytes", "an element", "a model")

#: What may begin a tag, also a malformed one, and in UTF-16.
_TAG = lazy_pattern(r"<[/\s\0]*[^\W\d]")

#: Beginnings and ends of what is no element.
_ASIDES = {"<!--": "-->", "<?": "?>"}
_ASIDE = lazy_pattern("<!--|<[?]")


@attrs.define
class Incoming:
    """What is sent to a server, read by its parser.

    A lenient parser waits for the end of a stanza, and takes all that the same client sends until
    then for a part of it.
    """

    parser: Parser
    _held: dict[str, str] = attrs.field(factory=dict, init=False)

    def stanzas(self, argument: Argument, sender: str, given: Given) -> list[Received]:
        """Return the stanzas in what a client sends; none where one of them has not ended.

        Raises what :func:`stanzas_of` raises.
        """
        held = self._held.pop(sender, "")
        found = stanzas_of(argument, given)
        if self.parser == "strict" or not isinstance(given, str | bytes | bytearray):
            return found  # prefixes of an element say nothing about how it is written
        if not (held or any(each.text is not None for each in found)):
            return [each.read_by(self.parser) for each in found]
        text = given if isinstance(given, str) else bytes(given).decode("utf-8", "replace")
        read, rest = received_leniently(held + text)
        if rest:
            self._held[sender] = rest
        check_limits(tuple(each.root for each in read), DEFAULT_LIMITS)
        return read or [each for each in found if each.damage == INCOMPLETE]

    def forget(self, sender: str) -> None:
        """Forget what a client has begun to send, whose stream has ended."""
        self._held.pop(sender, None)


def stanzas_of(argument: Argument, given: Given) -> list[Received]:
    """Return the stanzas in what is given; malformed ones are the business of the server.

    A server gets any element that is written in a text, and answers to one that is no stanza with
    a stream error. An element or a model that is no stanza is a mistake of who passes it.

    Raises:
        NoStanzaError: there is nothing in it that could be one; the message says what there is.
        UnsupportedDataError: it is of a wrong type, or the name of a file.
        LimitError: it is too large.
    """
    try:
        data = data_of(given)
        if not isinstance(data, str | bytes | bytearray):
            return _in_tree(argument, data)
        _check_text(
            argument, data if isinstance(data, str) else bytes(data).decode("utf-8", "replace")
        )
        found = received(data)
    except UnsupportedDataError as error:
        raise UnsupportedDataError(
            f"{argument} cannot be read: {without_tokens(str(error))}",
            attribute=argument.name,
            value=given,
            expected=EXPECTED,
            path=argument.path,
        ) from None
    if isinstance(given, Model):
        _check_elements(argument, found)
    return found


def _in_tree(argument: Argument, tree: Data) -> list[Received]:
    """Return the stanzas in a tree, or in the text of one that holds more than elements."""
    try:
        found = [Received(each) for each in read(tree).stanzas]
    except LimitError:
        raise
    except XmlError:
        root = tree.getroot() if isinstance(tree, etree._ElementTree) else tree
        if not isinstance(root, etree._Element):
            raise
        found = stanzas_of(argument, etree.tostring(root, encoding="unicode", with_tail=False))
    _check_elements(argument, found)
    return found


def _check_text(argument: Argument, text: str) -> None:
    rest = _without_asides(text).strip("\ufeff\0 \t\r\n")
    if not rest:
        what = "only a comment or a declaration" if text.strip() else "it is empty"
    elif rest[0] in "{[" and _is_json(rest):
        what = "it is JSON"
    elif _TAG.search(rest) is None:
        what = f"it is plain text, {quoted(without_tokens(rest))}"
    else:
        return
    raise _none(argument, text, what)


def _without_asides(text: str) -> str:
    """Return *text* without comments and processing instructions that end."""
    kept: list[str] = []
    start = 0
    while (aside := _ASIDE.search(text, start)) is not None:
        end = _ASIDES[aside[0]]
        stop = text.find(end, aside.end())
        if stop < 0:
            break
        kept.append(text[start : aside.start()])
        start = stop + len(end)
    return "".join((*kept, text[start:]))


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _check_elements(argument: Argument, found: list[Received]) -> None:
    """Refuse elements that are no stanzas; of what is broken nobody knows what it was."""
    for each in found:
        name = local(each.root)
        if name not in STANZAS and each.damage in {None, "comment"}:
            raise _none(
                argument,
                etree.tostring(each.root, encoding="unicode", with_tail=False),
                f"it holds <{without_tokens(name)}>, which has to be in an <iq>, <message> or "
                "<presence>",
            )


def _none(argument: Argument, text: str, what: str) -> NoStanzaError:
    return NoStanzaError(
        f"the input contains no stanza: {what}",
        attribute=argument.name,
        value=text,
        expected=EXPECTED,
        path=argument.path,
    )
