"""Upgrading a site that has kits: they are found by their notes, and harvesters hear of them."""

from __future__ import annotations

from importlib import import_module

from django.apps import apps

from home.models import SearchEntry
from library.models import RecordStatus
from tests.factories import SmallSite
from tests.library.helpers import kit_of, make_private

UPGRADE = import_module("library.migrations.0012_tell_of_kits")


def test_kits_are_told_of(site: SmallSite) -> None:
    guide = site.guide()
    kit = kit_of(site, guide)
    kit_of(site, guide, code="fr", of=kit)
    closed, draft = kit_of(site, guide), kit_of(site, guide, live=False)
    make_private(closed)
    RecordStatus.objects.all().delete()
    assert SearchEntry.objects.exists()
    for _round in range(2):  # also where something was noted already
        UPGRADE.tell(apps, None)
        rows = RecordStatus.objects.order_by("language").values_list("translation_key", "language", "is_deleted")
        assert list(rows) == [(kit.translation_key, "en", False), (kit.translation_key, "fr", False)]
        assert not SearchEntry.objects.exists()
    assert draft.translation_key not in RecordStatus.objects.values_list("translation_key", flat=True)


def test_a_site_without_kits(site: SmallSite) -> None:
    site.guide()
    RecordStatus.objects.all().delete()
    UPGRADE.tell(apps, None)
    assert not RecordStatus.objects.exists()
