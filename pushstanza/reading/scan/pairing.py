"""The tags of a text to the same tags, with every end tag joined to the start tag it belongs to."""

from collections.abc import Iterable

from pushstanza.reading.names import FORWARDED, STANZAS
from pushstanza.reading.scan.grammar import BLANK_CHARACTERS, local_name
from pushstanza.reading.scan.reader import Reader
from pushstanza.reading.scan.tag import Tag


def pair_tags(reader: Reader) -> None:
    """Find the partner of every tag that has one.

    An end tag belongs to the nearest open start tag of its name. Where that leaves tags over, the
    text is damaged, and a stanza may also have lost its end: the next one then begins anew, but for
    one that stands in an element with all its end tags.
    """
    if _pair_strictly(reader.tags):
        return
    _Pairing(reader, anew=False).pair()
    for tag in reader.tags:
        tag.partner = None
    _Pairing(reader, anew=True).pair()


def _pair_strictly(tags: Iterable[Tag]) -> bool:
    """Find the partners as XML has it, and return whether every tag has one."""
    waiting: list[Tag] = []
    for tag in tags:
        if tag.empty:
            continue
        if tag.opens:
            waiting.append(tag)
            continue
        if not waiting or waiting[-1].name != tag.name:
            return False
        partner = waiting.pop()
        tag.partner, partner.partner = partner, tag
        tag.exact = partner.exact = True
    return not waiting


class _Pairing:
    """One walk over the tags, with the open ones on a stack."""

    def __init__(self, reader: Reader, *, anew: bool) -> None:
        self._reader = reader
        self._anew = anew
        self._open: list[Tag] = []
        self._named: dict[str, list[int]] = {}
        self._stanzas: list[int] = []
        # How many of the open tags are known to have their end tag, and all within them, too; and
        # the place of the innermost one of which it is known that they have not.
        self._intact = 0
        self._damaged_within = -1

    def pair(self) -> None:
        """Do it."""
        for index, tag in enumerate(self._reader.tags):
            if not tag.opens and not self._close(tag):
                self._damaged_within = len(self._open) - 1
                if self._is_start(index):
                    tag.opens = tag.misspelt = True
                    tag.written = ()
            if tag.opens and not tag.empty:
                self._push(tag)

    def _push(self, tag: Tag) -> None:
        is_stanza = local_name(tag.name) in STANZAS
        if is_stanza and self._begins_anew():
            self._drop(self._stanzas[-1])
        if is_stanza:
            self._stanzas.append(len(self._open))
        self._named.setdefault(tag.name, []).append(len(self._open))
        self._open.append(tag)
        if self._anew:
            self._intact += tag.exact

    def _begins_anew(self) -> bool:
        return (
            self._anew
            and bool(self._stanzas)
            and not self._intact
            and local_name(self._open[-1].name) != FORWARDED
        )

    def _drop(self, count: int) -> None:
        """Forget the open tags but for the outer *count*."""
        while len(self._open) > count:
            tag = self._open.pop()
            self._named[tag.name].pop()
            if self._stanzas and self._stanzas[-1] == len(self._open):
                self._stanzas.pop()
            if self._anew:
                self._intact -= tag.exact

    def _close(self, tag: Tag) -> bool:
        """Find the partner of an end tag, and return whether it has one."""
        places = self._named.get(tag.name)
        place = places[-1] if places else self._misspelt(tag.name)
        if place < 0:
            return False
        partner = self._open[place]
        tag.misspelt = not places
        tag.partner, partner.partner = partner, tag
        if not self._anew:
            is_last = place == len(self._open) - 1
            self._damaged_within = self._damaged_within if is_last else place
            tag.exact = partner.exact = place > self._damaged_within and not tag.misspelt
        self._drop(place)
        self._damaged_within = min(self._damaged_within, place - 1)
        return True

    def _misspelt(self, name: str) -> int:
        """Return the place of an open tag whose name is nearly *name*, or -1."""
        # Only a few are asked: farther out, the likeness is chance.
        for place in range(len(self._open) - 1, max(-1, len(self._open) - 4), -1):
            if not name or _is_like(name, self._open[place].name):
                return place
        return -1

    def _is_start(self, index: int) -> bool:
        """Return whether an end tag stands where a start tag was meant: ``</value>x</value>``."""
        tags = self._reader.tags
        if index + 1 == len(tags) or not tags[index].name:
            return False
        following = tags[index + 1]
        return (
            not following.opens
            and following.name == tags[index].name
            and bool(self._reader.between(index).strip(BLANK_CHARACTERS))
        )


def _is_like(name: str, other: str) -> bool:
    """Return whether two names differ by prefix, by case, or by one slip of the pen."""
    name, other = local_name(name).lower(), local_name(other).lower()
    if name == other:
        return True
    if min(len(name), len(other)) < 3 or abs(len(name) - len(other)) > 1:
        return False
    start = next(
        (i for i, pair in enumerate(zip(name, other, strict=False)) if len({*pair}) > 1), -1
    )
    if start < 0:
        return True  # one letter more at the end
    rest, other_rest = name[start:], other[start:]
    return (
        rest[1:] == other_rest[1:]
        or rest[1:] == other_rest
        or rest == other_rest[1:]
        or (rest[:2] == other_rest[1::-1] and rest[2:] == other_rest[2:])
    )
