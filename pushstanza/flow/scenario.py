"""A scenario, written in TOML, to the timeline of what happens in it."""

import json
import tomllib
from collections.abc import Callable, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import attrs
from lxml import etree

from pushstanza.binding.codecs import illegal_character
from pushstanza.diagnostics import ArgumentError, PushStanzaError
from pushstanza.diagnostics.arguments import Argument, public
from pushstanza.diagnostics.lines import Lines
from pushstanza.diagnostics.spelling import did_you_mean
from pushstanza.flow import arguments
from pushstanza.flow.options import HOMES
from pushstanza.flow.provider import Provider, check_reason
from pushstanza.flow.rooms import RoomService
from pushstanza.flow.server import Server
from pushstanza.flow.service import PushService
from pushstanza.flow.timeline import Timeline
from pushstanza.reading.names import CLIENT
from pushstanza.reading.toml_places import parsed, toml_places
from pushstanza.servers import APP_SERVERS

SCHEMA = "flow-scenario.json"


class ScenarioError(PushStanzaError, ValueError):
    """A scenario that cannot be run.

    ``reason`` says what is wrong, ``line`` and ``column`` where, if that is known; both count from
    1.
    """

    def __init__(
        self,
        message: str,
        *,
        reason: str = "",
        line: int | None = None,
        column: int | None = None,
    ) -> None:
        super().__init__(message)
        self.reason: str = reason or message
        self.line = line
        self.column = column


def shipped() -> dict[str, Traversable]:
    """Return the scenarios that come with the library, by name."""
    found = files("pushstanza.flow").joinpath("scenarios").iterdir()
    return {each.name.removesuffix(".toml"): each for each in found if each.name.endswith(".toml")}


@attrs.define
class _Run:
    """A scenario while it is run."""

    server: Server
    services: list[PushService]
    folder: Path

    def send(self, step: Mapping[str, Any]) -> None:
        """Send a stanza, or those of a file."""
        text = step["stanza"] if "stanza" in step else self._file(step["file"])
        self.server.receive(step["from"], text)

    def _file(self, name: str) -> str:
        path = self.folder / name
        try:
            return path.read_text("utf-8")
        except UnicodeDecodeError:
            raise ScenarioError(f"{path}: not valid UTF-8") from None
        except (OSError, ValueError) as error:  # no file can have a name with a NUL
            raise ScenarioError(f"{path}: {getattr(error, 'strerror', None) or error}") from None

    def write(self, step: Mapping[str, Any]) -> None:
        """Send a message."""
        kind, to, body = step.get("type", "chat"), step["to"], step["message"]
        for each in (kind, to, body):
            if (found := illegal_character(each)) is not None:
                raise ScenarioError(f"XML does not allow the character U+{ord(found):04X}")
        arguments.address(Argument("step", "to"), to)
        root = etree.Element(f"{{{CLIENT}}}message", nsmap={None: CLIENT})
        root.set("type", kind)
        root.set("to", to)
        etree.SubElement(root, f"{{{CLIENT}}}body").text = body
        self.server.receive(step["from"], etree.tostring(root, encoding="unicode"))

    def script(self, step: Mapping[str, Any]) -> None:
        """Script the next answer of every provider."""
        providers = {id(each): each for each in (self.server.provider, *self._providers)}
        for each in providers.values():
            each.answer_next(step["provider"])

    @property
    def _providers(self) -> list[Any]:
        return [each.provider for each in self.services]

    def switch(self, step: Mapping[str, Any]) -> None:
        """Switch MongoosePush off or on."""
        self.server.reach_mongoosepush(reachable=step["mongoosepush"] == "up")


#: What each kind of step does.
_STEPS: dict[str, Callable[[_Run, Mapping[str, Any]], object]] = {
    "stanza": _Run.send,
    "file": _Run.send,
    "message": _Run.write,
    "connect": lambda run, step: run.server.connect(step["connect"]),
    "disconnect": lambda run, step: run.server.disconnect(step["disconnect"]),
    "lose": lambda run, step: run.server.lose(step["lose"]),
    "contact": lambda run, step: run.server.add_contact(step["of"], step["contact"]),
    "wait": lambda run, step: run.server.wait(step["wait"]),
    "provider": _Run.script,
    "mongoosepush": _Run.switch,
}


@public
def run(
    text: str, *, name: str = "the scenario", folder: str | Path = ".", lint: bool = True
) -> Timeline:
    """Run a scenario, and return what happened.

    Args:
        text: The scenario, in TOML, as the schema ``flow-scenario.json`` has it.
        name: Its name in errors.
        folder: The folder of the files that it names.
        lint: Whether each stanza is linted.

    Raises:
        ScenarioError: it is not a valid scenario; the message says where and why.
        WrongTypeError: an argument is unknown, or of a wrong type.
    """
    scenario = _read(text, name)
    try:
        server = _server(scenario, lint=lint)
    except PushStanzaError as error:
        raise _located(str(error), ("server", _argument(error)), text, name) from None
    going = _Run(server, [], Path(folder))
    for index, declared in enumerate(scenario.get("service", ())):
        try:
            going.services.append(_attached(server, declared))
        except PushStanzaError as error:
            path = ("service", index, _argument(error))
            raise _located(str(error), path, text, name) from None
    for index, declared in enumerate(scenario.get("rooms", ())):
        try:
            _attach_rooms(server, declared)
        except PushStanzaError as error:
            path = ("rooms", index, _argument(error))
            raise _located(str(error), path, text, name) from None
    for index, step in enumerate(scenario["step"]):
        kind = next(each for each in _STEPS if each in step)
        for _ in range(step.get("repeat", 1)):
            try:
                _STEPS[kind](going, step)
            except PushStanzaError as error:
                key = _KEYS.get(_argument(error), kind)
                raise _located(str(error), ("step", index, key), text, name) from None
    return server.timeline


