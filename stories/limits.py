"""How many stories one address may send in an hour (home.limits)."""

from __future__ import annotations

from home.limits import Limit

#: Stories that were stored.
SENT = Limit("sent", 10)
#: Forms that were posted, complete or not: each may make us decode pictures.
TRIED = Limit("tried", 60)
