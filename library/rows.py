"""The small rows of a guide, fetched together: a page that shows them asks the database once, not once a kind."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import CharField, F, Model, QuerySet, Value
from django.db.models.functions import Cast, Coalesce
from wagtail.models import Orderable

from home.visibility import is_private
from library.models import Edition, GuideCountry, GuideIssue, GuideLink, GuidePage, GuideRegion, Issue, KitPage

#: The relation of a guide, the model of its rows, and what is read of them.
KINDS: tuple[tuple[str, type[Model], tuple[str, ...]], ...] = (
    ("regions", GuideRegion, ("region",)),
    ("countries", GuideCountry, ("country", "place")),
    ("issues", GuideIssue, ("issue__id", "issue__key", "issue__name", "issue__exact_match", "issue__locale_id")),
    ("links", GuideLink, ("relation", "url", "title", "year", "language")),
    ("editions", Edition, ("format", "key", "file", "size")),
)
#: What is read of the public kits that hold the guide, in all languages.
OF_KITS = ("title", "url_path", "translation_key", "locale_id")
WIDTH = max(len(fields) for _name, _model, fields in KINDS)


def prefetch(guide: GuidePage) -> None:
    """As `prefetch_related_objects([guide], "regions", "countries", …)`, in one query."""
    first, *others = (_selected(guide, *kind) for kind in KINDS)
    found: dict[str, list[tuple[int, int, Model]]] = {name: [] for name, _model, _fields in KINDS}
    guide.kits = []
    for name, order, pk, *values in first.union(*others, _kits(guide), all=True):
        if name == "kits":
            guide.kits.append(_kit(pk, values))
        else:
            found[name].append((order, pk, _made(name, guide, pk, order, values)))
    for name, rows in found.items():
        # What Django's own prefetching stores.
        stored = getattr(guide, name).all()
        stored._result_cache = [row for _order, _pk, row in sorted(rows, key=lambda row: row[:2])]
        stored._prefetch_done = True
        guide.__dict__.setdefault("_prefetched_objects_cache", {})[name] = stored


def _kits(guide: GuidePage) -> QuerySet[Any]:
    held = KitPage.objects.filter(~is_private(), live=True, parts__guide__translation_key=guide.translation_key)
    return _as_rows(held.order_by().distinct(), "kits", OF_KITS, Value(0))


def _kit(pk: int, values: list[str]) -> KitPage:
    title, url_path, work, locale = values[:4]
    return KitPage(pk=pk, title=title, url_path=url_path, translation_key=uuid.UUID(work), locale_id=int(locale))


def _selected(guide: GuidePage, name: str, model: type[Model], fields: tuple[str, ...]) -> QuerySet[Any]:
    order = Coalesce(F("sort_order"), Value(0)) if issubclass(model, Orderable) else Value(0)
    return _as_rows(model._default_manager.filter(page=guide.pk).order_by(), name, fields, order)


def _as_rows(rows: Any, name: str, fields: tuple[str, ...], order: Any) -> QuerySet[Any]:
    """Kind, order, key and values, as text and in the same number for each kind, as a union wants them."""
    columns: dict[str, Any] = {
        f"v{place}": Coalesce(Cast(F(field), CharField()), Value("")) for place, field in enumerate(fields)
    }
    columns |= {f"v{place}": Value("", CharField()) for place in range(len(fields), WIDTH)}
    made: QuerySet[Any] = rows.annotate(kind=Value(name, CharField()), place_in_list=order, **columns).values_list(
        "kind", "place_in_list", "pk", *columns
    )
    return made


def _made(name: str, guide: GuidePage, pk: int, order: int, values: list[str]) -> Model:
    if name == "editions":
        kind, made_of, file, size = values[:4]
        return Edition(page=guide, pk=pk, format=kind, key=made_of, file=file, size=int(size))
    common: dict[str, Any] = {"page": guide, "pk": pk, "sort_order": order}
    if name == "regions":
        return GuideRegion(region=values[0], **common)
    if name == "countries":
        return GuideCountry(country=values[0], place=values[1], **common)
    if name == "issues":
        key, slug, label, match, locale = values[:5]
        issue = Issue(pk=int(key), key=slug, name=label, exact_match=match, locale_id=int(locale))
        return GuideIssue(issue=issue, locale_id=guide.locale_id, **common)
    relation, url, title, year, language = values
    return GuideLink(
        relation=relation, url=url, title=title, year=int(year) if year else None, language=language,
        locale_id=guide.locale_id, **common,
    )  # fmt: skip
