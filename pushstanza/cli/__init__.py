"""The command line: each command reads its input, calls the library and prints the result.

Exit status: 0 no findings, 1 findings, 2 the command could not do its job.
"""

import json
import os
import signal
import sys
from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pushstanza.cli import baseline, common, explain, flow, formatting, lint, new, verdict
from pushstanza.cli.common import FAILED, FOUND, INTERRUPTED, OnePath, Output, ShowSecrets
from pushstanza.cli.options import Command
from pushstanza.diagnostics import PushStanzaError

if TYPE_CHECKING:
    from pushstanza.payloads.translation import Translation
    from pushstanza.stanzas.rfc6120 import Iq, Message

app = typer.Typer(
    name="pushstanza",
    help="Lint, explain and translate XMPP push notification stanzas (XEP-0357).",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(new.app)


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
    typer.Option("--option", "-o", metavar="NAME=VALUE", help="Set a publish-option. Repeatable."),
]


def main() -> None:
    """Run the command line."""
    signal.signal(signal.SIGINT, _interrupted)
    try:
        app()
    except BrokenPipeError:
        # Whoever read the output has seen enough; what is still buffered must not fail again.
        _discard_output()
        sys.exit(FOUND)
    except OSError as error:
        _discard_output()
        typer.echo(f"pushstanza: {error.strerror}", err=True)
        sys.exit(FAILED)
    except Exception as error:  # a bug of ours: a sentence, and what a report of it needs
        if os.environ.get("PUSHSTANZA_DEBUG"):
            raise
        what = f"{type(error).__name__}: {error}"
        typer.echo(f"pushstanza: internal error ({what:.200})", err=True)
        typer.echo("Please report this bug. PUSHSTANZA_DEBUG=1 shows the traceback.", err=True)
        sys.exit(FAILED)


def _interrupted(_signal: int, _frame: object) -> None:
    """End with the status that shells expect, and with nothing half-written."""
    sys.exit(INTERRUPTED)


def _discard_output() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _print_version(wanted: bool) -> None:  # noqa: FBT001 - typer calls it
    if wanted:
        from pushstanza.linting.reports import tool_version

        typer.echo(f"pushstanza {tool_version()}")
        raise typer.Exit


@app.callback()
def start(
    *,
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Show the version and exit."
        ),
    ] = False,
) -> None:
    """Lint, explain and translate XMPP push notification stanzas (XEP-0357)."""


def _print_json(value: Any) -> None:
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False))


# ---- lint ----

app.command(cls=Command)(lint.lint)
app.command(cls=Command)(lint.fix)
app.add_typer(baseline.app, name="baseline")


@app.command()
def rule(
    which: Annotated[
        str | None,
        typer.Argument(
            metavar="[CODE | NAME]", help="The rule to show; without one, list all rules."
        ),
    ] = None,
    *,
    output_format: Annotated[Output, typer.Option(help="The output format.")] = Output.TEXT,
) -> None:
    """Explain a rule, with a bad and a good example."""
    from pushstanza.linting.rules import RULES, find_rule

    try:
        found = (
            sorted(RULES.values(), key=lambda each: each.code)
            if which is None
            else [find_rule(which)]
        )
    except PushStanzaError as error:
        common.fail(str(error))
    if output_format == Output.JSON:
        _print_json([each.to_dict() for each in found])
    elif which is None:
        for each in found:
            typer.echo(f"{each.code}  {each.severity:<8} {each.name}")
    else:
        typer.echo(found[0].page())


# ---- parse, format, schema ----


@app.command()
def parse(path: OnePath, *, show_secrets: ShowSecrets = False, validate: bool = True) -> None:
    """Print the stanzas in a file as JSON."""
    from pushstanza.binding.dump import to_dict
    from pushstanza.stanzas.parse import parse_many

    with common.told(common.name(path)):
        found = [
            to_dict(stanza, show_secrets=show_secrets)
            for stanza in parse_many(common.read(path), validate=validate, comments=True)
        ]
        if not found:
            raise PushStanzaError("no stanza found")
    _print_json(found[0] if len(found) == 1 else found)


app.command(name="format")(formatting.format_)


@app.command()
def schema(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[NAME]", help="The schema to print; without one, list all schemas."
        ),
    ] = None,
) -> None:
    """Print a schema: an XSD for a namespace or a JSON Schema for a payload."""
    from pushstanza import schemas
    from pushstanza.diagnostics.spelling import did_you_mean

    names = schemas.names()
    if name is None:
        for each in names:
            typer.echo(each)
    elif name in names:
        typer.echo(schemas.path(name).read_text("utf-8"), nl=False)
    else:
        hint = did_you_mean(name, names)
        common.fail(f"no schema {name!r}" + (f"; {hint}" if hint else ""))


# ---- verdict and explain ----

app.command()(verdict.verdict)
app.command()(explain.explain)
app.command()(flow.flow)


# ---- translate ----


@app.command()
def translate(
    path: OnePath,
    *,
    option: Options = None,
    message: Annotated[
        str | None,
        typer.Option(metavar="PATH", help="A file with the message that triggers the push."),
    ] = None,
    body: Annotated[
        str | None, typer.Option(help="The body of the message that triggers the push.")
    ] = None,
    sender: Annotated[
        str, typer.Option(metavar="JID", help="The sender of the message given by --body.")
    ] = "juliet@example.com/balcony",
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
    output_format: Annotated[Output, typer.Option(help="The output format.")] = Output.TEXT,
    show_secrets: ShowSecrets = False,
) -> None:
    """Show the MongoosePush request and the APNs or FCM request that a stanza leads to.

    PATH contains publish stanzas, or enable stanzas if --body or --message is given.
    """
    from pushstanza.payloads.translate import translate as translate_stanza

    name = common.name(path)
    results: list[Translation] = []
    with common.told(name):
        caused_by = _message(message, body, sender)
        results += (
            translate_stanza(
                _with_options(stanza, option or []),
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
    _print_translations(results, output_format, show_secrets=show_secrets)
    raise typer.Exit(0 if all(each.outcome == "sent" for each in results) else FOUND)


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


def _print_translations(
    results: "list[Translation]", output_format: Output, *, show_secrets: bool
) -> None:
    from pushstanza.linting.reports.translation import masked, report

    dicts = [each.to_dict() if show_secrets else masked(each) for each in results]
    if output_format == Output.JSON:
        _print_json(dicts[0] if len(dicts) == 1 else dicts)
        return
    for result, shown in zip(results, dicts, strict=True):
        for line in report(result, shown, style=common.style):
            typer.echo(line)
