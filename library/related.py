"""What goes well with a guide when its editors name nothing: guides that share its terms, by how much they share.

Counted on the shelf (library.shelf), in the process: one query to know that it is current, two for the guides shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from wagtail.models import Locale

from library import querysets
from library.models import GuidePage
from library.shelf import Shelf, places, shelf

#: How much it says of two guides that they share a value. A kind alone makes no relation, it decides between others.
WEIGHTS = {"challenge": 4, "topic": 3, "issue": 2}
KIND = 1


def sharing_terms(guide: GuidePage, locale: Locale, count: int = querysets.RELATED) -> list[GuidePage]:
    """The public guides that share most with this one, in the version best for the reader; the newer first."""
    kept = shelf()
    others = kept.best_for(locale) & ~kept.works_of(guide.translation_key)
    shared: Counter[int] = Counter()
    for name, value in _terms(guide, kept):
        for place in places(others & kept.having(name, value)):
            shared[place] += WEIGHTS[name]
    same_kind = kept.having("kind", guide.kind)
    ranked = sorted(shared, key=lambda place: (-shared[place] - KIND * (same_kind >> place & 1), -place))
    return querysets.of_works([kept.rows[place].work for place in ranked[:count]], locale)


def _terms(guide: GuidePage, kept: Shelf) -> Iterator[tuple[str, str]]:
    """The terms of the guide. Of one that is public the shelf knows those that would cost a query."""
    place = kept.place_of.get(guide.pk)
    if place is not None:
        challenge, issues = kept.rows[place].challenge, kept.issues.get(guide.pk, [])
    else:
        challenge = guide.challenge.key if guide.challenge else None
        issues = [link.issue.key for link in guide.issues.all() if link.issue_id]
    if challenge:
        yield "challenge", challenge
    yield from {("topic", key) for key in querysets.topic_keys(guide)}
    yield from {("issue", key) for key in issues}
