"""The whole kit: the guide's files in its language, its PDF and EPUB, and what it is."""

from __future__ import annotations

import io
import zipfile

from library.models import GuideDownload
from library.takeaway import archive
from library.takeaway.handout import Handout
from tests.factories import SmallSite
from tests.library.helpers import file


def test_a_kit(site: SmallSite) -> None:
    guide = site.guide(title="The title", summary="One sentence.")
    lost, sheet = file("lost.pdf"), file("sheet.odt", b"sheet")
    lost.file.storage.delete(lost.file.name)
    linked = file("linked.odt", b"linked")
    guide.body = [("text", f'<p><a linktype="document" id="{linked.pk}">a sheet</a></p>')]
    guide.downloads = [
        GuideDownload(sort_order=0, document=sheet, label="Sheet"),
        GuideDownload(sort_order=1, document=file("sheet-en.odt", b"in English"), label="In English", language="en"),
        GuideDownload(sort_order=2, document=file("feuille.odt", b"en francais"), label="French", language="fr"),
        GuideDownload(sort_order=3, document=lost, label="Lost"),
        GuideDownload(sort_order=4, document=None, label="Nothing"),
    ]
    guide.save()
    with archive.make(Handout.of(guide)) as made:
        opened = zipfile.ZipFile(io.BytesIO(made.read()))
    folder = f"ggsn-{guide.number}-{guide.slug}-en"
    names = [name.removeprefix(f"{folder}/") for name in opened.namelist()]
    assert names == [
        f"{folder}.pdf",
        f"{folder}.epub",
        sheet.filename,
        guide.downloads.all()[1].document.filename,
        linked.filename,
        "README.txt",
    ]
    assert opened.read(f"{folder}/{sheet.filename}") == b"sheet"
    assert opened.read(f"{folder}/{linked.filename}") == b"linked"
    assert opened.read(f"{folder}/README.txt").decode() == (
        "The title\n"
        f"GGSN guide {guide.number}, version 1.\n\n"
        "One sentence.\n\n"
        "Written by: GGSN\n"
        "Licence: Creative Commons BY-SA 4.0. Copy it, change it, share it; say where it came from and share it the "
        "same way. https://creativecommons.org/licenses/by-sa/4.0/\n"
        f"Newest version, other languages and downloads: https://ggsn.example/en/library/{guide.slug}/\n\n"
        f"{folder}.pdf\n{folder}.epub\n{sheet.filename}: Sheet\n"
        f"{guide.downloads.all()[1].document.filename}: In English\n{linked.filename}: linked.odt\n"
    )


def test_no_two_entries_have_one_name(site: SmallSite) -> None:
    guide = site.guide()
    folder = f"ggsn-{guide.number}-{guide.slug}-en"
    guide.downloads = [GuideDownload(document=file(f"{folder}.PDF", b"mine"), label="Mine")]
    guide.save()
    with archive.make(Handout.of(guide)) as made:
        opened = zipfile.ZipFile(io.BytesIO(made.read()))
    names = [name.removeprefix(f"{folder}/") for name in opened.namelist()]
    assert names == [f"{folder}.pdf", f"{folder}.epub", f"_{guide.downloads.first().document.filename}", "README.txt"]
