"""The two databases' own text search over home.models.SearchEntry: which pages match, and which match best.

Both index the same words, made in Python, and are asked the same question: every term, or any of them; a term is the
beginning of a word, one of its stems, a whole word, or a row of words. They differ in how they weigh what they find:
SQLite with bm25, which knows how rare a word is, PostgreSQL with ts_rank, which does not. A word counts more in the
title than in the summary, and more there than in the text, in both.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import FloatField, Func

from home.search.words import Term


@dataclass(frozen=True)
class Statement:
    """SQL with its parameters."""

    sql: str
    params: tuple[str | int | list[int], ...]

    def rows(self) -> list[int]:
        """The first column of the result."""
        with connection.cursor() as cursor:
            cursor.execute(self.sql, list(self.params))
            return [row[0] for row in cursor.fetchall()]


class Score(Func):
    """The score of a row. The inner query depends on nothing outside it, so SQLite runs it once for all rows."""

    output_field = FloatField()

    def __init__(self, expression: Any, scores: Statement) -> None:
        super().__init__(expression)
        self.scores = scores

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        """`(SELECT score … WHERE pk = <the row's>)`."""
        sql, params = compiler.compile(self.source_expressions[0])
        return f"(SELECT score FROM ({self.scores.sql}) AS scores WHERE pk = {sql})", [*self.scores.params, *params]  # noqa: S608


class SQLite:
    """FTS5."""

    #: Far apart, because bm25 evens out: the fifth occurrence in a text counts much less than the first.
    WEIGHTS = "200.0, 20.0, 1.0"

    def question(self, terms: Sequence[Term], *, any_word: bool = False) -> str:
        """The question in the language of FTS5. Words hold no quotation marks."""
        return (" OR " if any_word else " AND ").join(f"({' OR '.join(self._ways(term))})" for term in terms)

    def _ways(self, term: Term) -> list[str]:
        return [f'"{term.word}"' + (" *" if term.is_prefix else ""), *(f'"{stem}"' for stem in term.stems)]

    def matches(self, terms: Sequence[Term], *, any_word: bool = False) -> Statement:
        """The keys of all live pages that match."""
        question = self.question(terms, any_word=any_word)
        return Statement("SELECT rowid AS pk FROM home_search WHERE home_search MATCH %s", (question,))

    def scores(self, terms: Sequence[Term], *, any_word: bool = False) -> Statement:
        """`pk` and `score`, the best of which is the smallest. LIMIT keeps SQLite from asking anew for every row."""
        return Statement(
            f"SELECT rowid AS pk, bm25(home_search, {self.WEIGHTS}) AS score FROM home_search"  # noqa: S608
            " WHERE home_search MATCH %s LIMIT -1",
            (self.question(terms, any_word=any_word),),
        )

    def best(self, terms: Sequence[Term], among: Sequence[int], limit: int) -> Statement:
        """The keys of the best of these pages. The plus keeps SQLite from asking anew for every key."""
        return Statement(
            "SELECT rowid FROM home_search WHERE home_search MATCH %s"  # noqa: S608
            " AND +rowid IN (SELECT value FROM json_each(%s))"
            f" ORDER BY bm25(home_search, {self.WEIGHTS}), rowid DESC LIMIT %s",
            (self.question(terms), json.dumps(list(among)), limit),
        )


class PostgreSQL:
    """`tsvector` and GIN."""

    #: Of a word in the text, (unused), in the summary, in the title; from D to A.
    WEIGHTS = "'{0.05, 0.1, 0.25, 1.0}'"
    #: From this many pages on, titles and summaries alone decide which is best: reading all texts takes too long.
    MANY = 500

    def question(self, terms: Sequence[Term], *, any_word: bool = False) -> str:
        """The question as a tsquery. Words hold no quotes and no backslashes."""
        return (" | " if any_word else " & ").join(f"({' | '.join(self._ways(term))})" for term in terms)

    def _ways(self, term: Term) -> list[str]:
        row = " <-> ".join(f"'{word}'" for word in term.words)
        return [row + (":*" if term.is_prefix else ""), *(f"'{stem}'" for stem in term.stems)]

    def matches(self, terms: Sequence[Term], *, any_word: bool = False) -> Statement:
        """The keys of all live pages that match."""
        question = self.question(terms, any_word=any_word)
        return Statement("SELECT pk FROM home_search_matches(%s::tsquery) AS found(pk)", (question,))

    def _score(self, column: str = "words") -> str:
        # Asked with "or": for "and", ts_rank looks at the distance of every word from every other one, which is slow.
        return f"-ts_rank({self.WEIGHTS}, {column}, %s::tsquery, 1)"

    def scores(self, terms: Sequence[Term], *, any_word: bool = False) -> Statement:
        """`pk` and `score`, the best of which is the smallest; to be asked for pages that match."""
        return Statement(
            f"SELECT page_id AS pk, {self._score()} AS score FROM home_searchentry",  # noqa: S608
            (self.question(terms, any_word=True),),
        )

    def best(self, terms: Sequence[Term], among: Sequence[int], limit: int) -> Statement:
        """The keys of the best of these pages, all of which match: only these are ranked."""
        return Statement(
            "SELECT page_id FROM home_searchentry WHERE page_id = ANY(%s)"  # noqa: S608
            f" ORDER BY {self._score('head' if len(among) > self.MANY else 'words')}, page_id DESC LIMIT %s",
            (list(among), self.question(terms, any_word=True), limit),
        )


def engine() -> SQLite | PostgreSQL:
    """That of the database in use."""
    return PostgreSQL() if connection.vendor == "postgresql" else SQLite()


def matching(terms: Sequence[Term], *, any_word: bool = False) -> list[int]:
    """The keys of all live pages that match, private ones too, in no order. One query."""
    return engine().matches(terms, any_word=any_word).rows() if terms else []


def best_first(terms: Sequence[Term], among: Sequence[int], limit: int) -> list[int]:
    """The keys of the best of these matching pages, the newer first among equals. One query."""
    return engine().best(terms, among, limit).rows() if among else []
