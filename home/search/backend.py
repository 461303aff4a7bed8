"""The search backend (WAGTAILSEARCH_BACKENDS): Wagtail's own for the database in use, with folded words.

It serves the admin, which also searches drafts, pictures and files. What it adds to Wagtail's, on both databases:
case, accents and the Arabic article do not matter, beginnings of words are found, and no query is an error. It also
hands every page on to home.search.entries, which is what readers search. After a change to either run
`manage.py update_index`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import connection
from django.db.models import Model
from wagtail.search.backends.base import BaseSearchBackend
from wagtail.search.models import IndexEntry
from wagtail.search.query import And, MatchAll, Not, Or, Phrase, PlainText, SearchQuery
from wagtail.search.utils import get_content_type_pk

from home import changes
from home.search import entries, words


def SearchBackend(params: dict[str, Any]) -> BaseSearchBackend:  # noqa: N802 – the name that Wagtail looks for
    """The backend for the database in use."""
    if connection.vendor == "postgresql":
        from home.search.postgres import FoldingPostgresBackend

        return FoldingPostgresBackend(params)
    from home.search.sqlite import FoldingSQLiteBackend

    return FoldingSQLiteBackend(params)


def without_syntax(query: SearchQuery) -> SearchQuery | None:
    """The same query in folded words only; None when no word is left."""
    if isinstance(query, (PlainText, Phrase)):
        kept = " ".join(term.word for term in words.terms(query.query_string))
        if not kept:
            return None
        return Phrase(kept) if isinstance(query, Phrase) else PlainText(kept, operator=query.operator)
    if isinstance(query, Not):
        inner = without_syntax(query.subquery)
        return Not(inner) if inner else None
    if isinstance(query, (And, Or)):
        parts = [part for part in map(without_syntax, query.subqueries) if part]
        return type(query)(parts) if parts else None
    return query if isinstance(query, MatchAll) else None


class FoldedQuery:
    """For query compilers: words are folded before anything else; a query without words finds nothing."""

    query: Any
    queryset: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.query = without_syntax(self.query)

    def search(self, config: Any, start: int | None, stop: int | None, **kwargs: Any) -> Any:
        """As the parent's, but never an error."""
        if self.query is None:
            return self.queryset.none()
        return super().search(config, start, stop, **kwargs)  # type: ignore[misc]


class FoldedText:
    """For indexers: only folded words go into the index."""

    def prepare_value(self, value: Any) -> str:
        """The words of a field."""
        return words.indexed(super().prepare_value(value))  # type: ignore[misc]


class FoldedIndex:
    """For indexes: written by our own indexer, which Wagtail's `add_items` has no place for."""

    indexer: ClassVar[Any]
    columns: ClassVar[list[str]]

    def delete_stale_entries(self) -> None:
        """`update_index` begins with this: what was written around the models is noticed now."""
        changes.note()
        super().delete_stale_entries()  # type: ignore[misc]

    def add_items(self, model: type[Model], objs: Iterable[Model]) -> None:
        """Write new rows or replace those that are there."""
        objs = list(objs)
        entries.write(model, objs)
        kind = get_content_type_pk(model)
        rows = []
        for made in (self.indexer(obj, self.backend) for obj in objs):  # type: ignore[attr-defined]
            texts = {column: getattr(made, column) for column in self.columns}
            rows.append(IndexEntry(content_type_id=kind, object_id=made.id, title_norm=1.0, **texts))
        if rows:
            self.entries.bulk_create(  # type: ignore[attr-defined]
                rows,
                update_conflicts=True,
                unique_fields=["content_type", "object_id"],
                update_fields=["title_norm", *self.columns],
            )
            self._refresh_title_norms()  # type: ignore[attr-defined]
