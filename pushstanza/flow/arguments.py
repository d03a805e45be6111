"""Arguments of the emulator, checked: each function returns what is given, or says what is wrong.

Where the text of an error quotes what was given, what may be a device token is masked.
"""

import sys
from collections.abc import Callable, Collection, Iterable
from inspect import isfunction
from typing import TypeVar

import attrs

from pushstanza.diagnostics import WrongTypeError, WrongValueError
from pushstanza.diagnostics.arguments import Argument, constructor, public, with_article
from pushstanza.diagnostics.masking import quoted, without_tokens
from pushstanza.diagnostics.spelling import did_you_mean
from pushstanza.flow.errors import AddressError, UnknownClientError
from pushstanza.jid import AnyJid, Jid, JidError

T = TypeVar("T")

#: The longest text that a suggestion is looked for.
_LONGEST = 200


def checked(owner: type[T]) -> type[T]:
    """Check the arguments of the public methods of a class, and of its constructor."""
    for name, method in [*vars(owner).items()]:
        if isfunction(method) and not name.startswith("_"):
            setattr(owner, name, public(method))
    return constructor(owner)


# ---- sentences ----


def shown(value: str) -> str:
    """Return an address for a sentence."""
    return quoted(without_tokens(value), longest=_LONGEST)


def suggestion(word: str, words: Iterable[str]) -> str:
    """Return the question which word was meant, to be appended; empty where nothing is near."""
    found = did_you_mean(word, words) if len(word) <= _LONGEST else None
    return f"; {without_tokens(found)}" if found else ""


# ---- values ----


def text(argument: Argument, value: object, expected: str = "a str") -> str:
    """Return a text that is not empty."""
    if not isinstance(value, str):
        raise argument.wrong_type(value, expected)
    if not value:
        raise argument.wrong_value("must not be empty", value, expected)
    return value


def flag(argument: Argument, value: object) -> bool:
    """Return a truth value."""
    if not isinstance(value, bool):
        raise argument.wrong_type(value, "a bool")
    return value


def seconds(argument: Argument, value: object) -> float:
    """Return a number of seconds, greater than 0."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise argument.wrong_type(value, "a number of seconds")
    if not 0 < value <= sys.float_info.max:  # neither infinite, nor no number
        expected = "a number of seconds greater than 0"
        raise argument.wrong_value(f"must be {expected}, not {value!r}", value, expected)
    return value


def count(argument: Argument, value: object) -> int:
    """Return a whole number, at least 1."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise argument.wrong_type(value, "an int")
    if value < 1:
        expected = "a whole number of at least 1"
        raise argument.wrong_value(f"must be {expected}, not {value!r}", value, expected)
    return value


def instance(argument: Argument, value: object, kind: type[T]) -> T:
    """Return an object of a class."""
    if not isinstance(value, kind):
        raise argument.wrong_type(value, with_article(kind.__name__))
    return value


def given(argument: Argument, value: T | None, kind: type[T], **default: str) -> T:
    """Return an object of a class; one that is made if none is given."""
    return kind(**default) if value is None else instance(argument, value, kind)


# ---- fields of classes ----


def is_flag(owner: object, field: "attrs.Attribute[bool]", value: object) -> None:
    """Check a field that holds a truth value."""
    flag(Argument(type(owner).__name__, field.name), value)


def is_instance(kind: type[T]) -> "Callable[[object, attrs.Attribute[T], object], None]":
    """Return what checks a field that holds an object of a class."""

    def check(owner: object, field: "attrs.Attribute[T]", value: object) -> None:
        instance(Argument(type(owner).__name__, field.name), value, kind)

    return check


# ---- addresses ----


def address(argument: Argument, value: AnyJid, expected: str = "a JID") -> Jid:
    """Return a JID, given as text or as a JID of this or of another library."""
    try:
        return Jid(value)
    except WrongTypeError:
        raise argument.wrong_type(value, expected) from None
    except JidError as error:
        said, reason = without_tokens(error.text), without_tokens(error.reason)
        raise AddressError(
            f"{argument} is not a JID: {without_tokens(str(error))}",
            text=said,
            part=error.part,
            reason=reason,
            attribute=argument.name,
            expected=(expected,),
            path=argument.path,
        ) from None


def host(argument: Argument, value: AnyJid) -> str:
    """Return a domain, which has neither a local part nor a resource."""
    jid = address(argument, value, "a domain")
    if not jid.is_domain:
        why = f"must be a domain, not {shown(str(jid))}; did you mean {jid.domain!r}?"
        raise argument.wrong_value(why, str(jid), "a domain")
    return jid.domain


def user(argument: Argument, value: AnyJid, domain: str) -> Jid:
    """Return the JID of a user of a domain, or of a client of that user."""
    expected = f"a user of {domain} such as {f'alice@{domain}'!r}"
    jid = address(argument, value, expected)
    _check_place(argument, jid, domain, expected, ())
    return jid


def client(argument: Argument, value: AnyJid, domain: str, known: Iterable[str]) -> Jid:
    """Return the full JID of a client of a domain; suggest one of those that are *known*."""
    expected = f"a client of {domain} such as {f'alice@{domain}/phone'!r}"
    jid = address(argument, value, expected)
    _check_place(argument, jid, domain, expected, known)
    if jid.resource is None:
        raise _misplaced(argument, jid, "has no resource", expected, near_client(jid, known))
    return jid


def _check_place(
    argument: Argument, jid: Jid, domain: str, expected: str, known: Iterable[str]
) -> None:
    """Refuse who is no user of a domain."""
    if jid.local is None:
        is_name = "." not in jid.domain and jid.domain != domain
        hint = _did_you_mean(Jid.of(jid.domain, domain, jid.resource)) if is_name else ""
        raise _misplaced(argument, jid, "has no local part", expected, hint)
    if jid.domain != domain:
        moved = Jid.of(jid.local, domain, jid.resource)
        hint = near_client(jid, known) or suggestion(jid.normalized, [moved.normalized])
        raise _misplaced(argument, jid, f"is not of {domain}", expected, hint)


def _did_you_mean(jid: Jid) -> str:
    return f"; did you mean {shown(jid.normalized)}?"


def _misplaced(argument: Argument, jid: Jid, why: str, expected: str, hint: str) -> WrongValueError:
    reason = f"must be {expected}, but {shown(str(jid))} {why}{hint}"
    return argument.wrong_value(reason, str(jid), expected)


def known_client(argument: Argument, full: str, known: Collection[str]) -> str:
    """Return the full JID of a client that was connected before.

    Raises:
        UnknownClientError: it has never been connected; the message suggests another.
    """
    if full in known:
        return full
    hint = near_client(Jid(full), known) or "; connect it first"
    raise UnknownClientError(
        f"{argument} {shown(full)} has never been connected{hint}",
        attribute=argument.name,
        value=full,
        expected=known,
        path=argument.path,
    )


def near_client(jid: Jid, known: Iterable[str]) -> str:
    """Return the question which client was meant: one of the same user, or one spelt alike."""
    clients = [*known]
    bare = jid.bare.normalized
    of_user = [each for each in clients if each.partition("/")[0] == bare]
    if jid.resource is None and of_user:
        return _did_you_mean(Jid(of_user[-1]))
    return suggestion(jid.normalized, of_user) or suggestion(jid.normalized, clients)
