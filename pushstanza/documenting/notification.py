"""What a stanza of a block is translated with: the message, and how servers are set up."""

from typing import Literal, cast, get_args

from pushstanza.diagnostics import PushStanzaError
from pushstanza.diagnostics.records import frozen
from pushstanza.documenting.errors import BlockError
from pushstanza.documenting.example import Problem
from pushstanza.documenting.written import Written
from pushstanza.linting.declare import JID, Choice, Flag, Number, Word, declare
from pushstanza.payloads.translate import Plugin, UntranslatableError, translate
from pushstanza.payloads.translation import ProfileName, Translation
from pushstanza.stanzas import build
from pushstanza.stanzas.rfc6120 import Message


@frozen(kw_only=True)
class Options:
    """How the notification of a block is made."""

    body: str | None = declare(
        "The body of the message that causes the notification; the block holds an enable then.",
        Word("a text"),
    )
    sender: str = declare("The sender of that message.", JID, "juliet@example.com/balcony")
    receiver: str = declare("Its receiver.", JID, "romeo@example.com")
    type: str = declare("Its type.", Choice(("chat", "groupchat")), "chat")
    message: str | None = declare(
        "A file with the whole message, in place of its parts.", Word("the name of a file")
    )
    profile: str = declare(
        "Requests as documented, or as MongooseIM and MongoosePush send them.",
        Choice(get_args(ProfileName)),
        "documented",
    )
    api_version: str = declare("The version of the MongoosePush API.", Choice(("v2", "v3")), "v3")
    apns_default_topic: str | None = declare(
        "The default topic of MongoosePush's connection to APNs.", Word("a topic")
    )
    plugin: str = declare("The MongooseIM push plugin.", Choice(get_args(Plugin)), "defaults")
    unread: int = declare("How many messages MongooseIM's inbox holds.", Number(), 1)
    shorten: bool = declare("Shorten a body that exceeds the size limit.", Flag(), default=False)
    outcome: str = declare(
        "What the example is to show: a notification that is sent, or one that is not, or"
        " rejected.",
        Choice(("sent", "not_sent", "rejected")),
        "sent",
    )


def translated(written: Written, options: Options) -> Translation:
    """Return the translation of the stanza in a block.

    Raises:
        BlockError: it cannot be translated.
    """
    message = None
    try:
        message = _message(written, options)
        return translate(
            written.text,
            message=message,
            profile=cast("ProfileName", options.profile),
            apns_default_topic=options.apns_default_topic,
            api_version=cast("Literal['v2', 'v3']", options.api_version),
            plugin=cast("Plugin", options.plugin),
            unread=options.unread,
            shorten=options.shorten,
        )
    except UntranslatableError as error:
        hint = "; the option body says which message causes a push" if message is None else ""
        raise BlockError(f"the stanza causes no notification{hint}") from error
    except PushStanzaError as error:
        raise BlockError(str(error)) from None


def _message(written: Written, options: Options) -> Message | str | None:
    """Return the message that causes the notification, if there is one."""
    if options.message is not None:
        return written.read(options.message)
    if options.body is None:
        return None
    kind = cast("Literal['chat', 'groupchat']", options.type)
    return build.message(options.sender, options.receiver, options.body, type=kind)


def problems(result: Translation, options: Options) -> tuple[Problem, ...]:
    """Return that a notification does not end as the block promises, if so."""
    if result.outcome == options.outcome:
        return ()
    why = result.reason or ", ".join(result.rejected_fields)
    reason = f": {why}" if why else ""
    names = {"sent": "sent", "not_sent": "not sent", "rejected": "rejected"}
    message = f"the notification is {names[result.outcome]}, not {names[options.outcome]}{reason}"
    return (Problem(message=message),)
