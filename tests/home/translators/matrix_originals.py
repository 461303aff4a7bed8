"""Withdrawing pages, and what was written in French, which is no translation: each one request, and who may."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from tests.home.translators.helpers import page_of
from tests.home.translators.matrix import (
    REVIEW,
    SITE,
    WRITE,
    Action,
    World,
    bulk,
    by_program,
    reading,
    submit_page,
)


def unpublish(client: Client, page: Page) -> Any:
    """With everything below it."""
    return client.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]), {"include_descendants": "on"})


def the_list(world: World) -> Page:
    """The French page that holds the public translation."""
    above: Page = page_of(world.outdated).get_parent()
    return above


def written_in_french(world: World) -> Page:
    """The public one."""
    found: Page = Page.objects.get(pk=world.original)
    return found


def rewrite(client: Client, world: World, **button: str) -> Any:
    """The form of its editor, as one who may not open it could send it."""
    page = written_in_french(world)
    texts = {"title": "Récrit", "slug": page.slug, "summary": "", "headline": "", "body": streamfield([])}
    more = {"seo_title": "", "search_description": "", "comments": inline_formset([])}
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return client.post(address, {**nested_form_data({**texts, **more}), **button})


def copied(world: World) -> Page:
    """The copy in French."""
    found: Page = Page.objects.get(pk=world.copy)
    return found


ORIGINALS = {
    # a copy of what was written in English
    "make a page of a copy": Action(
        lambda c, w: c.post(reverse("wagtailadmin_pages:convert_alias", args=[w.copy]), {}), SITE
    ),
    "ask to make a page of a copy": reading(
        lambda c, w: c.get(reverse("wagtailadmin_pages:convert_alias", args=[w.copy])), SITE
    ),
    "submit a work in the place of its copy": Action(
        lambda c, w: submit_page(c, w, copied(w).alias_of_id), WRITE, translators_elsewhere=200
    ),
    # translations that are public, and what holds them
    "unpublish": Action(lambda c, w: unpublish(c, page_of(w.outdated)), REVIEW),
    "unpublish in the list": Action(lambda c, w: bulk(c, w, "unpublish", page_of(w.outdated)), REVIEW),
    "unpublish by program": Action(
        lambda c, w: by_program(c, w, "unpublish", page_of(w.outdated)), REVIEW, 200, refused=403, strangers=404
    ),
    "unpublish a list of pages": Action(lambda c, w: unpublish(c, the_list(w)), SITE),
    "unpublish a language": Action(lambda c, w: unpublish(c, the_list(w).get_parent()), SITE),
    "unpublish a language in the list": Action(lambda c, w: bulk(c, w, "unpublish", the_list(w).get_parent()), SITE),
    # what was written in the language, which is no translation
    "open an original": reading(lambda c, w: c.get(reverse("wagtailadmin_pages:edit", args=[w.original])), SITE),
    "open one that is not public": reading(
        lambda c, w: c.get(reverse("wagtailadmin_pages:edit", args=[w.unfinished])), SITE
    ),
    "store an original": Action(rewrite, SITE),
    "publish an original": Action(lambda c, w: rewrite(c, w, **{"action-publish": "1"}), SITE),
    "send an original to review": Action(lambda c, w: rewrite(c, w, **{"action-submit": "1"}), SITE),
    "publish an original in the list": Action(lambda c, w: bulk(c, w, "publish", written_in_french(w)), SITE),
    "publish one that is not public": Action(
        lambda c, w: bulk(c, w, "publish", Page.objects.get(pk=w.unfinished)), SITE
    ),
    "publish an original by program": Action(
        lambda c, w: by_program(c, w, "publish", written_in_french(w)), SITE, 200, refused=403, strangers=404
    ),
    "unpublish an original": Action(lambda c, w: unpublish(c, written_in_french(w)), SITE),
    "unpublish an original in the list": Action(lambda c, w: bulk(c, w, "unpublish", written_in_french(w)), SITE),
    "unpublish an original by program": Action(
        lambda c, w: by_program(c, w, "unpublish", written_in_french(w)), SITE, 200, refused=403, strangers=404
    ),
}
