"""The translation desk: works by languages, and who sees which."""

from __future__ import annotations

import csv
import io
from typing import Any

import lxml.html
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.models import Page
from wagtail_localize.models import StringTranslation, TranslationSource
from wagtail_localize.operations import translate_object

from home import i18n, roles
from home.models import TranslationClaim
from home.models.desk import Grade
from home.translators import claims
from library.models import GuidePage
from tests import factories
from tests.factories import SmallSite
from tests.home.test_freshness import BODY, client_of, edit, translate
from tests.library.helpers import SECRET, make_private
from tests.stories.forms import sent_in

TABLES = "//table[contains(@class, 'desk')]"


@pytest.fixture
def editor(site: SmallSite) -> Client:
    return client_of("editor", roles.EDITORS)


def desk(client: Client, query: str = "") -> Any:
    response = client.get(f"{reverse('desk')}?{query}")
    assert response.status_code == 200
    return lxml.html.document_fromstring(response.content.decode())


def cells(document: Any, table: int = 2) -> dict[str, list[str]]:
    """The words of each cell, by the beginning of its row."""
    found = {}
    for row in document.xpath(f"({TABLES})[{table}]/tbody/tr"):
        for hidden in row.xpath(".//span[@class='w-sr-only']"):
            hidden.text = ""
        head, *others = [" ".join(cell.text_content().split()) for cell in row.xpath("./th|./td")]
        found[head] = others
    return found


def of(document: Any, title: str) -> list[str]:
    return next(row for head, row in cells(document).items() if head.startswith(title))


def link(document: Any, title: str, column: int) -> str:
    row = f"({TABLES})[2]/tbody/tr[starts-with(normalize-space(th), '{title}')]"
    return "".join(document.xpath(f"{row}/td[{column}]/a/@href"))


def test_every_state(site: SmallSite, editor: Client) -> None:
    for state in ("current", "minor", "outdated", "machine", "started", "missing"):
        guide = site.guide(title=f"The {state}", body=BODY)
        if state in ("current", "minor", "outdated", "machine"):
            translate(guide, "fr")
        if state == "minor":
            edit(guide, 3, "<p>Another.</p>")
        elif state == "outdated":
            edit(guide, 3, "<p>Another.</p>", Grade.MAJOR)
        elif state == "machine":
            StringTranslation.objects.filter(context__object_id=guide.translation_key).update(
                translation_type="machine"
            )
            GuidePage.objects.get(
                translation_key=guide.translation_key, locale=i18n.locales()["fr"]
            ).save_revision().publish()
        elif state == "started":
            translate_object(guide, [i18n.locales()["fr"]])
            segment = TranslationSource.objects.get(object_id=guide.translation_key).stringsegment_set.first()
            StringTranslation.objects.create(
                translation_of=segment.string, context=segment.context, locale=i18n.locales()["fr"], data="…"
            )
    shown = desk(editor, "language=en&language=fr&section=" + str(site.sections["library", "en"].translation_key))
    assert {head.split(" Library")[0]: row for head, row in cells(shown).items()} == {
        "The current": ["Original", "Up to date"],
        "The minor": ["Original", "Small change (1 of 6)"],
        "The outdated": ["Original", "Out of date (1 of 6)"],
        "The machine": ["Original", "By a machine, not reviewed"],
        "The started": ["Original", "Being translated (1 of 6)"],
        "The missing": ["Original", "Missing"],
        "Library": ["Original", "Up to date"],
    }
    assert cells(shown, 1) == {
        "Library 7": ["100% 7 up to date", "28% 2 up to date, 2 older, 1 by a machine, 1 begun, 1 missing"],
        "All 7": ["100% 7 up to date", "28% 2 up to date, 2 older, 1 by a machine, 1 begun, 1 missing"],
    }


def test_each_cell_leads_on(site: SmallSite, editor: Client) -> None:
    guide = site.guide(title="A guide", body=BODY)
    french = translate(guide, "fr")
    edit_of = reverse("wagtailadmin_pages:edit", args=[guide.pk])
    here = "next=/admin/desk/"
    shown = desk(editor)
    assert [link(shown, "A guide", column) for column in (1, 2, 3)] == [
        edit_of,
        reverse("wagtailadmin_pages:edit", args=[french.pk]),
        reverse("wagtail_localize:submit_page_translation", args=[guide.pk]) + f"?select_locale=ar&{here}",
    ]
    edit(guide, 3, "<p>Another.</p>")
    changed = reverse("desk_version", args=[guide.translation_key, "fr"]) + f"?{here}"
    assert link(desk(editor), "A guide", 2) == changed
    submit = editor.get(link(shown, "A guide", 3)).content.decode()
    ticked = lxml.html.fromstring(submit).xpath("//input[@name='locales'][@checked]/@value")
    assert ticked == [str(i18n.locales()["ar"].pk)]
    # A translator is led to their own language, and reads the others.
    mine = desk(client_of("translator", roles.translators_group_name(french.locale)))
    assert [link(mine, "A guide", column) for column in (1, 2, 3)] == [i18n.url_in(guide, "en"), changed, ""]


