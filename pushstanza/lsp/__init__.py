"""The language server: what the linter and the declarations know, as editors ask for it.

Each request has a module of its own, which takes a :class:`pushstanza.lsp.documents.Document` and
returns what the protocol calls for; ``server`` connects them with the client.
"""
