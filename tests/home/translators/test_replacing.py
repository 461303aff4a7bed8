"""A picture, a file or an address of a language's own in place of the original's."""

from __future__ import annotations

from typing import Any

import lxml.html
import pytest
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse
from wagtail.models import Collection
from wagtail_localize.models import OverridableSegment, SegmentOverride, Translation, TranslationSource

from home import i18n, roles
from home.models import File, Picture, User
from home.translators import comparing, harmless, review
from library.models import GuideDownload, GuidePage
from stories import receiving
from stories.models import StoryPage
from tests import factories
from tests.factories import SmallSite
from tests.home.translators.conftest import member, signed_in
from tests.home.translators.helpers import act, edit_url, page_of, put, submitted, task_state, url, write
from tests.library.helpers import file, picture, texts, tree
from tests.stories import review as of_stories
from tests.stories.forms import picture as photo
from tests.stories.forms import story

pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")  # Wagtail's, of pictures

FIGURE, FILES, ADDRESS = "body.figure-1.image.image", "body.files-1.item-1.file", "body.film-1.url"
#: Where readers find files.
LINKS = "//ul[contains(@class, 'dl')]//a[contains(@href, '/documents/')]"
ALT = "body.figure-1.image.alt_text"


def for_language(thing: Any, code: str = "fr") -> Any:
    """An editor puts it where people of the language may choose it."""
    thing.collection = Collection.objects.get(name=f"Translations: {code}")
    thing.save()
    return thing


@pytest.fixture
def full(site: SmallSite) -> GuidePage:
    """A guide with a picture that has words in it, files in the text and at its end, a film."""
    roles.ensure_all()
    poster, sheet, plan = picture("Poster in English"), file("sheet.pdf"), file("plan.pdf")
    File.objects.filter(pk__in=[sheet.pk, plan.pk]).update(language="en")
    image = {"image": poster.pk, "alt_text": "A poster: Stop", "decorative": False}
    item = {"type": "item", "id": "item-1", "value": {"file": sheet.pk, "label": "A sheet", "note": ""}}
    film = {"title": "A film", "text": "", "url": "https://film.example/en", "host": "", "transcript": ""}
    body = [
        {"type": "figure", "id": "figure-1", "value": {"image": image, "caption": "<p data-block-key='a'>Ours</p>"}},
        {"type": "downloads", "id": "files-1", "value": [item]},
        {"type": "video", "id": "film-1", "value": film},
    ]
    guide = site.guide(title="A guide", body=body)
    guide.downloads = [GuideDownload(document=plan, label="A plan", note="2 sides", language="en", locale=guide.locale)]
    guide.save_revision().publish()
    return GuidePage.objects.get(pk=guide.pk)


@pytest.fixture
def french(full: GuidePage) -> Translation:
    return submitted(full, "fr")


def replace(client: Client, translation: Translation, path: str, value: Any, method: str = "put") -> Any:
    """What the editor of translations sends."""
    segment = OverridableSegment.objects.get(source=translation.source_id, context__path=path)
    address = url("wagtail_localize:edit_override", translation, segment.pk)
    if method == "delete":
        return client.delete(address)
    return client.put(address, encode_multipart(BOUNDARY, {"value": str(value)}), content_type=MULTIPART_CONTENT)


def plan_path(guide: GuidePage) -> str:
    return f"downloads.{guide.downloads.get().translation_key}.document"


def publish(translation: Translation, by: User) -> None:
    """Sent to review by somebody, and approved by somebody else."""
    review.submit(translation, by)
    act(
        signed_in(User.objects.filter(username="Chloé").first() or member("reviewer", "fr", "Chloé")),
        translation,
        "approve",
    )


def shown(translation: Translation) -> Picture:
    """The picture that readers of the translation see."""
    page = GuidePage.objects.get(pk=page_of(translation).pk)
    return page.body[0].value["image"]  # type: ignore[no-any-return]


# ---------------------------------------------------------------- what is translated


