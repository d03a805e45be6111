"""All that is said of provider answers and of what a translation finds, as lists that every change changes.

``python -m tests.test_provider_texts`` writes the lists anew.
"""

import json
from pathlib import Path

import pushstanza as ps
from pushstanza.payloads.answers import ADMIN_SDK, ALIASES, EFFECTS, LEGACY, ROWS
from pushstanza.payloads.findings import FINDINGS, RULE_NAMES
from pushstanza.payloads.options import OPTIONS as OPTIONS_OF
from pushstanza.payloads.provider_fields import FIELDS as FIELDS_OF
from pushstanza.payloads.reactions import NOT_SENT
from pushstanza.payloads.translate import effects
from pushstanza.payloads.translation import translate_fields

DATA = Path(__file__).parent / "data"

HEX = "f53e9421ce50211670eae679f02e8d28a79023c39c200661fccd268a29a0d347"
FCM_TOKEN = "dGhpcyBpcyBub3QgYSB0b2tlbg:APA91b-_"
SUMMARY = {
    "message-count": "3",
    "last-message-sender": "romeo@montague.example",
    "last-message-body": "Wherefore art thou?",
}
APNS = {"service": "apns", "device_id": HEX, "topic": "com.example.app", "priority": "high"}
FCM = {"service": "fcm", "device_id": FCM_TOKEN, "priority": "high"}
BASES = {
    "apns": APNS,
    "apns silent": {**APNS, "priority": "normal", "silent": "true"},
    "fcm": FCM,
    "fcm silent": {**FCM, "silent": "true"},
}

#: What one option or field is instead of what it is in a base; ``None`` leaves it out.
OPTIONS = {
    "service": (None, "FCM", "gcm", "hms", "", " fcm"),
    "device_id": (None, "", "abc", f"<{HEX}>", HEX, HEX * 2, FCM_TOKEN, "a/b", "null", "b'f53e'", "fcm", " fcm ", "0" * 101),
    "mode": ("dev", "prod", "production", "development", "sandbox", "Dev", ""),
    "priority": (None, "normal", "high", "5", "10", "default", "urgent", "Normal", " high"),
    "time_to_live": ("0", "60", "60s", "1h", "2419200", "2419201", "-1", "2147483647", "2147483648", ""),
    "click_action": ("open", ""),
    "sound": ("ping", ""),
    "topic": (None, "", "nil", "com.example", "com.example.app.voip", "com.example.app.push-type.widgets",
              "com.example.app.complication", "com.example\r\nx: y", "com.example.é", "your.app.bundle.id", "a.b.c" * 15),
    "mutable_content": ("true", "false", "1", "yes", "0", "no", "True"),
    "silent": ("true", "false", "1", "yes", "True", " true", "0", "no", ""),
    "secret": ("eruio234vzxc2kla",), "tags": ("a",), "ttl": ("60",), "device-id": ("x",), "mutablecontent": ("true",),
    "badge": ("1",), "title": ("a",), "collapse_key": ("a",), "apns-push-type": ("alert",), "pushModule": ("fcm",), "prioriti": ("high",),
}  # fmt: skip
FIELDS = {
    "message-count": (None, "", "0", "-1", "+5", "1.5", "x", "2147483647", "2147483648", "-2147483648", "-2147483649"),
    "last-message-sender": (None, ""),
    "last-message-body": (None, "", "x" * 3500, "x" * 4500, "é" * 2000),
    "aps": ("x",), "from": ("x",), "google.a": ("x",), "gcm": ("x",), "gcm.b": ("x",), "google": ("x",), "notification": ("x",),
    "message_type": ("x",), "collapse_key": ("x",), "pending-subscription-count": ("2",), "x" * 65: ("x",),
}  # fmt: skip


def answers():
    """Yield what is said of each answer, and what each old or other word stands for."""
    for row in ROWS:
        made = ps.answer(row.service, row.reason)
        yield json.dumps(made.to_dict(), ensure_ascii=False)
        less = ps.answer(row.service, row.reason, api_version="v2", mode="pubsub-less")
        yield f"    v2, pubsub-less: {less.mongoosepush_status} {less.mongoosepush_reason} {less.effect}"
    for old in LEGACY:
        yield f"{old.service} {old.word}: {old.today}: {old.meaning}"
    for table in (ADMIN_SDK, ALIASES):
        yield from (f"{word}: {reason}" for word, reason in table.items())


def findings():
    """Yield each finding as it is declared."""
    for code, name in RULE_NAMES.items():
        yield f"{code}: {name}"
    for key, each in FINDINGS.items():
        yield f"{key}: {each.code} {each.severity.value}: {each.sentence}"
        yield f"    hint {each.hint}, about {each.about}, missing {each.missing}, source {each.source}"


