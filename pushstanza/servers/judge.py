"""What a server answers to a stanza that stands alone."""

import attrs

from pushstanza.diagnostics.arguments import public
from pushstanza.jid import AnyJid, Jid
from pushstanza.servers.answer import Verdict
from pushstanza.servers.inputs.beyond import not_about_push
from pushstanza.servers.reading import Received, UnreadableError, received
from pushstanza.servers.registry import APP_SERVERS, HOME_SERVERS, find_server
from pushstanza.servers.request import PUBSUB, Request, jid_of, request
from pushstanza.servers.server import Server
from pushstanza.stanzas.given import Given


@public
def verdict(
    data: Given,
    server: str = "mongooseim",
    account: AnyJid | None = None,
    *,
    pubsub: str | None = None,
    version: str | None = None,
) -> Verdict:
    """Return what a server answers to the one stanza in *data*.

    What the stanza needs is assumed to exist: the node it names, the registration it disables, a
    connected client. :mod:`pushstanza.flow` keeps track of what other stanzas change.

    Args:
        data: The text of a stanza, well-formed or not; its bytes, an element, or a model.
        server: The name of a server or a push service, such as ``ejabberd``, ``fpush``, or ``xep``
            for the specification: one of ``pushstanza.servers.SERVERS``.
        account: The full JID of the sender; by default the one in the stanza.
        pubsub: The host of the push service at the server.
        version: The version of the server, where it matters: ``23.01`` or ``26`` of ejabberd.

    Raises:
        UnknownServerError: there is no such server, or version.
        UnreadableError: there is no stanza in *data*, or more than one.
        JidError: the account is not a valid JID.
    """
    found = received(data)
    if len(found) != 1:
        raise UnreadableError(f"expected one stanza, found {len(found)}")
    return _judge(found[0], find_server(server, version), _jid(account), pubsub, version)


def verdicts(
    data: Given,
    servers: tuple[str, ...] = (),
    account: AnyJid | None = None,
    *,
    pubsub: str | None = None,
) -> list[list[Verdict]]:
    """Return what servers answer to each stanza in *data*: those that it may reach, by default.

    Takes and raises what :func:`pushstanza.verdict` does, but for the count.
    """
    sender = _jid(account)
    return [answers(each, servers, sender, pubsub=pubsub) for each in received(data)]


def answers(
    stanza: Received,
    servers: tuple[str, ...] = (),
    account: Jid | None = None,
    *,
    pubsub: str | None = None,
    version: str | None = None,
) -> list[Verdict]:
    """Return what servers answer to a stanza that was read: those it may reach, by default.

    Raises:
        UnknownServerError: there is no such server, or version.
    """
    asked = [find_server(each, version) for each in servers] or reached(stanza)
    return [_judge(stanza, each, account, pubsub, version) for each in asked]


def reached(stanza: Received) -> list[Server]:
    """Return the servers that are asked about a stanza if none is named."""
    publishes = any(each.tag == _PUBLISH for each in stanza.root.iter())
    is_publish = publishes and not not_about_push(request(stanza.root))
    return [*(APP_SERVERS if is_publish else HOME_SERVERS).values()]


_PUBLISH = f"{{{PUBSUB}}}publish"


def _jid(account: AnyJid | None) -> Jid | None:
    return None if account is None else Jid(account)


def _judge(
    stanza: Received, server: Server, account: Jid | None, pubsub: str | None, version: str | None
) -> Verdict:
    seen = request_to(stanza, server, account, pubsub, version)
    found = server.verdict(seen)
    if stanza.reason is not None and found.answer.type == "stream-error":
        return attrs.evolve(found, reason=stanza.reason)
    return found


def request_to(
    stanza: Received,
    server: Server,
    account: Jid | None = None,
    pubsub: str | None = None,
    version: str | None = None,
) -> Request:
    """Return a stanza as one server sees it."""
    stanza = stanza.read_by(server.parser)
    root = stanza.root
    if server.is_push_service:
        # A push service answers whatever host it is addressed by: the stanza has reached it.
        to = jid_of(root.get("to"))
        pubsub = to.domain if to else pubsub
        account = jid_of(root.get("from")) or account
    return request(
        root,
        account,
        pubsub=pubsub,
        version=version or (server.versions or ("",))[0],
        is_virtual=server.is_virtual,
        damage=stanza.damage,
        parser_error=stanza.parser_error,
    )