def test_words_about_pictures_and_files_are_translated(french: Translation, translator: User, full: GuidePage) -> None:
    row = f"downloads.{full.downloads.get().translation_key}"
    paths = {ALT, "body.figure-1.caption", "body.files-1.item-1.label", f"{row}.label", f"{row}.note"}
    asked = set(french.source.stringsegment_set.values_list("context__path", flat=True))
    assert paths <= asked
    words = {ALT: "Une affiche", "body.figure-1.caption": "La nôtre", "body.files-1.item-1.label": "Une feuille"}
    for path, value in {**words, f"{row}.label": "Un plan", f"{row}.note": "2 pages", "title": "Un guide"}.items():
        assert put(signed_in(translator), french, path, value).status_code == 201
    publish(french, translator)
    page = tree(Client(), f"/fr/library/{page_of(french).slug}/")
    assert page.xpath("//figure//img/@alt") == ["Une affiche"]
    assert texts(page, "//figcaption/p[1]") == ["La nôtre"]
    assert texts(page, f"{LINKS}//b") == ["Une feuille", "Un plan"]
    small = texts(page, f"{LINKS}//small")
    assert [said.split(", ", 1)[1].replace("\xa0", " ") for said in small] == ["en anglais", "en anglais, 2 pages"]
    assert page.xpath(f"{LINKS}/@hreflang") == ["en", "en"]


# ---------------------------------------------------------------- replacing a picture


def test_a_picture_with_words_in_it(french: Translation, full: GuidePage, translator: User, reviewer: User) -> None:
    poster = for_language(picture("Affiche", description="A description in English"))
    client = signed_in(translator)
    assert client.get(edit_url(french)).status_code == 200
    write(french, ALT, "Une affiche : Stop", translator)
    answer = replace(client, french, FIGURE, poster.pk)
    assert (answer.status_code, answer.json()["error"]) == (201, None)
    publish(french, translator)
    made = shown(french)
    assert (made.pk, made.contextual_alt_text, made.decorative) == (poster.pk, "Une affiche : Stop", False)
    page = tree(Client(), f"/fr/library/{page_of(french).slug}/")
    assert page.xpath("//figure//img/@alt") == ["Une affiche : Stop"]
    original = GuidePage.objects.get(pk=full.pk).body[0].value["image"]
    assert (original.title, original.contextual_alt_text) == ("Poster in English", "A poster: Stop")


def test_it_stays_when_the_original_changes_and_is_sent_again(
    french: Translation, full: GuidePage, translator: User, reviewer: User
) -> None:
    poster = for_language(picture("Affiche"))
    replace(signed_in(translator), french, FIGURE, poster.pk)
    page = GuidePage.objects.get(pk=full.pk)
    stored = list(page.body.get_prep_value())
    lead = {"type": "heading", "id": "new-1", "value": "A new beginning"}
    page.body = page.body.stream_block.to_python([lead, stored[1], stored[0], stored[2]])
    page.save_revision().publish()
    TranslationSource.objects.get(pk=french.source_id).update_from_db()
    submitted(GuidePage.objects.get(pk=full.pk), "fr")
    publish(french, translator)
    made = GuidePage.objects.get(pk=page_of(french).pk)
    assert [block.block_type for block in made.body] == ["heading", "downloads", "figure", "video"]
    assert made.body[2].value["image"].pk == poster.pk
    # and it can be given back
    assert replace(signed_in(translator), french, FIGURE, "", "delete").status_code == 200
    publish(french, translator)
    assert GuidePage.objects.get(pk=page_of(french).pk).body[2].value["image"].title == "Poster in English"


def test_a_picture_without_meaning_stays_one(site: SmallSite, translator: User, reviewer: User) -> None:
    """It would be read out with the description of the other picture, in whatever language."""
    image = {"image": picture("Line").pk, "alt_text": "", "decorative": True}
    body = [{"type": "figure", "id": "figure-1", "value": {"image": image, "caption": ""}}]
    french = submitted(site.guide(title="Decorated", body=body), "fr")
    line = for_language(picture("Ligne", description="A description in English"))
    replace(signed_in(translator), french, FIGURE, line.pk)
    publish(french, translator)
    assert (shown(french).pk, shown(french).decorative) == (line.pk, True)
    assert tree(Client(), f"/fr/library/{page_of(french).slug}/").xpath("//figure//img/@alt") == [""]


