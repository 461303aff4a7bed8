"""Citations, read by the programs that people use: a BibTeX parser, a RIS parser and a citation processor."""

from __future__ import annotations

import datetime
import json
from typing import Any

import bibtexparser
import lxml.html
import pytest
import rispy
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from django.test import Client
from pylatexenc.latex2text import LatexNodes2Text

from library.models import GuideContributor, GuidePage
from tests.factories import SmallSite
from tests.library.helpers import make_private, texts, tree, warm_up

BASE = "https://ggsn.example"
ENDINGS = ("bib", "ris", "csl.json")


@pytest.fixture(autouse=True)
def _address(settings: Any) -> None:
    settings.BASE_URL = BASE


def guide(site: SmallSite, code: str = "en", **values: Any) -> GuidePage:
    """A guide with a project and a pseudonym as its authors, and a title that hurts."""
    made = site.guide(
        code,
        topics=("rights", "care"),
        **{
            "title": "Tea & 100% {Bread}_#1: $5 ~ ^up \\ down",
            "summary": "One.\nTwo – “three”.",
            "slug": "tea",
            "version": 3,
            "version_date": datetime.date(2026, 3, 9),
            **values,
        },
    )
    project = site.project(title="Sāʿa & Sons, and others")
    made.contributors = [
        GuideContributor(project=project, role="wrote", locale=made.locale),
        GuideContributor(name="Rosa, 7", role="wrote", locale=made.locale),
        GuideContributor(name="A tester", role="tested", locale=made.locale),
    ]
    made.save()
    return made


def fetch(client: Client, path: str) -> Any:
    """The answer at this path; it must exist and be the same for everyone."""
    response = client.get(path)
    assert response.status_code == 200, path
    assert response["Cache-Control"].startswith("public, ")
    assert (response.cookies, "Cookie" in response.get("Vary", "")) == ({}, False)
    return response


def test_bibtex(site: SmallSite, client: Client) -> None:
    made = guide(site)
    response = fetch(client, "/en/library/tea/cite.bib")
    assert response["Content-Type"] == "application/x-bibtex; charset=utf-8"
    assert response["Content-Disposition"] == f'attachment; filename="ggsn-{made.number}-en.bib"'
    library = bibtexparser.parse_string(
        response.content.decode(),
        append_middleware=[
            bibtexparser.middlewares.SeparateCoAuthors(),
            bibtexparser.middlewares.LatexDecodingMiddleware(),
        ],
    )
    assert (library.failed_blocks, len(library.entries)) == ([], 1)
    entry = library.entries[0]
    assert (entry.entry_type, entry.key) == ("misc", f"ggsn-{made.number}-en")
    fields = {name: field.value for name, field in entry.fields_dict.items()}
    # The names are separated before their braces go: "and others" would mean something without them.
    names = [LatexNodes2Text().latex_to_text(name) for name in fields.pop("author")]
    assert [name.strip("{}") for name in names] == ["Sāʿa & Sons, and others", "Rosa, 7"]
    assert {name: value.strip("{}") if name == "title" else value for name, value in fields.items()} == {
        "title": "Tea & 100% {Bread}_#1: $5 ~ ˆup \\ down",  # the parser's idea of \\textasciicircum
        "year": "2026",
        "month": "3",
        "publisher": "Global Grassroots Support Network",
        "howpublished": f"GGSN guide {made.number}, version 3.",
        "language": "en",
        "url": f"{BASE}/en/library/tea/",
        "keywords": "Know your rights, Care and wellbeing",
        "abstract": "One. Two – “three”.",
        "copyright": "https://creativecommons.org/licenses/by-sa/4.0/",
    }


def test_ris(site: SmallSite, client: Client) -> None:
    made = guide(site)
    response = fetch(client, "/en/library/tea/cite.ris")
    assert response["Content-Type"] == "application/x-research-info-systems; charset=utf-8"
    assert response["Content-Disposition"] == f'attachment; filename="ggsn-{made.number}-en.ris"'
    assert all(line.endswith(b"\r\n") for line in response.content.splitlines(keepends=True))
    assert rispy.loads(response.content.decode()) == [
        {
            "type_of_reference": "ELEC",
            "id": f"ggsn-{made.number}-en",
            "authors": ["Sāʿa & Sons, and others", "Rosa, 7"],
            "title": "Tea & 100% {Bread}_#1: $5 ~ ^up \\ down",
            "year": "2026",
            "date": "2026/03/09",
            "publisher": "Global Grassroots Support Network",
            "edition": "3",
            "notes": [f"GGSN guide {made.number}, version 3."],
            "language": "en",
            "abstract": "One. Two – “three”.",
            "keywords": ["Know your rights", "Care and wellbeing"],
            "urls": [f"{BASE}/en/library/tea/"],
            "custom1": "https://creativecommons.org/licenses/by-sa/4.0/",
        }
    ]


