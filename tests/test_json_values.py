"""What is said of payloads in which one value is another, or one sign is wrong, as a list.

Every change of a sentence, a place or a finding changes it;
``python -m tests.test_json_values`` writes it anew.
"""

import copy
import json
import random
from pathlib import Path

import pytest

import pushstanza as ps

LIST = Path(__file__).parent / "data" / "json_values.txt"
HEX = "f53e9421ce50211670eae679f02e8d28a79023c39c200661fccd268a29a0d347"
FCM_TOKEN = "bk3RNwTe3H0:CI2k_HHwgIpoDKCIZvvDMExUdFQ3P1"
DOCUMENTS = {
    "APNs": {
        "aps": {
            "alert": {"title": "Romeo", "body": "Hi", "loc-args": ["a"]},
            "badge": 3,
            "sound": {"critical": 1, "name": "ping.caf", "volume": 0.5},
            "category": "open",
            "mutable-content": 1,
            "interruption-level": "active",
            "relevance-score": 0.5,
            "thread-id": "t",
        },
        "acme": "x",
    },
    "APNs, background": {"aps": {"content-available": 1}, "message-count": "3"},
    "APNs request": {
        "headers": {
            "apns-topic": "com.example.app",
            "apns-priority": "10",
            "apns-push-type": "alert",
            "apns-expiration": "0",
            "apns-collapse-id": "a",
        },
        "path": f"/3/device/{HEX}",
        "body": {"aps": {"alert": "Hi"}},
    },
    "FCM": {
        "message": {
            "token": FCM_TOKEN,
            "data": {"count": "1"},
            "notification": {"title": "Romeo", "body": "Hi"},
            "android": {
                "priority": "high",
                "ttl": "60s",
                "collapse_key": "a",
                "notification": {"tag": "t", "sound": "s", "click_action": "c", "notification_count": 2},
            },
            "apns": {"headers": {"apns-priority": "10"}, "payload": {"aps": {"badge": 1}}},
        },
        "validate_only": False,
    },
    "FCM, legacy": {
        "to": FCM_TOKEN,
        "priority": "high",
        "time_to_live": 60,
        "collapse_key": "a",
        "data": {"a": "b"},
        "notification": {"title": "Romeo", "badge": "1"},
    },
    "MongoosePush": {
        "service": "apns",
        "mode": "prod",
        "priority": "normal",
        "time_to_live": 60,
        "topic": "com.example.app",
        "mutable_content": True,
        "tags": ["a"],
        "data": {"a": "b"},
        "alert": {"title": "Romeo", "body": "Hi", "badge": 1, "tag": "t", "sound": "s", "click_action": "c"},
    },
}  # fmt: skip
VALUES = (None, True, 0, 1, -1, 5.5, "", "1", "x", "HIGH", [], ["x"], {}, {"x": "y"}, 10**20)
SIGNS = "{}[]\",:'#/\\\n0"
DAMAGES = 24


def places(value, path=()):
    """Yield the path of each value in another."""
    for key, each in value.items() if isinstance(value, dict) else enumerate(value):
        yield (*path, key)
        if isinstance(each, dict | list):
            yield from places(each, (*path, key))


def changed(document):
    """Yield a document with another value, without one, or with one of a misspelt name."""
    for path in places(document):
        for value in (*VALUES, "left out", "misspelt"):
            made = copy.deepcopy(document)
            holder = made
            for key in path[:-1]:
                holder = holder[key]
            if value == "left out":
                del holder[path[-1]]
            elif value == "misspelt":
                if isinstance(holder, dict):
                    holder[path[-1][:-2] + path[-1][-1]] = holder.pop(path[-1])
            else:
                holder[path[-1]] = value
            yield f"{'/'.join(map(str, path))} {value!r}", json.dumps(made)


def damaged(text, seed):
    """Yield a text that is cut off, or in which a sign is left out, doubled or replaced."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    for number in range(DAMAGES):
        at = chance.randrange(1, len(text))
        sign = chance.choice(SIGNS)
        match number % 4:
            case 0:
                yield f"until {at}", text[:at]
            case 1:
                yield f"without {at}", text[:at] + text[at + 1 :]
            case 2:
                yield f"{sign!r} at {at}", text[:at] + sign + text[at:]
            case 3:
                yield f"{at} is {sign!r}", text[:at] + sign + text[at + 1 :]


def lines_of(name):
    document = DOCUMENTS[name]
    seen = set()
    for what, text in [
        ("", json.dumps(document)),
        *changed(document),
        *damaged(json.dumps(document, indent=1), name),
    ]:
        yield f" {what}"
        for each in ps.lint(text):
            hint = f" ({each.hint})" if each.hint else ""
            said = f"{each.code} {each.severity.value} {each.message}{hint}"
            place = f"{each.span.offset}-{each.span.end_offset}"
            yield f"  {place} {said if said not in seen else each.code + ' …' + said[-24:]}"
            seen.add(said)


def listed():
    found = {}
    for line in LIST.read_text("utf-8").splitlines():
        if line.startswith("# "):
            lines = found.setdefault(line[2:], [])
        else:
            lines.append(line)
    return found


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_is_said_of_a_payload_is_what_it_was(name):
    assert [line for each in lines_of(name) for line in each.splitlines()] == listed()[name]


if __name__ == "__main__":
    LIST.write_text(
        "".join(f"# {name}\n" + "\n".join(lines_of(name)) + "\n" for name in DOCUMENTS), "utf-8"
    )
