"""Questions put to a real Prosody and a real ejabberd, both on loopback."""
