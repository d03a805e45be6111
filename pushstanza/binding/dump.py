"""Models as JSON, for programs in other languages and for inspection."""

from datetime import datetime
from enum import Enum
from typing import Any

from pushstanza.binding.element import Model
from pushstanza.binding.places import is_hidden
from pushstanza.binding.spec import spec_of
from pushstanza.binding.unknown import Unknown
from pushstanza.diagnostics.masking import mask
from pushstanza.diagnostics.secrets import TOKENS, masked_xml
from pushstanza.jid import Jid


def to_dict(model: Model, *, show_secrets: bool = False) -> dict[str, Any]:
    """Return the content of *model*, without the places that have their default.

    ``element`` names the class; ``extra`` has what no place holds. Secrets are masked unless
    *show_secrets*.
    """
    found: dict[str, Any] = {"element": type(model).__name__}
    for place in spec_of(type(model)).places:
        value = getattr(model, place.field)
        if value == place.default:
            continue
        hide = is_hidden(place.secret, model) and not show_secrets
        found[place.field.rstrip("_")] = _json(value, hide=hide, show_secrets=show_secrets)
    extra = model.extra
    if extra is not None and (extra.attributes or extra.children):
        found["extra"] = {
            "attributes": _json(dict(extra.attributes), hide=False, show_secrets=show_secrets),
            "children": [
                _json(child, hide=False, show_secrets=show_secrets)["xml"]
                for child in extra.children
            ],
        }
    return found


def _json(value: Any, *, hide: bool, show_secrets: bool) -> Any:
    match value:
        case Model():
            return to_dict(value, show_secrets=show_secrets)
        case tuple():
            return [_json(each, hide=hide, show_secrets=show_secrets) for each in value]
        case Unknown():
            return {"xml": value.xml if show_secrets else masked_xml(value.xml)}
        case str() | Jid() | datetime() | Enum() | int() if hide:
            return mask(str(value))
        case Jid():
            return str(value) if show_secrets else TOKENS.cover(str(value))
        case datetime():
            return value.isoformat()
        case Enum():
            return value.value
        case str() | dict() if not show_secrets:
            return TOKENS.covered(value)
        case _:
            return value
