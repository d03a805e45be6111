"""Messages that no push is made of."""

from collections.abc import Iterator

from pushstanza.diagnostics import Severity
from pushstanza.linting.rules.rule import Finding, Lack, rule
from pushstanza.linting.rules.scope import Scope
from pushstanza.payloads.findings import RULE_NAMES
from pushstanza.stanzas.rfc6120 import Message
from pushstanza.stanzas.xep0357 import Notification

I = Severity.INFO  # noqa: E741 - what rules say


@rule(
    "PS725",
    RULE_NAMES["PS725"],
    I,
    on=Message,
    where={"mongooseim": I, "mongooseim-virtual": I},
    default=False,
    source="esl/MongooseIM, mod_event_pusher_push_plugin_defaults and _hints",
    bad=(
        "<message type='chat' to='juliet@example.com'/>",
        "<message to='juliet@example.com'><body>Hark</body></message>",
    ),
    good="<message type='chat' to='juliet@example.com'><body>Hark</body></message>",
)
def not_notified(message: Message, _scope: Scope) -> Iterator[Finding]:
    """MongooseIM notifies of chats and groupchats with a body, and of nothing else.

    With its hints plugin a call is notified of too, and a message that says ``no-store`` is not.
    """
    if message.body and message.type in {"chat", "groupchat"} and not message.payloads:
        return
    from pushstanza.payloads.translate import translate

    made = translate(Notification(), message=message, plugin="hints")
    for each in made.diagnostics:
        if each.code == "PS725":
            yield Finding(each.message, lacks=Lack.CONTENT if message.body is None else None)
