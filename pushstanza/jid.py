"""Text to Jabber identifiers and back, by RFC 7622 with errata 4534 and 4560, and RFC 9844."""

import re
import unicodedata
from collections.abc import Callable
from functools import cache
from typing import Literal, NamedTuple, NoReturn, Self, final

from pushstanza.diagnostics import PushStanzaError

Part = Literal["local", "domain", "resource"]

#: What a part may measure, in octets of UTF-8 (sections 3.2.2, 3.3.2 and 3.4.2).
MAX_OCTETS = 1023

#: What a host name may measure, in octets of ASCII and without a final dot (RFC 1035).
MAX_HOST_OCTETS = 253


class JidError(PushStanzaError, ValueError):
    """A text that is no JID, with the part that is wrong and the reason."""

    def __init__(self, text: str, part: Part, reason: str) -> None:
        super().__init__(text, part, reason)
        self.text = text
        self.part = part
        self.reason = reason

    def __str__(self) -> str:
        return f"the {self.part} part of {_quoted(self.text)} {self.reason}"


class Parts(NamedTuple):
    """The three parts of a JID, of which a domain must be there."""

    local: str | None
    domain: str
    resource: str | None

    def __str__(self) -> str:
        before = "" if self.local is None else f"{self.local}@"
        after = "" if self.resource is None else f"/{self.resource}"
        return f"{before}{self.domain}{after}"


