"""What is wrong with a device token, as far as its characters show it."""

import re

from pushstanza.diagnostics.masking import LONGEST_OPTION, mask, quoted
from pushstanza.payloads import apns, mongoosepush
from pushstanza.payloads.findings import Found, found
from pushstanza.payloads.publish import Publish

#: How programs print what is no token (ChatSecure-iOS#1022).
NULLS = frozenset({"none", "null", "nil", "undefined", "(null)"})
PRINTED = ("b'", 'b"', "Optional(")


def is_printed(text: str) -> bool:
    """Tell whether a program has printed a value that is no text, such as ``None``."""
    return text.strip().lower() in NULLS or text.startswith(PRINTED)


def token_fault(publish: Publish) -> Found | None:
    """Return why the device token of *publish* cannot work, if that can be seen."""
    token = publish.device_id
    if token.strip().lower() in NULLS:
        return found("token-null", value=quoted(token, longest=LONGEST_OPTION))
    if token.startswith(PRINTED):
        return found("token-null", value=mask(token))
    if publish.service == "apns":
        if apns.is_device_token(token):
            return None
        return found("apns-token-hex", hint=_hex_hint(token), value=mask(token))
    if not mongoosepush.is_segment(token):
        return found("token-path", value=mask(token))
    return None


def _hex_hint(token: str) -> str | None:
    bare = re.sub(r"[<>\s]", "", token)
    if apns.is_device_token(bare):
        return "remove everything but the hexadecimal digits"
    if re.search("[:_-]", token) and re.fullmatch("[0-9A-Za-z:_-]+", token):
        return "it looks like an FCM token: check the option service"
    return None
