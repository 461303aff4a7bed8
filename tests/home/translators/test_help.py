"""Help while translating in the admin: the page, what the editor's script fetches, warnings when a text is stored."""

from __future__ import annotations

from typing import Any

import lxml.html
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import PageViewRestriction
from wagtail_localize.models import StringTranslation, Translation

from home import i18n, memory, roles
from home.models import GlossaryTerm, User
from library.models import GuidePage
from tests.factories import SmallSite
from tests.home.translators.conftest import member, signed_in
from tests.home.translators.helpers import edit_url, page_of, put, segment, stored, submitted, url, write

NEARLY = "Stop 14 evictions, and how."
FRENCH = "Empêcher 14 expulsions, et comment."


@pytest.fixture
def term(site: SmallSite) -> GlossaryTerm:
    """An agreed term."""
    languages = {"source_locale": i18n.locales()["en"], "target_locale": i18n.locales()["fr"]}
    return GlossaryTerm.objects.create(
        term="eviction", translation="expulsion", avoid="éviction", note="In law.", **languages
    )


@pytest.fixture
def mine(guide: GuidePage, term: GlossaryTerm) -> Translation:
    """A guide that is being translated."""
    guide.summary = "Stop 14 evictions, and why."
    guide.save()
    return submitted(guide, "fr")


@pytest.fixture
def before(site: SmallSite, second: User) -> Translation:
    """A public guide that was translated before."""
    made = submitted(site.guide(title="Going to court", summary=NEARLY), "fr")
    write(made, "summary", FRENCH, second)
    return made


def help_page(user: User, translation: Translation) -> str:
    return signed_in(user).get(url("translation_help", translation)).content.decode()


def test_the_page_lists_parts_with_what_helps(mine: Translation, before: Translation, translator: User) -> None:
    response = signed_in(translator).get(url("translation_help", mine))
    parts = {part.segment.context.path: part for part in response.context["parts"]}
    summary = parts["summary"]
    assert (summary.label, summary.is_open, summary.warnings) == ("Summary", True, ["Not translated."])
    assert [one.text for one in summary.suggestions] == [FRENCH]
    assert [one.note for one in summary.terms] == ["In law."]
    content = response.content.decode()
    pk = segment(mine, "summary").pk
    assert f'<a href="#part-{pk}">Summary</a>: Not translated.' in content
    assert f'id="part-{pk}"' in content
    assert f'name="use" value="{FRENCH}"' in content
    assert "Going to court" in content


def test_a_suggestion_is_stored_with_one_press(mine: Translation, before: Translation, translator: User) -> None:
    address = url("translation_help_store", mine, segment(mine, "summary").pk)
    response = signed_in(translator).post(address, {"use": FRENCH, "value": "typed"}, follow=True)
    assert stored(mine)["summary"] == FRENCH
    assert [str(message) for message in response.context["messages"]] == ["Stored."]
    made = StringTranslation.objects.get(context__object_id=mine.source.object_id, context__path="summary")
    assert (made.last_translated_by, made.translation_type, made.has_error) == (translator, "manual", False)


def test_what_was_translated_and_is_not_behind_gets_no_suggestions(
    mine: Translation, before: Translation, translator: User
) -> None:
    write(mine, "summary", "Empêcher 14 expulsions.", translator)
    assert 'name="use"' not in help_page(translator, mine)


def test_warnings_are_told_when_a_text_is_stored(mine: Translation, translator: User) -> None:
    client = signed_in(translator)
    address = url("translation_help_store", mine, segment(mine, "summary").pk)
    response = client.post(address, {"value": "Empêcher les\r\n évictions, et pourquoi."}, follow=True)
    told = [
        "Stored. Look at it once more: Numbers of the original that are missing: 14 "
        "“éviction” is not used for “eviction”. Agreed: “expulsion”"
    ]
    assert [str(message) for message in response.context["messages"]] == told
    assert stored(mine)["summary"] == "Empêcher les évictions, et pourquoi."


def test_warnings_are_told_in_the_editor(mine: Translation, translator: User) -> None:
    client = signed_in(translator)
    client.get(edit_url(mine))
    said = put(client, mine, "summary", "Empêcher 14 évictions, et pourquoi.").json()["comment"]
    assert said.endswith(" · “éviction” is not used for “eviction”. Agreed: “expulsion”")
    said = put(client, mine, "summary", "Empêcher 14 expulsions, et pourquoi.").json()["comment"]
    assert " · " not in said
    assert stored(mine)["summary"] == "Empêcher 14 expulsions, et pourquoi."