def test_the_reviewer_sees_both(french: Translation, translator: User, reviewer: User, full: GuidePage) -> None:
    poster, plan = for_language(picture("Affiche")), for_language(file("plan-fr.pdf"))
    File.objects.filter(pk=plan.pk).update(language="fr")
    replace(signed_in(translator), french, FIGURE, poster.pk)
    replace(signed_in(translator), french, plan_path(full), plan.pk)
    review.submit(french, translator)
    found = list(comparing.replacements(french, task_state(french).revision))
    assert [(str(one.source), str(one.translation), one.before) for one in found] == [
        ("Poster in English", "Affiche", None),
        ("plan.pdf", "plan-fr.pdf", None),
    ]
    address = url("translation_review", french)
    page = lxml.html.document_fromstring(signed_in(reviewer).get(address).content.decode())
    assert len(page.xpath("//section[starts-with(@id, 'replaced-')]//img")) == 2
    assert "plan-fr.pdf" in page.text_content()
    act(signed_in(reviewer), french, "approve")
    replace(signed_in(translator), french, FIGURE, for_language(picture("Une autre")).pk)
    review.submit(french, translator)
    (first, _plan) = comparing.replacements(french, task_state(french).revision)
    assert (str(first.translation), str(first.before)) == ("Une autre", "Affiche")


def test_who_replaced_it_does_not_approve_it(french: Translation, translator: User, coordinator: User) -> None:
    replace(signed_in(coordinator), french, FIGURE, for_language(picture("Affiche")).pk)
    review.submit(french, translator)
    assert review.why_not_approved(page_of(french), task_state(french).revision, coordinator) == str(review.OWN)


# ---------------------------------------------------------------- what may not stand there

NOT_MINE = "You may not use this one. Ask an editor."
NOT_SEEN = "Readers would not see this picture: not everybody in it has agreed, or it was taken back."
GONE = "It is not there any more. Choose another one."


def refusal(client: Client, translation: Translation, path: str, value: Any) -> str:
    """The reason, which the editor shows; nothing was stored."""
    answer = replace(client, translation, path, value)
    assert not SegmentOverride.objects.filter(context__path=path, has_error=False).exists()
    return str(answer.json()["error"])


def test_only_pictures_that_one_may_use_and_readers_may_see(french: Translation, translator: User) -> None:
    client = signed_in(translator)
    said = {
        "elsewhere": refusal(client, french, FIGURE, picture("Elsewhere").pk),
        "of another language": refusal(client, french, FIGURE, for_language(picture("Arabic"), "ar").pk),
        "unclear": refusal(client, french, FIGURE, for_language(picture("Faces", Picture.Consent.UNCLEAR)).pk),
        "gone": refusal(client, french, FIGURE, 99999),
        "words": refusal(client, french, FIGURE, "١٢"),
        "nothing": refusal(client, french, FIGURE, ""),
    }
    assert said == {
        "elsewhere": NOT_MINE, "of another language": NOT_MINE, "unclear": NOT_SEEN,
        "gone": GONE, "words": GONE, "nothing": GONE,
    }  # fmt: skip
    editor = signed_in(factories.user("editor", roles.EDITORS))
    assert refusal(editor, french, FIGURE, picture("Unclear", Picture.Consent.UNCLEAR).pk) == NOT_SEEN
    assert replace(editor, french, FIGURE, picture("Elsewhere").pk).json()["error"] is None


