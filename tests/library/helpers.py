"""What the tests of the library share."""

from __future__ import annotations

import io
import uuid
from typing import Any

import lxml.html
import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.test import Client
from PIL import Image
from wagtail.models import PageViewRestriction
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from home import i18n
from home.models import File, Picture
from library.models import (
    Challenge,
    GuideContributor,
    GuideCountry,
    GuideDownload,
    GuideLink,
    GuidePage,
    GuideRegion,
    KitGuide,
    KitPage,
    LibraryIndexPage,
    RelatedGuide,
)
from network.models import ProjectPage
from tests.factories import SmallSite

#: Wagtail leaves the temporary file of a new rendition to the garbage collector.
LEFT_OPEN = pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning")
#: Stands in everything that readers must not see.
SECRET = "Kestrel safe house"


def tree(client: Client, path: str) -> Any:
    """The page at this path, parsed; it must exist."""
    response = client.get(path)
    assert response.status_code == 200, path
    return lxml.html.document_fromstring(response.content.decode())


def texts(document: Any, xpath: str) -> list[str]:
    """The texts of what is found, with single spaces."""
    return [" ".join(found.text_content().split()) for found in document.xpath(xpath)]


def make_private(page: Any) -> None:
    """Only for people who log in."""
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


def warm_up(client: Client, *paths: str) -> None:
    """Fill what a process keeps (languages, content types, the site's root), so that queries can be counted."""
    for model in (LibraryIndexPage, ProjectPage, GuidePage):
        ContentType.objects.get_for_model(model)
    for path in paths:
        assert client.get(path).status_code == 200, path


def challenge(site: SmallSite, key: str, topic: str, order: int = 0, **labels: str) -> dict[str, Challenge]:
    """A challenge in the languages for which a label is given."""
    shared = uuid.uuid4()
    return {
        code: Challenge.objects.create(
            key=key,
            label=label,
            topic=site.topics[topic, code],
            order=order,
            locale=i18n.locales()[code],
            translation_key=shared,
        )
        for code, label in labels.items()
    }


def translated(original: Any, code: str, *, completely: bool = True) -> None:
    """Tell wagtail-localize that `original` was sent for translation, and that its texts are (not all) translated."""
    original.refresh_from_db()
    source, _made = TranslationSource.get_or_create_from_instance(original)
    locale = i18n.locales()[code]
    Translation.objects.create(source=source, target_locale=locale)
    for segment in source.stringsegment_set.all() if completely else ():
        StringTranslation.objects.create(
            translation_of=segment.string, context=segment.context, locale=locale, data="…"
        )


def file(name: str, content: bytes = b"text") -> File:
    """A file to take away."""
    made = File(title=name)
    made.file.save(name, ContentFile(content))
    made.save()
    return made


def picture(title: str = "A picture", consent: str = Picture.Consent.NOBODY, **values: Any) -> Picture:
    """A small picture."""
    stored = io.BytesIO()
    Image.new("RGB", (40, 20), "teal").save(stored, "PNG")
    made = Picture(title=title, consent=consent, file=ImageFile(stored, name=f"{uuid.uuid4().hex}.png"), **values)
    made.save()
    return made


def full_guide(site: SmallSite, count: int, code: str = "en", **values: Any) -> GuidePage:
    """A guide with `count` of everything that it can have several of."""
    topics = ("rights", "safety", "care")[:count]
    links = [site.standard() for _ in range(count)]
    body: list[Any] = []
    for linked in links:
        body += [
            ("heading", "A heading"),
            ("text", f'<p><a linktype="page" id="{linked.pk}">a link</a></p>'),
            ("figure", {"image": picture(), "caption": ""}),
        ]
    values = {"introduction": body[1][1], "problem": "A problem.", **values}
    guide = site.guide(code, topics=topics, body=body, **values)
    guide.regions = [GuideRegion(region=region) for region in ("ea", "la", "eu")[:count]]
    guide.countries = [GuideCountry(country=code) for code in ("KE", "TZ", "UG")[:count]]
    guide.links = [GuideLink(url=f"https://example.org/{n}", title="A link") for n in range(count)]
    guide.contributors = [GuideContributor(project=site.project(), role="wrote") for _ in range(count)]
    guide.downloads = [GuideDownload(document=file(f"file-{n}.pdf"), label="A file") for n in range(count)]
    guide.related_guides = [RelatedGuide(guide=site.guide(topics=topics)) for _ in range(count)]
    guide.save()
    return guide


def kit_of(site: SmallSite, *guides: GuidePage, code: str = "en", **values: Any) -> KitPage:
    """A kit of these guides, with a note on each."""
    kit: KitPage = site.add(KitPage, "library", code, **values)
    for place, guide in enumerate(guides, start=1):
        kit.parts.add(KitGuide(guide=guide, note=f"Note {place}.", locale=kit.locale, sort_order=place))
    if kit.live:
        kit.save_revision().publish()
    else:
        kit.save()
        kit.save_revision()
    return KitPage.objects.get(pk=kit.pk)
