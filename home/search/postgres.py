"""Search in PostgreSQL. See home.search.backend."""

from __future__ import annotations

from functools import reduce
from operator import and_, or_
from typing import Any

from django.contrib.postgres.search import SearchQuery as TextSearchQuery
from wagtail.search.backends.database.postgres import postgres
from wagtail.search.backends.database.postgres.query import Lexeme
from wagtail.search.query import PlainText, SearchQuery

from home.search import words
from home.search.backend import FoldedIndex, FoldedQuery, FoldedText

#: How much a word in the title counts more than in the text.
TITLE_WEIGHT = 6.0


class FoldingIndexer(FoldedText, postgres.ObjectIndexer):
    """Puts folded words into the index."""


class FoldingIndex(FoldedIndex, postgres.PostgresIndex):
    """An index of folded words."""

    indexer = FoldingIndexer
    columns = ["title", "autocomplete", "body", "title_text", "body_text"]


class FoldingCompiler(FoldedQuery, postgres.PostgresSearchQueryCompiler):
    """Beginnings of words count."""

    def build_tsquery_content(self, query: SearchQuery, config: Any = None, invert: bool = False) -> Any:
        """Every word of three letters is a beginning, as home.search.words says."""
        if isinstance(query, PlainText):
            lexemes = [
                Lexeme(term.word, invert=invert, prefix=term.is_prefix) for term in words.terms(query.query_string)
            ]
            joined = reduce(or_ if query.operator == "or" else and_, lexemes)
            return TextSearchQuery(joined, search_type="raw", config=config)
        return super().build_tsquery_content(query, config=config, invert=invert)

    def get_index_vectors(self, search_query: Any) -> list[tuple[Any, Any]]:
        """The title counts as much more than the text as it does in SQLite."""
        title, body = super().get_index_vectors(search_query)
        return [(title[0], title[1] * TITLE_WEIGHT), body]


class FoldingAutocompleteCompiler(FoldingCompiler, postgres.PostgresAutocompleteQueryCompiler):
    """Titles by the beginnings of their words, for the admin."""

    def get_index_vectors(self, search_query: Any) -> list[tuple[Any, Any]]:
        """The one column there is for it."""
        return postgres.PostgresAutocompleteQueryCompiler.get_index_vectors(self, search_query)


class FoldingPostgresBackend(postgres.PostgresSearchBackend):
    """PostgreSQL's text search with folded words."""

    index_class = FoldingIndex
    query_compiler_class = FoldingCompiler
    autocomplete_query_compiler_class = FoldingAutocompleteCompiler
