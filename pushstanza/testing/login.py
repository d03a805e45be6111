"""How a client comes to its session: SASL PLAIN, then a resource (RFC 6120, sections 6 and 7)."""

import base64
import hmac
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Self

import attrs
from lxml import etree

from pushstanza.diagnostics import WrongTypeError
from pushstanza.diagnostics.arguments import Argument, with_article
from pushstanza.diagnostics.records import frozen
from pushstanza.flow import Server
from pushstanza.flow.client import (
    BIND,
    ClientRole,
    DomainRole,
    bind_features,
    bound,
    error,
    result,
)
from pushstanza.flow.conversation import Conversation, Role
from pushstanza.flow.feed import Fault
from pushstanza.jid import Jid, JidError
from pushstanza.reading import tags
from pushstanza.servers.request import jid_of
from pushstanza.testing.component import COMPONENT, ComponentRole

SASL: Final = "urn:ietf:params:xml:ns:xmpp-sasl"

_NO_LOGIN = Fault("not-authorized", "log in with SASL PLAIN first; there is no TLS")
_NO_RESOURCE = Fault("not-authorized", "bind a resource first")


@frozen(kw_only=True)
class Doors:
    """Who is let in.

    ``accounts`` has the passwords by local part, ``None`` lets all in with any password;
    ``components`` has the secrets by host.
    """

    accounts: Mapping[str, str] | None = attrs.field(default=None, repr=False)
    components: Mapping[str, str] = attrs.field(factory=dict, repr=False)

    @classmethod
    def of(
        cls, server: Server, accounts: Mapping[str, str] | None, components: Mapping[str, str]
    ) -> Self:
        """Return them with normalized names.

        Raises:
            WrongTypeError: *accounts* or *components* is no mapping of texts.
            WrongValueError: a name is no local part, or no host for a component.
        """
        if accounts is not None:
            accounts = _named(accounts, "accounts", lambda name: _local(name, server))
        return cls(
            accounts=accounts,
            components=_named(components, "components", lambda name: _host(name, server)),
        )


@attrs.define(eq=False)
class LoginRole(DomainRole):
    """Somebody who has not logged in yet."""

    server: Server
    doors: Doors

    def chosen(self, header: etree._Element) -> Role:
        """Become a component where the header is that of one."""
        if header.nsmap.get(None) == COMPONENT:
            return ComponentRole(self.server, self.doors.components)
        return self

    def features(self) -> Sequence[etree._Element]:
        """Offer PLAIN alone, and no TLS."""
        mechanisms = etree.Element(f"{{{SASL}}}mechanisms", nsmap={None: SASL})
        etree.SubElement(mechanisms, f"{{{SASL}}}mechanism").text = "PLAIN"
        return [mechanisms]

    def take(self, element: etree._Element, stream: Conversation) -> None:
        """Take the parts of an authentication."""
        namespace, name = tags.split(str(element.tag))
        if namespace != SASL:
            stream.end(_NO_LOGIN)
            return
        if name == "auth" and element.get("mechanism") == "PLAIN" and not element.text:
            stream.send(_sasl("challenge"))
            return
        account = self._account(name, element)
        if isinstance(account, Jid):
            stream.send(_sasl("success"))
            stream.restart(BindRole(self.server, account))
        else:
            failure = _sasl("failure")
            etree.SubElement(failure, f"{{{SASL}}}{account}")
            stream.send(failure)

    def _account(self, name: str, element: etree._Element) -> Jid | str:
        """Return who logs in, or the condition of the failure (RFC 6120, section 6.5)."""
        if name == "auth" and element.get("mechanism") != "PLAIN":
            return "invalid-mechanism"
        if name not in {"auth", "response"}:
            return "aborted" if name == "abort" else "malformed-request"
        try:
            message = base64.b64decode(element.text or "", validate=True).decode()
        except ValueError:
            return "incorrect-encoding"
        parts = message.split("\0")
        if len(parts) != 3:
            return "malformed-request"
        return self._authenticated(*parts)

    def _authenticated(self, identity: str, name: str, password: str) -> Jid | str:
        """Return who logs in with the message of PLAIN (RFC 4616), or why nobody does."""
        try:
            account = Jid.of(name, self.server.domain)
        except JidError:
            return "not-authorized"
        if not self._is_password(account, password):
            return "not-authorized"
        if identity and jid_of(identity) != account:
            return "invalid-authzid"
        return account

    def _is_password(self, account: Jid, password: str) -> bool:
        if self.doors.accounts is None:
            return True
        expected = self.doors.accounts.get(account.local or "")
        return expected is not None and hmac.compare_digest(expected.encode(), password.encode())


@attrs.define(eq=False)
class BindRole(DomainRole):
    """Somebody who has logged in, and binds a resource."""

    server: Server
    account: Jid

    def features(self) -> Sequence[etree._Element]:
        """Offer to bind."""
        return bind_features()

    def take(self, element: etree._Element, stream: Conversation) -> None:
        """Bind the resource that is asked for, or else one of ours."""
        bind = element.find(f"{{{BIND}}}bind")
        if bind is None or tags.local(element) != "iq" or element.get("type") != "set":
            stream.end(_NO_RESOURCE)
            return
        wanted = bind.findtext(f"{{{BIND}}}resource")
        try:
            client = Jid.of(self.account.local, self.account.domain, wanted or stream.id)
        except JidError:
            stream.send(error(element, self.account, "bad-request", "modify"))
            return
        role = ClientRole(self.server, client)
        stream.role = role
        role.arrive(stream)
        stream.send(result(element, client, bound(client)))


def _sasl(name: str) -> etree._Element:
    return etree.Element(f"{{{SASL}}}{name}", nsmap={None: SASL})


def _named(given: Any, argument: str, normalized: Callable[[str], str]) -> dict[str, str]:
    about = Argument("Listener", argument)
    if not isinstance(given, Mapping):
        raise about.wrong_type(given, "a mapping of names to passwords")
    wrong = [each for pair in given.items() for each in pair if not isinstance(each, str)]
    if wrong:
        # What was given is not repeated: it may be a password.
        raise WrongTypeError(
            f"{about} must map texts to texts, but holds {with_article(type(wrong[0]).__name__)}",
            attribute=argument,
            expected=("a mapping of texts to texts",),
            path=about.path,
        )
    return {normalized(name): secret for name, secret in given.items()}


def _local(name: str, server: Server) -> str:
    try:
        return Jid.of(name, server.domain).local or ""
    except JidError:
        hint = f"; did you mean {name.partition('@')[0]!r}?" if "@" in name else ""
        reason = f"has {name!r}, which is no local part of a JID{hint}"
        raise Argument("Listener", "accounts").wrong_value(reason, name, "local parts") from None


def _host(name: str, server: Server) -> str:
    about = Argument("Listener", "components")
    try:
        host = Jid(name)
    except JidError as error:
        raise about.wrong_value(f"has {name!r}, which is no host: {error}", name, "hosts") from None
    if not host.is_domain or host.domain == server.domain:
        raise about.wrong_value(f"has {name!r}, which is no host of a component", name, "hosts")
    if host.domain in server.services:
        reason = f"has {name!r}, where a push service is attached to the server"
        raise about.wrong_value(reason, name, "hosts")
    return host.domain
