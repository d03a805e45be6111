"""How much of a value may be shown, in a repr and in a sentence."""

#: The longest value of an option that a sentence quotes; device tokens are longer.
SHOWN = 24


def mask(text: str) -> str:
    """Return what may be shown of a secret: how it begins, and how long it is."""
    return f"{text[:4] if len(text) > 8 else ''}…({len(text)} characters)"


def mask_path(path: str | None) -> str:
    """Return *path* as it may be shown: its last segment is a device token."""
    head, slash, token = (path or "").rpartition("/")
    return f"{head}{slash}{mask(token)}"


def quote(text: str, *, longest: int = SHOWN) -> str:
    """Return *text* for a sentence: between backticks and in printable characters, or masked."""
    shown = text if len(text) <= longest else mask(text)
    return f"`{''.join(each if each.isprintable() else ascii(each)[1:-1] for each in shown)}`"
