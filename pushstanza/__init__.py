"""Typed models, a linter and a translator for XMPP push notification stanzas (XEP-0357)."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pushstanza import flow as flow
    from pushstanza.binding import (
        DeclarationError,
        Extra,
        ExtraError,
        Model,
        ReadError,
        Unknown,
        UnknownElementError,
    )
    from pushstanza.binding.plain import DataError
    from pushstanza.diagnostics import (
        ArgumentError,
        Diagnostic,
        FrozenError,
        PushStanzaError,
        Severity,
        Span,
        UnknownNameError,
        WrongTypeError,
        WrongValueError,
    )
    from pushstanza.diagnostics.extras import MissingExtraError
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
    from pushstanza.payloads.encryption import DecryptionError, NotificationContent, decrypt
    from pushstanza.payloads.plain import from_dict, from_json, json_schema, to_dict, to_json
    from pushstanza.payloads.result import ApnsRequest, FcmRequest
    from pushstanza.payloads.translate import UntranslatableError, summary_of, translate
    from pushstanza.payloads.translation import Translation
    from pushstanza.reading.source import LimitError, Limits, UnsupportedDataError, XmlError
    from pushstanza.servers import UnknownServerError, UnreadableError, Verdict, verdict
    from pushstanza.stanzas import build as build
    from pushstanza.stanzas.forms import (
        AppserverRegistration,
        AppserverUnregistration,
        FormError,
        NodeConfig,
        P2Registration,
        PublishOptions,
        PushSummary,
        RegistrationResult,
        TigaseRegistration,
    )
    from pushstanza.stanzas.parse import (
        ParseError,
        ValidationError,
        parse,
        parse_as,
        parse_iq,
        parse_many,
        parse_message,
        serialize,
        to_etree,
        to_lxml,
        validate,
    )
    from pushstanza.stanzas.push2 import (
        Push2Disable,
        Push2Enable,
        Push2Encrypted,
        Push2Filter,
        Push2Jwt,
        Push2JwtClaim,
        Push2Match,
        Push2Notification,
        Push2NotifyOnly,
        Push2WebPush,
    )
    from pushstanza.stanzas.rfc6120 import (
        Body,
        Condition,
        ErrorText,
        Iq,
        Message,
        StanzaError,
        Subject,
        Thread,
        UnexpectedPayloadError,
    )
    from pushstanza.stanzas.tigase import (
        Encrypt,
        Encrypted,
        GroupchatFilter,
        GroupchatRoom,
        GroupchatSender,
        IgnoreUnknown,
        JinglePush,
        Muted,
        MutedItem,
        PushPriority,
    )
    from pushstanza.stanzas.unified_push import (
        UnifiedPushMessage,
        UnifiedPushRegister,
        UnifiedPushRegistered,
    )
    from pushstanza.stanzas.xep0004 import Field, Form, FormItem, Option, Reported
    from pushstanza.stanzas.xep0030 import DiscoInfo, DiscoItem, DiscoItems, Feature, Identity
    from pushstanza.stanzas.xep0050 import Command, CommandActions, CommandError, CommandNote
    from pushstanza.stanzas.xep0060 import (
        Affiliation,
        Affiliations,
        Configure,
        Create,
        Default,
        Event,
        EventConfiguration,
        EventDelete,
        EventItem,
        EventItems,
        EventPurge,
        EventRedirect,
        EventRetract,
        EventSubscription,
        Item,
        Items,
        Options,
        OwnerAffiliation,
        OwnerAffiliations,
        OwnerConfigure,
        OwnerDefault,
        OwnerDelete,
        OwnerPubsub,
        OwnerPurge,
        OwnerRedirect,
        OwnerSubscription,
        OwnerSubscriptions,
        Publish,
        PublishOptionsElement,
        Pubsub,
        Retract,
        Subscribe,
        SubscribeOptions,
        Subscription,
        Subscriptions,
        Unsubscribe,
    )
    from pushstanza.stanzas.xep0060_errors import PubsubError
    from pushstanza.stanzas.xep0203 import Delay
    from pushstanza.stanzas.xep0334 import Hint
    from pushstanza.stanzas.xep0353 import JingleMessage
    from pushstanza.stanzas.xep0357 import Disable, Enable, Notification

__all__ = [
    "Affiliation",
    "Affiliations",
    "Answer",
    "ApnsRequest",
    "AppserverRegistration",
    "AppserverUnregistration",
    "ArgumentError",
    "BaselineError",
    "Body",
    "Command",
    "CommandActions",
    "CommandError",
    "CommandNote",
    "Condition",
    "ConfigError",
    "Configure",
    "Create",
    "DataError",
    "DeclarationError",
    "DecryptionError",
    "Default",
    "Delay",
    "Diagnostic",
    "Disable",
    "DiscoInfo",
    "DiscoItem",
    "DiscoItems",
    "Enable",
    "Encrypt",
    "Encrypted",
    "ErrorText",
    "Event",
    "EventConfiguration",
    "EventDelete",
    "EventItem",
    "EventItems",
    "EventPurge",
    "EventRedirect",
    "EventRetract",
    "EventSubscription",
    "Explanation",
    "Extra",
    "ExtraError",
    "FcmRequest",
    "Feature",
    "Field",
    "Form",
    "FormError",
    "FormItem",
    "FormatError",
    "FrozenError",
    "GroupchatFilter",
    "GroupchatRoom",
    "GroupchatSender",
    "Hint",
    "Identity",
    "IgnoreUnknown",
    "Iq",
    "Item",
    "Items",
    "Jid",
    "JidError",
    "JingleMessage",
    "JinglePush",
    "LimitError",
    "Limits",
    "LintResult",
    "LintedFile",
    "Message",
    "MissingExtraError",
    "Model",
    "Muted",
    "MutedItem",
    "NodeConfig",
    "Notification",
    "NotificationContent",
    "Option",
    "OptionError",
    "Options",
    "OwnerAffiliation",
    "OwnerAffiliations",
    "OwnerConfigure",
    "OwnerDefault",
    "OwnerDelete",
    "OwnerPubsub",
    "OwnerPurge",
    "OwnerRedirect",
    "OwnerSubscription",
    "OwnerSubscriptions",
    "P2Registration",
    "ParseError",
    "PathError",
    "Publish",
    "PublishOptions",
    "PublishOptionsElement",
    "Pubsub",
    "PubsubError",
    "Push2Disable",
    "Push2Enable",
    "Push2Encrypted",
    "Push2Filter",
    "Push2Jwt",
    "Push2JwtClaim",
    "Push2Match",
    "Push2Notification",
    "Push2NotifyOnly",
    "Push2WebPush",
    "PushPriority",
    "PushStanzaError",
    "PushSummary",
    "ReadError",
    "RegistrationResult",
    "ReportError",
    "Reported",
    "Retract",
    "Severity",
    "Span",
    "StanzaError",
    "StdinError",
    "Subject",
    "Subscribe",
    "SubscribeOptions",
    "Subscription",
    "Subscriptions",
    "Thread",
    "TigaseRegistration",
    "Translation",
    "UnexpectedPayloadError",
    "UnifiedPushMessage",
    "UnifiedPushRegister",
    "UnifiedPushRegistered",
    "Unknown",
    "UnknownAnswerError",
    "UnknownElementError",
    "UnknownNameError",
    "UnknownRuleError",
    "UnknownServerError",
    "UnknownTargetError",
    "UnreadableError",
    "Unsubscribe",
    "UnsupportedDataError",
    "UntranslatableError",
    "ValidationError",
    "Verdict",
    "WrongTypeError",
    "WrongValueError",
    "XmlError",
    "answer",
    "build",
    "decrypt",
    "explain",
    "flow",
    "from_dict",
    "from_json",
    "json_schema",
    "lint",
    "lint_paths",
    "parse",
    "parse_as",
    "parse_iq",
    "parse_many",
    "parse_message",
    "read_answer",
    "serialize",
    "summary_of",
    "to_dict",
    "to_etree",
    "to_json",
    "to_lxml",
    "translate",
    "validate",
    "verdict",
]

#: Where the names are: a program loads only what it asks for.
_NAMES = {
    "binding": "DeclarationError Extra ExtraError Model ReadError Unknown UnknownElementError",
    "binding.plain": "DataError",
    "diagnostics": (
        "ArgumentError Diagnostic FrozenError PushStanzaError Severity Span UnknownNameError "
        "WrongTypeError WrongValueError"
    ),
    "diagnostics.extras": "MissingExtraError",
    "explaining": "Explanation explain",
    "jid": "Jid JidError",
    "linting.baseline": "BaselineError",
    "linting.config": "ConfigError",
    "linting.engine": "lint",
    "linting.options": "OptionError",
    "linting.paths": "LintResult LintedFile lint_paths",
    "linting.reports": "ReportError",
    "linting.reports.several": "FormatError",
    "linting.rules": "UnknownRuleError",
    "linting.run": "PathError StdinError",
    "linting.settings": "UnknownTargetError",
    "payloads.answers": "Answer UnknownAnswerError answer read_answer",
    "payloads.encryption": "DecryptionError NotificationContent decrypt",
    "payloads.plain": "from_dict from_json json_schema to_dict to_json",
    "payloads.result": "ApnsRequest FcmRequest",
    "payloads.translate": "UntranslatableError summary_of translate",
    "payloads.translation": "Translation",
    "reading.source": "LimitError Limits UnsupportedDataError XmlError",
    "servers": "UnknownServerError UnreadableError Verdict verdict",
    "stanzas.forms": (
        "AppserverRegistration AppserverUnregistration FormError NodeConfig P2Registration "
        "PublishOptions PushSummary RegistrationResult TigaseRegistration"
    ),
    "stanzas.parse": (
        "ParseError ValidationError parse parse_as parse_iq parse_many parse_message serialize "
        "to_etree to_lxml validate"
    ),
    "stanzas.push2": (
        "Push2Disable Push2Enable Push2Encrypted Push2Filter Push2Jwt Push2JwtClaim Push2Match "
        "Push2Notification Push2NotifyOnly Push2WebPush"
    ),
    "stanzas.rfc6120": (
        "Body Condition ErrorText Iq Message StanzaError Subject Thread UnexpectedPayloadError"
    ),
    "stanzas.tigase": (
        "Encrypt Encrypted GroupchatFilter GroupchatRoom GroupchatSender IgnoreUnknown "
        "JinglePush Muted MutedItem PushPriority"
    ),
    "stanzas.unified_push": "UnifiedPushMessage UnifiedPushRegister UnifiedPushRegistered",
    "stanzas.xep0004": "Field Form FormItem Option Reported",
    "stanzas.xep0030": "DiscoInfo DiscoItem DiscoItems Feature Identity",
    "stanzas.xep0050": "Command CommandActions CommandError CommandNote",
    "stanzas.xep0060": (
        "Affiliation Affiliations Configure Create Default Event EventConfiguration EventDelete "
        "EventItem EventItems EventPurge EventRedirect EventRetract EventSubscription Item "
        "Items Options OwnerAffiliation OwnerAffiliations OwnerConfigure OwnerDefault "
        "OwnerDelete OwnerPubsub OwnerPurge OwnerRedirect OwnerSubscription OwnerSubscriptions "
        "Publish PublishOptionsElement Pubsub Retract Subscribe SubscribeOptions Subscription "
        "Subscriptions Unsubscribe"
    ),
    "stanzas.xep0060_errors": "PubsubError",
    "stanzas.xep0203": "Delay",
    "stanzas.xep0334": "Hint",
    "stanzas.xep0353": "JingleMessage",
    "stanzas.xep0357": "Disable Enable Notification",
}
_LATER = {name: module for module, names in _NAMES.items() for name in names.split()}


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
        from pushstanza.diagnostics.errors import no_attribute  # only where it is raised

        raise no_attribute(__name__, name, __all__)
    value = getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
