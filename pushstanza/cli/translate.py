"""``translate``: the requests that a stanza leads to."""

import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pushstanza.cli import common, completion
from pushstanza.cli.arguments import ColorOption, OnePath, OutputFormat, OutputOrOption, ShowSecrets
from pushstanza.cli.common import FOUND, Output
from pushstanza.cli.output import (
    output_of,
    parted,
    put,
    style_for,
    width,
)
from pushstanza.diagnostics import PushStanzaError
from pushstanza.diagnostics.wrapping import wrapped

if TYPE_CHECKING:
    from pushstanza.payloads.translation import Translation
    from pushstanza.stanzas.rfc6120 import Iq, Message


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

    PATH contains publish stanzas, or enable stanzas if --body or --message is given.
    """
    from pushstanza.payloads.translate import translate as translate_stanza

    name = common.name(path)
    file, options = parted(output)
    options += option or []
    results: list[Translation] = []
    with common.reporting(name):
        caused_by = _message(message, body, sender)
        results += (
            translate_stanza(
                _with_options(stanza, options),
                message=caused_by,
                profile=profile.value,
                apns_default_topic=apns_default_topic,
                api_version=api_version.value,
                plugin=plugin.value,
                shorten=shorten,
            )
            for stanza in _translatable(path, caused_by)
        )
        if not results:
            raise PushStanzaError("no publish found, and no enable to use with --body or --message")
    put(_shown(results, file, output_format, show_secrets=show_secrets), file)
    sys.exit(0 if all(each.outcome == "sent" for each in results) else FOUND)


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


def _translatable(path: str, message: "Message | None") -> "Iterator[Iq]":
    """Yield the publishes in a file, and with a message also the enables."""
    from pushstanza.stanzas.parse import parse_many
    from pushstanza.stanzas.rfc6120 import Iq
    from pushstanza.stanzas.xep0060 import Pubsub
    from pushstanza.stanzas.xep0357 import Enable

    for stanza in parse_many(common.read(path), comments=True):
        match stanza:
            case Iq(type="set", payload=Enable()) if message is not None:
                yield stanza
            case Iq(type="set", payload=Pubsub(publish=publish)) if publish is not None:
                yield stanza


def _with_options(stanza: "Iq", pairs: list[str]) -> "Iq":
    """Return *stanza* with the options of the command line in place of its own."""
    from pushstanza.payloads.translate import with_options

    return with_options(stanza, dict(common.pair(each) for each in pairs)) if pairs else stanza


def _covered(value: Any) -> Any:
    """Return what is said of the requests; what a device is to show stands in them."""
    return common.shown(value, bodies=False)


def _shown(
    results: "list[Translation]", file: Path | None, given: Output | None, *, show_secrets: bool
) -> str:
    from pushstanza.linting.reports.translation import masked, report

    dicts = [each.to_dict() if show_secrets else masked(each) for each in results]
    dicts = _covered(dicts)
    if output_of(file, given) == Output.JSON:
        return common.as_json(dicts[0] if len(dicts) == 1 else dicts)
    columns = None if file else width()
    return "\n".join(
        part
        for result, shown in zip(results, dicts, strict=True)
        for line in report(result, shown, style=style_for(file), cover=_covered)
        for part in ([line] if _is_verbatim(line) else wrapped(line, columns))
    )


def _is_verbatim(line: str) -> bool:
    """Tell whether a line is one of a request: these are shown as they are, to be copied."""
    return line.startswith("  ") and not line.startswith("  = ")