@pytest.fixture
def of_a_story(site: SmallSite) -> StoryPage:
    """A public story that was sent in, with a picture."""
    made = receiving.submit(story(pictures=(photo("nobody", alt="A board"),)))[0].page
    reviewer = of_stories.member("story reviewer", roles.REVIEWERS)
    of_stories.publish(of_stories.signed_in(reviewer), made)
    return StoryPage.objects.get(pk=made.pk)


def test_not_the_picture_of_a_story_that_was_taken_back(
    french: Translation, of_a_story: StoryPage, translator: User, reviewer: User
) -> None:
    board = for_language(Picture.objects.get(description="A board"))
    client = signed_in(translator)
    of_a_story.unpublish()
    editor = signed_in(factories.user("editor", roles.EDITORS))
    assert refusal(client, french, FIGURE, board.pk) == NOT_MINE  # they may not even know of it
    assert refusal(editor, french, FIGURE, board.pk) == NOT_SEEN
    of_stories.make_public(of_a_story)
    assert replace(client, french, FIGURE, board.pk).json()["error"] is None
    publish(french, translator)
    assert shown(french).pk == board.pk
    path = f"/fr/library/{page_of(french).slug}/"
    assert len(tree(Client(), path).xpath("//figure//img")) == 1
    StoryPage.objects.get(pk=of_a_story.pk).unpublish()
    page = tree(Client(), path)
    assert (page.xpath("//figure//img"), len(page.xpath("//figure[@class='withheld']"))) == ([], 1)
    assert "A board" not in page.text_content()
    publish(french, translator)  # the next version has the original's again
    assert shown(french).title == "Poster in English"


def test_what_is_deleted_breaks_nothing(french: Translation, full: GuidePage, translator: User, reviewer: User) -> None:
    poster, plan = for_language(picture("Affiche")), for_language(file("plan-fr.pdf"))
    File.objects.filter(pk=plan.pk).update(language="fr")
    replace(signed_in(translator), french, FIGURE, poster.pk)
    replace(signed_in(translator), french, plan_path(full), plan.pk)
    poster.delete()
    plan.delete()
    preview = url("wagtail_localize:preview_translation", french)
    assert signed_in(translator).get(preview).status_code == 200
    publish(french, translator)
    assert shown(french).title == "Poster in English"
    assert GuidePage.objects.get(pk=page_of(french).pk).downloads.get().document.title == "plan.pdf"


@pytest.mark.parametrize("value", ["javascript:alert(1)", "data:text/html,x", "film", ""])
def test_only_addresses(french: Translation, translator: User, value: str) -> None:
    assert refusal(signed_in(translator), french, ADDRESS, value) != "None"


def test_an_address_of_its_own(french: Translation, translator: User, reviewer: User) -> None:
    assert replace(signed_in(translator), french, ADDRESS, "https://film.example/fr").json()["error"] is None
    publish(french, translator)
    assert GuidePage.objects.get(pk=page_of(french).pk).body[2].value["url"] == "https://film.example/fr"


def test_links_in_texts(site: SmallSite, translator: User) -> None:
    text = '<p data-block-key="a"><a href="https://law.example/en">The law</a></p>'
    french = submitted(site.guide(body=[{"type": "text", "id": "text-1", "value": text}]), "fr")
    path = "body.text-1.'https://law.example/en'"
    client = signed_in(translator)
    for value in ("javascript:alert(1)", "//evil.example", "/\\evil.example", "/ a"):
        assert refusal(client, french, path, value).startswith("Write an address"), value
    for value in ("https://a\u202eb", "https://a\x00b", "/\x0b/evil.example"):
        assert refusal(client, french, path, value) == str(harmless.STRANGE), value
    assert replace(signed_in(translator), french, path, "https://law.example/fr").json()["error"] is None


# ---------------------------------------------------------------- files


