"""What an explanation consists of."""

from collections.abc import Callable
from typing import Any

import attrs

from pushstanza.diagnostics.arguments import immutable
from pushstanza.diagnostics.records import frozen
from pushstanza.diagnostics.to_json import ToJson


@frozen(kw_only=True)
class Sign:
    """A finding of the linter in the request that supports a cause.

    ``line`` and ``column`` are ``None`` where the request is known from its error only.
    """

    code: str
    message: str
    hint: str | None = None
    line: int | None = None
    column: int | None = None


@frozen(kw_only=True)
class Cause:
    """A likely cause, its fix, and the source.

    ``servers`` are those that answer so for this reason, all where none is named.
    ``is_certain`` says that the request confirms the cause; ``found`` is what it shows.
    """

    cause: str
    fix: str
    source: str
    servers: tuple[str, ...] = ()
    is_certain: bool = False
    found: str | None = None
    signs: tuple[Sign, ...] = ()


@frozen
class Effect:
    """What an error does to the registration of a client, or to what was asked."""

    server: str
    effect: str


@immutable
@frozen(kw_only=True)
class Explanation(ToJson):
    """An error, its likely causes, the likeliest first, and its effects.

    ``supposing`` says under which condition the effects hold, ``look_at`` where to look next if
    no cause is known. ``count`` is how often the error is there, ``line`` where it is first.
    """

    subject: str
    meaning: str
    source: str = ""
    request: str | None = None
    causes: tuple[Cause, ...] = ()
    supposing: str = ""
    effects: tuple[Effect, ...] = ()
    look_at: str = ""
    line: int = 1
    count: int = 1

    @property
    def is_known(self) -> bool:
        """Whether there is more to say than what the condition means by itself."""
        return bool(self.causes)

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON holds it."""
        return attrs.asdict(self)

    def with_texts(self, changed: Callable[[str], str]) -> "Explanation":
        """Return it with other texts in place of those in which a part of the input may stand."""
        made: Explanation = _with_texts(self, changed)
        return self if made == self else made


def _with_texts(value: Any, changed: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return changed(value)
    if isinstance(value, tuple):
        return tuple(_with_texts(each, changed) for each in value)
    if not attrs.has(type(value)):
        return value
    names = [each.name for each in attrs.fields(type(value)) if each.name not in _NAMES]
    return attrs.evolve(
        value, **{name: _with_texts(getattr(value, name), changed) for name in names}
    )


#: What holds names of servers and codes of rules, by which more is looked up.
_NAMES = frozenset({"code", "servers"})
