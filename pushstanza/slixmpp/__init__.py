"""Push notifications in slixmpp: the plugin ``xep_0357``, and stanzas as models and back.

This package needs slixmpp: ``pip install pushstanza[slixmpp]``. To use the plugin::

    import pushstanza.slixmpp

    client.register_plugin("xep_0357", module=pushstanza.slixmpp)
    await client.plugin["xep_0357"].enable("pubsub.example.com", "my-phone", options)
"""

from slixmpp.plugins.base import register_plugin

from pushstanza.slixmpp.convert import from_slixmpp, to_slixmpp
from pushstanza.slixmpp.errors import PublishError, RefusedError
from pushstanza.slixmpp.plugin import XEP_0357, Handler, HandlerError, RemoteDisable
from pushstanza.slixmpp.push import Push

__all__ = [
    "XEP_0357",
    "Handler",
    "HandlerError",
    "PublishError",
    "Push",
    "RefusedError",
    "RemoteDisable",
    "from_slixmpp",
    "to_slixmpp",
]

register_plugin(XEP_0357)
