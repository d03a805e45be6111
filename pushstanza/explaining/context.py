"""What is known of an error besides the error itself."""

from collections.abc import Iterable

import attrs
from lxml import etree

from pushstanza.diagnostics.records import frozen
from pushstanza.explaining.explanation import Sign
from pushstanza.jid import Jid
from pushstanza.linting.linter import Linter
from pushstanza.linting.settings import Settings
from pushstanza.servers import SERVERS
from pushstanza.servers.server import Server


@frozen
class SentRequest:
    """A request: its tree, and its text with the place where it begins, if it has one."""

    root: etree._Element = attrs.field(repr=False, eq=False)
    text: str | None = None
    line: int = 1
    column: int = 1


@frozen(kw_only=True)
class Context:
    """Who answered, to whom, and to what, as far as it is known."""

    server: str | None = None
    account: Jid | None = None
    request: SentRequest | None = None

    def concerns(self, server: Server) -> bool:
        """Tell whether it may be *server* that answered.

        Whoever names a server means any way to set it up, too. A push service that is part of a
        server and that server are one.
        """
        if self.server in {None, server.name, server.variant_of}:
            return True
        named = SERVERS[self.server or ""]
        return named.is_push_service and named.variant_of == server.name

    def signs(self, rules: Iterable[str], request: SentRequest | None = None) -> list[Sign]:
        """Return what some rules find in a request: in *request*, or in the one that is known."""
        sent, select = request or self.request, tuple(rules)
        if sent is None or not select:
            return []
        text = sent.text or etree.tostring(sent.root, encoding="unicode")
        linter = Linter(Settings(select=select, account=self.account))
        found = linter.check(text, first_line=sent.line, column=sent.column)
        return [
            Sign(
                code=each.code,
                message=each.message,
                hint=each.hint,
                line=each.line if sent.text else None,
                column=each.column if sent.text else None,
            )
            for each in found.diagnostics
        ]
