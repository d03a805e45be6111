"""A translated push to what a phone shows of it: a card on a lock screen, in SVG or in words."""

from collections.abc import Iterator

import attrs
from markupsafe import Markup

from pushstanza.diagnostics.arguments import public
from pushstanza.diagnostics.records import frozen
from pushstanza.diagnostics.secrets import Secrets
from pushstanza.flow.pictures.lettering import ELLIPSIS, Font, is_right_to_left
from pushstanza.flow.pictures.templates import part, template
from pushstanza.flow.recorder import DEVICES, preview_of
from pushstanza.flow.timeline import Preview
from pushstanza.pages import plain
from pushstanza.payloads import apns, fcm
from pushstanza.payloads.result import ProviderRequest, Translation

__all__ = ["describe_phone", "draw_phone"]

#: What an app is called whose name is not known.
_NO_NAME = "Your app"

#: The width of the screen, and the space between its edge, the card, and the text on it.
_WIDTH, _SIDE, _INSET = 340, 14, 15

#: Where the card begins, how far below that its first line is, and how high a line and a note are.
_TOP, _HEAD, _LINE, _NOTE = 88, 42, 20, 18

#: How many lines of a text are seen before it is opened.
_BODY_LINES = {"ios": 4, "android": 1}
_NOTE_LINES, _REASON_LINES = 2, 4

#: How much of a text is looked at; no phone shows as much.
_LONGEST = 2000

_APP, _TITLE, _BODY, _SMALL = Font(13), Font(15, is_bold=True), Font(15), Font(13)
_INNER = _WIDTH - 2 * (_SIDE + _INSET)


@frozen(kw_only=True)
class _Shown:
    """What is on the screen: a notification, or else why there is none; and remarks below it."""

    app: str
    title: str
    body: str
    badge: int | None
    notes: tuple[str, ...]
    is_card: bool
    body_lines: int


@frozen(kw_only=True)
class _Line:
    """A line of text, where it stands, and how it looks."""

    kind: str
    x: float
    y: float
    text: str
    is_right_to_left: bool = False


@frozen(kw_only=True)
class _Places:
    """Where everything stands."""

    width: float
    height: float
    top: float
    bottom: float
    app: str
    first: float
    """Where the text of the card begins; its lines are counted from there."""
    lines: tuple[_Line, ...]
    notes: tuple[_Line, ...]


@public
def draw_phone(result: Translation, *, app: str | None = None) -> str:
    """Return a sketch of the phone's lock screen, as an element ``svg``.

    It is the same for the same arguments, needs no other file, has no ids, and is as legible on a
    light page as on a dark one. It is 340 pixels wide. Texts are cut where phones cut them: a title
    after one line, a body after four lines on iOS and one on Android. Device tokens are masked.

    Args:
        result: What a stanza was translated to, by ``translate``.
        app: The name of the app; by default the topic of a push through APNs, or "Your app".

    Raises:
        WrongTypeError: an argument is unknown, missing, or of a wrong type.
    """
    shown = _shown(result, app)
    style = Markup(part("phone.css"))  # noqa: S704 - it is ours
    drawing = template("phone.svg").render(
        shown=shown, places=_places(shown), sentence=". ".join(_told(shown)), style=style
    )
    return drawing.removesuffix("\n")


@public
def describe_phone(result: Translation, *, app: str | None = None) -> str:
    """Return what a phone shows in a few lines of text, for a terminal; nothing is cut.

    Args:
        result: What a stanza was translated to, by ``translate``.
        app: The name of the app; by default the topic of a push through APNs, or "Your app".

    Raises:
        WrongTypeError: an argument is unknown, missing, or of a wrong type.
    """
    return "\n".join(_told(_shown(result, app))) + "\n"


def _told(shown: _Shown) -> Iterator[str]:
    if shown.is_card:
        yield f"{plain(shown.app)} shows a notification"
    for text in (shown.title, *shown.body.splitlines(), *shown.notes):
        if text.strip():
            yield plain(text.strip())


# ---- what is shown ----


def _shown(result: Translation, app: str | None) -> _Shown:
    secrets = Secrets(result.to_json())
    if result.request is None:
        shown = _nothing(result)
    else:
        shown = _arrived(result.request, preview_of(result.request))
    if app is not None:
        shown = attrs.evolve(shown, app=app)
    return attrs.evolve(
        shown,
        app=secrets.cover(shown.app),
        title=secrets.cover(shown.title),
        body=secrets.cover(shown.body),
        notes=tuple(map(secrets.cover, shown.notes)),
    )


