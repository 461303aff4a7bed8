"""Files about the library's guides. Only for public versions, each in its own language; the same for everyone."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from home import changes, i18n
from library.exports import catalogue as table
from library.exports.citations import FORMS
from library.exports.plain_text import plain
from library.exports.records import Record, public, records


def _record(slug: str) -> Record:
    """The public guide with this slug in the language of the address; Http404 where it has none in it."""
    locale = i18n.locales().get(get_language() or "")
    guide = public().filter(locale=locale, slug=slug).first() if locale else None
    if guide is None:
        raise Http404
    return records([guide])[0]


def _public(content: str, content_type: str, record: Record) -> HttpResponse:
    """For everyone, and for no search engine: the page itself is what they should find."""
    response = HttpResponse(content, content_type=content_type)
    response["X-Robots-Tag"] = "noindex"
    response["Link"] = f'<{record.address}>; rel="canonical"'
    response.is_public = True  # type: ignore[attr-defined]
    return response


@require_safe
def cite(request: HttpRequest, slug: str, ending: str) -> HttpResponse:
    """A citation as a file for a bibliography program."""
    if ending not in FORMS:
        raise Http404
    record = _record(slug)
    form = FORMS[ending]
    response = _public(form.write(record), form.content_type, record)
    response["Content-Disposition"] = f'attachment; filename="{record.file_name}.{ending}"'
    return response


@require_safe
def text(request: HttpRequest, slug: str) -> HttpResponse:
    """The guide as plain text."""
    record = _record(slug)
    return _public(plain(record), "text/plain; charset=utf-8", record)


@require_safe
def catalogue(request: HttpRequest) -> StreamingHttpResponse:
    """All guides in all languages as a table for spreadsheets, with labels in the language of the address."""
    locale = i18n.locales().get(get_language() or "")
    if locale is None:
        raise Http404
    response = StreamingHttpResponse(table.rows(locale), content_type="text/csv; charset=utf-8; header=present")
    response["Content-Disposition"] = f'attachment; filename="ggsn-library-{locale.language_code}.csv"'
    # Asked before a row is read; who has this state of the site already is sent none (Django's conditional middleware).
    response["ETag"] = f'"{locale.language_code}-{"-".join(map(str, changes.stamp()))}"'
    response["X-Robots-Tag"] = "noindex"
    response.is_public = True  # type: ignore[attr-defined]
    return response
