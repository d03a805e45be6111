"""Jabber identifiers (JIDs), by RFC 7622 with errata 4534 and 4560, and RFC 9844."""

import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache
from typing import (
    TYPE_CHECKING,
    Any,
    Final,
    Literal,
    NamedTuple,
    NoReturn,
    Protocol,
    Self,
    TypeAlias,
    final,
    runtime_checkable,
)

from pushstanza.diagnostics import FrozenError, PushStanzaError
from pushstanza.diagnostics.arguments import Argument, constructor, public
from pushstanza.diagnostics.masking import without_tokens
from pushstanza.diagnostics.patterns import lazy_pattern

Part = Literal["local", "domain", "resource"]

#: The maximum length of a part, in octets of UTF-8 (sections 3.2.2, 3.3.2 and 3.4.2).
MAX_OCTETS = 1023

#: The maximum length of a host name, in octets of ASCII without a trailing dot (RFC 1035).
MAX_HOST_OCTETS = 253


class JidError(PushStanzaError, ValueError):
    """A text is not a valid JID: ``part`` is the invalid part, ``reason`` says why."""

    def __init__(self, text: str, part: Part, reason: str) -> None:
        super().__init__(text, part, reason)
        self.text = text
        self.part: Part = part
        self.reason = reason

    def __str__(self) -> str:
        return f"the {self.part} part of {_quoted(self.text)} {self.reason}"


class Parts(NamedTuple):
    """The three parts of a JID; the domain is required."""

    local: str | None
    domain: str
    resource: str | None

    def __str__(self) -> str:
        before = "" if self.local is None else f"{self.local}@"
        after = "" if self.resource is None else f"/{self.resource}"
        return f"{before}{self.domain}{after}"


@runtime_checkable
class ForeignJid(Protocol):
    """The JID of another library."""

    @property
    def domain(self) -> Any:
        """The domain part."""

    def __str__(self) -> str:
        """Return the whole address."""
        ...


#: The libraries whose JIDs are taken.
_LIBRARIES: Final = frozenset({"aioxmpp", "nbxmpp", "slixmpp"})


def is_foreign(address: object) -> bool:
    """Tell whether *address* is a JID of another library."""
    return any(each.__module__.partition(".")[0] in _LIBRARIES for each in type(address).__mro__)


def _exact(text: str | None) -> str | None:
    """Return the text itself of what may be a member of an Enum."""
    return None if text is None else str.__str__(text)


def _text_of(address: "AnyJid") -> str:
    if isinstance(address, str):
        return address
    if isinstance(address, Jid):
        return address._text
    if is_foreign(address):
        return str(address)
    expected = "a JID: a str, a Jid, or one of slixmpp, aioxmpp or nbxmpp"
    raise Argument("Jid", "address").unexpected(address, expected)


