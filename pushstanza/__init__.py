"""Typed models, a linter and a translator for XMPP push notification stanzas (XEP-0357)."""

from pushstanza.binding import Model, ReadError, Unknown
from pushstanza.diagnostics import Diagnostic, PushStanzaError, Severity, Span
from pushstanza.forms import FormError, NodeConfig, PublishOptions, PushSummary
from pushstanza.jid import Jid, JidError
from pushstanza.lint import lint
from pushstanza.payloads.answers import answer
from pushstanza.source import Limits, XmlError
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
    "Diagnostic",
    "FormError",
    "Iq",
    "Jid",
    "JidError",
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
    "UntranslatableError",
    "ValidationError",
    "XmlError",
    "answer",
    "lint",
    "parse",
    "parse_as",
    "parse_many",
    "serialize",
    "summary_of",
    "translate",
    "validate",
]
