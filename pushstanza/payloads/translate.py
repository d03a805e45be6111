"""Stanza to provider request: what a publish, or a message to a registered device, becomes."""

from collections.abc import Iterator, Mapping
from typing import Literal, TypeAlias

from pushstanza.binding import Model, Unknown
from pushstanza.diagnostics import PushStanzaError
from pushstanza.diagnostics.arguments import Argument, public, with_article
from pushstanza.diagnostics.masking import quoted
from pushstanza.jid import Jid
from pushstanza.payloads.findings import found
from pushstanza.payloads.options import OPTIONS
from pushstanza.payloads.translation import ProfileName, Translation, translate_fields
from pushstanza.reading.names import JINGLE_MESSAGE
from pushstanza.stanzas.forms import PublishOptions, PushSummary
from pushstanza.stanzas.given import Given
from pushstanza.stanzas.parse import model_of
from pushstanza.stanzas.rfc6120 import Iq, Message
from pushstanza.stanzas.xep0004 import Field, Form
from pushstanza.stanzas.xep0060 import PublishOptionsElement, Pubsub
from pushstanza.stanzas.xep0334 import Hint
from pushstanza.stanzas.xep0353 import JingleMessage
from pushstanza.stanzas.xep0357 import Enable, Notification

__all__ = ["Plugin", "Translation", "UntranslatableError", "effects", "summary_of", "translate"]

#: MongooseIM's plugins that make the summary of a message.
Plugin: TypeAlias = Literal["defaults", "hints"]


#: From here on no inbox can count.
_NO_COUNT = 10**18


class UntranslatableError(PushStanzaError, ValueError):
    """A stanza that causes no notification, such as a request to create a node."""


@public
def translate(
    stanza: Given,
    *,
    message: "Given | None" = None,
    options: Form | PublishOptions | None = None,
    profile: ProfileName = "documented",
    apns_default_topic: str | None = None,
    api_version: Literal["v2", "v3"] = "v3",
    plugin: Plugin = "defaults",
    unread: int = 1,
    shorten: bool = False,
) -> Translation:
    """Translate a notification into the request that reaches APNs or FCM.

    Args:
        stanza: A publish; or a bare ``notification``, with *options*; or an ``enable``, with the
            *message* that causes the notification: a model, an element, or text.
        message: What was sent to the user, in the same forms.
        options: The publish-options; they replace those in *stanza*.
        profile: ``documented`` is what MongooseIM's tutorial and the providers ask for;
            ``mongoosepush`` what MongooseIM, MongoosePush and Sparrow really send.
        apns_default_topic: The topic that the connection to APNs has.
        api_version: The version of MongoosePush's interface.
        plugin: How MongooseIM makes the summary of *message*: ``hints`` heeds XEP-0334.
        unread: How many messages MongooseIM's inbox holds; without one it says 1.
        shorten: Whether a body that is too long is cut, between two graphemes.

    Raises:
        UntranslatableError: *stanza* is none of these, or *message* is no message.
        WrongValueError: *unread* is negative, or no inbox holds so many.
        XmlError, ValidationError, ParseError: a text holds no valid stanza.
    """
    _check_unread(unread, "translate()")
    stanza, message = model_of(stanza), None if message is None else _message_of(message)
    summary, form = _forms(stanza)
    if summary is None and message is None and _enables(stanza):
        raise UntranslatableError("a push for an enable needs a message: pass one as message")
    if isinstance(options, PublishOptions):
        options = options.form()
    form = options or form
    fields = _fields(summary)
    if message is not None:
        reason = skipped(message, plugin)
        if reason is not None:
            return _not_sent(reason)
        fields = dict(fields_of(message, plugin, unread))
    elif (reason := _refused(summary, form, profile)) is not None:
        return _not_sent(reason)
    return translate_fields(
        fields,
        _fields(form),
        profile=profile,
        apns_default_topic=apns_default_topic,
        api_version=api_version,
        shorten=shorten,
    )


