"""A place where a schema of ours parts from the specification's own."""

from pushstanza.diagnostics.records import frozen


@frozen
class Deviation:
    """A place where a schema of ours parts from the specification's own, or from its prose.

    ``what`` is an attribute (``@type``), a child (``<item>``) or the content, ``ours`` and
    ``theirs`` say what is asked of it. ``stanza`` is an example, and ``valid`` what we make of it.
    """

    document: str
    element: str
    what: str
    ours: str
    theirs: str
    reason: str
    stanza: str
    valid: bool = True


#: Reasons that several have.
ECHO = "Error replies echo the request as it was; that it lacks something is for the rules."
ORDER = "Order and number carry no meaning here, and senders differ."
