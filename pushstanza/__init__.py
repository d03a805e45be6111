"""Typed models, a linter and a translator for XMPP push notification stanzas."""
