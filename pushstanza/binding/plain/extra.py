"""What is refused in what an element holds beyond its fields."""

from collections.abc import Mapping
from typing import Any

from pushstanza.binding.plain.errors import DataError
from pushstanza.binding.spec import Spec
from pushstanza.binding.unknown import Extra


def check_extra(values: Mapping[str, Any]) -> None:
    """Refuse what no XML has: names without a value, and attributes that are there twice."""
    for key in ("attributes", "spellings"):
        for index, pair in enumerate(values.get(key, ())):
            if len(pair) != 2:
                error = DataError.unexpected(pair, "a list of two strings")
                raise error.within(index).within(key)
    names = [name for name, _ in values.get("attributes", ())]
    if len({*names}) < len(names):
        raise DataError("an attribute is there twice", value=names).within("attributes")


def check_spellings(spec: Spec, extra: Extra) -> None:
    """Refuse spellings that cannot be read, with which the model could not be written."""
    codecs = {place.field: getattr(place, "codec", None) for place in spec.places}
    for index, (field, text) in enumerate(extra.spellings):
        codec = codecs.get(field)
        if codec is not None and codec.read is not None:
            try:
                codec.read(text)
            except ValueError as error:
                found = DataError(str(error), value=text, expected=(f"a {codec.name}",))
                raise found.within(1).within(index).within("spellings").within("extra") from None
