"""The stanzas of the push notification flow: one module per specification.

The modules are named after their specifications, so that ``xep0357.Enable`` reads as a citation;
``tigase`` has the extensions of Tigase. A module is imported when a namespace of it is looked up.
"""

from typing import Final

from pushstanza.binding.spec import REGISTRY
from pushstanza.reading import names

#: The namespaces whose elements each module declares, in the order of lists of models.
MODULES: Final[dict[str, tuple[str, ...]]] = {
    "rfc6120": (names.CLIENT, names.STANZA_ERRORS),
    "push2": (
        names.PUSH2, names.PUSH2_NOTIFY_ONLY, names.PUSH2_WEB_PUSH, names.PUSH2_ENCRYPTED,
    ),
    "tigase": (
        names.TIGASE_ENCRYPT, names.TIGASE_GROUPCHAT, names.TIGASE_IGNORE_UNKNOWN,
        names.TIGASE_JINGLE, names.TIGASE_MUC_OFFLINE, names.TIGASE_MUTED, names.TIGASE_PRIORITY,
    ),
    "unified_push": (names.UNIFIED_PUSH,),
    "xep0004": (names.DATA_FORMS,),
    "xep0030": (names.DISCO_INFO, names.DISCO_ITEMS),
    "xep0050": (names.COMMANDS,),
    "xep0060": (names.PUBSUB, names.PUBSUB_OWNER, names.PUBSUB_EVENT),
    "xep0060_errors": (names.PUBSUB_ERRORS,),
    "xep0203": (names.DELAY,),
    "xep0334": (names.HINTS,),
    "xep0353": (names.JINGLE_MESSAGE,),
    "xep0357": (names.PUSH,),
}  # fmt: skip

for _module, _namespaces in MODULES.items():
    REGISTRY.provide(f"{__name__}.{_module}", _namespaces)
