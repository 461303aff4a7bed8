"""Two people in one translation: nobody overwrites what they have not seen without being told.

wagtail-localize stores what came last. Here the session keeps when somebody opened a translation; a text that somebody
else stored after that is not replaced at the first try. The answer shows that text beside the one that was typed, which
stays in the editor; to store it again is then a decision.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from wagtail_localize.models import OverridableSegment, SegmentOverride, StringSegment, StringTranslation, Translation

#: Where the session keeps it, and of how many translations.
KEY, KEPT = "translations_seen", 50
#: A text of an original, or a picture, a file or an address that a translation may replace; and what is stored for it.
Segment: TypeAlias = StringSegment | OverridableSegment
Stored: TypeAlias = StringTranslation | SegmentOverride


def note_seen(request: HttpRequest, translation: Translation) -> None:
    """Remember that somebody sees a translation as it is now."""
    seen = dict(request.session.get(KEY, {}))
    seen.pop(str(translation.pk), None)
    seen[str(translation.pk)] = {"": timezone.now().isoformat()}
    request.session[KEY] = dict(list(seen.items())[-KEPT:])


def _name(segment: Segment) -> str:
    return f"{segment.pk}" if isinstance(segment, StringSegment) else f"o{segment.pk}"


def _seen_at(request: HttpRequest, translation: Translation, segment: Segment) -> datetime.datetime | None:
    times = request.session.get(KEY, {}).get(str(translation.pk), {})
    found = times.get(_name(segment)) or times.get("")
    return parse_datetime(found) if found else None


def note_shown(request: HttpRequest, translation: Translation, segment: Segment) -> None:
    """Remember that somebody was told what is stored now."""
    seen = dict(request.session.get(KEY, {}))
    times = dict(seen.get(str(translation.pk), {}))
    times[_name(segment)] = timezone.now().isoformat()
    seen[str(translation.pk)] = times
    request.session[KEY] = seen


def stored(translation: Translation, segment: StringSegment) -> StringTranslation | None:
    """What is stored as the translation of a text."""
    found = StringTranslation.objects.filter(
        translation_of=segment.string_id, context=segment.context_id, locale=translation.target_locale_id
    )
    first: StringTranslation | None = found.first()
    return first


def _found(translation: Translation, segment: Segment) -> Stored | None:
    if isinstance(segment, StringSegment):
        return stored(translation, segment)
    chosen = SegmentOverride.objects.filter(context=segment.context_id, locale=translation.target_locale_id)
    first: SegmentOverride | None = chosen.first()
    return first


class UnseenError(Exception):
    """Somebody else stored something that this person has not seen; the message says which."""


def require_seen(
    request: HttpRequest, translation: Translation, segment: Segment, before: Stored | None, after: Stored | None
) -> None:
    """After something was stored, in a transaction that can be undone. Raises UnseenError where it hid unseen work.

    Not where that was this person's own, says the same, or was there when they opened the translation.
    """
    if before is None or before.last_translated_by_id == request.user.pk:
        return
    if after is not None and _value(after) == _value(before):
        return
    seen_at = _seen_at(request, translation, segment)
    if seen_at is not None and before.updated_at <= seen_at:
        return
    who = before.last_translated_by or _("Somebody else")
    if isinstance(before, SegmentOverride):
        raise UnseenError(_("%(who)s has changed this meanwhile. Save again to replace it.") % {"who": who})
    raise UnseenError(
        _("%(who)s stored another text meanwhile: “%(text)s”. Save again to replace it.")
        % {"who": who, "text": before.data}
    )


def _value(row: Stored) -> str:
    value: str = row.data_json if isinstance(row, SegmentOverride) else row.data
    return value


@contextmanager
def in_turn(request: HttpRequest, translation: Translation, segment: Segment) -> Iterator[None]:
    """Store one after the other. Raises UnseenError, and undoes it, where unseen work was replaced."""
    with transaction.atomic():
        Translation.objects.select_for_update().get(pk=translation.pk)
        before = _found(translation, segment)
        yield
        require_seen(request, translation, segment, before, _found(translation, segment))


def by_hand(data: str, user: Any, tool: str = "") -> dict[str, Any]:
    """The values of a text that somebody wrote, here or with a tool."""
    return {
        "data": data,
        "translation_type": StringTranslation.TRANSLATION_TYPE_MANUAL,
        "tool_name": tool,
        "last_translated_by": user,
        "has_error": False,
        "field_error": "",
    }


def store(request: HttpRequest, translation: Translation, segment: StringSegment, data: str) -> StringTranslation:
    """Store a text as somebody's own, as wagtail-localize's editor does; what is there already becomes theirs.

    Raises UnseenError, and ValidationError where the field does not take it.
    """
    with in_turn(request, translation, segment):
        made: StringTranslation = StringTranslation.objects.update_or_create(
            translation_of_id=segment.string_id,
            locale_id=translation.target_locale_id,
            context_id=segment.context_id,
            defaults=by_hand(data, request.user),
        )[0]
    return made


# ---------------------------------------------------------------- files


#: With what a text was written that came in a file.
TOOL = "PO/XLIFF"


def is_newer_work(row: StringTranslation, user: Any, made_at: datetime.datetime | None) -> bool:
    """Whether somebody stored a text after a file was made. Not known when: then it is older than everything.

    What this person sent in a file gives way to what they send later, and a machine's text that they asked for as well.
    """
    if made_at is not None and row.updated_at <= made_at:
        return False
    is_own = row.last_translated_by_id == user.pk
    return not is_own or not (row.tool_name == TOOL or row.translation_type == row.TRANSLATION_TYPE_MACHINE)