@public
def summary_of(
    message: Given, *, plugin: Plugin = "defaults", unread: int = 1
) -> PushSummary | None:
    """Return the summary that MongooseIM makes of *message*, ``None`` where it makes none.

    *message* is a model, an element, or text.

    Source: MongooseIM ``mod_event_pusher_push_plugin_defaults`` and ``…_hints``. The sender
    of a chat is its bare JID, that of a groupchat the room and the nickname.
    """
    _check_unread(unread, "summary_of()")
    message = _message_of(message)
    if skipped(message, plugin) is not None:
        return None
    known = {each.var: each for each in PushSummary.FIELDS}
    fields = dict(fields_of(message, plugin, unread))
    return PushSummary(
        **{known[var].attribute: known[var].read(value) for var, value in fields.items()}
    )


def with_options(stanza: Iq, options: Mapping[str, str]) -> Iq:
    """Return an enable or publish with some of its options replaced or added."""

    def replaced(form: Form | None) -> Form:
        kept = [field for field in (form.fields if form else ()) if field.var not in options]
        if form is None:
            kept = [*PublishOptions().form().fields]
        fields = (*kept, *(Field(var=var, values=(value,)) for var, value in options.items()))
        return form.evolve(fields=fields) if form else Form(type="submit", fields=fields)

    match stanza.payload:
        case Enable() as enable:
            return stanza.evolve(payload=enable.evolve(form=replaced(enable.form)))
        case Pubsub() as pubsub:
            holder = pubsub.publish_options or PublishOptionsElement()
            made = holder.evolve(form=replaced(holder.form))
            return stanza.evolve(payload=pubsub.evolve(publish_options=made))
        case _:
            raise UntranslatableError("only an enable or a publish has options")


def _enables(stanza: Model) -> bool:
    return isinstance(stanza, Enable) or (
        isinstance(stanza, Iq) and isinstance(stanza.payload, Enable)
    )


def _check_unread(unread: int, function: str) -> None:
    if not 0 <= unread < _NO_COUNT:
        reason = f"is {quoted(unread)}, not a count of messages"
        raise Argument(function, "unread").wrong_value(reason, unread)


def _message_of(given: Given) -> Message:
    message = model_of(given)
    if not isinstance(message, Message):
        raise UntranslatableError(f"expected a message, not {with_article(type(message).__name__)}")
    return message


def _forms(stanza: Model) -> tuple[Form | None, Form | None]:
    """Return the summary form and the options form of a stanza."""
    match stanza:
        case Iq(type="set", payload=Pubsub(publish=publish) as pubsub) if publish is not None:
            payloads = [item.payload for item in publish.items]
            if len(payloads) == 1 and isinstance(payloads[0], Notification):
                holder = pubsub.publish_options
                return payloads[0].form, None if holder is None else holder.form
            raise UntranslatableError("the publish does not contain exactly one notification")
        case Notification(form=form):
            return form, None
        case Enable(form=form) | Iq(payload=Enable(form=form)):
            return None, form
        case _:
            raise UntranslatableError(
                "not a publish; an enable needs a message, and a notification needs options"
            )


def _fields(form: Form | None) -> dict[str, str]:
    """Return the fields as MongooseIM reads them: one value each, the last of a name counts."""
    fields = form.fields if form else ()
    return {
        field.var: field.values[0]
        for field in fields
        if field.var is not None and field.var != "FORM_TYPE" and len(field.values) == 1
    }


def _refused(summary: Form | None, options: Form | None, profile: ProfileName) -> str | None:
    """Return why MongooseIM's push node refuses the forms of a publish, before it reads them.

    Source: MongooseIM ``node_push.erl``, ``parse_form/1`` and ``check_publish_options/2``.
    """
    if profile == "documented":
        return None
    if options is None or options.type != "submit" or options.form_type != PublishOptions.FORM_TYPE:
        return "precondition-not-met"
    if summary is None or summary.type != "submit":
        return "invalid-summary-form"
    return None


def _not_sent(reason: str) -> Translation:
    return Translation(outcome="not_sent", reason=reason, diagnostics=(found(reason).diagnostic,))