@final
class Jid:
    """An address in XMPP: the text as it was written, compared as RFC 7622 says.

    ``Jid(text)`` refuses what is not valid.
    ``Jid.unchecked(text)`` holds any text, and looks at it when it is first asked about it.
    """

    __slots__ = ("_parts", "_text")

    _text: str
    _parts: Parts | JidError  # empty until it is asked for

    def __new__(cls, text: str) -> Self:
        """Return the JID that *text* writes, or raise ``JidError``."""
        if not isinstance(text, str):
            raise JidError(repr(text), "domain", "is no text")
        self = cls.unchecked(text)
        self._valid()
        return self

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return ``Jid(text)``."""
        return cls(text)

    @classmethod
    def unchecked(cls, text: str) -> Self:
        """Return a JID that holds *text*, valid or not."""
        self = _new(cls)
        _set_text(self, text)
        return self

    @classmethod
    def of(cls, local: str | None, domain: str, resource: str | None = None) -> Self:
        """Return the JID with these parts, or raise ``JidError``."""
        raw = Parts(local, domain, resource)
        self = cls.unchecked(str(raw))
        # The parts are not read from the text: with a local part of "a/b" it would mean another.
        _set_parts(self, _enforced(self._text, raw))
        return self

    @property
    def local(self) -> str | None:
        """The part before the at sign, normalised."""
        return self._valid().local

    @property
    def domain(self) -> str:
        """The host, normalised; in lower case, with U-labels and without a final dot."""
        return self._valid().domain

    @property
    def resource(self) -> str | None:
        """The part after the slash, normalised."""
        return self._valid().resource

    @property
    def bare(self) -> "Jid":
        """The same address without its resource."""
        parts = self._valid()
        if parts.resource is None:
            return self
        bare = Jid.unchecked(self._text.partition("/")[0])
        _set_parts(bare, parts._replace(resource=None))
        return bare

    @property
    def is_bare(self) -> bool:
        """Whether it has no resource."""
        return self._valid().resource is None

    @property
    def is_domain(self) -> bool:
        """Whether it is a domain and nothing else."""
        parts = self._valid()
        return parts.local is None and parts.resource is None

    @property
    def normalized(self) -> str:
        """The text that all equal JIDs share."""
        return str(self._valid())

    @property
    def is_valid(self) -> bool:
        """Whether the text is a JID."""
        return isinstance(self._read(), Parts)

    @property
    def problem(self) -> str | None:
        """What is wrong with the text, in a sentence, or ``None``."""
        parts = self._read()
        return str(parts) if isinstance(parts, JidError) else None

    def _read(self) -> Parts | JidError:
        parts: Parts | JidError | None = getattr(self, "_parts", None)
        if parts is None:
            parts = _parsed(self._text)
            _set_parts(self, parts)
        return parts

    def _valid(self) -> Parts:
        parts = self._read()
        if isinstance(parts, JidError):
            # The one that is kept is never raised, since it would collect tracebacks.
            raise JidError(*parts.args)
        return parts

    def _identity(self) -> Parts | str:
        parts = self._read()
        return self._text if isinstance(parts, JidError) else parts

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Jid):
            return NotImplemented
        return self._text == other._text or self._identity() == other._identity()

    def __hash__(self) -> int:
        return hash(self._identity())

    def __str__(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return f"Jid({self._text!r})" if self.is_valid else f"Jid.unchecked({self._text!r})"

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"a Jid cannot be changed, so {name!r} cannot be set")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"a Jid cannot be changed, so {name!r} cannot be deleted")

    def __reduce__(self) -> tuple[Callable[[str], "Jid"], tuple[str]]:
        return Jid.unchecked, (self._text,)


# Bound once, for `unchecked` is called for each JID in each stanza, and ``object.__setattr__``
# takes twice the time of what it ends in.
_new = object.__new__
_set_text: Callable[[Jid, str], None] = vars(Jid)["_text"].__set__
_set_parts: Callable[[Jid, Parts | JidError], None] = vars(Jid)["_parts"].__set__

# Common ASCII, for which both libraries would but lower the case. What this does not match may
# still be valid: it does not look at total lengths, A-labels or IPv6.
_COMMON = re.compile(
    r"""
    (?: ([!#-%(-.0-9;=?A-Z\[-~]{1,1023}) @ )?
    (
        (?!..--) [0-9A-Za-z] (?: [0-9A-Za-z-]{0,61} [0-9A-Za-z] )?
        (?: \. (?!..--) [0-9A-Za-z] (?: [0-9A-Za-z-]{0,61} [0-9A-Za-z] )? )*
    )
    \.?
    (?: / ([\ -~]{1,1023}) )?
    """,
    re.VERBOSE,
).fullmatch


def _parsed(text: str) -> Parts | JidError:
    """Return the normalised parts of *text*, or what is wrong with it."""
    common = _COMMON(text)
    if common is not None:
        local, domain, resource = common.groups()
        if len(domain) <= MAX_HOST_OCTETS:
            return Parts(local and local.lower(), domain.lower(), resource)
    try:
        return _enforced(text, _split(text))
    except JidError as error:
        # A copy, which does not keep the frames that this one came through.
        return JidError(*error.args)


def _split(text: str) -> Parts:
    """Return the parts of *text* as written, by section 3.2: the first slash, then the first @."""
    bare, slash, resource = text.partition("/")
    local, at, domain = bare.partition("@")
    return Parts(local if at else None, domain if at else bare, resource if slash else None)


def _enforced(text: str, raw: Parts) -> Parts:
    """Return the parts normalised, or raise what is wrong with the first that is not valid."""
    local, domain, resource = raw
    return Parts(
        None if local is None else _enforced_part(text, "local", local),
        _enforced_part(text, "domain", domain),
        None if resource is None else _enforced_part(text, "resource", resource),
    )


def _enforced_part(text: str, part: Part, raw: str) -> str:
    """Return one part normalised, or raise what is wrong with it."""
    # No mapping leaves less than a quarter of a text, so what is cut off here is too long in any
    # case, and would take a second a megabyte.
    head = raw[: 4 * MAX_OCTETS + 1]
    try:
        return _measured(_ENFORCE[part](head))
    except ValueError as error:
        raise JidError(text, part, str(error)) from None


def _measured(value: str) -> str:
    """Return a normalised part that is not too long."""
    if len(value.encode()) > MAX_OCTETS:
        raise ValueError(f"must not be longer than {MAX_OCTETS} octets")
    return value


def _local(raw: str) -> str:
    """Return a local part normalised, by section 3.3."""
    value = _prepared("UsernameCaseMapped", raw)
    # Asked of the result, since the width mapping makes an at sign of U+FF20.
    excluded = re.search("[\"&'/:<>@]", value)
    if excluded is not None:
        raise ValueError(f"must not hold {_named(excluded[0])}, which RFC 7622 excludes")
    return value


def _resource(raw: str) -> str:
    """Return a resource normalised, by section 3.4."""
    return _prepared("OpaqueString", raw)


def _prepared(profile: str, raw: str) -> str:
    """Return *raw* as a profile of PRECIS has it."""
    try:
        return _profile(profile)(raw)
    except UnicodeEncodeError as error:
        raise ValueError(_precis_reason(raw, error)) from None


@cache
def _profile(name: str) -> Callable[[str], str]:
    """Return the function that enforces a profile of PRECIS."""
    # Late, as with idna below: together they take 15 ms to import, and common JIDs need neither.
    from precis_i18n import get_profile

    return get_profile(name).enforce


_WHOLE = {
    "bidi_rule": "must not mix directions of writing as the Bidi Rule of RFC 5893 forbids",
    "empty": "must not be empty",
}

_KINDS = {
    "controls": "a control character",
    "exceptions": "which PRECIS excepts by name",
    "has_compat": "a compatibility form of other characters",
    "old_hangul_jamo": "a piece of a Hangul syllable",
    "other": "which is neither letter, digit, sign nor space",
    "other_letter_digits": "a letter or number of a rare kind",
    "precis_ignorable_properties": "which is invisible",
    "punctuation": "a punctuation mark",
    "spaces": "a space",
    "symbols": "a symbol",
    "unassigned": "which is not assigned",
}


def _precis_reason(raw: str, error: UnicodeEncodeError) -> str:
    """Return in words what precis_i18n says in codes, as in ``DISALLOWED/has_compat``."""
    kind = error.reason.rpartition("/")[2]
    if kind in _WHOLE:
        return _WHOLE[kind]
    # What is left are the contextual rules, as for a middle dot, which must be between two l's.
    why = _KINDS.get(kind, "which is allowed in certain surroundings only")
    # The error knows the mapped text only, but a reader looks for the capital that was written.
    mapped = error.object[error.start]
    written = next((character for character in raw if character.lower() == mapped), mapped)
    return f"must not hold {_named(written)}, {why}"


def _domain(raw: str) -> str:
    """Return a domain normalised, by section 3.2."""
    name = raw.removesuffix(".")
    if not name:
        raise ValueError("must not be empty")
    if name.startswith("["):
        return _ipv6(name)
    return _host(name)


def _ipv6(raw: str) -> str:
    """Return an IPv6 address in brackets, in lower case."""
    from ipaddress import IPv6Address  # few hosts are addresses

    # No zone identifiers, since RFC 9844. No compression: RFC 7622 compares octet by octet.
    inside = re.fullmatch(r"\[([0-9A-Fa-f:.]+)]", raw)
    try:
        IPv6Address(inside[1] if inside else "")
    except ValueError:
        raise ValueError("is not an IPv6 address in brackets") from None
    return raw.lower()


def _host(raw: str) -> str:
    """Return a host name with U-labels; an IPv4 address passes as one."""
    from idna import ulabel

    # The width mapping goes first, since it can make dots.
    labels = [_alabel(label) for label in _narrowed(raw).split(".")]
    if len(b".".join(labels)) > MAX_HOST_OCTETS:
        raise ValueError(f"must not be longer than {MAX_HOST_OCTETS} octets in ASCII")
    return ".".join(map(ulabel, labels))


def _alabel(raw: str) -> bytes:
    """Return a label as the DNS has it."""
    from idna import alabel

    # A U-label is left alone, and so the result is always stable: the mapping to lower case
    # would make of Cherokee, where IDNA2008 wants the capitals, what IDNA2008 refuses.
    try:
        return alabel(raw)
    except ValueError:
        mapped = unicodedata.normalize("NFC", raw.lower())
    try:
        return alabel(mapped)
    except ValueError as error:
        raise ValueError(_label_reason(raw, error)) from None


def _narrowed(text: str) -> str:
    """Return *text* with its fullwidth and halfwidth forms mapped, by RFC 5895."""
    return re.sub("[\uff01-\uffef]", lambda wide: unicodedata.normalize("NFKC", wide[0]), text)


def _label_reason(label: str, error: ValueError) -> str:
    """Return in words why a label is refused."""
    if not label:
        return "must not have an empty label"
    alien = re.search(r"[^0-9A-Za-z\x80-\U0010ffff-]", label)
    if alien is not None:
        return f"must not hold {_named(alien[0])}: a host is letters, digits, hyphens and dots"
    return f"has the label {_quoted(label)}, which IDNA2008 refuses: {error}"


_ENFORCE: dict[Part, Callable[[str], str]] = {
    "local": _local,
    "domain": _domain,
    "resource": _resource,
}


def _named(character: str) -> str:
    """Return a character as a sentence shows it, seen or not."""
    name = unicodedata.name(character, "")
    return f"{character!r} (U+{ord(character):04X}{name and ' '}{name})"


def _quoted(text: str) -> str:
    """Return *text* as a sentence shows it, cut where it is long."""
    return repr(text) if len(text) <= 80 else f"{text[:79] + '…'!r}"
