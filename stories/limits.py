"""How much one address may send or try in an hour (home.limits)."""

from __future__ import annotations

from home.limits import Limit

#: Stories that were begun: each is a draft under a receipt.
SENT = Limit("sent", 10)
#: Forms of nothing that is stored yet, complete or not.
TRIED = Limit("tried", 60)
#: Pictures and documents: each makes us decode something.
FILES = Limit("files", 60)
#: Words of a receipt that were typed and opened nothing. Right ones open all the same: many share a network.
OPENED = Limit("opened", 20)
#: Words of a receipt, right or wrong: each try takes time and memory (stories.keys).
HASHED = Limit("hashed", 240)
#: Answers and changes of those who came in with a receipt: each may write to the editors, or start a review.
SAID = Limit("said", 60)
