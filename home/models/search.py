"""What the search keeps: the words of live pages, and a trace of every change that readers may notice."""

from __future__ import annotations

from django.db import models
from wagtail.models import Page


class SearchEntry(models.Model):
    """The words of a live page, made ready by home.search.entries; the databases index them (migration 0003).

    SQLite: an FTS5 table over these columns, kept by triggers. PostgreSQL: a weighted `tsvector` column, generated
    from these columns, with a GIN index.
    """

    page = models.OneToOneField(Page, primary_key=True, on_delete=models.CASCADE, related_name="+")
    title = models.TextField()
    summary = models.TextField()
    body = models.TextField()

    #: Wagtail need not look for references in here.
    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return f"Words of page {self.page_id}"


class Change(models.Model):
    """Something that readers may notice has changed (home.changes)."""

    #: Random, so that the sum of all tokens tells one state of the site from another.
    token = models.BigIntegerField()

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return f"Change {self.pk}"
