"""Search in SQLite's FTS5. See home.search.backend."""

from __future__ import annotations

from functools import reduce
from operator import and_, or_
from typing import Any

from django.db import connections
from django.db.models import F
from django.db.models.expressions import RawSQL
from wagtail.search.backends.database.sqlite import query as fts
from wagtail.search.backends.database.sqlite import sqlite
from wagtail.search.models import IndexEntry, SQLiteFTSIndexEntry
from wagtail.search.query import MatchAll, Not, PlainText, SearchQuery
from wagtail.search.utils import get_descendants_content_types_pks

from home.search import words
from home.search.backend import FoldedIndex, FoldedQuery, FoldedText
from home.search.engine import Score, Statement

#: How much a word counts in the columns of the index: autocomplete, body, title.
WEIGHTS = "1.0, 1.0, 6.0"


class FoldingIndexer(FoldedText, sqlite.ObjectIndexer):
    """Puts folded words into the index."""


class FoldingIndex(FoldedIndex, sqlite.SQLiteIndex):
    """An index of folded words."""

    indexer = FoldingIndexer
    columns = ["title", "autocomplete", "body"]

    def _refresh_title_norms(self, full: bool = False) -> None:
        """Not needed: bm25 knows the lengths of titles, and WEIGHTS what a title counts."""


class FoldingCompiler(FoldedQuery, sqlite.SQLiteSearchQueryCompiler):
    """Asks FTS5 once for all matches and their scores.

    Wagtail's compiler asks for the score of every match anew: 11.7 s for 3,300 matches among 20,000 pages.
    """

    def build_search_query_content(self, query: SearchQuery, config: Any = None) -> Any:
        """Beginnings of words count."""
        if isinstance(query, PlainText):
            lexemes = [fts.Lexeme(term.word, prefix=term.is_prefix) for term in words.terms(query.query_string)]
            return fts.SearchQueryExpression(reduce(or_ if query.operator == "or" else and_, lexemes), config=config)
        return super().build_search_query_content(query, config=config)

    def search(
        self, config: Any, start: int | None, stop: int | None, score_field: str | None = None, **kwargs: Any
    ) -> Any:
        """The queryset of matches, the best first."""
        wanted = fts.normalize(self.query) if self.query else None
        if wanted is None or isinstance(wanted, (MatchAll, Not)):
            return super().search(config, start, stop, score_field=score_field)
        matches = self._matches(self.build_search_query(wanted, config=config))
        found = self.queryset.filter(pk__in=RawSQL(f"SELECT pk FROM ({matches.sql})", matches.params))  # noqa: S608, S611
        if self.order_by_relevance or score_field:
            found = found.annotate(**{score_field or "_score": Score(F("pk"), matches)})
        if self.order_by_relevance:
            found = found.order_by(score_field or "_score", "-pk")
        elif not found.query.order_by:
            found = found.order_by("-pk")
        return found[start:stop]

    def _matches(self, wanted: Any) -> Statement:
        """The keys and scores (the best is the smallest) of all matches."""
        using = connections[self.queryset.db]
        compiler = SQLiteFTSIndexEntry.objects.using(self.queryset.db).query.get_compiler(connection=using)
        match = fts.MatchExpression(self.fields or self.FTS_TABLE_FIELDS, wanted).as_sql(compiler, using)[1][0]
        table, entry = SQLiteFTSIndexEntry._meta.db_table, IndexEntry._meta.db_table
        kinds = ", ".join(str(int(pk)) for pk in get_descendants_content_types_pks(self.queryset.model))
        # LIMIT keeps SQLite from merging this with what surrounds it and running it once a row.
        sql = (
            f"SELECT CAST(entry.object_id AS INTEGER) AS pk, bm25({table}, {WEIGHTS}) AS score FROM {table}"  # noqa: S608
            f" JOIN {entry} entry ON entry.id = {table}.rowid"
            f" WHERE {table} MATCH %s AND entry.content_type_id IN ({kinds}) LIMIT -1"
        )
        return Statement(sql, (match,))


class FoldingAutocompleteCompiler(FoldingCompiler, sqlite.SQLiteAutocompleteQueryCompiler):
    """Titles by the beginnings of their words, for the admin."""


class FoldingSQLiteBackend(sqlite.SQLiteSearchBackend):
    """FTS5 with folded words."""

    index_class = FoldingIndex
    query_compiler_class = FoldingCompiler
    autocomplete_query_compiler_class = FoldingAutocompleteCompiler
