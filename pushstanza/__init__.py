"""Typed models, a linter and a translator for XMPP push notification stanzas (XEP-0357)."""

from pushstanza.binding import DeclarationError, Model, ReadError, Unknown, UnknownElementError
from pushstanza.diagnostics import Diagnostic, PushStanzaError, Severity, Span
from pushstanza.forms import FormError, NodeConfig, PublishOptions, PushSummary
from pushstanza.jid import Jid, JidError
from pushstanza.lint import lint
from pushstanza.payloads.answers import Answer, UnknownAnswerError, answer, read_answer
from pushstanza.rules import UnknownRuleError
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
from pushstanza.translate import Translation, UntranslatableError, summary_of, translate

__all__ = [
    "Answer",
    "DeclarationError",
    "Diagnostic",
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
    "UnsupportedDataError",
    "UntranslatableError",
    "ValidationError",
    "XmlError",
    "answer",
    "lint",
    "parse",
    "parse_as",
    "parse_many",
    "read_answer",
    "serialize",
    "summary_of",
    "translate",
    "validate",
]
