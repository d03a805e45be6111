"""What is secret in a push notification, and how it is shown."""

import re

#: The options that hold a device token or a secret, in any of the services' dialects.
SECRET_FIELDS = frozenset({"device_id", "token", "secret", "device-token", "device-second-token"})


def mask(secret: str) -> str:
    """Return as much of *secret* as may be shown: enough to tell two apart."""
    shown = secret[:4] if len(secret) > 8 else ""
    return f"{shown}…({len(secret)} characters)"


_IN_XML = re.compile(
    rf"""var\s*=\s*(["'])(?:{"|".join(sorted(SECRET_FIELDS))})\1[^<>]*>\s*<value>([^<]+)"""
)


def masked_xml(text: str) -> str:
    """Return *text* with the secrets of its forms covered, every character in its place."""

    def cover(found: re.Match[str]) -> str:
        whole, secret = found[0], found[2]
        shown = secret[:4] if len(secret.strip()) > 8 else ""
        hidden = "".join(c if c.isspace() else "•" for c in secret[len(shown) :])
        return whole[: -len(secret)] + shown + hidden

    return _IN_XML.sub(cover, text)
