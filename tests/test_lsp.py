"""The language server, asked by a real client on standard input and output."""

from lsp_client import at, edited, run, serving, span
from lsprotocol import types

BAD = "<iq type='set' id='1'>\n  <enable xmlns='urn:xmpp:push:O' jid='push.example.org' node='n'/>\n</iq>\n"


def test_findings_follow_what_is_typed():
    async def test():
        async with serving() as client:
            found = await client.open(BAD)
            assert [each.code for each in found] == ["PS007"]
            (one,) = found
            assert BAD.splitlines()[1][one.range.start.character : one.range.end.character]
            assert one.code_description.href.endswith(".html")
            client.change("untitled:stanza", 2, ((1, 32, 1, 33), "0"))
            assert await client.findings("untitled:stanza", 2) == []

    run(test())
