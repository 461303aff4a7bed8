"""Keys of terms that were merged with others: old addresses lead to the term that was kept."""

from __future__ import annotations

from django.http import HttpRequest

from home.memory import Remembered
from library.models.taxonomy import Challenge, Issue, TermAlias, Topic

VOCABULARIES = {"topic": Topic, "challenge": Challenge, "issue": Issue}


def _read() -> dict[tuple[str, str], str]:
    rows = list(TermAlias.objects.all())
    current: dict[tuple[str, str], str] = {}
    for name, model in VOCABULARIES.items():
        wanted = {row.translation_key for row in rows if row.vocabulary == name}
        if wanted:
            keys = dict(model._default_manager.filter(translation_key__in=wanted).values_list("translation_key", "key"))
            current |= {
                (name, row.key): keys[row.translation_key]
                for row in rows
                if row.vocabulary == name and row.translation_key in keys
            }
    return current


#: The key that is used now by vocabulary and old key.
current_keys = Remembered(_read)


def moved(request: HttpRequest) -> str | None:
    """The address with the keys of today if it asks for terms by old ones; None if it does not."""
    asked = [(name, key) for name in VOCABULARIES for key in request.GET.getlist(name)]
    if not asked or not any(pair in current_keys() for pair in asked):
        return None
    query = request.GET.copy()
    for name in VOCABULARIES:
        if name in query:
            keys = [current_keys().get((name, key), key) for key in query.getlist(name)]
            query.setlist(name, list(dict.fromkeys(keys)))
    return f"{request.path}?{query.urlencode()}"
