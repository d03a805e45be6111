"""Family 6: what MongooseIM accepts and reads."""

from pushstanza.linting.rules.mongooseim import (  # isort: skip - each module declares its rules
    options,
    enabling,
    summary,
    hosts,
)

__all__ = ["enabling", "hosts", "options", "summary"]
