"""Which addresses public pages link to: in their text, their blocks, their fields and their rows.

Nothing is named here: StreamFields, rich text and fields for addresses are found through the models. Pages that not
everybody may read are left out: who asks a server elsewhere for an address tells it that somebody here cares for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urldefrag

from django.apps import apps
from django.conf import settings
from django.db import models
from modelcluster.models import get_all_child_relations
from wagtail import blocks
from wagtail.fields import RichTextField, StreamField
from wagtail.rich_text.rewriters import FIND_A_TAG, extract_attrs

from home.models import BasePage
from home.outside.addresses import NotAskedError, Target, host_of


def addresses_on_public_pages() -> dict[str, set[int]]:
    """The keys of the pages that link to each address, without those that are not asked."""
    found: dict[str, set[int]] = defaultdict(set)
    for model in apps.get_models():
        if issubclass(model, BasePage):
            relations = [relation.get_accessor_name() for relation in _rows(model)]
            for page in model.objects.published().prefetch_related(*relations).iterator(chunk_size=100):
                for address in addresses_of(page, relations):
                    if asked := _asked(address):
                        found[asked].add(page.pk)
    return dict(found)


def addresses_of(page: BasePage, relations: Iterable[str] = ()) -> Iterator[str]:
    """Every address that a page links to, as it is written there."""
    yield from _in_fields(page)
    for name in relations:
        for row in getattr(page, name).all():
            yield from _in_fields(row)


def _rows(model: Any) -> list[Any]:
    """The child rows of a page that may hold addresses."""
    wanted = (models.URLField, RichTextField, StreamField)
    return [
        relation
        for relation in get_all_child_relations(model)
        if any(isinstance(one, wanted) for one in relation.related_model._meta.get_fields())
    ]


def _in_fields(instance: Any) -> Iterator[str]:
    for one in instance._meta.get_fields():
        if isinstance(one, StreamField):
            value = getattr(instance, one.name)
            yield from _in_block(value.stream_block, value)
        elif isinstance(one, RichTextField):
            yield from _in_text(getattr(instance, one.name))
        elif isinstance(one, models.URLField):
            yield getattr(instance, one.name) or ""


def _in_block(block: Any, value: Any) -> Iterator[str]:
    if not value:
        return
    if isinstance(block, blocks.URLBlock):
        yield value
    elif isinstance(block, blocks.RichTextBlock):
        yield from _in_text(value.source)
    elif isinstance(block, blocks.StructBlock):
        for name, child in block.child_blocks.items():
            yield from _in_block(child, value.get(name))
    elif isinstance(block, blocks.ListBlock):
        for bound in value.bound_blocks:
            yield from _in_block(bound.block, bound.value)
    elif isinstance(block, blocks.StreamBlock):
        for bound in value:
            yield from _in_block(bound.block, bound.value)


def _in_text(source: str | None) -> Iterator[str]:
    """Links of rich text that lead to no page and no file of the site."""
    for attributes in map(extract_attrs, FIND_A_TAG.findall(source or "")):
        if "linktype" not in attributes:
            yield attributes.get("href", "")


def _asked(address: str) -> str:
    """What is asked for this link: an address of the web with a host that is not ours; empty for any other."""
    try:
        asked = urldefrag(address.strip()).url
        return asked if Target.of(asked).host != host_of(settings.BASE_URL) else ""
    except (NotAskedError, ValueError):
        return ""
