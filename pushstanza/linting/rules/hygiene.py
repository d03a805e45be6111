"""Family 9: comments to the linter, its baseline, and files that it cannot read completely.

No rule of this family checks a stanza.
"""

from pushstanza.diagnostics import Severity
from pushstanza.linting.rules.rule import Given, reported_by_parser

#: The codes of this family, by what they are about.
UNUSED, MALFORMED, EXPECTED, STALE, TRUNCATED = "PS901", "PS902", "PS903", "PS904", "PS905"
UNREAD = "PS906"

_ENABLE = "<iq type='set' id='e1'><enable xmlns='urn:xmpp:push:0' jid='push.example.com' node='my-phone'/></iq>"
_COPIED = (
    "<iq type='set' id='e1'><disable xmlns='urn:xmpp:push:0' jid='push-5.client.example'/></iq>"
)


@reported_by_parser(
    UNUSED,
    "unused-suppression",
    Severity.WARNING,
    source="the comments of pushstanza",
    bad=f"<!-- pushstanza: ignore[PS806] as in the XEP -->\n{_ENABLE}",
    good=f"<!-- pushstanza: ignore[PS806] as in the XEP -->\n{_COPIED}",
)
def unused_suppression() -> None:
    """A comment suppresses findings of a rule that has none there.

    If it stays, it suppresses the next real finding.
    """


@reported_by_parser(
    MALFORMED,
    "malformed-suppression",
    Severity.ERROR,
    source="the comments of pushstanza",
    bad=(
        f"<!-- pushstanza: ignore -->\n{_ENABLE}",
        f"<!-- pushstanza: ignore[PS999] -->\n{_ENABLE}",
        f"<!-- pushstanza: ingore[PS806] -->\n{_ENABLE}",
    ),
    good=f"<!-- pushstanza: ignore[placeholder-left] as in the XEP -->\n{_COPIED}",
)
def malformed_suppression() -> None:
    """A comment to pushstanza is malformed, and has no effect.

    It may name an unknown rule, or none: a comment that suppressed all rules would also suppress
    findings that nobody has seen yet.
    """


@reported_by_parser(
    EXPECTED,
    "expected-findings-missing",
    Severity.ERROR,
    source="the blocks that documentation calls invalid",
    bad=f"```xml pushstanza: invalid\n{_ENABLE}\n```\n",
    good=f"```xml pushstanza: invalid\n{_COPIED}\n```\n",
    given=Given(file="page.md"),
)
def expected_findings_missing() -> None:
    """A block that is marked as an invalid example has no findings.

    Readers would take a valid stanza for an invalid one.
    """


@reported_by_parser(
    STALE,
    "stale-baseline-entry",
    Severity.WARNING,
    source="the baseline of pushstanza",
    bad=(),
    good=(),
)
def stale_baseline_entry() -> None:
    """The baseline contains a finding that no longer exists.

    It would suppress the same fault if it came back. ``pushstanza baseline prune`` removes it.
    """


@reported_by_parser(
    TRUNCATED,
    "truncated-by-logger",
    Severity.INFO,
    source="Prosody, util/stanza.lua, top_tag; mod_stanza_debug; MongooseIM, format_chars_limit",
    bad="Nov 13 21:39:22 c2s26b6530\tdebug\tReceived[c2s]: <iq id='e1' type='set'>\n",
    good=f"Nov 13 21:39:22 c2s26b6530\tdebug\tRECV: {_ENABLE}\n",
    given=Given(file="prosody.log"),
)
def truncated_by_logger() -> None:
    """The log contains only the first tag of a stanza, or a truncated record.

    The rest cannot be checked, as where a document shows only the beginning of one. Prosody's ``mod_stanza_debug`` logs whole stanzas; MongooseIM's JSON
    formatter truncates at ``format_chars_limit``.
    """


@reported_by_parser(
    UNREAD,
    "no-stanza-checked",
    Severity.WARNING,
    source="what is read of each kind of file",
    bad=f"<!--\n{_ENABLE}\n-->\n",
    good="<features>\n<!-- urn:xmpp:push:0 is a namespace, and no stanza -->\n</features>\n",
    given=Given(file="enable.xml"),
)
def no_stanza_checked() -> None:
    """A file contains markup with a push namespace, but no stanza could be read.

    Without this warning it would seem to be checked, with nothing found. The message says why, as
    far as that is known. A namespace on its own, as in a constant, a list or a sentence, is fine.
    """
