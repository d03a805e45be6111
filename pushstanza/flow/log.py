"""A log, or any other text with stanzas, to the timeline of the stanzas in it."""

from lxml import etree

from pushstanza.diagnostics import PushStanzaError
from pushstanza.flow.recorder import Recorder
from pushstanza.flow.timeline import Outcome, Timeline
from pushstanza.flow.titles import title_of
from pushstanza.reading import extract, finder
from pushstanza.reading.names import STANZA_TAGS
from pushstanza.servers.request import jid_of, request


def timeline_of(text: str, *, name: str = "", kind: str | None = None) -> Timeline:
    """Return the stanzas of a log in their order, with the linter's findings.

    Args:
        text: A log, a document or a row of stanzas.
        name: The name of the file, which tells what it is.
        kind: What it is, as :func:`pushstanza.lint` calls it, if its name does not tell.

    Raises:
        PushStanzaError: there is no stanza in it.
    """
    timeline = Timeline(title=f"Stanzas in {name or 'a log'}", is_recorded=True)
    recorder = Recorder(timeline, lints=True)
    for each in extract.segments(text, kind or extract.kind_of(name, text), name):
        segment = each.assumed()
        for found in finder.stanzas(segment.text):
            if found.root is not None and found.root.tag in STANZA_TAGS:
                written = segment.text[found.start : found.end]
                _record(recorder, written, found.root)
    if not recorder.timeline.events:
        raise PushStanzaError("no stanza found")
    return recorder.timeline


def _record(recorder: Recorder, text: str, root: etree._Element) -> None:
    source, target = root.get("from") or _CLIENT, root.get("to") or _SERVER
    for party, jid in ((source, jid_of(root.get("from"))), (target, jid_of(root.get("to")))):
        is_host = jid is not None and jid.is_domain
        recorder.join(party, "server" if is_host or party == _SERVER else "client")
    outcome: Outcome = "error" if root.get("type") == "error" else "ok"
    recorder.stanza(source, target, title_of(request(root)), text, outcome=outcome)


#: Who is meant where a stanza does not say from whom it is, or for whom.
_CLIENT, _SERVER = "the client", "its server"
