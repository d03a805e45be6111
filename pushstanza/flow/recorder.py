"""Who writes the timeline: every stanza, request and answer passes here."""

import json
from typing import Any

import attrs

from pushstanza.diagnostics import Diagnostic
from pushstanza.flow.timeline import Event, EventKind, Outcome, PartyKind, Preview, Timeline
from pushstanza.payloads import apns
from pushstanza.payloads.result import FcmRequest, ProviderRequest

GATEWAY = "MongoosePush"
PROVIDERS = {"apns": "APNs", "fcm": "FCM"}
DEVICES = {"apns": "iPhone", "fcm": "Android phone"}

#: How long a step takes, in seconds: the same in every run.
STEP = 0.05


@attrs.define
class Recorder:
    """A timeline and its clock, which goes on by itself and can be put forward."""

    timeline: Timeline = attrs.field(factory=Timeline)
    lints: bool = False
    """Whether each stanza is linted, so that its findings stand in the timeline."""
    now: float = 0.0
    _open: dict[tuple[EventKind, str, str], list[int]] = attrs.field(factory=dict, init=False)
    """The numbers of what nothing has answered yet, by what it is, its source and its target."""

    @property
    def waited(self) -> float:
        """The clock without the time that events take: what is not waited for happens at once."""
        return round(self.now - STEP * len(self.timeline.events), 3)

    def join(self, name: str, kind: PartyKind) -> None:
        """Add a party."""
        self.timeline.join(name, kind)

    def stanza(
        self,
        source: str,
        target: str,
        title: str,
        text: str,
        *,
        is_answer: bool = False,
        **rest: Any,
    ) -> Event:
        """Write down a stanza."""
        if is_answer:
            rest["answers"] = self._answered("stanza", source, target)
        return self._add(
            "stanza",
            source,
            target,
            title,
            text=text,
            size=len(text.encode()),
            diagnostics=self._findings(text),
            **rest,
        )

    def request(self, source: str, target: str, title: str, body: Any, **rest: Any) -> Event:
        """Write down an HTTP request with a JSON body."""
        return self._add("request", source, target, title, text=_json(body), **rest)

    def response(
        self, source: str, target: str, title: str, outcome: Outcome, **rest: Any
    ) -> Event:
        """Write down the answer to a request."""
        rest["answers"] = self._answered("request", source, target)
        return self._add("response", source, target, title, outcome=outcome, **rest)

    def note(
        self,
        party: str,
        title: str,
        *,
        outcome: Outcome = "ok",
        reason: str = "",
        effect: str = "",
    ) -> Event:
        """Write down something that happens at one party."""
        return self._add("note", party, party, title, outcome=outcome, reason=reason, effect=effect)

    def display(self, request: ProviderRequest) -> None:
        """Write down what a device makes of a request that the provider has accepted."""
        provider, device = PROVIDERS[request.service], DEVICES[request.service]
        self.join(device, "device")
        preview = preview_of(request)
        self._add("display", provider, device, _does(preview), preview=preview)

    def _answered(self, kind: EventKind, source: str, target: str) -> int | None:
        """Return the number of the latest request that *source* has from *target*."""
        waiting = self._open.get((kind, target, source))
        return waiting.pop() if waiting else None

    def _add(self, kind: Any, source: str, target: str, title: str, **rest: Any) -> Event:
        self.now = round(self.now + STEP, 3)
        event = self.timeline.add(kind, source, target, title, at=self.now, **rest)
        if event.answers is None:
            self._open.setdefault((kind, source, target), []).append(event.number)
        return event

    def _findings(self, text: str) -> tuple[Diagnostic, ...]:
        if not self.lints:
            return ()
        from pushstanza.linting.engine import lint

        return tuple(lint(text))


def preview_of(request: ProviderRequest) -> Preview:
    """Return what a device shows of a request."""
    if isinstance(request, FcmRequest):
        android = request.body.message.android
        shown = (android and android.notification) or None
        if shown is None or not (shown.title or shown.body):
            return Preview(platform="android", silent=True)
        return Preview(platform="android", title=shown.title, body=shown.body, sound=shown.sound)
    return _ios(request.headers, request.body.aps)


def _ios(headers: apns.Headers, aps: apns.Aps) -> Preview:
    if headers.push_type == "voip":
        return Preview(platform="ios", silent=True, call=True)
    if aps.alert is None:
        return Preview(platform="ios", badge=aps.badge, silent=True)
    return Preview(
        platform="ios",
        title=aps.alert.title,
        body=aps.alert.body,
        badge=aps.badge,
        sound=_sound(aps),
        level=aps.interruption_level,
        thread=aps.thread_id,
    )


def _sound(aps: apns.Aps) -> str | None:
    """Return the sound that is played, which a passive notification has not."""
    if aps.interruption_level == "passive":
        return None
    return aps.sound.name if isinstance(aps.sound, apns.CriticalSound) else aps.sound


def _does(preview: Preview) -> str:
    """Return what a device does when a notification arrives."""
    if preview.call:
        return "wakes the app, which reports the call"
    return "wakes the app and shows nothing" if preview.silent else "shows the notification"


def _json(body: Any) -> str:
    return json.dumps(body, indent=2, ensure_ascii=False)
