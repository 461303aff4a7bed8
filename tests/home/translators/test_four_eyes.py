"""Nobody approves what they wrote themselves, whatever came in between."""

from __future__ import annotations

import json
from typing import Any

import pytest
from wagtail_localize.models import StringTranslation, Translation

from home import i18n, memory, roles
from home.models import User
from home.translators import review, submitting
from tests.factories import SmallSite
from tests.home.translators.conftest import signed_in
from tests.home.translators.helpers import (
    act,
    approved,
    edit_url,
    page_of,
    segment,
    send,
    stored,
    submitted,
    task_state,
    url,
    write,
)


def why_not(translation: Translation, user: User) -> str:
    return review.why_not_approved(page_of(translation).specific, task_state(translation).revision, user)


def test_what_was_written_during_a_review(
    french: Translation, translator: User, reviewer: User, coordinator: User
) -> None:
    """It is not in the version that was approved after it, so it is not public yet."""
    write(french, "title", "Un guide", translator)
    send(signed_in(translator), french)
    write(french, "summary", "De la coordinatrice.", coordinator)
    act(signed_in(reviewer), french, "approve")
    assert page_of(french).specific.summary == "What it is."
    send(signed_in(translator), french)
    assert why_not(french, coordinator) == str(review.OWN)
    act(signed_in(coordinator), french, "approve")
    assert page_of(french).specific.summary == "What it is."
    act(signed_in(reviewer), french, "approve")
    assert page_of(french).specific.summary == "De la coordinatrice."


@pytest.mark.parametrize("later", ["stored again", "taken back", "mended by another", "sent again after that"])
def test_whatever_becomes_of_a_text_after_it_was_sent(
    french: Translation, translator: User, reviewer: User, coordinator: User, later: str
) -> None:
    """It stands in the version that is reviewed."""
    written = write(french, "summary", "De la coordinatrice.", coordinator)
    send(signed_in(translator), french)
    assert why_not(french, coordinator) == str(review.OWN)
    if later == "taken back":
        written.delete()
    else:
        write(french, "summary", "De la coordinatrice", coordinator if later == "stored again" else translator)
    if later == "sent again after that":
        send(signed_in(translator), french)
    assert (why_not(french, coordinator), why_not(french, reviewer)) == (str(review.OWN), "")
    act(signed_in(coordinator), french, "approve")
    assert not page_of(french).live
    act(signed_in(reviewer), french, "approve")
    assert page_of(french).live
    # It is public now: what comes later is new.
    write(french, "title", "Un autre guide", translator)
    send(signed_in(translator), french)
    assert why_not(french, coordinator) == ("" if later != "stored again" else str(review.OWN))


def by_hand(translation: Translation, user: User, **values: str) -> None:
    page = page_of(translation).specific.get_latest_revision_as_object()
    for name, value in values.items():
        setattr(page, name, value)
    page.save_revision(user=user)


def test_what_was_written_by_hand_before_somebody_else_did(
    french: Translation, translator: User, reviewer: User, coordinator: User
) -> None:
    approved(french, translator, reviewer, "Un guide")
    signed_in(coordinator).post(url("wagtail_localize:stop_translation", french))
    by_hand(french, coordinator, summary="De la coordinatrice.")
    by_hand(french, translator, title="Un autre guide")
    review.start(page_of(french).specific, translator)
    assert (why_not(french, coordinator), why_not(french, reviewer)) == (str(review.OWN), "")
    act(signed_in(coordinator), french, "approve")
    assert page_of(french).title == "Un guide"
    act(signed_in(reviewer), french, "approve")
    found = page_of(french).specific
    assert (found.title, found.summary) == ("Un autre guide", "De la coordinatrice.")


