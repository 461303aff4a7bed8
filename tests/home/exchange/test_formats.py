"""A round trip loses nothing: through our own readers and through the tools that translators use."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any

import polib
import pytest
from django.contrib.auth.models import Group
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from wagtail_localize.models import Translation

from home.exchange import memory, po, xliff
from home.exchange.sheets import Reference, Sheet, Text
from home.exchange.taking import take
from home.models import User
from tests.factories import SmallSite
from tests.home.exchange.helpers import BODY, FORMATS, back, filled, incoming, sheet
from tests.home.translators.helpers import submitted, write


@pytest.fixture
def hard(site: SmallSite, french: Translation) -> Any:
    """A guide with everything that tools like to break."""
    return site.guide(title='The "gate" & 5 < 6', summary="Line one\nline two", body=BODY)


@pytest.mark.parametrize("code", ["fr", "ar"])
@pytest.mark.parametrize("ending", FORMATS)
def test_everything_comes_back(hard: Any, ending: str, code: str) -> None:
    made = filled(sheet(hard, code), lambda path, text: f"\u200f{text} ✓")
    found = back(made, ending)
    assert found.reference == made.reference
    assert [(text.path, text.source, text.target) for text in found.texts] == [
        (text.path, text.source, text.target) for text in made.texts
    ]
    assert len(made.texts) == 15
    assert [text.source for text in made.texts].count("Twice.") == 1


@pytest.mark.parametrize("ending", FORMATS)
def test_what_is_uncertain_comes_back_so(french: Translation, ending: str) -> None:
    made = sheet(french.source.get_source_instance())
    texts = [Text("title", "A guide", "Un gui", is_uncertain=True, previous="A guid"), Text("summary", "What it is.")]
    found = back(Sheet(made.reference, "", "x", texts, {}), ending).texts
    assert [(text.target, text.is_uncertain) for text in found] == [("Un gui", True), ("", False)]


@pytest.mark.parametrize("ending", FORMATS)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1), min_size=1, max_size=5))
def test_whatever_is_written(ending: str, words: list[str]) -> None:
    key = "f0000000-0000-4000-8000-000000000000"
    reference = Reference("library.guidepage", uuid.UUID(key), "en", "fr")
    texts = [Text(f"body.{place}", word, word[::-1]) for place, word in enumerate(words) if word.strip()]
    module = FORMATS[ending]
    found = module.read(module.write(Sheet(reference, "", "x", texts, {})))
    expected = [text for text in texts if not any(ord(c) & 0xFFFE == 0xFFFE for c in text.source)]
    assert found[0] == reference
    got = {text.path: text for text in found[2]}
    assert [got[text.path] for text in expected] == expected


def test_terms_have_names_and_labels(site: SmallSite, hard: Any) -> None:
    made = sheet(hard)
    assert made.name == f"guide-{hard.number or hard.pk:04d}-{hard.slug}"
    assert (made.label("title"), made.label("body.x")) == ("Title", "Text")
    assert (
        sheet(site.topics["rights", "en"], "ar").name == f"topic-{site.topics['rights', 'en'].pk:04d}-know-your-rights"
    )


def test_headers_of_a_po_file(french: Translation) -> None:
    file = polib.pofile(po.write(sheet(french.source.get_source_instance())).decode())
    assert file.metadata["Language"] == "fr"
    assert file.metadata["Content-Type"] == "text/plain; charset=UTF-8"
    assert set(file.metadata) >= {"Project-Id-Version", "POT-Creation-Date", "PO-Revision-Date", "MIME-Version"}


def test_xliff_is_valid_1_2(hard: Any) -> None:
    root = etree.fromstring(xliff.write(filled(sheet(hard), lambda path, text: text)))
    spaces = {"x": "urn:oasis:names:tc:xliff:document:1.2"}
    assert (root.tag, root.get("version")) == (f"{{{spaces['x']}}}xliff", "1.2")
    (file,) = root.findall("x:file", spaces)
    assert (file.get("source-language"), file.get("target-language")) == ("en", "fr")
    ids = [unit.get("id") for unit in root.iter(f"{{{spaces['x']}}}trans-unit")]
    assert len(ids) == len(set(ids)) == 15


def test_the_memory(site: SmallSite, french: Translation, translator: User) -> None:
    write(french, "title", "Un guide", translator)
    same = submitted(site.guide(title="A guide", summary="What it is."), "fr")
    write(same, "title", "Un guide", translator)
    machine = write(same, "summary", "Quoi.", translator)
    machine.translation_type = "machine"
    machine.save()
    english, into = french.source.locale, french.target_locale
    (item,) = memory.items(english, into)
    root = etree.fromstring(memory.write(english, into, item))
    segments = [segment.text for segment in root.iter("seg")]
    assert segments == ["A guide", "Un guide"]
    assert [node.get("{http://www.w3.org/XML/1998/namespace}lang") for node in root.iter("tuv")] == ["en", "fr"]
    assert memory.items(into, english) == []


# ---------------------------------------------------------------- the tools that translators use

POFILTER = Path(sys.executable).with_name("pofilter")
#: Of gettext; a bare machine has none. Where all is tested (`CI`), that is an error.
needs_gettext = pytest.mark.skipif(
    not os.environ.get("CI") and not all(map(shutil.which, ("msgfmt", "msgattrib", "msgmerge"))),
    reason="NOT TESTED: files through msgfmt, msgattrib and msgmerge (apt-get install gettext)",
)


def run(*command: Any) -> str:
    """A tool; its mistakes and warnings."""
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, check=True)
    return done.stderr


def tool_chain(folder: Path, made: Sheet, later: Sheet) -> bytes:
    """A file checked, sorted out and merged with a newer one, as a translator's program may do."""
    old, new, kept, merged = (folder / name for name in ("old.po", "new.po", "kept.po", "merged.po"))
    old.write_bytes(po.write(made))
    new.write_bytes(po.write(later))
    assert run("msgfmt", "--check-format", "--check-header", "--check-domain", "-o", folder / "x.mo", old) == ""
    run("msgattrib", "--no-obsolete", "--translated", "--no-fuzzy", "-o", kept, old)
    run("msgmerge", "--quiet", "--no-fuzzy-matching", "-o", merged, kept, new)
    return merged.read_bytes()


