"""What is secret in a push notification, and how it is shown."""

#: The options that hold a device token or a secret, in any of the services' dialects.
SECRET_FIELDS = frozenset({"device_id", "token", "secret", "device-token", "device-second-token"})


def mask(secret: str) -> str:
    """Return as much of *secret* as may be shown: enough to tell two apart."""
    shown = secret[:4] if len(secret) > 8 else ""
    return f"{shown}…({len(secret)} characters)"
