"""Family 5, over several sessions: that each of them enables push again."""

from collections.abc import Iterator

from pushstanza.diagnostics import Severity
from pushstanza.linting.rules import examples as ex
from pushstanza.linting.rules.history import Device, History
from pushstanza.linting.rules.rule import Finding, Where, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.linting.rules.sessions import jid_bound
from pushstanza.stanzas.rfc6120 import Iq

W = Severity.WARNING

_BIND = ex.iq("<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>")
_ENABLED = (_BIND.replace("'e1'", "'b1'"), ex.enable(ex.fcm()))
_AGAIN = _BIND.replace("'e1'", "'b2'")

#: The plugins are MongooseIM's.
_MONGOOSEIM: Where = dict.fromkeys(("mongooseim", "mongooseim-virtual"), W)


@rule(
    "PS518",
    "session-without-enable",
    W,
    on=Iq,
    where=_MONGOOSEIM,
    default=False,
    sequence=True,
    source="recordings of MongooseIM 6.8.0 with the plugins hints and enhanced",
    bad="\n".join((*_ENABLED, _AGAIN, "<presence/>")),
    good="\n".join((*_ENABLED, _AGAIN, "<presence/>", ex.enable(ex.fcm()))),
)
def session_without_enable(iq: Iq, scope: Scope) -> Iterator[Finding]:
    """With some plugins of MongooseIM an ``enable`` is good for the session that sends it.

    The plugins ``hints`` and ``enhanced`` publish only to what was enabled last in the session of a
    client, although the registration lasts. A client that connects again and does not enable push
    again gets none, and no error says so. With the plugin ``defaults``, and on other servers, an
    ``enable`` is good until the ``disable``: select this rule if the server has one of the two.

    In a log a session is that of a client only where the answer to its ``bind`` names the resource
    that has enabled push before.
    """
    history, in_log = scope.history, scope.in_log
    if scope.in_page or not history.sessions.begins_with(iq, in_log=in_log):
        return
    before = [each for each in _devices(iq, history, in_log=in_log) if each.is_on]
    if before:
        yield Finding(
            f"this session begins after line {before[-1].enabled} has enabled push, and does not"
            " enable it: MongooseIM's plugins hints and enhanced push nothing to it",
            hint="send the enable again after each bind",
            lasts=lambda: not history.sessions.has_enable(iq, in_log=in_log),
        )


def _devices(iq: Iq, history: History, *, in_log: bool) -> list[Device]:
    """Return the devices of the client that begins a session, as far as it is known."""
    if not in_log:
        return history.of_one_client()
    jid = jid_bound(iq)
    if jid is None:
        return []
    own = [
        each for each in history.devices.of_user(jid.bare.normalized) if each.sender in {None, jid}
    ]
    # What names no sender is in the log of a client, whose account is the only one that binds.
    return own or (history.devices.of_user(None) if history.sessions.is_one_account(jid) else [])
