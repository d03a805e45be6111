"""What the fixtures of the pytest plugin make: an emulated server, and its push service."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, TypeVar

import attrs
import pytest

from pushstanza.diagnostics import PushStanzaError
from pushstanza.diagnostics.records import frozen
from pushstanza.flow import PushService, Server

_T = TypeVar("_T")

#: What there is where no marker says otherwise.
_SERVER, _DOMAIN, _SERVICE = "mongooseim", "example.com", "mod_push_appserver"


@frozen
class _Asked:
    """A server that a marker asks for, and its options."""

    name: str = _SERVER
    options: dict[str, Any] = attrs.field(factory=dict)


def parametrize(metafunc: pytest.Metafunc) -> None:
    """Run a test once for each server that its markers name."""
    asked = [*_asked(metafunc.definition)]
    metafunc.parametrize("push_server", asked, ids=_ids(asked), indirect=True)


def _asked(item: pytest.Item) -> Iterator[_Asked]:
    """Yield the servers that the markers nearest to a test ask for."""
    markers = [*item.iter_markers_with_node("push_server")]
    for node, marker in reversed(markers):
        if node is markers[0][0]:
            for name in marker.args or (_SERVER,):
                yield _Asked(name, dict(marker.kwargs))


def _ids(asked: list[_Asked]) -> list[str]:
    """Return the names of the servers, with their options where a name is there twice."""
    names = [str(each.name) for each in asked]  # one that is no text is refused by the fixture
    count = Counter(names)
    return [
        "-".join([name, *_words(each)]) if count[name] > 1 else name
        for name, each in zip(names, asked, strict=True)
    ]


def _words(asked: _Asked) -> Iterator[str]:
    for name, value in asked.options.items():
        yield str(value) if isinstance(value, str) else f"{name}={value}"


def server(request: pytest.FixtureRequest) -> Server:
    """Return the server that a test asks for."""
    param = getattr(request, "param", _SERVER)
    asked = (
        param if isinstance(param, _Asked) else _Asked(param)
    )  # of parametrize(…, indirect=True)
    return _made("push_server", Server, asked.name, **{"domain": _DOMAIN, **asked.options})


def sections(push_server: object) -> list[tuple[str, str]]:
    """Return what a report of a failure says of a server; nothing if it is another's fixture."""
    if not isinstance(push_server, Server) or not push_server.timeline.events:
        return []
    return [(f"push_server {push_server.domain}", str(push_server.timeline))]


def service(request: pytest.FixtureRequest, push_server: Server) -> PushService:
    """Return the push service of a server, attached if it has none of its own."""
    marker = request.node.get_closest_marker("push_service")
    own = push_server.services.get(push_server.pubsub)
    if marker is None and own is not None:
        return own
    given: tuple[Any, ...] = () if marker is None else marker.args
    options: dict[str, Any] = {} if marker is None else dict(marker.kwargs)
    if not given:
        options.setdefault("kind", _SERVICE)
    if len(given) < 2 and options.get("host") is None:
        options["host"] = f"push.{push_server.domain}"
    options.setdefault("provider", push_server.provider)
    return push_server.attach(_made("push_service", PushService, *given, **options))


def _made(fixture: str, cls: type[_T], *arguments: Any, **options: Any) -> _T:
    """Return what is made with the arguments of a marker; what is wrong with them is a sentence."""
    try:
        return cls(*arguments, **options)
    except (PushStanzaError, TypeError) as error:
        reason = f"{fixture}: {error}"
    pytest.fail(reason, pytrace=False)
