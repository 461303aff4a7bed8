"""The translation memory: what is suggested, and what never is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction
from wagtail_localize.models import StringTranslation, Translation

from home.exchange import memory
from home.helping import likeness, suggestions
from home.models import User
from library.models import GuidePage, Topic
from tests.factories import SmallSite
from tests.home.translators.helpers import page_of, submitted, write
from tests.stories.forms import sent_in

WORDS = "Bring a friend who can write down what is said."
NEARLY = "Bring a friend who can write down what was said."
FRENCH = "Amenez quelqu’un qui note ce qui est dit."


def offered(translation: Translation, path: str = "summary") -> list[suggestions.Suggestion]:
    """What is suggested for one text of a work."""
    found = translation.source.stringsegment_set.filter(context__path=path).select_related("string", "context")
    return suggestions.for_texts(translation, found)[found.get().pk]


def in_a_file(translation: Translation) -> list[str]:
    """What would leave as a translation memory."""
    return [row.data for row in memory.texts(translation.source.locale, translation.target_locale)]


@pytest.fixture
def other(site: SmallSite, second: User) -> Translation:
    """Another guide with nearly the same summary, translated and public."""
    made = submitted(site.guide(title="Going to court", summary=NEARLY), "fr")
    write(made, "summary", FRENCH, second)
    page_of(made).save_revision().publish()
    return made


@pytest.fixture
def mine(guide: GuidePage) -> Translation:
    """The guide that is being translated."""
    guide.summary = WORDS
    guide.save()
    return submitted(guide, "fr")


def test_the_same_words_come_first_and_nearly_the_same_with_their_score(
    site: SmallSite, other: Translation, mine: Translation, second: User
) -> None:
    same = submitted(site.guide(title="At the office", summary=WORDS), "fr")
    write(same, "summary", "Venez avec quelqu’un qui écrit.", second)
    found = offered(mine)
    assert [(one.text, one.score, one.source, one.work) for one in found] == [
        ("Venez avec quelqu’un qui écrit.", 100, "", "At the office"),
        (FRENCH, 96, NEARLY, "Going to court"),
    ]


def test_what_stood_there_before_the_original_changed(mine: Translation, translator: User) -> None:
    write(mine, "summary", FRENCH, translator)
    original = GuidePage.objects.get(translation_key=mine.source.object_id, locale__language_code="en")
    original.summary = "Bring two friends who can write down what is said."
    original.save()
    mine.source.update_from_db()
    assert [(one.text, one.score, one.work) for one in offered(mine)] == [(FRENCH, 94, "")]


def test_each_wording_once_and_three_at_most(site: SmallSite, mine: Translation, second: User) -> None:
    for number, text in enumerate(["Un.", "Un.", "Deux.", "Trois.", "Quatre."]):
        write(submitted(site.guide(title=f"Guide {number}", summary=WORDS), "fr"), "summary", text, second)
    assert [one.text for one in offered(mine)] == ["Quatre.", "Trois.", "Deux."]


def test_terms_and_other_records_are_part_of_the_memory(mine: Translation, second: User) -> None:
    english = mine.source.locale
    topic = submitted(Topic.objects.create(key="friend", name="Friends", summary=WORDS, locale=english), "fr")
    write(topic, "summary", FRENCH, second)
    assert [(one.text, one.work) for one in offered(mine)] == [(FRENCH, "Friends")]


def restrict(other: Translation, site: SmallSite) -> None:
    page = other.source.get_source_instance()
    PageViewRestriction.objects.create(page=page, restriction_type="login")


def restrict_above(other: Translation, site: SmallSite) -> None:
    PageViewRestriction.objects.create(page=site.sections["library", "en"], restriction_type="login")


def restrict_the_translation(other: Translation, site: SmallSite) -> None:
    PageViewRestriction.objects.create(page=page_of(other), restriction_type="login")


def withdraw(other: Translation, site: SmallSite) -> None:
    other.source.get_source_instance().unpublish()


def withdraw_the_translation(other: Translation, site: SmallSite) -> None:
    page_of(other).unpublish()


def take_the_words_out(other: Translation, site: SmallSite) -> None:
    page = other.source.get_source_instance()
    page.summary = "Something else."
    page.save()
    other.source.update_from_db()


def send_before_it_was_public(other: Translation, site: SmallSite) -> None:
    page = other.source.get_source_instance()
    GuidePage.objects.filter(pk=page.pk).update(first_published_at=other.source.last_updated_at.replace(year=2100))


def leave_to_a_machine(other: Translation, site: SmallSite) -> None:
    StringTranslation.objects.filter(data=FRENCH).update(translation_type="machine", tool_name="LibreTranslate")


def break_it(other: Translation, site: SmallSite) -> None:
    StringTranslation.objects.filter(data=FRENCH).update(has_error=True)


def write_in_another_language(other: Translation, site: SmallSite) -> None:
    StringTranslation.objects.filter(data=FRENCH).update(locale=site.homes["ar"].locale)


def delete_the_original(other: Translation, site: SmallSite) -> None:
    other.source.get_source_instance().delete()


@pytest.mark.parametrize(
    "hide",
    [
        restrict,
        restrict_above,
        restrict_the_translation,
        withdraw,
        withdraw_the_translation,
        take_the_words_out,
        send_before_it_was_public,
        leave_to_a_machine,
        break_it,
        write_in_another_language,
        delete_the_original,
    ],
)
def test_what_is_never_suggested_nor_leaves_in_a_file(
    site: SmallSite, other: Translation, mine: Translation, hide: Callable[[Translation, SmallSite], None]
) -> None:
    assert ([one.text for one in offered(mine)], in_a_file(mine)) == ([FRENCH], [FRENCH])
    hide(other, site)
    assert (offered(mine), in_a_file(mine)) == ([], [])


@pytest.mark.parametrize("is_public", [False, True])
def test_stories_only_while_they_are_public(site: SmallSite, mine: Translation, second: User, is_public: bool) -> None:
    story = site.story(title="The march of next week", summary=NEARLY, live=is_public)
    sent_in(story, may_reprint=True, language="en")
    told = submitted(story, "fr")
    write(told, "summary", FRENCH, second)
    assert [one.work for one in offered(mine)] == (["The march of next week"] if is_public else [])


def test_a_translation_of_a_translation_only_while_the_original_is_public(
    site: SmallSite, mine: Translation, second: User
) -> None:
    swahili = site.guide("ar", title="Arabic original", summary="Ar.")
    english = site.guide("en", title="In English", summary=NEARLY, of=swahili)
    told = submitted(english, "fr")
    write(told, "summary", FRENCH, second)
    assert ([one.work for one in offered(mine)], in_a_file(mine)) == (["In English"], [FRENCH])
    swahili.unpublish()
    assert (offered(mine), in_a_file(mine)) == ([], [])


@pytest.mark.parametrize("is_restricted", [False, True])
def test_a_translation_of_a_translation_that_nobody_may_read(
    site: SmallSite, mine: Translation, second: User, is_restricted: bool
) -> None:
    arabic = site.guide("ar", title="Arabic original", summary="Ar.")
    english = site.guide("en", title="A secret", summary=NEARLY, of=arabic, live=is_restricted)
    told = submitted(english, "fr")
    write(told, "summary", FRENCH, second)
    if is_restricted:
        PageViewRestriction.objects.create(page=english, restriction_type="login")
    assert (offered(mine), in_a_file(mine)) == ([], [])


def test_links_that_the_text_does_not_have_are_left_out() -> None:
    data = 'Lisez <a id="a2">le guide</a> &amp; <b>venez</b>.'
    assert suggestions.fitting('Read <a id="a1">this</a>.', data) == "Lisez le guide &amp; venez."
    assert suggestions.fitting('Read <a id="a2">this</a>.', data) == data


def test_scripts_without_spaces(site: SmallSite, second: User) -> None:
    locale = site.homes["ar"].locale
    texts = likeness.Texts(locale.pk)
    for key, text in enumerate(["请带一位朋友来记录会议内容。", "今天的天气很好。", "احضر مع صديق يكتب ما يقال."]):
        texts._add(key, text)
    assert texts.like("请带两位朋友来记录会议内容。", 5) == [(0, 92)]
    assert texts.like("احضر مع صديق يكتب ما قيل.", 5) == [(2, 94)]
    assert texts.like("", 5) == []


@pytest.mark.parametrize("count", [1, 3])
def test_a_constant_number_of_queries(site: SmallSite, mine: Translation, second: User, count: int) -> None:
    for number in range(count):
        write(submitted(site.guide(title=f"Guide {number}", summary=WORDS), "fr"), "summary", f"{number}.", second)
    segments: Any = list(mine.source.stringsegment_set.select_related("string", "context"))
    with CaptureQueriesContext(connection) as queries:
        assert len(suggestions.for_texts(mine, segments)[segments[-1].pk]) in (0, count)
    assert len(queries) == 5
