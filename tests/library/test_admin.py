"""Editing guides in the admin: the form saves what it shows, and says in plain words what is wrong."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from library.models import GuideContributor, GuidePage, WorkNumber
from tests.factories import SmallSite, user
from tests.library.helpers import file


@pytest.fixture
def editor(site: SmallSite, client: Client) -> Client:
    """An editor at work."""
    client.force_login(user("editor", "Editors"))
    return client


def form(site: SmallSite, **changes: Any) -> dict[str, Any]:
    """What the form of a guide sends."""
    body = [
        ("heading", "The evening"),
        ("text", rich_text("<p>Begin.</p>")),
        ("quote", {"text": "It works.", "attribution": ""}),
    ]
    contributor = {"project": "", "name": "A pen name", "role": "wrote", "language": ""}
    sent = nested_form_data(
        {
            "title": "An evening",
            "slug": "an-evening",
            "summary": "One sentence.",
            "problem": "A problem.",
            "alternative_title": "",
            "introduction": rich_text("<p>Read this first.</p>"),
            "materials": "Paper\nPens",
            "group_note": "",
            "body": streamfield(body),
            "kind": "workshop-plan",
            "challenge": "",
            "level": "any",
            "audience": "facilitator",
            "risks": "",
            "time_required": "90",
            "preparation_time": "",
            "group_min": "5",
            "group_max": "20",
            "licence": "by-sa",
            "risk_level": "low",
            "version": "1",
            "version_date": "2026-10-03",
            "created": "",
            "law_reviewed_on": "",
            "reviewed": "",
            "review_by": "",
            "provenance": "original",
            "rights_holder": "",
            "attribution": "",
            "visibility": "public",
            "topics": inline_formset([{"topic": str(site.topics["rights", "en"].pk)}]),
            "regions": inline_formset([{"region": "ea"}]),
            "issues": inline_formset([]),
            "countries": inline_formset([{"country": "KE", "place": "law"}]),
            "links": inline_formset([]),
            "contributors": inline_formset([contributor]),
            "downloads": inline_formset([]),
            "related_guides": inline_formset([]),
            "comments": inline_formset([]),
            "seo_title": "",
            "search_description": "",
            **changes,
        }
    )
    return {**sent, "access_modes": ["textual"], "accessibility_features": ["easyRead", "transcript"]}


def test_new_guide_is_published_with_all_that_was_filled_in(site: SmallSite, editor: Client) -> None:
    parent = site.sections["library", "en"]
    path = reverse("wagtailadmin_pages:add", args=("library", "guidepage", parent.pk))
    assert editor.get(path).status_code == 200
    response = editor.post(path, {**form(site), "action-publish": "1"})
    assert response.status_code == 302, response.context["form"].errors
    guide = GuidePage.objects.get(slug="an-evening")
    assert guide.live
    assert guide.number == WorkNumber.objects.get(translation_key=guide.translation_key).pk
    assert guide.original_locale == parent.locale
    assert next(str(block.value) for block in guide.body) == "The evening"
    assert [link.topic.key for link in guide.topics.all()] == ["rights"]
    assert [region.region for region in guide.regions.all()] == ["ea"]
    assert [(row.country, row.place, row.name) for row in guide.countries.all()] == [("KE", "law", "Kenya")]
    assert (guide.material_list, guide.audience) == (["Paper", "Pens"], "facilitator")
    assert (guide.access_modes, guide.accessibility_features) == (["textual"], ["easyRead", "transcript"])
    assert [contributor.name for contributor in guide.contributors.all()] == ["A pen name"]
    assert editor.get("/en/library/an-evening/").status_code == 200


@pytest.mark.parametrize(("name", "sides", "counted"), [("a.pdf", 3, 3), ("broken.pdf", None, 7), ("a.odt", 3, 7)])
def test_sides_of_a_pdf_are_counted(
    site: SmallSite, editor: Client, name: str, sides: int | None, counted: int
) -> None:
    guide = site.guide()
    document = file(name, b"%PDF-1.7 broken" if sides is None else pdf(sides))
    row = {"document": str(document.pk), "label": "Sheet", "note": "", "language": "", "pages": "7"}
    path = reverse("wagtailadmin_pages:edit", args=(guide.pk,))
    sent = form(site, slug=guide.slug, downloads=inline_formset([row]))
    response = editor.post(path, {**sent, "action-publish": "1"})
    assert response.status_code == 302, response.context["form"].errors
    assert [download.pages for download in guide.downloads.all()] == [counted]


def pdf(sides: int) -> bytes:
    """A PDF with so many empty pages."""
    document, stored = pikepdf.new(), io.BytesIO()
    for _side in range(sides):
        document.add_blank_page()
    document.save(stored)
    return stored.getvalue()


def test_guide_is_saved_again(site: SmallSite, editor: Client) -> None:
    guide = site.guide()
    number = guide.number
    path = reverse("wagtailadmin_pages:edit", args=(guide.pk,))
    assert editor.get(path).status_code == 200
    response = editor.post(path, {**form(site, slug=guide.slug, title="Changed"), "action-publish": "1"})
    assert response.status_code == 302, response.context["form"].errors
    guide.refresh_from_db()
    assert (guide.title, guide.number, guide.time_required) == ("Changed", number, 90)


def test_draft_may_lack_nearly_everything(site: SmallSite, editor: Client) -> None:
    parent = site.sections["library", "en"]
    path = reverse("wagtailadmin_pages:add", args=("library", "guidepage", parent.pk))
    empty = dict.fromkeys(
        ("summary", "problem", "materials", "time_required", "group_min", "group_max", "risk_level"), ""
    )
    inline = {name: inline_formset([]) for name in ("topics", "regions", "contributors")}
    response = editor.post(path, form(site, **empty, **inline, body=streamfield([])))
    assert response.status_code == 302, response.context["form"].errors
    guide = GuidePage.objects.get(slug="an-evening")
    assert (guide.live, guide.number) == (False, None)
    assert editor.get(reverse("wagtailadmin_pages:view_draft", args=(guide.pk,))).status_code == 200


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"group_min": "30", "group_max": "20"}, "The largest group is smaller than the smallest one."),
        (
            {"contributors": inline_formset([{"project": "", "name": "", "role": "wrote", "language": "fr"}])},
            "Choose a project or write a name.",
        ),
        (
            {"contributors": inline_formset([{"project": "", "name": "We", "role": "translated", "language": ""}])},
            "Choose the language they translated into.",
        ),
    ],
)
def test_what_is_wrong_is_said_in_plain_words(
    site: SmallSite, editor: Client, changes: dict[str, Any], message: str
) -> None:
    guide = site.guide(title="Before")
    path = reverse("wagtailadmin_pages:edit", args=(guide.pk,))
    response = editor.post(path, {**form(site, slug=guide.slug, **changes), "action-publish": "1"})
    assert response.status_code == 200
    assert message in response.content.decode()
    guide.refresh_from_db()
    assert guide.title == "Before"


def test_contributor_needs_a_project_or_a_name() -> None:
    with pytest.raises(ValidationError) as error:
        GuideContributor(role="wrote").clean()
    assert error.value.message_dict == {"name": ["Choose a project or write a name."]}


def test_challenges_and_topics_can_be_edited(site: SmallSite, editor: Client) -> None:
    topic = site.topics["rights", "en"]
    path = reverse("wagtailsnippets_library_topic:edit", args=(topic.pk,))
    values = {"name": "Rights", "summary": "", "description": "", "key": "rights", "pattern": "rights", "order": "1"}
    assert editor.get(path).status_code == 200
    assert editor.post(path, values).status_code == 302
    topic.refresh_from_db()
    assert topic.name == "Rights"
    refused = editor.post(path, {**values, "key": "Rights and more"})
    assert "Use small Latin letters, digits and hyphens." in refused.content.decode()
