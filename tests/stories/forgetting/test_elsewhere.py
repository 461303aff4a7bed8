"""What a sender took out of a story is not read in its other languages any more."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from wagtail_localize.models import String, Translation
from wagtail_localize.operations import translate_object

from home import i18n
from home.models import User
from stories import domain, receiving
from stories.mine import naming
from stories.models import StoryPage, Submission
from stories.states import Reason
from tests.factories import SmallSite
from tests.stories.forms import story
from tests.stories.review import agree, edit, publish, signed_in

NAME = "Maria Lopez"


@pytest.fixture
def told(site: SmallSite, reviewer: User) -> Submission:
    """A public story with a name, also public in French."""
    submission, _is_new = receiving.submit(story(title="Kestrel", teller=NAME))
    publish(signed_in(reviewer), submission.page)
    submission.refresh_from_db()
    translate_object(submission.page, [french()])
    submission.page.get_translation(french()).get_latest_revision().publish()
    return submission


def french() -> Any:
    return i18n.locales()["fr"]


def shown() -> dict[str, str]:
    """The name that readers see, by language."""
    return dict(StoryPage.objects.published().values_list("locale__language_code", "teller"))


def translated_again() -> None:
    translation = Translation.objects.get()
    translation.save_target(publish=False)
    translation.get_target_instance().get_latest_revision().publish()


@pytest.mark.parametrize("other", ["", "Night Shift"])
@pytest.mark.parametrize("by_form", [False, True])
def test_a_name_that_is_taken_away_goes_at_once(told: Submission, reviewer: User, other: str, by_form: bool) -> None:
    assert shown() == {"en": NAME, "fr": NAME}
    if by_form:
        receiving.revise(told, story(title="Kestrel", teller=other))
    else:
        naming.rename(told, "chosen" if other else "nobody", other)
    assert shown() == {"en": "", "fr": ""}
    for code in ("en", "fr"):
        assert NAME not in Client().get(f"/{code}/stories/kestrel/").content.decode()
    translated_again()  # nor does a translator bring it back
    assert shown()["fr"] == ""
    assert not String.objects.filter(data=NAME).exists()
    publish(signed_in(reviewer), told.page)  # type: ignore[arg-type]
    assert shown() == {"en": other, "fr": other}
    translated_again()
    assert shown()["fr"] == other


def test_the_same_name_stays(told: Submission) -> None:
    receiving.revise(told, story(title="Kestrel", text="Another text.", teller=NAME))
    assert shown() == {"en": NAME, "fr": NAME}


def test_a_name_does_not_come_back_with_a_change_that_is_declined(told: Submission, reviewer: User) -> None:
    naming.rename(told, "nobody")
    domain.decline(told, reviewer, Reason.UNCHECKED)
    assert shown() == {"en": "", "fr": ""}


def test_words_that_were_changed_go_when_the_change_is_public(told: Submission, reviewer: User) -> None:
    receiving.revise(told, story(title="Kestrel", text="Nobody is named any more.", teller=NAME))
    assert list(shown()) == ["en", "fr"]
    publish(signed_in(reviewer), told.page)  # type: ignore[arg-type]
    assert list(shown()) == ["en"]
    told.refresh_from_db()
    assert told.state == "published"
    Translation.objects.get().source.update_from_db()
    translated_again()
    assert "Nobody is named any more." in str(StoryPage.objects.get(locale=french()).body)
    assert list(shown()) == ["en", "fr"]


def test_small_corrections_of_editors_take_nothing_down(told: Submission, reviewer: User, editor: User) -> None:
    page = StoryPage.objects.get(pk=told.page_id)
    edit(page, editor, "Kestrels")
    page.get_workflow().start(page, editor)
    publish(signed_in(reviewer), page)
    agree(page)
    assert StoryPage.objects.get(pk=page.pk).title == "Kestrels"
    assert list(shown()) == ["en", "fr"]
