"""What a function or class says to a call that is wrong: a PushStanzaError with a sentence.

A file in ``cases/mistakes`` holds such calls for one function, each with the answer on the next
line. ``python -m tests.test_mistakes`` writes the answers anew, to be read before they are kept.
"""

import pickle
from pathlib import Path

import attrs
import pytest

import pushstanza as ps
from pushstanza import build, flow

CASES = Path(__file__).parent / "cases" / "mistakes"
TOKEN = "0123456789abcdef" * 4
ENABLE = (
    "<iq type='set' id='1'><enable xmlns='urn:xmpp:push:0' jid='push.example.com' node='n'/></iq>"
)

CYCLE = []
CYCLE.append(CYCLE)

#: What the calls may use.
NAMES = {
    "ps": ps,
    "build": build,
    "flow": flow,
    "attrs": attrs,
    "ENABLE": ENABLE,
    "TOKEN": TOKEN,
    "CYCLE": CYCLE,
    "iq": ps.parse_iq(ENABLE),
    "message": ps.parse_message(
        "<message to='a@example.com' type='chat'><body>Hi</body></message>"
    ),
    "publish": build.publish(
        "push.example.com",
        "n",
        ps.PushSummary(message_count=1),
        ps.PublishOptions(service="apns", device_id=TOKEN),
    ),
    "enable": ps.parse_iq(ENABLE).expect(ps.Enable),
    "jid": ps.Jid("alice@example.com"),
}


def read(path):
    """Yield each call of a file, and the answer to it."""
    lines = path.read_text("utf-8").splitlines()
    yield from zip(lines[::3], lines[1::3], strict=True)


CALLS = [
    pytest.param(call, answer, id=f"{path.stem}-{number}")
    for path in sorted(CASES.glob("*.txt"))
    for number, (call, answer) in enumerate(read(path))
]


def answer_to(call):
    try:
        eval(call, dict(NAMES))  # noqa: S307 - written in our own cases
    except ps.PushStanzaError as error:
        return error
    raise AssertionError(f"{call} is not refused")


@pytest.mark.parametrize(("call", "answer"), CALLS)
def test_a_mistake_is_answered_with_a_sentence(call, answer):
    error = answer_to(call)

    assert f"{type(error).__name__}: {error}" == answer.strip()
    assert isinstance(error, TypeError | ValueError | LookupError | OSError | AttributeError)
    assert TOKEN not in str(error)
    assert str(pickle.loads(pickle.dumps(error))) == str(error)  # noqa: S301
    if isinstance(error, ps.ArgumentError):
        is_whole = isinstance(error, ps.DataError) and error.attribute == ""
        assert error.path or is_whole


def test_every_public_function_has_ten_mistakes():
    functions = [each for each in dir(ps) if callable(getattr(ps, each)) and each[0].islower()]

    counted = {path.stem: len([*read(path)]) for path in CASES.glob("*.txt")}
    assert {each: counted.get(each, 0) for each in functions if counted.get(each, 0) < 10} == {}


if __name__ == "__main__":
    for file in sorted(CASES.glob("*.txt")):
        calls = file.read_text("utf-8").splitlines()[::3]
        answers = [f"{type(error).__name__}: {error}" for error in map(answer_to, calls)]
        written = [f"{call}\n    {answer}\n" for call, answer in zip(calls, answers, strict=True)]
        file.write_text("\n".join(written), "utf-8")