def test_nobody_overwrites_anybody_on_the_page_of_help(mine: Translation, translator: User, second: User) -> None:
    client = signed_in(translator)
    client.get(url("translation_help", mine))
    write(mine, "summary", "De Bilal.", second)
    address = url("translation_help_store", mine, segment(mine, "summary").pk)
    response = client.post(address, {"value": "D’Amina."}, follow=True)
    assert [str(message) for message in response.context["messages"]] == [
        "Bilal stored another text meanwhile: “De Bilal.”. Save again to replace it."
    ]
    assert stored(mine)["summary"] == "De Bilal."
    client.post(address, {"value": "D’Amina."})
    assert stored(mine)["summary"] == "D’Amina."


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Bonjour\r\nle monde", "Bonjour<br/>le monde"),
        ("Bonjour<br/>le monde", "Bonjour<br/>le monde"),
        ("Bonjour<br/>\r\n\r\n le monde ", "Bonjour<br/>le monde"),
    ],
)
def test_lines_of_an_original_with_lines(site: SmallSite, translator: User, typed: str, kept: str) -> None:
    roles.ensure_all()
    memory.forget_all()
    quote = {"type": "quote", "id": "q1", "value": {"text": "Hello\nworld", "attribution": ""}}
    made = submitted(site.guide(title="Lines", body=[quote]), "fr")
    address = url("translation_help_store", made, segment(made, "body.q1.text").pk)
    signed_in(translator).post(address, {"value": typed})
    assert stored(made) == {"body.q1.text": kept}
    version = made.source.get_ephemeral_translated_instance(made.target_locale, fallback=True)
    assert version.body[0].value["text"] == "Bonjour\nle monde"


def test_lines_of_an_original_without_lines(mine: Translation, translator: User) -> None:
    address = url("translation_help_store", mine, segment(mine, "title").pk)
    signed_in(translator).post(address, {"value": "Un\r\n\r\nguide"})
    assert stored(mine) == {"title": "Un guide"}


@pytest.mark.parametrize("data", [{}, {"value": " \n "}, {"use": ""}])
def test_nothing_is_stored_as_nothing(mine: Translation, translator: User, data: dict[str, str]) -> None:
    address = url("translation_help_store", mine, segment(mine, "summary").pk)
    response = signed_in(translator).post(address, data, follow=True)
    assert [str(message) for message in response.context["messages"]] == ["Write something, or choose a suggestion."]
    assert stored(mine) == {}


def test_a_text_that_its_field_does_not_take(mine: Translation, translator: User) -> None:
    address = url("translation_help_store", mine, segment(mine, "title").pk)
    response = signed_in(translator).post(address, {"value": "x" * 300}, follow=True)
    assert "255" in str(next(iter(response.context["messages"])))
    assert stored(mine) == {}


def test_a_text_of_another_work_is_not_found(mine: Translation, before: Translation, translator: User) -> None:
    address = url("translation_help_store", mine, segment(before, "summary").pk)
    assert signed_in(translator).post(address, {"value": "x"}).status_code == 404
    assert stored(before) == {"summary": FRENCH}


def test_a_reviewer_reads_and_does_not_write(mine: Translation, before: Translation, reviewer: User) -> None:
    content = help_page(reviewer, mine)
    assert "Not translated." in content
    assert "<textarea" not in content
    assert FRENCH in content
    assert 'name="use"' not in content


def test_nothing_of_a_restricted_work(mine: Translation, before: Translation, translator: User) -> None:
    PageViewRestriction.objects.create(page=before.source.get_source_instance(), restriction_type="login")
    content = help_page(translator, mine) + panels(signed_in(translator), mine).decode()
    assert FRENCH not in content
    assert "Going to court" not in content
    assert NEARLY not in content


def panels(client: Client, translation: Translation, **data: Any) -> bytes:
    made: bytes = client.get(url("translation_help_panels", translation), data).content
    return made


def test_panels_for_the_editor(mine: Translation, before: Translation, translator: User) -> None:
    client, pk = signed_in(translator), segment(mine, "summary").pk
    everything = panels(client, mine).decode()
    assert everything.count("data-segment=") == mine.source.stringsegment_set.count()
    assert everything.count(f'type="button" name="use" value="{FRENCH}"') == 1
    only = panels(client, mine, segment=pk).decode()
    assert only.count("data-segment=") == 1
    assert f'data-segment="{pk}"' in only
    write(mine, "summary", "Empêcher des expulsions.", translator)
    assert "Numbers of the original that are missing: 14" in panels(client, mine, segment=pk).decode()