@final
@constructor
class Jid:
    """An address in XMPP: the text as it was written, compared as RFC 7622 requires.

    A ``Jid`` is never equal to a text, and mypy and pyright refuse the comparison in their strict
    modes: compare with ``Jid(text)``.

    ``Jid(text)`` raises ``JidError`` if the text is not valid. ``Jid.unchecked(text)`` holds any
    text, and validates it on first use.
    """

    __slots__ = ("_parts", "_text")

    _text: str
    _parts: Parts | JidError  # unset until first use

    def __new__(cls, address: "AnyJid") -> Self:
        """Return an address as a JID.

        Args:
            address: Its text; or a JID, also of slixmpp, aioxmpp or nbxmpp.

        Raises:
            JidError: The text is not a valid JID.
            WrongTypeError: *address* is neither a text nor a JID.
        """
        self = cls.unchecked(_text_of(address))
        self._valid()
        return self

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return ``Jid(text)``."""
        return cls(text)

    @classmethod
    def unchecked(cls, text: str) -> Self:
        """Return a JID that holds *text*, valid or not.

        Raises:
            WrongTypeError: *text* is not a ``str``.
        """
        if not isinstance(text, str):
            raise Argument("Jid.unchecked()", "text").wrong_type(text, "a str")
        self = _new(cls)
        _set_text(self, text if type(text) is str else str.__str__(text))
        return self

    @classmethod
    @public
    def of(cls, local: str | None, domain: str, resource: str | None = None) -> Self:
        """Return the JID with these parts.

        Raises:
            JidError: A part is not valid.
            WrongTypeError: A part is not a ``str``.
        """
        raw = Parts(_exact(local), str.__str__(domain), _exact(resource))
        self = cls.unchecked(str(raw))
        # Not parsed from the text: with a local part of "a/b" that would give other parts.
        _set_parts(self, _enforced(self._text, raw))
        return self

    @property
    def local(self) -> str | None:
        """The part before the at sign, normalized."""
        return self._valid().local

    @property
    def domain(self) -> str:
        """The normalized host, in lower case, with U-labels and without a trailing dot."""
        return self._valid().domain

    @property
    def resource(self) -> str | None:
        """The part after the slash, normalized."""
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
        """Whether it is only a domain."""
        parts = self._valid()
        return parts.local is None and parts.resource is None

    @property
    def normalized(self) -> str:
        """The text that all equal JIDs share."""
        return str(self._valid())

    @property
    def is_valid(self) -> bool:
        """Whether the text is a valid JID."""
        return type(self._read()) is Parts

    @property
    def problem(self) -> str | None:
        """Why the text is not a valid JID, ``None`` if it is valid."""
        parts = self._read()
        return str(parts) if isinstance(parts, JidError) else None

    def _read(self) -> Parts | JidError:
        try:
            return self._parts
        except AttributeError:  # not read yet
            text = self._text
            parts = _parsed_once(text) if len(text) <= _LONGEST_KEPT else _parsed(text)
            _set_parts(self, parts)
            return parts

    def _valid(self) -> Parts:
        parts = self._read()
        if isinstance(parts, JidError):
            # The stored error is never raised, since it would collect tracebacks.
            raise JidError(*parts.args)
        return parts

    def _identity(self) -> Parts | str:
        parts = self._read()
        return self._text if isinstance(parts, JidError) else parts

    if not TYPE_CHECKING:  # a checker that sees it would let a Jid be compared with a text

        def __eq__(self, other: object) -> bool:
            if not isinstance(other, Jid):
                return NotImplemented
            return self._text == other._text or self._identity() == other._identity()

    def __hash__(self) -> int:
        parts = self._read()
        return hash(parts if type(parts) is Parts else self._text)

    def __str__(self) -> str:
        return self._text

    def __format__(self, spec: str) -> str:
        return format(self._text, spec)

    def __repr__(self) -> str:
        return f"Jid({self._text!r})" if self.is_valid else f"Jid.unchecked({self._text!r})"

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise FrozenError(f"a Jid cannot be changed: {name!r} cannot be set")

    def __delattr__(self, name: str) -> NoReturn:
        raise FrozenError(f"a Jid cannot be changed: {name!r} cannot be deleted")

    def __reduce__(self) -> tuple[Callable[[str], "Jid"], tuple[str]]:
        return Jid.unchecked, (self._text,)


# Bound once, as `unchecked` is called for each JID in each stanza, and ``object.__setattr__`` takes
# twice as long as the descriptor that it calls.
_new = object.__new__
_set_text: Callable[[Jid, str], None] = vars(Jid)["_text"].__set__
_set_parts: Callable[[Jid, Parts | JidError], None] = vars(Jid)["_parts"].__set__

# Common ASCII, which both libraries would only convert to lower case. What this does not match may
# still be valid: total lengths, A-labels and IPv6 are not covered.
_COMMON = lazy_pattern(
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


#: Of texts up to this length the parts of the last 1,024 are kept: traffic names few hosts.
_LONGEST_KEPT = 100


@lru_cache(maxsize=1024)
def _parsed_once(text: str) -> Parts | JidError:
    return _parsed(text)


def _parsed(text: str) -> Parts | JidError:
    """Return the normalized parts of *text*, or the error."""
    common = _COMMON(text)
    if common is not None:
        local, domain, resource = common.groups()
        if len(domain) <= MAX_HOST_OCTETS:
            return Parts(local and local.lower(), domain.lower(), resource)
    try:
        return _enforced(text, _split(text))
    except JidError as error:
        # A copy, which does not keep the frames of the traceback.
        return JidError(*error.args)


def _split(text: str) -> Parts:
    """Return the parts of *text* as written, by section 3.2: the first slash, then the first @."""
    bare, slash, resource = text.partition("/")
    local, at, domain = bare.partition("@")
    return Parts(local if at else None, domain if at else bare, resource if slash else None)


def _enforced(text: str, raw: Parts) -> Parts:
    """Return the parts normalized, or raise the error of the first invalid part."""
    local, domain, resource = raw
    return Parts(
        None if local is None else _enforced_part(text, "local", local),
        _enforced_part(text, "domain", domain),
        None if resource is None else _enforced_part(text, "resource", resource),
    )


def _enforced_part(text: str, part: Part, raw: str) -> str:
    """Return one part normalized, or raise its error."""
    # No mapping shortens a text to less than a quarter, so a text that is cut here is too long in
    # any case; normalizing it would take a second per megabyte.
    head = raw[: 4 * MAX_OCTETS + 1]
    try:
        return _not_too_long(_ENFORCE[part](head))
    except ValueError as error:
        raise JidError(text, part, str(error)) from None


def _not_too_long(value: str) -> str:
    """Return a normalized part, or raise if it is too long."""
    if len(value.encode()) > MAX_OCTETS:
        raise ValueError(f"must not be longer than {MAX_OCTETS} octets")
    return value


def _local(raw: str) -> str:
    """Return a local part normalized (section 3.3)."""
    value = _prepared("UsernameCaseMapped", raw)
    # Checked in the result, since the width mapping turns U+FF20 into an at sign.
    excluded = re.search("[\"&'/:<>@]", value)
    if excluded is not None:
        raise ValueError(f"must not contain {_named(excluded[0])} (RFC 7622, section 3.3.1)")
    return value


def _resource(raw: str) -> str:
    """Return a resource normalized (section 3.4)."""
    return _prepared("OpaqueString", raw)


def _prepared(profile: str, raw: str) -> str:
    """Return *raw* normalized by a profile of PRECIS."""
    try:
        return _profile(profile)(raw)
    except UnicodeEncodeError as error:
        raise ValueError(_precis_reason(raw, error)) from None


@cache
def _profile(name: str) -> Callable[[str], str]:
    """Return the function that enforces a profile of PRECIS."""
    # Imported late, like idna below: together they take 15 ms, and common JIDs need neither.
    from precis_i18n import get_profile

    return get_profile(name).enforce


_WHOLE = {
    "bidi_rule": "must not mix text directions (the Bidi Rule of RFC 5893)",
    "empty": "must not be empty",
}

_KINDS = {
    "controls": "a control character",
    "exceptions": "an exception of PRECIS",
    "has_compat": "a compatibility form of other characters",
    "old_hangul_jamo": "a conjoining Hangul jamo",
    "other": "which is not a letter, digit, symbol or space",
    "other_letter_digits": "a letter or number of a category that PRECIS excludes",
    "precis_ignorable_properties": "an invisible character",
    "punctuation": "a punctuation mark",
    "spaces": "a space",
    "symbols": "a symbol",
    "unassigned": "an unassigned code point",
}


def _precis_reason(raw: str, error: UnicodeEncodeError) -> str:
    """Return the sentence for a code of precis_i18n, such as ``DISALLOWED/has_compat``."""
    kind = error.reason.rpartition("/")[2]
    if kind in _WHOLE:
        return _WHOLE[kind]
    # The rest are contextual rules, such as that a middle dot must be between two l's.
    why = _KINDS.get(kind, "which is allowed in certain contexts only")
    # The error has only the mapped text, but the reader looks for the capital that was written.
    mapped = error.object[error.start]
    written = next((character for character in raw if character.lower() == mapped), mapped)
    return f"must not contain {_named(written)}, {why}"


def _domain(raw: str) -> str:
    """Return a domain normalized (section 3.2)."""
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
    """Return a host name with U-labels; an IPv4 address counts as one."""
    from idna import ulabel

    # The width mapping goes first, since it can make dots.
    labels = [_alabel(label) for label in _narrowed(raw).split(".")]
    if len(b".".join(labels)) > MAX_HOST_OCTETS:
        raise ValueError(f"must not be longer than {MAX_HOST_OCTETS} octets in ASCII")
    return ".".join(map(ulabel, labels))


def _alabel(raw: str) -> bytes:
    """Return a label in the form of the DNS."""
    from idna import alabel

    # A U-label is not mapped, so that the result is stable: in Cherokee, where IDNA2008 requires
    # capitals, the mapping to lower case would make an invalid label.
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
    """Return why a label is invalid."""
    if not label:
        return "must not have an empty label"
    alien = re.search(r"[^0-9A-Za-z\x80-\U0010ffff-]", label)
    if alien is not None:
        return f"must not contain {_named(alien[0])}: use letters, digits, hyphens and dots"
    return f"has the label {_quoted(label)}, which is invalid in IDNA2008: {error}"


_ENFORCE: dict[Part, Callable[[str], str]] = {
    "local": _local,
    "domain": _domain,
    "resource": _resource,
}


def _named(character: str) -> str:
    """Return a character for a sentence, with its code point and name."""
    name = unicodedata.name(character, "")
    return f"{character!r} (U+{ord(character):04X}{name and ' '}{name})"


def _quoted(text: str) -> str:
    """Return *text* quoted for a sentence, shortened if it is long."""
    return without_tokens(repr(text if len(text) <= 80 else f"{text[:79]}…"))


#: What functions take as an address.
AnyJid: TypeAlias = Jid | str | ForeignJid
