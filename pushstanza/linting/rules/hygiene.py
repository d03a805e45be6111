"""Family 9: the linter itself, what it was told, and what it could not see.

None of these looks at a stanza: comments, the baseline and the reader of logs find them.
"""

from pushstanza.diagnostics import Severity
from pushstanza.linting.rules.rule import Given, told_by_reader

#: The codes of this family, by what they are about.
UNUSED, MALFORMED, EXPECTED, STALE, TRUNCATED = "PS901", "PS902", "PS903", "PS904", "PS905"

_ENABLE = "<iq type='set' id='e1'><enable xmlns='urn:xmpp:push:0' jid='push.example.com' node='my-phone'/></iq>"
_COPIED = (
    "<iq type='set' id='e1'><disable xmlns='urn:xmpp:push:0' jid='push-5.client.example'/></iq>"
)


@told_by_reader(
    UNUSED,
    "unused-suppression",
    Severity.WARNING,
    source="the comments of pushstanza",
    bad=f"<!-- pushstanza: ignore[PS806] as in the XEP -->\n{_ENABLE}",
    good=f"<!-- pushstanza: ignore[PS806] as in the XEP -->\n{_COPIED}",
)
def unused_suppression() -> None:
    """A comment hides findings of a rule that finds nothing there.

    Left in place, it hides the next real one.
    """


@told_by_reader(
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
    """A comment to pushstanza does not say what it means.

    It may name a rule that does not exist, or none: a comment that hides everything would hide what
    nobody has seen yet. Nothing is hidden by it.
    """


@told_by_reader(
    EXPECTED,
    "expected-findings-missing",
    Severity.ERROR,
    source="the blocks that documentation calls invalid",
    bad=f"```xml pushstanza: invalid\n{_ENABLE}\n```\n",
    good=f"```xml pushstanza: invalid\n{_COPIED}\n```\n",
    given=Given(file="page.md"),
)
def expected_findings_missing() -> None:
    """A block that is marked as an example of what is wrong has nothing wrong in it.

    Readers would take a sound stanza for a broken one.
    """


@told_by_reader(
    STALE,
    "stale-baseline-entry",
    Severity.WARNING,
    source="the baseline of pushstanza",
    bad=(),
    good=(),
)
def stale_baseline_entry() -> None:
    """The baseline lists a finding that is not there any more.

    It would hide the same fault if it came back. ``pushstanza baseline prune`` drops it.
    """


@told_by_reader(
    TRUNCATED,
    "truncated-by-logger",
    Severity.INFO,
    source="Prosody, util/stanza.lua, top_tag; mod_stanza_debug; MongooseIM, format_chars_limit",
    bad="Nov 13 21:39:22 c2s26b6530\tdebug\tReceived[c2s]: <iq id='e1' type='set'>\n",
    good=f"Nov 13 21:39:22 c2s26b6530\tdebug\tRECV: {_ENABLE}\n",
    given=Given(file="prosody.log"),
)
def truncated_by_logger() -> None:
    """The logger printed only the first tag of a stanza, or cut the record.

    Nothing behind it could be checked. Prosody's ``mod_stanza_debug`` logs whole stanzas;
    MongooseIM's JSON formatter cuts at ``format_chars_limit``.
    """