def skipped(message: Message, plugin: Plugin) -> str | None:
    """Return why MongooseIM makes no notification of a message, if it makes none."""
    if plugin == "hints" and _hint(message, "no-store"):
        return "no-store"
    if message.type not in {"chat", "groupchat"}:
        return "not-a-chat"
    if not has_text(message) and not _is_call(message, plugin):
        return "no-body"
    return None


def has_text(message: Message) -> bool:
    """Tell whether a message has a body for MongooseIM, whose parser drops one of only blanks."""
    return bool(message.body and message.body.strip(" \t\r\n"))


def _is_call(message: Message, plugin: Plugin) -> bool:
    """Tell whether the hints plugin makes a notification of a message without a body."""
    return (
        plugin == "hints"
        and not has_text(message)
        and _hint(message, "store")
        and _call(message) is not None
    )


def _hint(message: Message, kind: str) -> bool:
    return any(isinstance(each, Hint) and each.kind == kind for each in message.payloads)


def _call(message: Message) -> tuple[str, str] | None:
    """Return the action and the id of a call: of the first step in its namespace, with an id."""
    for each in message.payloads:
        if isinstance(each, JingleMessage):
            return (each.action, each.id) if each.id else None
        if isinstance(each, Unknown) and each.namespace == JINGLE_MESSAGE:
            identifier = each.element().get("id")
            return (each.name, identifier) if identifier else None
    return None


def fields_of(message: Message, plugin: Plugin, unread: int) -> Iterator[tuple[str, str]]:
    """Yield the fields of the summary that MongooseIM makes of *message*, with their values."""
    call = _call(message) if _is_call(message, plugin) else None
    sender = message.from_
    if call is not None:
        yield "message-sender", _address(sender, bare=True)
        action, session = call
        yield "jingle-message", action
        yield "jingle-session-id", session
        return
    yield "message-count", str(unread)
    yield "last-message-sender", _address(sender, bare=message.type == "chat")
    yield "last-message-body", message.body or ""


def _address(jid: Jid | None, *, bare: bool) -> str:
    """Return an address in lower case; one that is no JID stays what it is."""
    if jid is None or not jid.is_valid:
        return str(jid or "")
    return (jid.bare if bare else jid).normalized


def effects(profile: ProfileName) -> Iterator[tuple[str, ...]]:
    """Yield a row for each field and option: where it ends up in each of the four requests.

    Found by translating with and without it, so that the table cannot part from the code.
    """
    for var, text in (*_SUMMARY.items(), *_OPTIONS.items()):
        cells = [
            _effect(var, text, {"service": service, "silent": silent}, profile)
            for service in ("apns", "fcm")
            for silent in ("false", "true")
        ]
        yield (f"`{var}`", *cells)


_SUMMARY = {"message-count": "2", "last-message-sender": "a@example.com", "last-message-body": "Hi"}
_OPTIONS = {name: each.example for name, each in sorted(OPTIONS.items()) if each.example}


def _effect(var: str, text: str, options: Mapping[str, str], profile: ProfileName) -> str:
    given = {"device_id": "00" * 32, **options}
    summary = dict(_SUMMARY)
    if var in summary:
        summary[var] = f"{text}0" if var == "message-count" else f"{text}!"
        without, with_it = _leaves(_SUMMARY, given, profile), _leaves(summary, given, profile)
    else:
        without = _leaves(summary, given, profile)
        with_it = _leaves(summary, {**given, var: text}, profile)
    changed = [f"`{path}`" for path, value in with_it.items() if without.get(path) != value]
    return ", ".join(changed) or "—"


def _leaves(
    summary: Mapping[str, str], options: Mapping[str, str], profile: ProfileName
) -> dict[str, object]:
    """Return the values of a provider's request by their paths."""
    result = translate_fields(summary, options, profile=profile).to_dict()
    leaves: dict[str, object] = {}
    stack: list[tuple[str, object]] = [("", result.get("request"))]
    while stack:
        path, value = stack.pop()
        if isinstance(value, dict):
            stack.extend((f"{path}.{key}" if path else key, each) for key, each in value.items())
        else:
            leaves[path.removeprefix("body.").removeprefix("message.android.")] = value
    return leaves
