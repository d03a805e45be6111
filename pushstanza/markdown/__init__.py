"""An extension of Python-Markdown: stanzas, payloads, flows and previews in pages, checked.

Add ``pushstanza.markdown`` to the extensions of Python-Markdown. With MkDocs, add the plugin
``pushstanza`` instead, which adds the extension, and tells it which page is read.
"""

from pushstanza.markdown.extension import PushStanzaExtension

__all__ = ["PushStanzaExtension", "makeExtension"]


def makeExtension(**config: object) -> PushStanzaExtension:  # noqa: N802 - Python-Markdown's name
    """Return the extension, with its options by name; see :class:`PushStanzaExtension`.

    Raises:
        KeyError: there is no such option.
    """
    return PushStanzaExtension(**config)