def test_who_has_claimed_it(site: SmallSite, editor: Client) -> None:
    guide = site.guide(title="A guide", body=BODY)
    french, arabic = i18n.locales()["fr"], i18n.locales()["ar"]
    translate_object(guide, [french])
    amina = factories.user("Amina", roles.translators_group_name(french))
    for locale in (french, arabic):
        claims.claim(guide.translation_key, locale, amina)
    TranslationClaim.objects.filter(locale=arabic).update(expires_at=timezone.now())
    until = date_format(timezone.localdate(TranslationClaim.objects.get(locale=french).expires_at), "DATE_FORMAT")
    label = f"Being translated (0 of 6) Amina translates this until {until}."
    assert of(desk(editor), "A guide") == ["Original", label, "Missing"]
    section = site.sections["library", "en"].translation_key
    exported = editor.get(f"{reverse('desk')}?export=csv&section={section}&state=missing")
    assert label in exported.getvalue().decode()


def test_filters(site: SmallSite, editor: Client) -> None:
    first = site.guide(title="First", topics=("care",), kind="toolkit")
    site.guide("fr", title="Second", topics=("rights",))
    site.story(title="Third", topics=("care",))
    translate(first, "fr")

    def found(query: str) -> list[str]:
        heads = (head.split()[0] for head in cells(desk(editor, query)))
        return sorted(head for head in heads if head in ("First", "Second", "Third"))

    assert found("") == ["First", "Second", "Third"]
    assert found("topic=care") == ["First", "Third"]
    assert found("kind=toolkit") == ["First"]
    assert found(f"section={site.sections['stories', 'en'].translation_key}") == ["Third"]
    assert found("original=fr") == ["Second"]
    assert found("q=Sec") == ["Second"]
    assert found("state=missing&language=fr") == ["Third"]
    assert found("state=missing&language=en&language=fr") == ["Second", "Third"]
    assert found("state=current&language=fr") == ["First"]
    assert found("state=current&language=ar") == []
    response = editor.get(f"{reverse('desk')}?section=nonsense&topic=none&state=x&language=xx&p=900")
    assert response.status_code == 200


def test_no_translation_is_asked_of_who_said_no(site: SmallSite, editor: Client) -> None:
    for agreed in (True, False):
        story = site.story(title=f"Agreed {agreed}")
        sent_in(story, translation="any" if agreed else "none", may_reprint=True, language="en")
    assert [head.split(" Stories")[0] for head in cells(desk(editor)) if head.startswith("Agreed")] == ["Agreed True"]


def test_aliases_are_no_works(site: SmallSite, editor: Client) -> None:
    guide = site.guide(title="A guide")
    guide.copy_for_translation(i18n.locales()["fr"], alias=True)
    guide.create_alias(update_slug="another")
    assert Page.objects.filter(alias_of=guide.pk).count() == 2
    shown = desk(editor, "language=en&language=fr")
    assert of(shown, "A guide") == ["Original", "Missing"]
    assert [head for head in cells(shown) if head.startswith("A guide")] == ["A guide Library"]


def test_what_readers_do_not_have_is_for_those_who_may_know_of_it(site: SmallSite, editor: Client) -> None:
    site.guide(title=f"{SECRET} draft", live=False)
    closed = site.guide(title=f"{SECRET} closed")
    make_private(closed)
    french = site.guide("fr", title=f"{SECRET} in French", live=False)
    public = site.guide(title="Open")
    public.title = f"{SECRET} in a draft"
    public.save_revision()
    translator = client_of("arab", roles.translators_group_name(i18n.locales()["ar"]))
    mine = client_of("french", roles.translators_group_name(french.locale))
    for client in (editor, translator, mine):
        assert SECRET not in desk(client).text_content()
        assert SECRET not in client.get(f"{reverse('desk')}?export=csv").getvalue().decode()
    assert cells(desk(translator), 1)["All 7"][0] == "100% 7 up to date"
    hidden = "readers=hidden"
    assert sorted(head.split(" Lib")[0] for head in cells(desk(editor, hidden))) == [
        f"{SECRET} closed", f"{SECRET} draft", f"{SECRET} in French Bibliothèque".split(" Bib")[0],
    ]  # fmt: skip
    assert SECRET not in desk(translator, hidden).text_content()
    assert [head.split(" Lib")[0] for head in cells(desk(mine, hidden))] == [f"{SECRET} in French"]


def test_nobody_else_sees_it(site: SmallSite, editor: Client) -> None:
    nobody = client_of("nobody")
    reviewer = client_of("reviewer", roles.REVIEWERS)
    for client in (Client(), nobody, reviewer):
        for address in ("desk", "desk_results"):
            assert client.get(reverse(address)).status_code == 302
    assert reverse("desk") in editor.get("/admin/").content.decode()


def test_the_spreadsheet_holds_no_formulas(site: SmallSite, editor: Client) -> None:
    guide = site.guide(title="=1+1", body=BODY)
    translate(guide, "fr")
    edit(guide, 3, "<p>Another.</p>")
    section = site.sections["library", "en"].translation_key
    exported = editor.get(f"{reverse('desk')}?export=csv&section={section}&state=missing&language=ar&language=fr")
    lines = list(csv.reader(io.StringIO(exported.getvalue().decode())))
    assert lines == [
        ["Title", "Section", "Written in", "Français", "العربية"],
        ["'=1+1", "Library", "en", "Small change (1 of 6)", "Missing"],
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(site: SmallSite, editor: Client, django_assert_num_queries: Any, count: int) -> None:
    for _number in range(count):
        guide = site.guide(body=BODY)
        translate(guide, "fr")
        edit(guide, 3, "<p>Another.</p>")
        translate_object(GuidePage.objects.get(pk=guide.pk), [i18n.locales()["ar"]])
    desk(editor)
    with django_assert_num_queries(19):
        assert editor.get(reverse("desk_results")).status_code == 200