@needs_gettext
@pytest.mark.parametrize("code", ["fr", "ar"])
def test_gettext_loses_nothing(hard: Any, tmp_path: Path, code: str, translator: User) -> None:
    translator.groups.add(Group.objects.get(name=f"Translators: {code}"))
    made = filled(sheet(hard, code), lambda path, text: f"{text} ✓")
    found = incoming(tool_chain(tmp_path, made, sheet(hard, code)))
    assert {(text.path, text.source, text.target) for text in found.texts} == {
        (text.path, text.source, text.target) for text in made.texts
    }
    assert found.reference == made.reference
    report = take(found, translator)
    assert (len(report.taken), report.refused, report.why_not) == (15, [], "")
    assert {text.target for text in sheet(hard, code).texts} == {text.target for text in made.texts}


@pytest.mark.parametrize("ending", FORMATS)
def test_pofilter_finds_nothing(site: SmallSite, french: Translation, tmp_path: Path, ending: str) -> None:
    body = [
        BODY[1],
        {"type": "quote", "id": "q1", "value": {"text": "Nobody is free alone.", "attribution": "Somebody"}},
    ]
    guide = site.guide(title="The gate", summary="Open it, and 3 people enter.", body=body)
    words = {
        "The gate": "Le portail",
        "Open it, and 3 people enter.": "Ouvrez-le, et 3 personnes entrent.",
        'One <b>bold</b> word and <a id="a1">a link</a>.': 'Un mot en <b>gras</b> et <a id="a1">un lien</a>.',
        "Twice.": "Deux fois.",
        "Line<br/>break &amp; &lt;b&gt;": "Ligne<br/>coupée &amp; &lt;b&gt;",
        "Nobody is free alone.": "Personne n’est libre seul.",
        "Somebody": "Quelqu’un",
    }
    made = filled(sheet(guide), lambda path, text: words[text])
    file, out = tmp_path / f"guide.{ending}", tmp_path / "out"
    file.write_bytes(FORMATS[ending].write(made))
    run(POFILTER, "--progress=none", "--language=fr", file, out)
    assert not out.exists(), out.read_text()
