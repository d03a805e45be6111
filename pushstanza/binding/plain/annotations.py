"""What the annotation of a field says about the value in JSON."""

import math
import types
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pushstanza.binding.codecs import Codec, codec_for
from pushstanza.binding.element import Model
from pushstanza.binding.unknown import Unknown


def bare(annotation: Any) -> Any:
    """Return an annotation without what stands beside it for other readers."""
    if get_origin(annotation) is Annotated and not _codecs_of(annotation):
        return get_args(annotation)[0]
    return annotation


def _codecs_of(annotation: Any) -> list[Codec]:
    return [each for each in annotation.__metadata__ if isinstance(each, Codec)]


def is_any_model(annotation: Any) -> bool:
    """Tell whether an annotation stands for a model of any class."""
    return annotation is Model or {*get_args(annotation)} == {Model, Unknown}


def is_leaf(annotation: Any) -> bool:
    """Tell whether an annotation stands for a value that is no object and no list."""
    return get_origin(annotation) is Literal or codec_of(annotation) is not None


def is_json_object(annotation: Any) -> bool:
    """Tell whether an annotation stands for an object whose keys no class declares."""
    return get_origin(annotation) is Mapping


def alternatives(annotation: Any) -> tuple[Any, ...]:
    """Return the text and the class that a value may be; nothing where it is of one type."""
    is_union = get_origin(annotation) in {Union, types.UnionType}
    return get_args(annotation) if is_union and not is_any_model(annotation) else ()


def _check_number(value: float) -> None:
    if not math.isfinite(value):
        raise ValueError(f"{value} is not JSON")


#: A number, which no model has: XML has none that JSON has, too.
_NUMBER = Codec(float, "number", check=_check_number)


def codec_of(annotation: Any) -> Codec | None:
    """Return the codec of the type of a value."""
    if get_origin(annotation) is Annotated and not _codecs_of(annotation):
        return None
    return _NUMBER if annotation is float else codec_for(annotation)
