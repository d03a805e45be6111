"""Family 7: MongoosePush, FCM and APNs.

What happens to the options and the summary is found by the translator; here it has its reason and
its examples. The same rules look at JSON documents in :mod:`pushstanza.linting.rules.documents`.
"""

from pushstanza.linting.rules.providers import (  # isort: skip - each module declares its rules
    options,
    tokens,
    payload,
    losses,
    messages,
)

__all__ = ["losses", "messages", "options", "payload", "tokens"]
