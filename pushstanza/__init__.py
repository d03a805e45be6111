"""Typed models, a linter and a translator for XMPP push notification stanzas (XEP-0357)."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from pushstanza.binding import DeclarationError, Model, ReadError, Unknown, UnknownElementError
from pushstanza.diagnostics import Diagnostic, PushStanzaError, Severity, Span
from pushstanza.forms import FormError, NodeConfig, PublishOptions, PushSummary
from pushstanza.jid import Jid, JidError
from pushstanza.source import LimitError, Limits, UnsupportedDataError, XmlError
from pushstanza.stanza import (
    ParseError,
    ValidationError,
    parse,
    parse_as,
    parse_many,
    serialize,
    validate,
)
from pushstanza.stanzas.rfc6120 import Iq, Message

if TYPE_CHECKING:
    from pushstanza import flow
    from pushstanza.explaining import Explanation, explain
    from pushstanza.linter import lint
    from pushstanza.payloads.answers import Answer, UnknownAnswerError, answer, read_answer
    from pushstanza.payloads.translation import Translation
    from pushstanza.rules import UnknownRuleError
    from pushstanza.servers import UnknownServerError, UnreadableError, Verdict, verdict
    from pushstanza.settings import UnknownTargetError
    from pushstanza.translator import UntranslatableError, summary_of, translate

__all__ = [
    "Answer",
    "DeclarationError",
    "Diagnostic",
    "Explanation",
    "FormError",
    "Iq",
    "Jid",
    "JidError",
    "LimitError",
    "Limits",
    "Message",
    "Model",
    "NodeConfig",
    "ParseError",
    "PublishOptions",
    "PushStanzaError",
    "PushSummary",
    "ReadError",
    "Severity",
    "Span",
    "Translation",
    "Unknown",
    "UnknownAnswerError",
    "UnknownElementError",
    "UnknownRuleError",
    "UnknownServerError",
    "UnknownTargetError",
    "UnreadableError",
    "UnsupportedDataError",
    "UntranslatableError",
    "ValidationError",
    "Verdict",
    "XmlError",
    "answer",
    "explain",
    "flow",
    "lint",
    "parse",
    "parse_as",
    "parse_many",
    "read_answer",
    "serialize",
    "summary_of",
    "translate",
    "validate",
    "verdict",
]

#: Many import the package only to parse: the rules and the payloads are loaded when asked for.
_LATER = {
    "Answer": "payloads.answers",
    "Explanation": "explaining",
    "Translation": "payloads.translation",
    "UnknownAnswerError": "payloads.answers",
    "UnknownRuleError": "rules",
    "UnknownServerError": "servers",
    "UnknownTargetError": "settings",
    "UnreadableError": "servers",
    "UntranslatableError": "translator",
    "Verdict": "servers",
    "answer": "payloads.answers",
    "explain": "explaining",
    "lint": "linter",
    "read_answer": "payloads.answers",
    "summary_of": "translator",
    "translate": "translator",
    "verdict": "servers",
}


def __getattr__(name: str) -> Any:
    if name == "flow":
        return import_module(f"{__name__}.flow")
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
    globals()[name] = value
    return value
