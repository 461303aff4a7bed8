"""How often one address may send a story or try the words of a receipt in an hour (home.limits)."""

from __future__ import annotations

from home.limits import Limit

#: Stories that were stored.
SENT = Limit("sent", 10)
#: Forms that were posted, complete or not: each may make us decode pictures.
TRIED = Limit("tried", 60)
#: Words of a receipt that were typed, right or wrong: each try takes time and memory (stories.keys).
OPENED = Limit("opened", 20)
