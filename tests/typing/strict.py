# pyright: strict
"""Never run: what only the strict modes of mypy and pyright refuse."""

import pushstanza as ps

service = ps.Jid("pubsub.example.com")
print(service == "pubsub.example.com")  # type: ignore[comparison-overlap]  # pyright: ignore[reportUnnecessaryComparison]
print(service == ps.Jid("pubsub.example.com"))
