"""What readers search: the words of live pages (home.models.SearchEntry), in three parts that weigh differently.

Written by the search backend whenever Wagtail indexes a page, so every save and `update_index` keep it up to date. A
page that is not live has no entry, nor has an alias, which says what another page says; one in another language stands
for its original there (`best_for`). Whether anybody may read the page is asked when it is searched for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Model
from wagtail.models import Page
from wagtail.search import index

from home import i18n
from home.search import words


def are_missing() -> bool:
    """Whether the index is empty and the site is not, as after an upgrade from a version without it."""
    from home.models import SearchEntry

    return not SearchEntry.objects.exists() and Page.objects.live().filter(depth__gt=1).exists()


def write(model: type[Model], objects: Iterable[Any]) -> None:
    """Write, replace or remove the entries of these pages; other models have none."""
    from home.models import BasePage, SearchEntry

    if not issubclass(model, BasePage):
        return
    pages = list(objects)
    live = [page for page in pages if page.live and not _repeats(page)]
    SearchEntry.objects.bulk_create(
        [SearchEntry(page_id=page.pk, **parts(page)) for page in live],
        update_conflicts=True,
        unique_fields=["page"],
        update_fields=["title", "summary", "body"],
    )
    written = {page.pk for page in live}
    gone = [page.pk for page in pages if page.pk not in written]
    if gone:
        SearchEntry.objects.filter(pk__in=gone).delete()


def _repeats(page: Page) -> bool:
    """Whether it is an alias of a page in the same language. One query for an alias."""
    return page.alias_of is not None and page.alias_of.locale_id == page.locale_id


def parts(page: Any) -> dict[str, str]:
    """The words of a page by the weight they have: of its title, of what is boosted, and of the rest."""
    texts: dict[str, list[str]] = {"title": [], "summary": [], "body": []}
    for field in page.get_search_fields():
        if isinstance(field, index.SearchField):
            part = "title" if field.field_name == "title" else "summary" if field.boost else "body"
            texts[part].extend(_texts(field.get_value(page)))
    code = i18n.code_of(page.locale_id)
    return {part: words.indexed("\n".join(found), code) for part, found in texts.items()}


def _texts(value: Any) -> Iterator[str]:
    """The texts of a field; StreamFields and rich text give theirs without markup."""
    if isinstance(value, dict):
        value = value.values()
    if isinstance(value, str):
        yield value
    elif isinstance(value, Iterable):
        for item in value:
            yield from _texts(item)
    elif value is not None:
        yield str(value)