def test_a_file_of_its_own_with_its_language(
    french: Translation, full: GuidePage, translator: User, reviewer: User
) -> None:
    client = signed_in(translator)
    sheet, plan = for_language(file("feuille.pdf")), for_language(file("plan-fr.pdf"))
    assert refusal(client, french, FILES, sheet.pk).startswith("It does not say in which language")
    File.objects.filter(pk__in=[sheet.pk, plan.pk]).update(language="fr")
    assert replace(client, french, FILES, sheet.pk).json()["error"] is None
    assert replace(client, french, plan_path(full), plan.pk).json()["error"] is None
    assert Client().get(plan.url).status_code == 404  # on no public page yet
    publish(french, translator)
    page = tree(Client(), f"/fr/library/{page_of(french).slug}/")
    assert page.xpath(f"{LINKS}/@hreflang") == ["fr", "fr"]
    assert page.xpath(f"{LINKS}/@href") == [sheet.url, plan.url]
    assert "in " not in " ".join(texts(page, f"{LINKS}//small"))
    assert Client().get(plan.url).status_code == 200
    english = tree(Client(), f"/en/library/{full.slug}/")
    assert english.xpath(f"{LINKS}/@hreflang") == ["en", "en"]


def test_the_language_of_the_row_holds_where_the_file_says_none(site: SmallSite) -> None:
    bare, own = file("a.pdf"), file("b.pdf")
    File.objects.filter(pk=own.pk).update(language="sw")
    own.refresh_from_db()
    rows = [GuideDownload(document=bare, language="en"), GuideDownload(document=own, language="en")]
    assert [row.file_language for row in [*rows, GuideDownload(language="fr")]] == ["en", "sw", "fr"]


# ---------------------------------------------------------------- who may choose what


@pytest.mark.parametrize("kind", ["translator", "reviewer", "coordinator"])
def test_people_of_a_language_find_what_is_theirs(full: GuidePage, kind: str) -> None:
    mine, other = for_language(picture("Mine")), for_language(picture("Another"), "ar")
    client = signed_in(member(kind, "fr"))
    addresses = (reverse("wagtailadmin_api:images:listing"), reverse("wagtailimages_chooser:choose"))
    for address in addresses:
        said = client.get(address).content.decode()
        assert ("Mine" in said, "Another" in said, "Poster in English" in said) == (True, False, False), address
    chosen = [client.get(reverse("wagtailimages_chooser:chosen", args=[one.pk])).status_code for one in (mine, other)]
    assert chosen == [200, 302]
    for address in (reverse("wagtailimages:edit", args=[mine.pk]), reverse("wagtailimages:add_multiple")):
        assert client.get(address).status_code == 302
    upload = client.post(reverse("wagtailimages_chooser:create"), {"image-chooser-upload-title": "New"})
    assert (upload.status_code, Picture.objects.filter(title="New").exists()) == (302, False)


def test_collections_are_made_once(site: SmallSite) -> None:
    roles.ensure_all()
    roles.ensure_all()
    names = Collection.objects.filter(name__startswith="Translations: ").values_list("name", flat=True)
    assert sorted(names) == sorted(f"Translations: {code}" for code in i18n.locales())


def test_what_somebody_else_chose_meanwhile_is_not_replaced_at_once(
    french: Translation, translator: User, second: User
) -> None:
    amina, bilal = signed_in(translator), signed_in(second)
    for client in (amina, bilal):
        assert client.get(edit_url(french)).status_code == 200
    assert replace(amina, french, ADDRESS, "https://film.example/amina").json()["error"] is None
    answer = replace(bilal, french, ADDRESS, "https://film.example/bilal").json()
    assert answer["error"] == "Amina has changed this meanwhile. Save again to replace it."
    assert chosen() == ["https://film.example/amina"]
    assert replace(bilal, french, ADDRESS, "https://film.example/bilal").json()["error"] is None
    assert chosen() == ["https://film.example/bilal"]
    answer = replace(amina, french, ADDRESS, None, method="delete")
    assert (answer.status_code, chosen()) == (409, ["https://film.example/bilal"])
    assert replace(amina, french, ADDRESS, None, method="delete").status_code == 200
    assert chosen() == []


def chosen() -> list[str]:
    return [override.data for override in SegmentOverride.objects.order_by("pk")]
