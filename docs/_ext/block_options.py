"""The options of the blocks that documentation can show, from their declarations."""

from collections.abc import Callable, Iterator
from functools import partial

from written import table_of

from pushstanza.documenting import BLOCKS
from pushstanza.linting.declare import Choice, Declaration, Flag, Later, Several


def _options(name: str) -> Iterator[str]:
    """Yield the table of the options of a block, without those that another one has as well."""
    others = BLOCKS["push-payload"].options if name == "push-preview" else {}
    yield from table_of(
        ("option", "value", "default", "meaning"),
        (
            (f"`{each.key}`", _value(each), _default(each), each.doc)
            for each in BLOCKS[name].options.values()
            if each.key not in others or name == "push-payload"
        ),
    )


def _value(option: Declaration) -> str:
    match option.kind:
        case Flag():
            return "none"
        case Choice() as kind:
            return _words(kind.choices)
        case Several(of=Choice() | Later() as kind):
            return f"some of {_words(kind.choices)}"
        case kind:
            return kind.words


def _words(choices: tuple[str, ...]) -> str:
    return ", ".join(f"`{each}`" for each in choices)


def _default(option: Declaration) -> str:
    match option.default:
        case None | () | False:
            return ""
        case tuple() as words:
            return " ".join(f"`{each}`" for each in words)
        case value:
            return f"`{value}`"


TABLES: dict[str, Callable[[], Iterator[str]]] = {
    f"options-of-{name}": partial(_options, name) for name in BLOCKS
}
