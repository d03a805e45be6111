"""``push-preview``: how the notification of a stanza looks on a phone."""

from pushstanza.diagnostics.records import frozen
from pushstanza.documenting import notification
from pushstanza.documenting.example import Example, Picture
from pushstanza.documenting.notification import problems, translated
from pushstanza.documenting.written import Written
from pushstanza.flow.pictures.phone import describe_phone, draw_phone
from pushstanza.linting.declare import Word, declare


@frozen(kw_only=True)
class Options(notification.Options):
    """What the author of a ``push-preview`` asks for."""

    app: str | None = declare("The name of the app.", Word("a name"))


def example(written: Written, options: Options) -> Example:
    """Return a picture of the notification on a phone as an example.

    Raises:
        BlockError: the stanza cannot be translated.
    """
    result = translated(written, options)
    svg = draw_phone(result, app=options.app)
    picture = Picture(title="Notification", svg=svg, text=describe_phone(result, app=options.app))
    return Example(parts=(picture,), problems=problems(result, options))
