"""``translate``: the requests that a stanza leads to."""

import sys
from collections.abc import Iterator
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from pushstanza.cli import common, completion
from pushstanza.cli.arguments import ColorOption, OnePath, OutputFormat, OutputOrOption, ShowSecrets
from pushstanza.cli.common import FOUND, Output
from pushstanza.cli.output import (
    Faults,
    Items,
    JsonItems,
    Texts,
    output_of,
    parted,
    putting,
    style_for,
    width,
)
from pushstanza.diagnostics import PushStanzaError
from pushstanza.diagnostics.wrapping import wrapped

if TYPE_CHECKING:
    from typing import TypeGuard

    from pushstanza.payloads.translation import Translation
    from pushstanza.reading.written import Written
    from pushstanza.stanzas.rfc6120 import Iq, Message, Stanza
    from pushstanza.stanzas.several import StanzasInBlock


class Profile(StrEnum):
    """Which requests are made: those that the documentation asks for, or those really sent."""

    DOCUMENTED = "documented"
    MONGOOSEPUSH = "mongoosepush"


class ApiVersion(StrEnum):
    """The version of the MongoosePush API."""

    V2 = "v2"
    V3 = "v3"


class Plugin(StrEnum):
    """The MongooseIM plugin that writes the summary of a message."""

    DEFAULTS = "defaults"
    HINTS = "hints"


Options = Annotated[
    list[str] | None,
    typer.Option(
        "--option",
        "-O",
        metavar="NAME=VALUE",
        help="Set a publish-option. Repeatable.",
        autocompletion=completion.publish_options,
    ),
]

MessageFile = Annotated[
    str | None,
    typer.Option(metavar="PATH", help="A file with the message that triggers the push."),
]
Body = Annotated[str | None, typer.Option(help="The body of the message that triggers the push.")]
Sender = Annotated[
    str, typer.Option(metavar="JID", help="The sender of the message given by --body.")
]


def translate(
    path: OnePath,
    *,
    option: Options = None,
    output: OutputOrOption = None,
    message: MessageFile = None,
    body: Body = None,
    sender: Sender = "juliet@example.com/balcony",
    profile: Annotated[
        Profile,
        typer.Option(help="Requests as documented, or as MongooseIM and MongoosePush send them."),
    ] = Profile.DOCUMENTED,
    api_version: Annotated[
        ApiVersion, typer.Option(help="The version of the MongoosePush API.")
    ] = ApiVersion.V3,
    apns_default_topic: Annotated[
        str | None,
        typer.Option(
            metavar="TOPIC", help="The default topic of MongoosePush's connection to APNs."
        ),
    ] = None,
    plugin: Annotated[Plugin, typer.Option(help="The MongooseIM push plugin.")] = Plugin.DEFAULTS,
    shorten: Annotated[
        bool, typer.Option("--shorten", help="Shorten a body that exceeds the size limit.")
    ] = False,
    output_format: OutputFormat = None,
    color: ColorOption = common.Color.AUTO,  # noqa: ARG001 - heeded where anything is shown
    show_secrets: ShowSecrets = False,
) -> None:
    """Show the MongoosePush request and the APNs or FCM request that a stanza leads to.

    PATH contains publish stanzas, or enable stanzas if --body or --message is given. In a log, and
    where a stanza is damaged, the others are translated, and the exit status is 1.
    """
    from pushstanza.payloads.translate import translate as translate_stanza

    file, options = parted(output)
    faults = Faults(common.name(path))
    is_json = output_of(file, output_format) == Output.JSON
    with common.reporting(common.name(path)), putting(file) as write:
        items = JsonItems(write, may_be_alone=True) if is_json else Texts(write, "\n")
        translated = partial(
            translate_stanza,
            message=_message(message, body, sender),
            profile=profile.value,
            apns_default_topic=apns_default_topic,
            api_version=api_version.value,
            plugin=plugin.value,
            shorten=shorten,
        )
        found = _translations(path, translated, [*options, *(option or [])], faults, items)
        is_all_sent = True
        for each in found:
            _show(each, items, file, show_secrets=show_secrets)
            is_all_sent = is_all_sent and each.outcome == "sent"
        if not items.count:
            _refuse(faults)
        items.finish()
    faults.say()
    sys.exit(0 if is_all_sent and not faults.count else FOUND)


