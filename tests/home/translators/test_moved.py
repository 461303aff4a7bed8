"""People of a database in which translators published what they wrote."""

from __future__ import annotations

import importlib

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from wagtail.models import GroupPagePermission

from home import i18n, roles
from home.models import User
from home.translators import rights
from tests import factories
from tests.factories import SmallSite

move = importlib.import_module("home.migrations.0008_translators").move_publishers


def rights_of(name: str) -> list[str]:
    found = GroupPagePermission.objects.filter(group__name=name).order_by("permission__codename")
    return list(found.values_list("permission__codename", flat=True))


def test_translators_review_one_another_from_then_on(site: SmallSite) -> None:
    old = Group.objects.get(name="Translators: fr")
    publish = Permission.objects.get(codename="publish_page")
    GroupPagePermission.objects.create(group=old, page=site.homes["fr"], permission=publish)
    Group.objects.filter(name__startswith="Translation ").delete()
    amina = factories.user("Amina", "Translators: fr")
    other = factories.user("Amal", "Translators: ar")
    for _again in range(2):
        move(apps, None)
        roles.ensure_all()
        assert rights_of("Translators: fr") == ["change_page"]
        assert rights_of("Translation reviewers: fr") == ["publish_page"]
        assert rights_of("Translation coordinators: fr") == ["change_page", "publish_page"]
        assert sorted(amina.groups.values_list("name", flat=True)) == ["Translation reviewers: fr", "Translators: fr"]
        assert list(other.groups.values_list("name", flat=True)) == ["Translators: ar"]
    again = User.objects.get(pk=amina.pk)
    french, arabic = i18n.locales()["fr"].pk, i18n.locales()["ar"].pk
    assert (rights.may_translate(again, french), rights.may_review(again, french)) == (True, True)
    assert (rights.may_translate(again, arabic), rights.may_review(again, arabic)) == (False, False)
