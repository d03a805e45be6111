"""``pushstanza new``: a command for each function of :mod:`pushstanza.stanzas.build`."""

import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, get_args

import typer

from pushstanza.cli import common, completion
from pushstanza.cli.arguments import OutputOrOption
from pushstanza.cli.help import Command, Group
from pushstanza.cli.output import parted, put
from pushstanza.diagnostics import PushStanzaError

if TYPE_CHECKING:
    from pushstanza.stanzas.forms import FormView


class _Commands(Group):
    """Makes its commands only when it is asked for them: no other command has need of them."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - the signature is click's
        """Return the names of the kinds of stanza."""
        self.commands = self.commands or _made()
        return sorted(self.commands)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return the command that makes a kind of stanza."""
        self.commands = self.commands or _made()
        return super().get_command(ctx, cmd_name)


app: typer.Typer = typer.Typer(
    name="new",
    help="Print a valid stanza for each step of the push flow.",
    cls=_Commands,
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
)

#: What the names of the functions' parameters stand for.
HELP = {
    "body": "The text of the message.",
    "condition": "The error condition.",
    "device": "What identifies the device when its token changes.",
    "feature": "The feature, with --pubsub unsupported.",
    "from_": "The sender.",
    "id": "The id of the iq. Default: random.",
    "item": "The id of the published item.",
    "node": "The node on the push service.",
    "provider": "The provider of the token.",
    "publisher": "The JID of the user's server.",
    "pubsub": "The pubsub-specific error condition.",
    "request": "The file with the request; - is standard input.",
    "room": "The room that the device is woken for.",
    "second_token": "The token for calls, from PushKit.",
    "service": "The JID of the push service.",
    "text": "A human-readable description.",
    "to": "The recipient.",
    "token": "The device token.",
    "type": "The error type.",
    "user": "The JID of the user.",
}


def _made() -> Any:
    """Return the commands, one for each function."""
    from pushstanza.stanzas import build

    made = typer.Typer(rich_markup_mode=None, add_completion=False)
    made.callback()(lambda: None)
    for name, make in inspect.getmembers(build, inspect.isfunction):
        if make.__module__ == build.__name__ and not name.startswith("_"):
            made.command(name=name.replace("_", "-"), cls=Command)(_command(make))
    group: Any = typer.main.get_command(made)
    return group.commands


def _command(make: Callable[..., Any]) -> Callable[..., None]:
    parameters = [*inspect.signature(make).parameters.values()]
    converters = {each.name: _converter(each.annotation) for each in parameters}

    takes_options = "options" in converters

    def run(output: list[str] | None, **values: Any) -> None:
        from pushstanza.stanzas.parse import serialize

        file, options = parted(output)
        if options and not takes_options:
            common.fail(f"this stanza has no publish-options; write -o ./{options[0]} for a file")
        if options:
            values["options"] = [*options, *(values["options"] or [])]
        try:
            stanza = make(**{name: converters[name](value) for name, value in values.items()})
        except (PushStanzaError, ValueError) as error:
            common.fail(str(error))
        put(serialize(stanza, pretty=True, namespace="jabber:client"), file)

    signature = [
        each.replace(annotation=_declared(each), kind=each.KEYWORD_ONLY, default=_default(each))
        for each in parameters
    ]
    written = inspect.Parameter(
        "output", inspect.Parameter.KEYWORD_ONLY, default=None, annotation=OutputOrOption
    )
    signature.append(written)
    run.__signature__ = inspect.Signature(signature)  # type: ignore[attr-defined]
    run.__annotations__ = {each.name: each.annotation for each in signature}
    run.__doc__ = (make.__doc__ or "").replace("*", "").replace("from_", "--from")
    return run


def _default(parameter: inspect.Parameter) -> Any:
    view = _view(parameter.annotation)
    return None if view is not None else parameter.default


def _declared(parameter: inspect.Parameter) -> Any:
    """Return what Typer makes an argument or an option of."""
    annotation, optional = _inner(parameter.annotation)
    view = _view(parameter.annotation)
    name = parameter.name.rstrip("_")
    if view is not None:
        names = ", ".join(each.var for each in view.FIELDS)
        option = typer.Option(
            f"--{name.rstrip('s')}",
            "-O" if name == "options" else f"-{name[0]}",  # -o is the file of the output
            metavar="NAME=VALUE",
            help=f"Repeatable: {names}, ….",
            autocompletion=completion.fields(lambda: view),
        )
        return Annotated[list[str] | None, option]
    kind = annotation if _is_words(annotation) else str
    words = HELP[parameter.name]
    if optional or parameter.default is not inspect.Parameter.empty:
        return Annotated[
            kind | None if optional else kind,
            typer.Option(f"--{name.replace('_', '-')}", help=words),
        ]
    return Annotated[kind, typer.Argument(metavar=name.upper(), help=words)]


def _converter(annotation: Any) -> Callable[[Any], Any]:
    from pushstanza.jid import Jid
    from pushstanza.stanzas.given import Given

    inner, _ = _inner(annotation)
    view = _view(annotation)
    if view is not None:
        return lambda pairs: _form(view, pairs)
    if Jid in get_args(inner):
        return lambda text: None if text is None else Jid(text)
    return _request if annotation == Given else lambda value: value


def _inner(annotation: Any) -> tuple[Any, bool]:
    from pushstanza.binding.codecs import without_none

    return without_none(annotation)


def _view(annotation: Any) -> "type[FormView] | None":
    from pushstanza.stanzas.forms import FormView

    inner, _ = _inner(annotation)
    return inner if isinstance(inner, type) and issubclass(inner, FormView) else None


def _is_words(annotation: Any) -> bool:
    from pushstanza.binding.codecs import codec_for

    codec = codec_for(annotation)
    return codec is not None and codec.words is not None


def _form(view: "type[FormView]", pairs: list[str] | None) -> Any:
    """Return the view of the fields given as NAME=VALUE, ``None`` where there are none."""
    from pushstanza.stanzas.build import PUSH_NODE
    from pushstanza.stanzas.xep0004 import Field, Form

    if not pairs:
        return PUSH_NODE if isinstance(PUSH_NODE, view) else None
    named = [common.pair(each) for each in pairs]
    prefix = "pubsub#" if isinstance(PUSH_NODE, view) else ""
    fields = [
        Field(var=name if name.startswith(prefix) else prefix + name, values=(value,))
        for name, value in named
    ]
    found = view.read(Form(type="submit", fields=tuple(fields)))
    if found.problems:
        raise PushStanzaError("; ".join(problem.message for problem in found.problems))
    return found


def _request(path: str) -> Any:
    from pushstanza.stanzas.parse import parse
    from pushstanza.stanzas.rfc6120 import Iq

    found = parse(common.read(path), comments=True)
    if not isinstance(found, Iq):
        raise PushStanzaError(f"{path} contains no iq stanza")
    return found
