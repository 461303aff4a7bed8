"""What the desk knows of works is found out anew, and forgotten, when it has to be."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command

from home.models import Work, WorkVersion
from library.models import GuidePage
from tests.factories import SmallSite
from tests.home.test_freshness import BODY, State, edit, state, told, translate


def test_after_an_upgrade_all_is_found_out(site: SmallSite) -> None:
    guide = site.guide(body=BODY)
    site.guide("ar", of=guide, live=False)
    translate(guide, "fr")
    edit(guide, 3, "<p>Another.</p>")
    site.story()
    before = known()
    Work.objects.all().delete()
    assert WorkVersion.objects.count() == 0
    call_command("refresh_desk", verbosity=0)
    assert told(guide) == ["Second"]
    after = known()
    assert after.pop((str(guide.translation_key), "fr")) == State.OUTDATED  # grades are not known any more
    assert before.pop((str(guide.translation_key), "fr")) == State.MINOR
    assert after == before
    call_command("refresh_desk", verbosity=0)
    assert told(guide) == ["Second"]


def known() -> dict[Any, str]:
    rows = WorkVersion.objects.values_list("work", "locale__language_code", "state")
    return {(str(work), code): state for work, code, state in rows}


def test_pages_that_go_are_forgotten(site: SmallSite) -> None:
    guide = site.guide()
    french = site.guide("fr", of=guide)
    assert state(guide) == State.CURRENT
    french.unpublish()
    assert state(guide) == State.STARTED
    french.delete()
    assert list(Work.objects.get(pk=guide.translation_key).versions.values_list("state", flat=True)) == ["original"]
    GuidePage.objects.get(pk=guide.pk).delete()
    assert not Work.objects.filter(pk=guide.translation_key).exists()


def test_a_translation_outlives_its_original(site: SmallSite) -> None:
    guide = site.guide()
    french = site.guide("fr", of=guide)
    GuidePage.objects.get(pk=guide.pk).delete()
    work = Work.objects.get(pk=guide.translation_key)
    assert (work.page_id, [version.state for version in work.versions.all()]) == (french.pk, ["original"])
