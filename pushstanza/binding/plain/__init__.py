"""Models to dictionaries and back: values that JSON, a web API or a message queue can carry.

One cattrs converter writes (:mod:`.writing`), one reads (:mod:`.reading`); what they know of a
class is its declaration (:mod:`.keys`). The form is described in ``docs/plain-values.md``, and
:mod:`.schema` makes its JSON Schema.
"""

from pushstanza.binding.plain.errors import DataError, shown
from pushstanza.binding.plain.names import class_named
from pushstanza.binding.plain.reading import read
from pushstanza.binding.plain.schema import schema_of
from pushstanza.binding.plain.writing import writer, written

__all__ = ["DataError", "class_named", "read", "schema_of", "shown", "writer", "written"]
