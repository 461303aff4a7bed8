"""How much one address may send in an hour (home.limits)."""

from __future__ import annotations

from home.limits import Limit

#: Stories that were begun: each is a draft under a receipt.
SENT = Limit("sent", 10)
#: Forms of nothing that is stored yet, complete or not.
TRIED = Limit("tried", 60)
#: Pictures and documents: each makes us decode something.
FILES = Limit("files", 60)
