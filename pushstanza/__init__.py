"""Typed models, a linter and a translator for XMPP push notification stanzas (XEP-0357)."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pushstanza import flow as flow
    from pushstanza.binding import DeclarationError, Model, ReadError, Unknown, UnknownElementError
    from pushstanza.diagnostics import Diagnostic, PushStanzaError, Severity, Span
    from pushstanza.explaining import Explanation, explain
    from pushstanza.jid import Jid, JidError
    from pushstanza.linting.baseline import BaselineError
    from pushstanza.linting.config import ConfigError
    from pushstanza.linting.engine import lint
    from pushstanza.linting.options import OptionError
    from pushstanza.linting.paths import LintedFile, LintResult, lint_paths
    from pushstanza.linting.reports import ReportError
    from pushstanza.linting.reports.several import FormatError
    from pushstanza.linting.rules import UnknownRuleError
    from pushstanza.linting.run import PathError, StdinError
    from pushstanza.linting.settings import UnknownTargetError
    from pushstanza.payloads.answers import Answer, UnknownAnswerError, answer, read_answer
    from pushstanza.payloads.translate import UntranslatableError, summary_of, translate
    from pushstanza.payloads.translation import Translation
    from pushstanza.reading.source import LimitError, Limits, UnsupportedDataError, XmlError
    from pushstanza.servers import UnknownServerError, UnreadableError, Verdict, verdict
    from pushstanza.stanzas import build as build
    from pushstanza.stanzas.forms import FormError, NodeConfig, PublishOptions, PushSummary
    from pushstanza.stanzas.parse import (
        ParseError,
        ValidationError,
        parse,
        parse_as,
        parse_many,
        serialize,
        validate,
    )
    from pushstanza.stanzas.rfc6120 import Iq, Message

__all__ = [
    "Answer",
    "BaselineError",
    "ConfigError",
    "DeclarationError",
    "Diagnostic",
    "Explanation",
    "FormError",
    "FormatError",
    "Iq",
    "Jid",
    "JidError",
    "LimitError",
    "Limits",
    "LintResult",
    "LintedFile",
    "Message",
    "Model",
    "NodeConfig",
    "OptionError",
    "ParseError",
    "PathError",
    "PublishOptions",
    "PushStanzaError",
    "PushSummary",
    "ReadError",
    "ReportError",
    "Severity",
    "Span",
    "StdinError",
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
    "build",
    "explain",
    "flow",
    "lint",
    "lint_paths",
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

#: Where the names are: a program loads only what it asks for.
_LATER = {
    "Answer": "payloads.answers",
    "BaselineError": "linting.baseline",
    "ConfigError": "linting.config",
    "DeclarationError": "binding",
    "Diagnostic": "diagnostics",
    "Explanation": "explaining",
    "FormError": "stanzas.forms",
    "FormatError": "linting.reports.several",
    "Iq": "stanzas.rfc6120",
    "Jid": "jid",
    "JidError": "jid",
    "LimitError": "reading.source",
    "Limits": "reading.source",
    "LintResult": "linting.paths",
    "LintedFile": "linting.paths",
    "Message": "stanzas.rfc6120",
    "Model": "binding",
    "NodeConfig": "stanzas.forms",
    "OptionError": "linting.options",
    "ParseError": "stanzas.parse",
    "PathError": "linting.run",
    "PublishOptions": "stanzas.forms",
    "PushStanzaError": "diagnostics",
    "PushSummary": "stanzas.forms",
    "ReadError": "binding",
    "ReportError": "linting.reports",
    "Severity": "diagnostics",
    "Span": "diagnostics",
    "StdinError": "linting.run",
    "Translation": "payloads.translation",
    "Unknown": "binding",
    "UnknownAnswerError": "payloads.answers",
    "UnknownElementError": "binding",
    "UnknownRuleError": "linting.rules",
    "UnknownServerError": "servers",
    "UnknownTargetError": "linting.settings",
    "UnreadableError": "servers",
    "UnsupportedDataError": "reading.source",
    "UntranslatableError": "payloads.translate",
    "ValidationError": "stanzas.parse",
    "Verdict": "servers",
    "XmlError": "reading.source",
    "answer": "payloads.answers",
    "explain": "explaining",
    "lint": "linting.engine",
    "lint_paths": "linting.paths",
    "parse": "stanzas.parse",
    "parse_as": "stanzas.parse",
    "parse_many": "stanzas.parse",
    "read_answer": "payloads.answers",
    "serialize": "stanzas.parse",
    "summary_of": "payloads.translate",
    "translate": "payloads.translate",
    "validate": "stanzas.parse",
    "verdict": "servers",
}


def __getattr__(name: str) -> Any:
    if name == "flow":
        return import_module(f"{__name__}.flow")
    if name == "build":
        value = globals()[name] = import_module(f"{__name__}.stanzas.build")
        return value
    if name == "__version__":
        from importlib.metadata import version

        return version(__name__)
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
