"""What the examples of devices are put together from, by their options."""

from pushstanza.linting.rules import examples

SILENT = ("silent", "true")


def apns(*options: tuple[str, str], token: str = examples.TOKEN) -> str:
    """Return an enable for APNs with more options."""
    return examples.enable(examples.apns(fields(options), token))


def fcm(*options: tuple[str, str]) -> str:
    """Return an enable for FCM with more options."""
    return examples.enable(examples.fcm(fields(options)))


def fields(options: tuple[tuple[str, str], ...]) -> str:
    """Return the fields of options."""
    return "".join(examples.field(var, value) for var, value in options)


def device(service: str, token: str, *options: tuple[str, str]) -> str:
    """Return an enable for a service, a token and some options, whatever they are."""
    known = ("service", service), ("device_id", token)
    return examples.enable(examples.options(fields((*known, *options))))
