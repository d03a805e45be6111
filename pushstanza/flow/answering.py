"""How the answer to a stanza is written down."""

from pushstanza.flow.recorder import Recorder
from pushstanza.servers.answer import Answer
from pushstanza.servers.case import Case
from pushstanza.servers.request import Request


def write_down(
    recorder: Recorder,
    party: str,
    seen: Request,
    *,
    case: Case,
    answer: Answer,
    reply: str | None,
) -> list[str]:
    """Write down what *party* answers to a stanza, or why nothing; return what is sent."""
    if reply is None:
        title = "no answer" if answer.type == "none" else str(answer)
        why = case.reason_for(seen) if answer.type == "unpredicted" else ""
        recorder.note(party, title, reason=why, effect=case.effect_of(seen))
        return []
    recorder.stanza(
        party,
        seen.sender.normalized,
        str(answer),
        reply,
        is_answer=True,
        outcome="ok" if answer.type == "result" else "error",
        reason=case.reason_for(seen),
        effect=case.effect_of(seen),
    )
    return [reply]