def translations():
    """Yield what is said of publishes that differ in one option or field from a good one."""
    for profile in ("documented", "mongoosepush"):
        for name, base in BASES.items():
            for topic in (None, "com.example.default"):
                usual = translate_fields(SUMMARY, base, profile=profile, apns_default_topic=topic)
                yield f"{profile}, {name}, default topic {topic}:{_sent(usual, {})}"
                yield from _said(usual, ())
                for summary, options, change in _changes(base, thorough=topic is None):
                    made = translate_fields(
                        summary, options, profile=profile, apns_default_topic=topic
                    )
                    more = (
                        f" {made.reason}"
                        if made.reason
                        else "".join(f" {name}" for name in made.rejected_fields)
                    )
                    yield f"  {change}: {made.outcome}{more}{_sent(made, _flat(usual))}"
                    yield from _said(made, usual.diagnostics)


def _sent(made, usual):
    """Return the parts of the request that differ from the usual one."""
    now = _flat(made)
    if made.request is None or now == usual:
        return ""
    there = [f"{path}={_short(text)}" for path, text in now.items() if usual.get(path) != text]
    return " ".join(["", *there, *(f"-{path}" for path in usual if path not in now)])


def _flat(made):
    found = {}

    def add(path, value):
        if isinstance(value, dict) and value:
            for key, each in value.items():
                add(f"{path}/{key}" if path else key, each)
        else:
            found[path] = json.dumps(value, ensure_ascii=False)

    if made.request is not None:
        add("", made.to_dict()["request"])
    return found


def _said(made, known):
    for each in made.diagnostics:
        if each not in known:
            hint = f" ({each.hint})" if each.hint else ""
            yield f"    {each.code} {each.name} {each.severity.value} {each.path}: {each.message}{hint}"


def _changes(base, *, thorough):
    for name, values in OPTIONS.items() if thorough else [("topic", OPTIONS["topic"])]:
        for value in values:
            changed = {key: text for key, text in {**base, name: value}.items() if text is not None}
            yield SUMMARY, changed, f"option {name} {_short(value)}"
    for name, values in FIELDS.items() if thorough else ():
        for value in values:
            changed = {**SUMMARY, name: value}
            changed = {key: text for key, text in changed.items() if text is not None}
            yield changed, base, f"field {_short(name)} {_short(value)}"


def _short(text):
    return repr(text) if text is None or len(text) < 70 else f"{text[:4]!r} and so on, {len(text)}"


def ways():
    """Yield how each option and each field of a provider travels, and what each reason means."""
    for name, option in OPTIONS_OF.items():
        yield f"{name}: request {option.request}, default {option.default}, words {option.words}, {option.expected}"
        for provider in ("apns", "fcm"):
            place = getattr(option, provider)
            if place is not None:
                values = {text: place.write(option.cast(text)) for text in option.words}
                yield f"    {provider} {place.part}.{place.name} {values or ''}".rstrip()
        losses = [f"{each.provider} {each.key}" for each in option.losses]
        yield f"    only for {option.only_for}, in the alert {option.in_alert}, text {option.is_text}, common {option.is_common}"
        yield f"    losses {losses}, out of limits {option.out_of_limits}, example {option.example}, padded {option.padded}"
        yield f"    aliases {option.aliases}, meant {dict(option.meant)}, pattern {option.pattern and option.pattern.pattern}"
    for field in FIELDS_OF:
        yield f"{field.name}: {field.places()}; MongoosePush {field.mongoosepush}, option {field.option}, {field.instead}"
        yield f"    {field.places('apns')}; {field.places('fcm')}; {', '.join(field.aliases)}"
    for profile in ("documented", "mongoosepush"):
        yield from (f"{profile}: {' | '.join(row)}" for row in effects(profile))
    for table in (NOT_SENT, EFFECTS):
        yield from (f"{key}: {value}" for key, value in table.items())


LISTS = {
    "provider_ways.txt": ways,
    "provider_answers.txt": answers,
    "translation_findings.txt": findings,
    "translations.txt": translations,
}


def test_answers_of_providers_are_what_they_were():
    assert [*answers()] == (DATA / "provider_answers.txt").read_text().splitlines()


def test_options_and_fields_travel_as_they_did():
    assert [*ways()] == (DATA / "provider_ways.txt").read_text().splitlines()


def test_findings_are_declared_as_they_were():
    assert [*findings()] == (DATA / "translation_findings.txt").read_text().splitlines()


def test_what_is_said_of_a_translation_is_what_it_was():
    assert [*translations()] == (DATA / "translations.txt").read_text().splitlines()


if __name__ == "__main__":
    for file, lines in LISTS.items():
        (DATA / file).write_text("\n".join(lines()) + "\n")