def test_nor_when_it_is_started_again(
    french: Translation, translator: User, second: User, reviewer: User, coordinator: User, editor: User
) -> None:
    """What was written by hand is noted as that of who wrote it, not of who pressed the button."""
    approved(french, translator, reviewer, "Un guide")
    signed_in(coordinator).post(url("wagtail_localize:stop_translation", french))
    by_hand(french, coordinator, summary="De la coordinatrice.")
    by_hand(french, second, title="Un autre guide")
    signed_in(editor).post(edit_url(french), {"localize-restart-translation": "1"})
    texts = StringTranslation.objects.filter(context=segment(french, "summary").context)
    assert [(text.data, text.last_translated_by) for text in texts] == [("De la coordinatrice.", second)]
    send(signed_in(translator), french)
    assert (why_not(french, coordinator), why_not(french, reviewer)) == (str(review.OWN), "")


def test_who_only_submitted_the_work_may_approve(guide: Any, translator: User, coordinator: User) -> None:
    """Also in the place of an alias, which becomes a page of its own then."""
    guide.copy_for_translation(i18n.locales()["fr"], alias=True)
    submitting.submit(guide, [i18n.locales()["fr"]], None, coordinator)
    french = Translation.objects.get(target_locale=i18n.locales()["fr"], source__object_id=guide.translation_key)
    write(french, "title", "Un guide", translator)
    send(signed_in(translator), french)
    assert (why_not(french, coordinator), why_not(french, translator)) == ("", str(review.OWN))


# ---------------------------------------------------------------- taken over when it is started again


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ('<p data-block-key="b">Deux.</p><p data-block-key="c">Trois.</p>', ["FR One.", "FR Two.", "FR Three."]),
        (
            '<p data-block-key="a">Un.</p><p data-block-key="b">Deux.</p><p data-block-key="c">Trois.</p>',
            ["Un.", "Deux.", "Trois."],
        ),
    ],
)
def test_no_text_comes_to_the_wrong_paragraph(
    site: SmallSite, translator: User, reviewer: User, coordinator: User, written: str, kept: list[str]
) -> None:
    roles.ensure_all()
    memory.forget_all()
    text = '<p data-block-key="a">One.</p><p data-block-key="b">Two.</p><p data-block-key="c">Three.</p>'
    french = submitted(site.guide(title="G", body=[{"type": "text", "id": "t1", "value": text}]), "fr")
    places = french.source.stringsegment_set.filter(context__path="body.t1").order_by("order")
    for place in places:
        StringTranslation.objects.create(
            translation_of=place.string, context=place.context, locale=french.target_locale,
            data=f"FR {place.string.data}", translation_type="manual", last_translated_by=translator,
        )  # fmt: skip
    approved(french, translator, reviewer, "Un guide")
    signed_in(coordinator).post(url("wagtail_localize:stop_translation", french))
    page = page_of(french).specific
    raw = page.body.get_prep_value()
    raw[0]["value"] = written
    page.body, page.summary = json.dumps(raw), "À la main."
    page.save_revision(user=coordinator)
    again = signed_in(coordinator).post(edit_url(french), {"localize-restart-translation": "1"}, follow=True)
    texts = StringTranslation.objects.filter(context=places[0].context)
    by_text = {row.translation_of_id: row.data for row in texts}
    assert [by_text[place.string_id] for place in places] == kept
    warning = "It stays in the history of the page alone. (Text)"
    assert (warning in again.content.decode()) is (kept[0] == "FR One.")


def test_what_no_translation_may_hold_is_not_taken_over(
    french: Translation, translator: User, reviewer: User, coordinator: User
) -> None:
    """The editor of pages does not ask for that; the other texts are taken over."""
    approved(french, translator, reviewer, "Un guide")
    signed_in(coordinator).post(url("wagtail_localize:stop_translation", french))
    by_hand(french, coordinator, title="Un \u202eediug", summary="À la main.")
    again = signed_in(coordinator).post(edit_url(french), {"localize-restart-translation": "1"}, follow=True)
    french.refresh_from_db()
    assert french.enabled
    assert stored(french) == {"title": "Un guide", "summary": "À la main."}
    assert "It stays in the history of the page alone. (Title)" in again.content.decode()
