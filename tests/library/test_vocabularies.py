"""Terms can be merged without losing a link, are not deleted while in use, and keep their keys."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client, TestCase
from django.urls import reverse
from django.utils import timezone
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from home import i18n
from library.merging import merge
from library.models import GuideContributor, GuideIssue, GuidePage, GuideTopic, Issue, TermAlias, Topic
from library.terms import uses
from tests.factories import SmallSite, user
from tests.library.helpers import challenge, texts, tree
from tests.library.test_numbers import ready


@pytest.fixture
def editor(site: SmallSite, client: Client) -> Client:
    """An editor at work."""
    client.force_login(user("editor", "Editors"))
    return client


def keys(guide: GuidePage) -> list[str]:
    """The topics of a stored guide."""
    rows = GuideTopic.objects.filter(page=guide).order_by("sort_order", "pk").select_related("topic__locale")
    assert all(row.topic.locale_id == guide.locale_id for row in rows)
    return [row.topic.key for row in rows]


def draft_keys(guide: GuidePage) -> list[str]:
    """The topics of its latest draft."""
    draft = GuidePage.objects.get(pk=guide.pk).get_latest_revision_as_object()
    return [link.topic.key for link in draft.topics.all()]


def test_links_move_in_every_language_in_every_app_and_in_drafts(site: SmallSite) -> None:
    topics = site.topics
    guide = site.guide(topics=("care", "safety"))
    french = site.guide("fr", of=guide, topics=("safety",))
    both = site.guide(topics=("safety", "rights"))
    story, article = site.story(topics=("safety",)), site.article(topic=topics["safety", "en"])
    facing = challenge(site, "raids", "safety", en="They raid us", fr="On nous perquisitionne")
    draft = site.guide(topics=("care",))
    draft.topics = [GuideTopic(topic=topics["safety", "en"]), GuideTopic(topic=topics["rights", "en"])]
    draft.save_revision()
    for page in (guide, french, both):
        page.save_revision()

    merge(topics["safety", "fr"], topics["rights", "fr"])

    assert not Topic.objects.filter(key="safety").exists()
    assert [keys(page) for page in (guide, french, both, draft)] == [
        ["care", "rights"],
        ["rights"],
        ["rights"],
        ["care"],
    ]
    assert [draft_keys(page) for page in (guide, french, both, draft)] == [
        ["care", "rights"], ["rights"], ["rights"], ["rights"],
    ]  # fmt: skip
    story.refresh_from_db()
    article.refresh_from_db()
    assert [topic.key for topic in story.topic_list] == ["rights"]
    assert article.topic == topics["rights", "en"]
    for code, term in facing.items():
        term.refresh_from_db()
        assert term.topic == topics["rights", code]


def test_old_keys_lead_to_what_was_kept(site: SmallSite, client: Client) -> None:
    site.guide(topics=("safety",), title="Kept")
    site.story(topics=("safety",))
    with TestCase.captureOnCommitCallbacks(execute=True):
        merge(site.topics["safety", "en"], site.topics["care", "en"])
        merge(site.topics["care", "ar"], site.topics["rights", "ar"])
    for section in ("library", "stories"):
        response = client.get(f"/en/{section}/?q=a&topic=safety&topic=rights&page=1")
        assert (response.status_code, response.headers["Location"]) == (301, f"/en/{section}/?q=a&topic=rights&page=1")
    assert texts(tree(client, "/en/library/?topic=rights"), "//ul[@class='items mt5']//h3") == ["Kept"]
    assert client.get("/en/library/?topic=unknown").status_code == 200
    assert set(TermAlias.objects.values_list("vocabulary", "key", "translation_key")) == {
        ("topic", "safety", site.topics["rights", "en"].translation_key),
        ("topic", "care", site.topics["rights", "en"].translation_key),
    }


def test_a_language_that_only_the_old_term_had(site: SmallSite) -> None:
    site.topics["rights", "ar"].delete()
    guide = site.guide("ar", topics=("safety",))
    merge(site.topics["safety", "en"], site.topics["rights", "en"])
    assert keys(guide) == ["rights"]
    assert (
        Topic.objects.get(key="rights", locale=guide.locale).translation_key
        == site.topics["rights", "en"].translation_key
    )


def test_translations_go_on_after_a_merge(site: SmallSite) -> None:
    """The translation engine has its own copy of the original and its own names of terms."""
    guide = site.guide(topics=("safety", "rights"), risk_level="low")
    guide.contributors = [GuideContributor(name="A pen name")]
    guide.save()
    source, _made = TranslationSource.get_or_create_from_instance(guide)
    french = i18n.locales()["fr"]
    translation = Translation.objects.create(source=source, target_locale=french)
    merge(site.topics["safety", "en"], site.topics["rights", "en"])
    source.refresh_from_db()
    for segment in source.stringsegment_set.all():
        StringTranslation.objects.create(
            translation_of=segment.string, context=segment.context, locale=french, data="FR"
        )
    translation = Translation.objects.get(pk=translation.pk)
    with TestCase.captureOnCommitCallbacks(execute=True):
        translation.save_target(publish=True)
    made = GuidePage.objects.get(translation_key=guide.translation_key, locale=french)
    assert (made.live, keys(made), made.title) == (True, ["rights"], "FR")


def test_nothing_is_merged_if_it_cannot_be(site: SmallSite) -> None:
    topics = site.topics
    part = Topic.objects.create(
        key="stops", name="Stops", parent=topics["rights", "en"], locale=topics["rights", "en"].locale
    )
    low = Topic.objects.create(key="phones", name="Phones", parent=topics["safety", "en"], locale=part.locale)
    with pytest.raises(ValidationError, match="only two levels"):
        merge(topics["rights", "en"], low)
    with pytest.raises(ValidationError, match="another term"):
        merge(topics["rights", "en"], topics["rights", "fr"])
    assert Topic.objects.filter(key="rights").count() == 3
    merge(topics["rights", "en"], part)
    part.refresh_from_db()
    assert (part.parent, part.key) == (None, "stops")


def test_two_levels_in_one_language(site: SmallSite) -> None:
    top, other = site.topics["rights", "en"], site.topics["care", "en"]
    part = Topic(key="stops", name="Stops", parent=top, locale=top.locale)
    part.full_clean()
    part.save()
    for topic, parent in ((other, part), (top, other), (other, other), (other, site.topics["rights", "fr"])):
        topic.parent = parent
        with pytest.raises(ValidationError) as error:
            topic.full_clean()
        assert set(error.value.message_dict) == {"parent"}
        topic.parent = None


def test_keys_never_change_and_are_never_used_again(site: SmallSite) -> None:
    topic = site.topics["rights", "en"]
    topic.key = "law"
    with pytest.raises(ValidationError, match="cannot be changed"):
        topic.full_clean()
    merge(site.topics["safety", "en"], site.topics["care", "en"])
    with pytest.raises(ValidationError, match="was merged"):
        Topic(key="safety", name="Safety", locale=topic.locale).full_clean()
    Issue(key="safety", name="Safety", locale=topic.locale).full_clean()
    assert site.topics["care", "fr"].identifier == site.topics["care", "en"].identifier


def test_merging_in_the_admin(site: SmallSite, editor: Client) -> None:
    guide = site.guide(topics=("safety",))
    old, kept = site.topics["safety", "en"], site.topics["care", "en"]
    path = reverse("wagtailsnippets_library_topic:merge", args=(old.pk,))
    assert path in editor.get(reverse("wagtailsnippets_library_topic:edit", args=(old.pk,))).content.decode()
    page = editor.get(path)
    assert "“Safety and security” is used 1 time in this language." in page.content.decode()
    assert [term.key for term in page.context["form"].fields["kept"].queryset] == ["rights", "care"]
    assert editor.post(path, {"kept": ""}).status_code == 200
    response = editor.post(path, {"kept": str(kept.pk)}, follow=True)
    assert "“Safety and security” is “Care and wellbeing” now." in response.content.decode()
    assert keys(guide) == ["care"]


def test_translators_merge_nothing(site: SmallSite, client: Client) -> None:
    client.force_login(user("translator", "Translators: fr"))
    old, kept = site.topics["safety", "fr"], site.topics["care", "fr"]
    response = client.post(reverse("wagtailsnippets_library_topic:merge", args=(old.pk,)), {"kept": str(kept.pk)})
    assert response.status_code == 302
    assert Topic.objects.filter(key="safety").count() == 3


def test_what_is_in_use_is_not_deleted(site: SmallSite, editor: Client) -> None:
    live, article = site.guide(topics=("rights",)), site.article(topic=site.topics["safety", "en"])
    draft = site.guide(topics=("rights",))
    draft.topics = [GuideTopic(topic=site.topics["care", "en"])]
    draft.save_revision()
    for name, count in (("rights", 2), ("safety", 1), ("care", 1)):
        topic = site.topics[name, "en"]
        assert uses(topic) == count, name
        address = reverse("wagtailsnippets_library_topic:delete", args=(topic.pk,))
        response = editor.post(address, follow=True)
        times = "1 time" if count == 1 else f"{count} times"
        assert (
            f"“{topic}” cannot be deleted: it is used {times}. Merge it with another term instead."
            in response.content.decode()
        )
    many = reverse("wagtail_bulk_action", args=("library", "topic", "delete"))
    editor.post(f"{many}?id={site.topics['care', 'en'].pk}&id={site.topics['care', 'fr'].pk}")
    assert Topic.objects.count() == 9
    assert uses(site.topics["care", "fr"]) == 0
    editor.post(reverse("wagtailsnippets_library_topic:delete", args=(site.topics["care", "fr"].pk,)))
    assert Topic.objects.count() == 8
    assert (live.live, article.live) == (True, True)


def test_old_versions_can_be_opened_after_a_term_is_gone(site: SmallSite, editor: Client) -> None:
    raids = challenge(site, "raids", "rights", en="They raid us")["en"]
    guide = ready(site, topics=("safety", "rights"), challenge=raids)
    old = guide.save_revision()
    guide.topics, guide.challenge = [GuideTopic(topic=site.topics["care", "en"])], None
    guide.save_revision().publish()
    for model, term in (("challenge", raids), ("topic", site.topics["safety", "en"])):
        assert uses(term) == 0
        editor.post(reverse(f"wagtailsnippets_library_{model}:delete", args=(term.pk,)))
        assert not type(term).objects.filter(pk=term.pk).exists()
    for name in ("wagtailadmin_pages:revisions_view", "wagtailadmin_pages:revisions_revert"):
        assert editor.get(reverse(name, args=(guide.pk, old.pk))).status_code == 200
    assert [link.topic.key for link in old.__class__.objects.get(pk=old.pk).as_object().topics.all()] == ["rights"]


def test_what_waits_for_its_day_uses_its_terms(site: SmallSite, editor: Client) -> None:
    guide = ready(site, topics=("safety",), go_live_at=timezone.now() + datetime.timedelta(days=1))
    guide.save_revision().publish()
    guide.topics, guide.go_live_at = [GuideTopic(topic=site.topics["care", "en"])], None
    guide.save_revision()
    GuideTopic.objects.filter(page=guide).delete()
    assert uses(site.topics["safety", "en"]) == 1


@pytest.mark.parametrize("model", ["topic", "challenge", "issue"])
def test_lists_tell_how_often_a_term_is_used(site: SmallSite, editor: Client, model: str) -> None:
    challenge(site, "raids", "rights", en="They raid us")
    Issue.objects.create(key="land", name="Land", locale=i18n.locales()["en"])
    response = editor.get(reverse(f"wagtailsnippets_library_{model}:list"))
    assert response.status_code == 200
    english = {t.key: t.usage_count for t in response.context["object_list"] if t.locale.language_code == "en"}
    key, count = {"topic": ("rights", 1), "challenge": ("raids", 0), "issue": ("land", 0)}[model]
    assert english[key] == count


def test_issues_on_the_page_of_a_guide(site: SmallSite, client: Client) -> None:
    shared = uuid.uuid4()
    names = {"en": "Housing", "fr": "Logement"}
    issues: dict[str, Any] = {
        code: Issue.objects.create(
            key="housing",
            name=name,
            exact_match="https://www.wikidata.org/entity/Q1",
            locale=i18n.locales()[code],
            translation_key=shared,
        )
        for code, name in names.items()
    }
    guide = site.guide(topics=("rights", "care"), slug="about")
    guide.issues = [GuideIssue(issue=issues["en"])]
    guide.save()
    page = tree(client, "/en/library/about/")
    assert texts(page, "//section[@class='glance']//dl/div")[0] == "AboutCare and wellbeing, Housing"
    assert '{"@type": "Thing", "name": "Housing", "sameAs": "https://www.wikidata.org/entity/Q1"}' in page.xpath(
        "string(//head/script[@type='application/ld+json'])"
    )
