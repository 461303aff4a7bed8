"""A draft can always be saved; what lacks something that is required is published by nobody and nothing."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client, TestCase
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision, Workflow
from wagtail.test.utils.form_data import inline_formset, streamfield
from wagtail_localize.models import Translation, TranslationSource

from home import i18n
from library.models import GuideContributor, GuidePage, GuideTopic
from library.readiness import REQUIRED, NotReadyError, lacking
from tests.factories import SmallSite, user
from tests.library.test_admin import form

#: What the form sends for each field that is required when it is not filled in.
NOTHING: dict[str, Any] = {
    "title": "",
    "summary": "",
    "kind": "",
    "topics": inline_formset([]),
    "contributors": inline_formset([]),
    "licence": "",
    "risk_level": "",
}


@pytest.fixture
def editor(site: SmallSite, client: Client) -> Client:
    """An editor at work."""
    client.force_login(user("editor", "Editors"))
    return client


def add_path(site: SmallSite) -> str:
    """Where a new guide is written."""
    return reverse("wagtailadmin_pages:add", args=("library", "guidepage", site.sections["library", "en"].pk))


def draft(site: SmallSite, **values: Any) -> GuidePage:
    """A draft that lacks nothing but what `values` say."""
    parts = {"topics": True, "contributors": True} | {
        n: values.pop(n) for n in ("topics", "contributors") if n in values
    }
    guide = GuidePage(
        **{"title": "Draft", "slug": "draft", "summary": "One.", "risk_level": "low", "live": False, **values}
    )
    site.sections["library", "en"].add_child(instance=guide)
    guide.topics = [GuideTopic(topic=site.topics["care", "en"])] if parts["topics"] else []
    guide.contributors = [GuideContributor(name="A pen name")] if parts["contributors"] else []
    guide.save_revision()
    return guide


def is_live(guide: GuidePage) -> bool:
    """Whether the stored page is."""
    return GuidePage.objects.get(pk=guide.pk).live


def test_each_missing_fact_is_named_beside_its_field(site: SmallSite, editor: Client) -> None:
    assert set(NOTHING) == set(REQUIRED)
    response = editor.post(add_path(site), {**form(site, **NOTHING), "action-publish": "1"})
    shown = response.context["form"]
    assert set(shown.errors) == {"title", "summary", "kind", "licence", "risk_level"}
    told = {name: list(errors) for name, errors in shown.errors.items()}
    told |= {name: list(shown.formsets[name].non_form_errors()) for name in ("topics", "contributors")}
    assert told == {name: [str(sentence)] for name, sentence in REQUIRED.items()}
    html = response.content.decode()
    assert [sentence for sentence in REQUIRED.values() if str(sentence) not in html] == []
    assert not GuidePage.objects.exists()


@pytest.mark.parametrize("name", sorted(set(NOTHING) - {"title"}))
def test_a_draft_without_it_is_saved_and_not_published(site: SmallSite, editor: Client, name: str) -> None:
    response = editor.post(add_path(site), form(site, **{name: NOTHING[name]}))
    assert response.status_code == 302, response.context["form"].errors
    guide = GuidePage.objects.get()
    assert lacking(guide.get_latest_revision_as_object()) == {name}
    for action in ("action-publish", "action-submit"):
        values = {**form(site, **{name: NOTHING[name]}), action: "1"}
        response = editor.post(reverse("wagtailadmin_pages:edit", args=(guide.pk,)), values)
        assert response.status_code == 200
        assert not is_live(guide)


def test_a_draft_with_nothing_but_a_title_is_saved(site: SmallSite, editor: Client) -> None:
    bare = {name: value for name, value in NOTHING.items() if name != "title"}
    response = editor.post(add_path(site), form(site, **bare, body=streamfield([]), version_date="2026-01-01"))
    assert response.status_code == 302, response.context["form"].errors
    assert lacking(GuidePage.objects.get().get_latest_revision_as_object()) == set(bare)


def test_a_complete_draft_is_published(site: SmallSite) -> None:
    guide = draft(site)
    guide.get_latest_revision().publish()
    assert is_live(guide)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"summary": " "}, {"summary": ["Say in one sentence what it is."]}),
        ({"risk_level": ""}, {"risk_level": ["Choose how risky it is for the people who use it."]}),
        ({"topics": False}, {"topics": ["Choose at least one topic."]}),
        (
            {"contributors": False},
            {"contributors": ["Name at least one project or person who made it; a pseudonym will do."]},
        ),
    ],
)
def test_no_code_publishes_an_incomplete_draft(site: SmallSite, values: Any, message: Any) -> None:
    guide = draft(site, **values)
    with pytest.raises(NotReadyError) as error:
        guide.get_latest_revision().publish()
    assert error.value.message_dict == message
    assert not is_live(guide)


def test_the_clock_does_not_publish_it_and_goes_on_with_the_next(site: SmallSite) -> None:
    before = timezone.now() - datetime.timedelta(hours=1)
    incomplete, complete = draft(site, slug="a", contributors=False), draft(site, slug="b")
    for guide in (incomplete, complete):
        revision = guide.get_latest_revision()
        revision.approved_go_live_at = before
        revision.save()
    call_command("publish_scheduled")
    assert (is_live(incomplete), is_live(complete)) == (False, True)
    assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()


def test_scheduling_is_refused(site: SmallSite, editor: Client) -> None:
    later = (timezone.now() + datetime.timedelta(days=2)).strftime("%Y-%m-%d %H:%M")
    values = {**form(site, risk_level="", go_live_at=later), "action-publish": "1"}
    response = editor.post(add_path(site), values)
    assert response.context["form"].errors["risk_level"] == [str(REQUIRED["risk_level"])]
    assert not GuidePage.objects.exists()


def test_bulk_publishing_says_what_is_missing(site: SmallSite, editor: Client) -> None:
    guide = draft(site, contributors=False, title="Half a guide")
    path = reverse("wagtail_bulk_action", args=("wagtailcore", "page", "publish"))
    response = editor.post(f"{path}?id={guide.pk}&next=/admin/pages/", follow=True)
    html = response.content.decode()
    assert "Half a guide" in html
    assert "Name at least one project or person who made it; a pseudonym will do." in html
    assert not is_live(guide)


def test_a_workflow_does_not_publish_it(site: SmallSite, client: Client) -> None:
    client.force_login(user("reviewer", superuser=True))
    for guide in (draft(site, slug="a", summary=""), draft(site, slug="b")):
        state = Workflow.objects.get(name="Moderators approval").start(guide, None)
        path = reverse("wagtailadmin_pages:workflow_action", args=(guide.pk, "approve", state.current_task_state.pk))
        assert client.post(path, {"comment": ""}).status_code < 400
        state.refresh_from_db()
        assert (state.status, is_live(guide)) == ("approved", guide.slug == "b")
        opened = client.get(reverse("wagtailadmin_pages:edit", args=(guide.pk,)))
        told = "It is approved, and not public: Say in one sentence"
        assert (told in opened.content.decode()) is (guide.slug == "a")


def test_a_translation_of_an_incomplete_original_stays_a_draft(site: SmallSite) -> None:
    guide = draft(site, risk_level="")
    source, _made = TranslationSource.get_or_create_from_instance(guide)
    translation = Translation.objects.create(source=source, target_locale=i18n.locales()["fr"])
    with pytest.raises(NotReadyError), TestCase.captureOnCommitCallbacks(execute=True):
        translation.save_target(publish=True)
    assert not GuidePage.objects.filter(live=True).exists()


def test_guides_older_than_the_rule_can_be_corrected_and_translated(site: SmallSite) -> None:
    old = site.guide(title="Old")
    assert lacking(old) == {"risk_level", "contributors"}
    old.title = "Corrected"
    old.save_revision().publish()
    assert GuidePage.objects.get(pk=old.pk).title == "Corrected"
    french = site.guide("fr", of=old, live=False, summary="")
    with pytest.raises(NotReadyError) as error:
        french.get_latest_revision().publish()
    assert set(error.value.message_dict) == {"summary", "topics"}