def _nothing(result: Translation) -> _Shown:
    reasons = [each.message for each in result.diagnostics if each.severity.value == "error"]
    return _Shown(
        app=_NO_NAME,
        title="No notification arrives",
        body=next(iter(reasons), result.reason or "The request is rejected."),
        badge=None,
        notes=(),
        is_card=False,
        body_lines=_REASON_LINES,
    )


def _arrived(request: ProviderRequest, preview: Preview) -> _Shown:
    app = request.headers.topic if request.service == "apns" else None
    data = sorted(_data(request))
    keys = f"It gets the data {', '.join(data)}." if data else ""
    notes = (", ".join(_manners(request, preview)), keys)
    silent = preview.silent
    title, body = _texts(preview)
    return _Shown(
        app=app or _NO_NAME,
        title=title,
        body=body,
        badge=preview.badge,
        notes=tuple(filter(None, notes)),
        is_card=not silent,
        body_lines=_REASON_LINES if silent else _BODY_LINES[preview.platform],
    )


def _texts(preview: Preview) -> tuple[str, str]:
    """Return the title and the text on the screen."""
    if preview.call:
        return (
            "Nothing is shown by itself",
            "The app is woken, and has to report the call to CallKit.",
        )
    if preview.silent:
        return "Nothing is shown", "The app is woken in the background."
    return preview.title or "", preview.body or ""


def _data(request: ProviderRequest) -> list[str]:
    """Return the names of what the app gets beside what is shown."""
    if isinstance(request.body, fcm.SendMessageRequest):
        message = request.body.message
        return [*{**(message.data or {}), **((message.android and message.android.data) or {})}]
    return [*request.body.custom]


def _manners(request: ProviderRequest, preview: Preview) -> Iterator[str]:
    """Yield what a notification does besides being shown."""
    yield DEVICES[request.service]
    if preview.badge is not None:
        yield f"badge {preview.badge}" if preview.badge else "the badge is removed"
    if preview.silent:
        yield "no sound"
    elif preview.sound:
        yield "default sound" if preview.sound == "default" else f"sound {preview.sound}"
    else:
        yield "no sound" if preview.platform == "ios" else "sound set by the app"
    if preview.level is not None:
        yield _LEVELS[preview.level]
    if preview.thread is not None:
        yield f"grouped in the thread {preview.thread}"


#: What an interruption level does (Apple, "UNNotificationInterruptionLevel").
_LEVELS: dict[apns.InterruptionLevel, str] = {
    "passive": "added to the list without lighting up the screen",
    "active": "lights up the screen",
    "time-sensitive": "breaks through a Focus",
    "critical": "breaks through a Focus and the mute switch",
}


# ---- where it stands ----


def _places(shown: _Shown) -> _Places:
    first = _TOP + (_HEAD if shown.is_card else _INSET - 4)
    title = [*_TITLE.lines(shown.title[:_LONGEST], _INNER, 1)]
    body = _paragraphs(shown.body[:_LONGEST], shown.body_lines)
    texts = [*(("title", each) for each in title), *(("body", each) for each in body)]
    rights = {
        "title": is_right_to_left(shown.title[:_LONGEST]),
        "body": is_right_to_left(shown.body[:_LONGEST]),
    }
    lines = tuple(
        _Line(
            kind=kind,
            x=_INNER if rights[kind] else 0,
            y=_LINE * index + 15,
            text=text,
            is_right_to_left=rights[kind],
        )
        for index, (kind, text) in enumerate(texts)
    )
    bottom = first + _LINE * len(lines) + _INSET - 3
    notes = tuple(_notes(shown.notes, bottom + 8))
    return _Places(
        width=_WIDTH,
        height=bottom + 8 + _NOTE * len(notes) + 16,
        top=_TOP,
        first=first,
        bottom=bottom,
        app=next(iter(_APP.lines(shown.app[:_LONGEST], _INNER - 80, 1)), ""),
        lines=lines,
        notes=notes,
    )


def _paragraphs(text: str, most: int) -> list[str]:
    """Return a body in lines, which also end where the text says so."""
    found: list[str] = []
    paragraphs = [each for each in text.splitlines() if each.strip()]
    for index, paragraph in enumerate(paragraphs):
        left = most - len(found)
        found += _BODY.lines(paragraph, _INNER, left)
        if len(found) == most and index + 1 < len(paragraphs) and not found[-1].endswith(ELLIPSIS):
            found[-1] = _BODY.cut(found[-1], _INNER)
        if len(found) == most:
            break
    return found


def _notes(notes: tuple[str, ...], top: float) -> Iterator[_Line]:
    lines = [line for note in notes for line in _SMALL.lines(note, _INNER, _NOTE_LINES)]
    for index, text in enumerate(lines):
        yield _Line(kind="note", x=_WIDTH / 2, y=top + _NOTE * index + 13, text=text)
