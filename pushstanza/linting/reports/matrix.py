"""What servers answer to a stanza, with those that do the same in one row."""

from collections.abc import Callable, Collection, Iterable
from typing import Literal, TypeAlias

from lxml import etree

from pushstanza.diagnostics import PushStanzaError
from pushstanza.diagnostics.patterns import lazy_pattern
from pushstanza.diagnostics.records import frozen
from pushstanza.diagnostics.unknown import UNKNOWN
from pushstanza.jid import Jid
from pushstanza.reading import parsing, stanza_trees, tags
from pushstanza.reading.names import STANZAS, alternation
from pushstanza.servers import Verdict
from pushstanza.servers.judge import answers
from pushstanza.servers.reading import Received, received

#: What a stanza begins with, damaged or not.
_MEANT = lazy_pattern(rf"<(?:[\w.-]{{1,100}}:)?(?:{alternation(STANZAS)})(?![\w.-])")


#: Where something is in a text of which only this stanza is shown.
_PLACE = lazy_pattern(r"^line \d+, column \d+: ")


#: Whether servers take a stanza, or what they do instead.
Kind: TypeAlias = Literal["taken", "refused", "unanswered", "unpredicted"]


@frozen
class Row:
    """Some servers, what they answer, why, and what comes of it.

    ``kind`` says whether they take it; ``is_aimed_at`` that the stanza is meant for one of them.
    """

    titles: tuple[str, ...]
    answer: str
    reason: str
    effect: str
    kind: Kind
    is_aimed_at: bool


def trees(text: str) -> tuple[etree._Element, ...]:
    """Return the stanzas in an element; none if it is not sound."""
    root = parsing.sound(text.replace(UNKNOWN, "x"))
    return () if root is None else stanza_trees.stanzas_in((root,))


def rows(
    stanza: str | etree._Element,
    account: Jid | None,
    targets: Collection[str],
    cover: Callable[[str], str],
) -> tuple[Row, ...]:
    """Return what the servers answer that a stanza may reach; nothing if it is none.

    Args:
        stanza: Its tree, or its text, which may be damaged.
        account: Who sends it, where it does not say.
        targets: The names of the servers that it is meant for.
        cover: Hides the secrets in a sentence.
    """
    try:
        found = (
            received(stanza.replace(UNKNOWN, "x"))
            if isinstance(stanza, str)
            else [Received(stanza)]
        )
        if len(found) != 1 or not _is_stanza(stanza):
            return ()
        verdicts = answers(found[0], (), account)
    except PushStanzaError:
        return ()
    return tuple(_joined(verdicts, targets, cover))


def _is_stanza(stanza: str | etree._Element) -> bool:
    """Tell whether something is a stanza, or was meant to be one, and no payload alone."""
    if isinstance(stanza, str):
        return _MEANT.match(stanza) is not None
    return tags.local(stanza) in STANZAS


def _kind(verdict: Verdict) -> Kind:
    if verdict.is_refused:
        return "refused"
    if not verdict.is_predicted:
        return "unpredicted"
    return "taken" if verdict.type == "result" else "unanswered"


def _joined(
    verdicts: Iterable[Verdict], targets: Collection[str], cover: Callable[[str], str]
) -> Iterable[Row]:
    alike: dict[tuple[str, str, str], list[Verdict]] = {}
    for each in verdicts:
        alike.setdefault((str(each.answer), _PLACE.sub("", each.reason), each.effect), []).append(
            each
        )
    for (answer, reason, effect), several in alike.items():
        yield Row(
            titles=tuple(each.title for each in several),
            answer=cover(answer),
            reason=cover(reason),
            effect=cover(effect),
            kind=_kind(several[0]),
            is_aimed_at=any(each.server in targets for each in several),
        )
