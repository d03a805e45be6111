"""Which server or push service is emulated, and whether it has the options that are given."""

from collections.abc import Mapping, Sequence
from typing import Any, get_args

import attrs

from pushstanza.diagnostics import WrongValueError
from pushstanza.diagnostics.arguments import Argument
from pushstanza.diagnostics.masking import quoted
from pushstanza.flow import arguments
from pushstanza.payloads.reactions import Mode
from pushstanza.servers import APP_SERVERS, HOME_SERVERS, UnknownServerError, find_server
from pushstanza.servers.options import COMMON, Option
from pushstanza.servers.publisher import Publisher, Settings
from pushstanza.servers.server import Server as Knowledge

#: The servers that can be played. A virtual host is a mode of another.
HOMES = tuple(name for name, each in HOME_SERVERS.items() if not each.is_virtual)


def home_server(name: object, version: object) -> Knowledge:
    """Return what is known of a server of users."""
    found = arguments.text(Argument("Server", "name"), name)
    if version is not None:
        version = arguments.text(Argument("Server", "version"), version)
    if found not in HOMES:
        raise _not_played(found)
    return find_server(found, version)


def _not_played(name: str) -> UnknownServerError:
    virtual = HOME_SERVERS.get(name)
    if name in APP_SERVERS:
        why = f"{name} is a push service; use pushstanza.flow.PushService for it"
    elif virtual is not None:
        why = f"{name} is a mode of {virtual.variant_of}; use mode='pubsub-less'"
    else:
        return UnknownServerError.of("server", name, HOMES, "name")
    return UnknownServerError(why, attribute="name", value=name, expected=HOMES, path="Server.name")


def publisher(knowledge: Knowledge) -> Publisher:
    """Return how a server publishes."""
    if knowledge.publisher is None:
        raise UnknownServerError(f"what {knowledge.title} publishes is not known")
    return knowledge.publisher


def chosen(given: Mapping[str, object]) -> dict[str, object]:
    """Return those arguments of the constructor that are options of some server."""
    names = {each.name for known in HOME_SERVERS.values() for each in (*COMMON, *known.options)}
    return {name: each for name, each in given.items() if name in names}


def settings(server: Knowledge, version: str | None, options: Mapping[str, object]) -> Settings:
    """Return how a server is set up with options that were checked, and with its defaults."""
    known = {each.name for each in attrs.fields(Settings)}
    given = {name: each for name, each in options.items() if name in known and each is not None}
    values: dict[str, Any] = {"version": version or (server.versions or ("",))[0], **given}
    return Settings(**values)


def mentioning() -> Publisher:
    """Return how a service with rooms notifies who is mentioned: one server has a module for it."""
    return next(
        each.publisher
        for each in HOME_SERVERS.values()
        if each.publisher is not None and "mention" in each.publisher.causes
    )


def push_service(kind: object) -> str:
    """Return the name of a push service."""
    found = arguments.text(Argument("PushService", "kind"), kind)
    if found in HOME_SERVERS:
        raise UnknownServerError(
            f"{found} is a server of users; use pushstanza.flow.Server for it",
            attribute="kind",
            value=found,
            expected=APP_SERVERS,
            path="PushService.kind",
        )
    if found not in APP_SERVERS:
        raise UnknownServerError.of("push service", found, APP_SERVERS, "kind")
    return found


def check_version(kind: str, version: object) -> None:
    """Check the version of a push service; ``None`` is its default.

    Raises:
        UnknownServerError: it has no such version.
    """
    if version is not None:
        find_server(kind, arguments.text(Argument("PushService", "version"), version))


def of(server: Knowledge) -> tuple[Option, ...]:
    """Return the options that a server has."""
    own = {each.name for each in server.options}
    return (*server.options, *(each for each in COMMON if each.name not in own))


def check(server: Knowledge, **given: object) -> None:
    """Check the options of a server; ``None`` is an option that is not given.

    Raises:
        WrongValueError: the server does not have one of them, or not with this value.
        WrongTypeError: one of them has a wrong type.
    """
    if given["mode"] is None:  # the only one with a default
        raise Argument("Server", "mode").wrong_type(None, *get_args(Mode))
    known = {each.name: each for each in of(server)}
    for name, value in given.items():
        if value is None:
            continue
        argument = Argument("Server", name)
        if name not in known:
            raise _not_had(server, argument, value, [*known])
        check_value(argument, known[name], value, server.title)


def _not_had(
    server: Knowledge, argument: Argument, value: object, known: list[str]
) -> WrongValueError:
    having = [each.title for each in HOME_SERVERS.values() if _has(each, argument.name)]
    reason = (
        f"is an option of {', '.join(having)}, and not of {server.title}, "
        f"which has {', '.join(known)}"
    )
    return argument.wrong_value(reason, value, *known)


def _has(server: Knowledge, name: str) -> bool:
    """Tell whether a server has an option of which there is a choice."""
    return not server.is_virtual and any(
        each.name == name and len(each.values) != 1 for each in server.options
    )


def check_value(argument: Argument, option: Option, value: object, title: str) -> None:
    """Check the value of an option; *title* is the server that has it.

    Raises:
        WrongValueError: it cannot have this value.
        WrongTypeError: it is of a wrong type.
    """
    if option.is_positive:
        arguments.seconds(argument, value)
        return
    if option.counts:
        arguments.count(argument, value)
        return
    if option.is_sequence:
        _check_sequence(argument, option, value, title)
        return
    words = tuple(each for each in option.values if isinstance(each, str))
    is_number = isinstance(value, bool) and bool not in option.kinds
    if is_number or not isinstance(value, option.kinds):
        kinds = [f"a {each.__name__}" for each in option.kinds]
        raise argument.wrong_type(value, *([f"one of {', '.join(words)}"] if words else kinds))
    if option.values and value not in option.values:
        only = ", ".join(map(str, option.values))
        hint = arguments.suggestion(value, words) if isinstance(value, str) and words[1:] else ""
        reason = f"is {quoted(value)}, but {title} takes {only}{hint}"
        raise argument.wrong_value(reason, value, *map(str, option.values))


def _check_sequence(argument: Argument, option: Option, value: object, title: str) -> None:
    """Check an option that is a row of values: each of them once, and at least one."""
    names = ", ".join(map(str, option.values))
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise argument.wrong_type(value, f"a sequence of {names}")
    for each in value:
        check_value(argument, attrs.evolve(option, is_sequence=False), each, title)
    if not value or len({*value}) < len(value):
        reason = "has to name each of them once" if value else "names nothing"
        raise argument.wrong_value(f"{reason}: {title} takes {names}", value, names)