def test_csl_json(site: SmallSite, client: Client) -> None:
    made = guide(site, title="Seating a meeting")
    response = fetch(client, "/en/library/tea/cite.csl.json")
    assert response["Content-Type"] == "application/vnd.citationstyles.csl+json"
    assert response["Content-Disposition"] == f'attachment; filename="ggsn-{made.number}-en.csl.json"'
    items = json.loads(response.content)
    assert items == [
        {
            "id": f"ggsn-{made.number}-en",
            "type": "webpage",
            "title": "Seating a meeting",
            "author": [{"literal": "Sāʿa & Sons, and others"}, {"literal": "Rosa, 7"}],
            "issued": {"date-parts": [[2026, 3, 9]]},
            "container-title": "GGSN",
            "publisher": "Global Grassroots Support Network",
            "number": str(made.number),
            "version": "3",
            "genre": "guide",
            "language": "en",
            "abstract": "One. Two – “three”.",
            "keyword": "Know your rights, Care and wellbeing",
            "URL": f"{BASE}/en/library/tea/",
        }
    ]
    style = CitationStylesStyle("harvard-cite-them-right", validate=False)
    bibliography = CitationStylesBibliography(style, CiteProcJSON(items), formatter.plain)
    bibliography.register(Citation([CitationItem(items[0]["id"])]))
    assert str(bibliography.bibliography()[0]) == (
        "Sāʿa & Sons, and others and Rosa, 7 (2026) Seating a meeting, GGSN. "
        f"Global Grassroots Support Network. Available at: {BASE}/en/library/tea/."
    )


def test_a_version_is_cited_in_its_own_language(site: SmallSite, client: Client) -> None:
    made = guide(site)
    site.guide("fr", of=made, title="Le thé", slug="thé")
    item = json.loads(fetch(client, "/fr/library/th%C3%A9/cite.csl.json").content)[0]
    assert (item["id"], item["title"], item["language"]) == (f"ggsn-{made.number}-fr", "Le thé", "fr")
    assert item["author"] == [{"literal": "Global Grassroots Support Network"}]
    assert item["keyword"] == "Connaître ses droits"
    assert "Guide GGSN" in fetch(client, "/fr/library/th%C3%A9/cite.bib").content.decode()


@pytest.mark.parametrize("ending", [*(f"cite.{ending}" for ending in ENDINGS), "text"])
def test_only_public_guides_in_a_language_they_have(site: SmallSite, client: Client, ending: str) -> None:
    guide(site)
    site.guide(slug="draft", live=False)
    make_private(site.guide(slug="private"))
    gone = site.guide(slug="gone")
    gone.unpublish()
    hidden = guide(site, "fr", slug="inside")
    assert client.get(f"/en/library/tea/{ending}").status_code == 200
    assert client.get(f"/fr/library/{hidden.slug}/{ending}").status_code == 200
    make_private(site.sections["library", "fr"])
    asked = ("en/library/draft", "en/library/private", "en/library/gone", "en/library/nothing", "fr/library/tea")
    for path in (*asked, "sw/library/tea", f"fr/library/{hidden.slug}"):
        assert client.get(f"/{path}/{ending}").status_code == 404, path


def test_other_endings_and_methods(site: SmallSite, client: Client) -> None:
    guide(site)
    assert client.get("/en/library/tea/cite.doc").status_code == 404
    assert client.post("/en/library/tea/cite.bib").status_code == 405
    head = client.head("/en/library/tea/cite.bib")
    assert (head.status_code, head.content) == (200, b"")


def test_a_project_that_is_not_public_is_not_named(site: SmallSite, client: Client) -> None:
    made = site.guide(slug="tea")
    hidden = [site.project(title="Kestrel safe house", live=False), site.project(title="Kestrel safe house two")]
    make_private(hidden[1])
    made.contributors = [
        GuideContributor(project=hidden[0], role="wrote", locale=made.locale),
        GuideContributor(project=hidden[1], name="A friend", role="wrote", locale=made.locale),
    ]
    made.save()
    for ending in (*(f"cite.{ending}" for ending in ENDINGS), "text"):
        content = fetch(client, f"/en/library/tea/{ending}").content.decode()
        assert ("Kestrel" in content, "A friend" in content) == (False, True)


def test_the_page_leads_to_them(site: SmallSite, client: Client) -> None:
    guide(site)
    for language in ("en", "fr"):
        page = tree(client, f"/{language}/library/tea/")
        links = page.xpath("//ul[@class='chips']//a[contains(@href, '/cite.')]")
        assert [(link.text, link.get("href")) for link in links] == [
            ("BibTeX", "/en/library/tea/cite.bib"),
            ("RIS", "/en/library/tea/cite.ris"),
            ("CSL-JSON", "/en/library/tea/cite.csl.json"),
        ]
        assert page.xpath("//a[@type='text/plain']/@href") == ["/en/library/tea/text"]
    assert texts(tree(client, "/en/library/tea/"), "//a[@type='text/plain']") == ["The whole guide as plain text"]


def test_a_preview_leads_to_none(site: SmallSite, rf: Any) -> None:
    from wagtail.models import Page

    draft = Page.objects.get(pk=site.guide(slug="draft", live=False).pk).specific
    response = draft.make_preview_request()
    assert "/cite." not in response.content.decode()
    assert lxml.html.document_fromstring(response.content.decode()).xpath("//a[@type='text/plain']") == []


@pytest.mark.parametrize("count", [1, 3])
def test_queries(site: SmallSite, client: Client, django_assert_num_queries: Any, count: int) -> None:
    made = site.guide(slug="tea", topics=("rights", "safety", "care")[:count])
    made.contributors = [
        GuideContributor(project=site.project(), role="wrote", locale=made.locale) for _number in range(count)
    ]
    made.save()
    for code in ("fr", "ar")[: count - 1]:
        site.guide(code, of=made)
    warm_up(client, "/en/library/tea/cite.bib")
    for ending in ENDINGS:
        with django_assert_num_queries(7):
            client.get(f"/en/library/tea/cite.{ending}")
