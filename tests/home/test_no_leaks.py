"""No export tells of what is hidden: drafts, restricted, expired and withdrawn pages, private files, people."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction

from home.models import Picture, StandardPage
from library.blocks import GuideBlocks
from library.models import GuideContributor, GuideDownload, GuidePage, KitPage
from stories.models import StoryPage
from tests.factories import LANGUAGES, SmallSite
from tests.library.helpers import file, kit_of, make_private, picture
from tests.stories.forms import sent_in

#: Stands in every hidden title, name and file.
SECRET = "kestrel"
KINDS = (
    "library.GuidePage", "library.KitPage", "stories.StoryPage", "network.ProjectPage", "stories.NewsArticlePage",
    "network.CallPage",
)  # fmt: skip


def hide(site: SmallSite, code: str, number: int, **values: Any) -> list[Any]:
    """A hidden page of each kind in one language; `values` say how it is hidden."""
    named = {"title": f"Kestrel {number}", "summary": f"Kestrel {number}", "slug": f"kestrel-{code}-{number}", **values}
    starts = timezone.now() + datetime.timedelta(days=3)
    return [
        site.guide(code, **named),
        site.add(KitPage, "library", code, **{**named, "slug": f"kestrel-kit-{code}-{number}"}),
        site.story(code, teller="Kestrel", **named),
        site.project(code, **named),
        site.article(code, **named),
        site.call(code, starts=starts, join_url="https://kestrel.example/", **named),
    ]


@pytest.fixture
def hidden(site: SmallSite) -> list[Any]:
    """Public pages that name hidden ones, and hidden ones of every kind in every language and way."""
    pages: list[Any] = []
    for code in LANGUAGES:
        pages += hide(site, code, 1, live=False)
        for page in (private := hide(site, code, 2)):
            make_private(page)
        for page in (withdrawn := hide(site, code, 3)):
            page.unpublish()
        expired = hide(site, code, 4)
        for page in expired:
            type(page).objects.filter(pk=page.pk).update(expire_at=timezone.now() - datetime.timedelta(hours=1))
        members = site.standard(code, title="Kestrel members", slug="kestrel-members")
        below = StandardPage(title="Kestrel below", slug="kestrel-below", locale=members.locale)
        members.add_child(instance=below)
        make_private(members)
        pages += [*private, *withdrawn, *expired, members, below]
    call_command("publish_scheduled")
    edited = site.guide(title="Public", slug="public")
    edited.title = "Kestrel in a draft"
    edited.save_revision()
    edited.refresh_from_db()
    secret = Collection.get_first_root_node().add_child(name="Kestrel collection")
    CollectionViewRestriction.objects.create(collection=secret, restriction_type="login")
    document = file("kestrel.txt")
    document.collection = secret
    document.save()
    edited.downloads = [GuideDownload(document=document, label="A file", locale=edited.locale)]
    projects = [page for page in pages if page._meta.model_name == "projectpage" and page.locale_id == edited.locale_id]
    edited.contributors = [GuideContributor(project=page, role="wrote", locale=edited.locale) for page in projects]
    links = f'<a linktype="page" id="{pages[0].pk}">there</a>, <a linktype="document" id="{document.pk}">this</a>'
    edited.body = GuideBlocks().to_python([{"type": "text", "value": f"<p>Go {links}.</p>"}])
    edited.save()
    guides = [page for page in pages if isinstance(page, GuidePage)]
    kit_of(site, *guides, edited, title="Open kit", slug="open-kit")
    story = site.story(title="Sent", slug="sent", teller="")
    sent_in(story, language="en", may_reprint=True, contact="+1 555 Kestrel")
    return pages


def exports(hidden: list[Any]) -> Iterator[str]:
    """Every address that programs may ask, with every parameter that could tell more than it should."""
    yield from ("/sitemap.xml", "/robots.txt")
    for code in LANGUAGES:
        yield f"/sitemap-{code}.xml"
        yield f"/{code}/library/catalogue.csv"
        yield f"/{code}/opensearch.xml"
        yield from (f"/{code}/{section}/feed/" for section in ("library", "stories", "news"))
        yield from (f"/{code}/library/feed/topic/{key}/" for key in ("rights", "safety", "care"))
        yield f"/{code}/library/feed/kind/guide/"
        for slug in {page.slug for page in hidden} | {"public"}:
            yield from (f"/{code}/library/{slug}/{name}" for name in ("text", "cite.bib", "cite.ris", "cite.csl.json"))
    for verb in ("ListRecords", "ListIdentifiers"):
        listed = f"/oai/?verb={verb}&metadataPrefix=oai_dc"
        yield listed
        yield from (f"{listed}&set={spec}" for spec in ("topic", "kind:guide", "language:fr"))
    yield from ("/oai/?verb=ListSets", "/oai/?verb=Identify")
    pages = "/api/v2/pages/"
    yield from (f"{pages}?limit=20&offset={offset}" for offset in (0, 20, 40))
    for kind in KINDS:
        yield f"{pages}?type={kind}&fields=*"
        yield from (f"{pages}?type={kind}&fields=*&locale={code}&search=kestrel" for code in LANGUAGES)
    for query in ("search=kestrel", "slug=kestrel-en-1", "title=Kestrel+1", "order=title"):
        yield f"{pages}?{query}"
    for page in [*hidden, *KitPage.objects.filter(slug="open-kit")]:
        yield f"{pages}{page.pk}/?fields=*"
        yield f"{pages}find/?id={page.pk}"
        yield f"{pages}find/?html_path=/{page.locale.language_code}/library/{page.slug}/"
        yield f"/oai/?verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:127.0.0.1:{page.translation_key}:en"
        yield from (
            f"{pages}?{name}={page.pk}&fields=*" for name in ("child_of", "descendant_of", "translation_of", "id")
        )
    yield from (f"{pages}?child_of=root", f"{pages}?descendant_of=root&fields=*")


def answered(client: Client, path: str) -> tuple[int, str]:
    """Status and body, without what only repeats the question."""
    response = client.get(path)
    content = b"".join(response.streaming_content) if response.streaming else response.content
    text = content.decode() if response.status_code == 200 else ""
    return response.status_code, text + str(response.get("Location", "")).replace(path, "")


def test_nothing_hidden_is_told(hidden: list[Any], client: Client) -> None:
    told = []
    for path in exports(hidden):
        status, text = answered(client, path)
        assert status in (200, 302, 400, 404), path
        if SECRET in text.lower():
            told.append(path)
    assert told == []
    # The addresses are right: what is public is told.
    public = StoryPage.objects.get(slug="sent"), GuidePage.objects.get(slug="public")
    assert "Sent" in answered(client, "/api/v2/pages/?type=stories.StoryPage")[1]
    listed = "/oai/?verb=ListRecords&metadataPrefix=oai_dc"
    kit = f"/api/v2/pages/{KitPage.objects.get(slug='open-kit').pk}/"
    for path in ("/en/library/public/text", "/en/library/catalogue.csv", listed, kit):
        assert "Public" in answered(client, path)[1], path
    for path in ("/en/library/feed/", listed, kit):
        assert "Open kit" in answered(client, path)[1], path
    assert [page.live for page in public] == [True, True]
    assert {page.pk for page in hidden} & {page.pk for page in public} == set()


def test_files_and_pictures_have_no_address(hidden: list[Any], client: Client) -> None:
    for path in ("documents/", "images/", "documents/1/", "images/1/", "collections/", "users/", "snippets/"):
        assert client.get(f"/api/v2/{path}").status_code == 404, path


def test_the_texts_of_pictures_are_not_found_and_not_shown(site: SmallSite, client: Client) -> None:
    """Their people may never have agreed, or have changed their mind after the page was indexed."""
    pages = []
    for consent in (Picture.Consent.UNCLEAR, Picture.Consent.AGREED):
        image = picture("A lantern", consent=consent)
        shown = {"image": image.pk, "alt_text": "Kestrel speaks", "decorative": False}
        figure = GuideBlocks().child_blocks["figure"].to_python({"image": shown, "caption": "<p>Kestrel</p>"})
        blocks = [("figure", figure), ("text", "<p>A lantern.</p>")]
        pages += [site.guide(title="Torchlight", body=blocks), site.standard(title="Firelight", body=blocks)]
    for page in pages:
        page.save_revision().publish()
    Picture.objects.update(consent=Picture.Consent.UNCLEAR)
    for path in ("/en/search/", "/en/library/"):
        assert 'class="items' not in client.get(path, {"q": "kestrel"}).content.decode(), path
        found = client.get(path, {"q": "lantern"}).content.decode()
        assert ('class="items' in found, SECRET in found.lower()) == (True, False), path
    assert "A <mark>lantern</mark>" in client.get("/en/search/", {"q": "lantern"}).content.decode()
    totals = [
        client.get("/api/v2/pages/", {"search": word}).json()["meta"]["total_count"] for word in ("kestrel", "lantern")
    ]
    assert totals == [0, 2]