def test_texts_are_escaped(mine: Translation, before: Translation, translator: User, second: User) -> None:
    write(before, "summary", 'Un "mot" &lt;script&gt; <b>gras</b>', second)
    content = help_page(translator, mine)
    assert 'value="Un &quot;mot&quot; &amp;lt;script&amp;gt; &lt;b&gt;gras&lt;/b&gt;"' in content
    assert "<script>" not in content.split("side-by-side", 1)[1].split("</section>")[0]


def test_right_to_left_is_right_to_left(site: SmallSite, guide: GuidePage) -> None:
    arabic = submitted(guide, "ar")
    client = signed_in(member("translator", "ar"))
    content = client.get(url("translation_help", arabic)).content.decode()
    assert 'lang="ar" dir="rtl" aria-label="Translation of Title"' in content
    assert 'lang="en" dir="ltr">A guide</div>' in content
    editor = client.get(edit_url(arabic)).content.decode()
    assert 'data-source-dir="ltr" data-target-dir="rtl"' in editor
    assert f'data-address="{url("translation_help_panels", arabic)}"' in editor
    assert url("translation_help", arabic) in editor


@pytest.mark.parametrize("count", [1, 3])
def test_a_constant_number_of_queries(site: SmallSite, guide: GuidePage, translator: User, count: int) -> None:
    body = [{"type": "heading", "id": f"h-{number}", "value": f"Part {number}"} for number in range(count)]
    made = submitted(site.guide(title="Long", body=body), "fr")
    client = signed_in(translator)
    client.get(url("translation_help", made))
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url("translation_help_panels", made)).status_code == 200
    assert len(queries) == 31
    assert page_of(made).live is False


# ---------------------------------------------------------------- the glossary in the admin


def test_the_glossary_shows_the_terms_of_ones_languages(term: GlossaryTerm, mine: Translation) -> None:
    arabic = GlossaryTerm.objects.create(
        source_locale=term.source_locale, target_locale=i18n.locales()["ar"], term="rent", translation="إيجار"
    )
    seen = {}
    for kind, code in (("translator", "fr"), ("reviewer", "fr"), ("coordinator", "ar")):
        content = signed_in(member(kind, code)).get(reverse("glossary:index")).content.decode()
        places = [reverse("glossary:edit", args=[one.pk]) in content for one in (term, arabic)]
        seen[kind, code] = ("expulsion" in content, "إيجار" in content, *places)
    assert seen == {
        ("translator", "fr"): (True, False, False, False),
        ("reviewer", "fr"): (True, False, True, False),
        ("coordinator", "ar"): (False, True, False, True),
    }


def test_a_reviewer_adds_terms_in_their_language_alone(term: GlossaryTerm, mine: Translation, reviewer: User) -> None:
    form = signed_in(reviewer).get(reverse("glossary:add")).context["form"]
    assert list(form.fields["target_locale"].queryset) == [i18n.locales()["fr"]]
    assert form["target_locale"].initial == i18n.locales()["fr"].pk


def test_the_glossary_is_exported(term: GlossaryTerm, mine: Translation, reviewer: User) -> None:
    response = signed_in(reviewer).get(reverse("glossary:index"), {"export": "csv"})
    rows = b"".join(response.streaming_content).decode().splitlines()
    assert rows[1:] == ["eviction,expulsion,éviction,In law.,English,Français"]


def test_buttons_say_of_which_part_they_are(mine: Translation, translator: User, reviewer: User) -> None:
    client = signed_in(translator)
    write(mine, "summary", "Empêcher 14 expulsions.", translator)
    signed_in(reviewer).post(url("translation_comment", mine), {"path": "summary", "text": "Why?"})
    for address, label in (
        (url("translation_help", mine), "Store"),
        (url("translation_review", mine), "Comment"),
        (edit_url(mine), "Done"),
    ):
        page = lxml.html.fromstring(client.get(address).content)
        named = [one.text_content() for one in page.xpath(f"//button[starts-with(., '{label}')]")]
        assert f"{label}: Summary" in named
        assert len(named) == len(set(named)), address