#: What in a step is an argument of the emulator, where it is called otherwise.
_KEYS = {"sender": "from", "to": "to", "user": "of"}


def _argument(error: PushStanzaError) -> str:
    return error.attribute if isinstance(error, ArgumentError) else ""


def _server(scenario: Mapping[str, Any], *, lint: bool) -> Server:
    options = dict(scenario["server"])
    kind = options.pop("name", "mongooseim")
    title = scenario.get("title", f"Push at {options['domain']}")
    return Server(
        kind, lint=lint, provider=Provider(strict=True), timeline=Timeline(title=title), **options
    )


def _attached(server: Server, declared: Mapping[str, Any]) -> PushService:
    service = PushService(
        declared["kind"],
        declared["host"],
        provider=Provider(strict=True),
        version=declared.get("version"),
    )
    server.attach(service)
    for each in declared.get("device", ()):
        service.register(
            each["node"], each["token"], each.get("provider", "fcm"), secret=each.get("secret")
        )
    return service


def _attach_rooms(server: Server, declared: Mapping[str, Any]) -> None:
    notifies = declared.get("notifies_mentions", False)
    rooms = server.attach(RoomService(declared["host"], notifies_mentions=notifies))
    for each in declared.get("member", ()):
        rooms.register(each["room"], each["nickname"], each["user"])


# ---- reading ----


def _read(text: str, name: str) -> dict[str, Any]:
    try:
        scenario = parsed(text)
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError(f"{name}: {error}") from None
    for problem in _problems(scenario):
        path = tuple(problem.absolute_path)
        reason, path = _sentence(problem, path)
        raise _located(reason, path, text, name)
    for index, step in enumerate(scenario["step"]):
        if "provider" in step:
            try:
                check_reason(Argument("step", "provider"), step["provider"])
            except ArgumentError as error:
                raise _located(str(error), ("step", index, "provider"), text, name) from None
    return scenario


def _problems(scenario: dict[str, Any]) -> list[Any]:
    from jsonschema import Draft202012Validator

    found = Draft202012Validator(_schema()).iter_errors(scenario)
    return sorted(found, key=lambda each: [str(part) for part in each.absolute_path])


def _schema() -> dict[str, Any]:
    """Return the schema of a scenario, with the names of all servers that can be played."""
    text = (files("pushstanza.schemas") / "json" / SCHEMA).read_text("utf-8")
    schema: dict[str, Any] = json.loads(text)
    parts = schema["properties"]
    parts["server"]["properties"]["name"]["enum"] = [*HOMES]
    parts["service"]["items"]["properties"]["kind"]["enum"] = [*APP_SERVERS]
    return schema


def _sentence(problem: Any, path: tuple[Any, ...]) -> tuple[str, tuple[Any, ...]]:
    """Return what is wrong, in words, and the path of what is meant."""
    known = problem.schema.get("properties", {})
    match problem.validator:
        case "additionalProperties":
            stranger = next(each for each in problem.instance if each not in known)
            hint = did_you_mean(stranger, known) or f"known keys: {', '.join(known)}"
            return f"unknown key {stranger!r}; {hint}", (*path, stranger)
        case "required":
            lacking = next(each for each in problem.validator_value if each not in problem.instance)
            return f"{lacking!r} is missing", path
        case "oneOf":
            return _step_sentence(problem.instance), path
        case "enum":
            words = [str(each) for each in problem.validator_value]
            hint = (
                did_you_mean(str(problem.instance), words) or f"allowed values: {', '.join(words)}"
            )
            return f"{problem.instance!r} is not allowed here; {hint}", path
        case _:
            return str(problem.message), path


#: What a step needs beside its kind, where that is not who sends.
_NEEDED = {"message": ("from", "to"), "contact": ("of",)}


def _step_sentence(step: Mapping[str, Any]) -> str:
    kinds = [each for each in _STEPS if each in step]
    if len(kinds) > 1:
        return f"a step does one thing, but this one has {' and '.join(kinds)}"
    if not kinds:
        return f"a step needs one of {', '.join(_STEPS)}"
    needed = _NEEDED.get(kinds[0], ("from",))
    lacking = " and ".join(each for each in needed if each not in step)
    return f"a step with {kinds[0]} needs {lacking}"


def _located(reason: str, path: tuple[Any, ...], text: str, name: str) -> ScenarioError:
    places = toml_places(text)
    for end in range(len(path), 0, -1):
        found = places.keys.get(path[:end]) or places.values.get(path[:end])
        if found is not None:
            span = Lines(text).span(*found)
            where = f"{name}:{span.line}:{span.column}"
            return ScenarioError(
                f"{where}: {reason}", reason=reason, line=span.line, column=span.column
            )
    return ScenarioError(f"{name}: {reason}", reason=reason)