def _refuse(faults: Faults) -> NoReturn:
    """Say why there is nothing to be shown."""
    if not faults.count:
        raise PushStanzaError("no publish found, and no enable to use with --body or --message")
    faults.say()
    sys.exit(FOUND)


def _translations(
    path: str,
    translated: "partial[Translation]",
    options: list[str],
    faults: Faults,
    items: Items,
) -> "Iterator[Translation]":
    """Yield what the stanzas in a file lead to; one that leads to nothing is a fault."""
    from pushstanza.payloads.translate import UntranslatableError
    from pushstanza.stanzas.several import Unread

    message = translated.keywords["message"]
    is_any, error = False, None
    for block in _read(path, message):
        faults.say_of_earlier(is_any=items.count > 0)
        found: list[Unread] = [*block.unread]
        for stanza, place in zip(block.stanzas, block.places, strict=True):
            if not _is_translatable(stanza, message):
                continue
            try:
                yield translated(_with_options(stanza, options))
            except UntranslatableError as wrong:
                if place is None:
                    faults.add([wrong])
                else:
                    found.append(Unread(*place, str(wrong)))
        faults.add(sorted(found))
        is_any = is_any or bool(block.stanzas) or block.block.kind == "log"
        error = error or block.error
    if not is_any and error is not None:
        raise error


def _read(path: str, message: "Message | None") -> "Iterator[StanzasInBlock]":
    """Yield the stanzas in a file, of a log those that may be translated."""
    from pushstanza.stanzas.several import stanzas_in

    def wanted(written: "Written") -> bool:
        if written.block.kind != "log":
            return True
        text = written.piece.text
        return "notification" in text or (message is not None and "enable" in text)

    for each in stanzas_in(common.blocks(path), common.file(path), wanted=wanted):
        common.note_block(*each.texts)
        yield each


def _message(path: str | None, body: str | None, sender: str) -> "Message | None":
    from pushstanza.jid import Jid
    from pushstanza.stanzas.build import message as built
    from pushstanza.stanzas.parse import parse as parse_stanza
    from pushstanza.stanzas.rfc6120 import Message

    if path is not None:
        found = parse_stanza(common.read(path), comments=True)
        if not isinstance(found, Message):
            raise PushStanzaError(f"{path} contains no message stanza")
        return found
    if body is None:
        return None
    return built(Jid(sender), Jid("romeo@example.com"), body)


def _is_translatable(stanza: "Stanza", message: "Message | None") -> "TypeGuard[Iq]":
    from pushstanza.stanzas.rfc6120 import Iq
    from pushstanza.stanzas.xep0060 import Pubsub
    from pushstanza.stanzas.xep0357 import Enable

    match stanza:
        case Iq(type="set", payload=Enable()):
            return message is not None
        case Iq(type="set", payload=Pubsub(publish=publish)):
            return publish is not None
    return False


def _with_options(stanza: "Iq", pairs: list[str]) -> "Iq":
    """Return *stanza* with the options of the command line in place of its own."""
    from pushstanza.payloads.translate import with_options

    return with_options(stanza, dict(common.pair(each) for each in pairs)) if pairs else stanza


def _covered(value: Any) -> Any:
    """Return what is said of the requests; what a device is to show stands in them."""
    return common.shown(value, bodies=False)


def _show(made: "Translation", items: Items, file: Path | None, *, show_secrets: bool) -> None:
    from pushstanza.linting.reports.translation import masked, report

    shown = _covered(made.to_dict() if show_secrets else masked(made))
    if isinstance(items, JsonItems):
        items.add(shown)
        return
    columns = None if file else width()
    lines = report(made, shown, style=style_for(file), cover=_covered)
    items.add(
        "\n".join(
            part
            for line in lines
            for part in ([line] if _is_verbatim(line) else wrapped(line, columns))
        )
    )


def _is_verbatim(line: str) -> bool:
    """Tell whether a line is one of a request: these are shown as they are, to be copied."""
    return line.startswith("  ") and not line.startswith("  = ")
