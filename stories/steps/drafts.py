"""What is kept of the form between its steps: all that was typed, right or wrong, in the submission itself."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.html import strip_tags
from wagtail.models import Revision
from wagtail.rich_text import RichText

from home import forgetting
from home.models import Picture
from network.models import ProjectPage
from stories import consenting, durable, held
from stories.models import Consent, HeldPicture, StoryPage, Submission
from stories.states import IllegalMoveError, State, forgotten_at, locked
from stories.steps.files import SLOTS
from stories.steps.filled import GONE_THROUGH
from stories.steps.way import FORMS, Way

#: Where `typed` of a change says which version of the story it began with.
BEGAN_WITH = "of"
#: Where it says until when a change is kept that is not sent, in seconds since 1970.
KEPT_UNTIL = "until"
#: Where it says what its sender agreed to then (stories.consenting.fingerprint).
CONSENT_WAS = "consent"
_BREAKS = re.compile(r"<br\s*/?>")
_ENDS = re.compile(r"</(?:p|h[1-6]|li|ul|ol|blockquote|tr|dt|dd)>")
_BLANK_LINES = re.compile(r"\s*\n\s*\n\s*")


def typed_of(submission: Submission) -> dict[str, Any]:
    """What stands in the form; of a story that was sent and not touched since, its newest version."""
    if submission.typed or submission.state == State.DRAFT:
        return dict(submission.typed)
    return _newest(submission)


def keep(
    way: Way,
    submission: Submission,
    step: str,
    values: Mapping[str, Any],
    *,
    is_through: bool = True,
    pictures: Mapping[str, HeldPicture] | None = None,
    remove: str = "",
) -> Submission:
    """Store what was typed into a step, with new pictures by slot, and take the picture of one slot away.

    Answers with the row as it is now. Raises IllegalMoveError when it cannot be changed on this way any more.
    """
    gone: list[str] = []
    durable.insist_on_disk()
    with transaction.atomic():
        row = locked(submission)
        if not way.is_open(row):
            raise IllegalMoveError(f"{way.move} from {row.state}")
        typed = typed_of(row) | dict(values)
        for slot, picture in (pictures or {}).items():
            gone.append(str(typed.get(f"{slot}-held") or ""))
            typed |= {f"{slot}-held": picture.token, f"{slot}-stored": None}
            HeldPicture.objects.filter(pk=picture.pk).update(submission=row)
        if remove in SLOTS:
            gone.append(str(typed.get(f"{remove}-held") or ""))
            typed = {name: value for name, value in typed.items() if not name.startswith(f"{remove}-")}
        if is_through:
            typed[GONE_THROUGH] = [name for name in FORMS if name == step or name in typed.get(GONE_THROUGH, ())]
        row.typed = typed
        if row.state == State.DRAFT:
            row.expires_at = forgotten_at(row)
        else:
            until = timezone.now() + datetime.timedelta(days=settings.STORY_DAYS)
            row.typed[KEPT_UNTIL] = int(until.timestamp())
        row.save(update_fields=["typed", "expires_at"])
    held.release(row.held_pictures.filter(token__in=[token for token in gone if token]))
    return row


def forget_changes(submission: Submission) -> None:
    """Leave a story as it was sent: what was typed since goes, with its pictures."""
    durable.insist_on_disk()
    with transaction.atomic():
        row = locked(submission)
        forgetting.mark()
        row.typed = {}
        row.save(update_fields=["typed"])
    held.release(row.held_pictures.all())


def take_over_consent(submission: Submission) -> None:
    """Put what its sender agrees to by now into a change that was begun before; all else that was typed stays."""
    durable.insist_on_disk()
    with transaction.atomic():
        row = locked(submission)
        row.typed = dict(row.typed) | _consent(row)
        row.save(update_fields=["typed"])


def take_over_name(
    submission: Submission, before: Revision | None, now: Revision, teller: str, project: ProjectPage | None
) -> None:
    """Put the name that its sender has chosen by now into a change that was begun before; whoever calls this saves it.

    The version that has the name is theirs: it is not one that somebody else made meanwhile.
    """
    named = {"by": submission.byline, "name": teller, "project": str(project.translation_key) if project else ""}
    typed = dict(submission.typed) | named
    if before is not None and typed.get(BEGAN_WITH) == before.pk:
        typed[BEGAN_WITH] = now.pk
    submission.typed = typed


def is_of_an_older_version(submission: Submission) -> bool:
    """Whether somebody else has changed the story since its sender began to."""
    began_with = submission.typed.get(BEGAN_WITH)
    return began_with is not None and submission.page is not None and began_with != submission.page.latest_revision_id


def _newest(submission: Submission) -> dict[str, Any]:
    page = submission.page.get_latest_revision_as_object()  # type: ignore[union-attr]
    typed: dict[str, Any] = {
        GONE_THROUGH: list(FORMS),
        BEGAN_WITH: page.latest_revision_id,
        "title": page.title,
        "language": submission.language,
        "body": plain_text(page),
        "region": page.region,
        "content_note": page.content_note,
        "link": submission.link,
        "by": submission.byline,
        "project": str(page.project.translation_key) if page.project else "",
        "name": page.teller,
        "publish": True,
        **_consent(submission),
    }
    for slot, (picture, is_decorative) in zip(SLOTS, _pictures(submission, page), strict=False):
        typed |= {
            f"{slot}-stored": picture.pk,
            f"{slot}-alt": picture.description,
            f"{slot}-decorative": is_decorative,
            f"{slot}-consent": picture.consent,
        }
    return typed


def _consent(submission: Submission) -> dict[str, Any]:
    consent = Consent.objects.filter(submission=submission).first() or Consent()
    return {
        CONSENT_WAS: consenting.fingerprint(submission),
        "people": consent.people,
        "names": consent.names,
        "places": consent.places,
        "translation": consent.translation,
        "languages": list(consent.languages),
        "reprint": consent.may_reprint,
        "share": consent.may_share,
        "faces": consent.faces,
        "ends_on": consent.ends_on.isoformat() if consent.ends_on else "",
    }


def _pictures(submission: Submission, page: StoryPage) -> Iterator[tuple[Picture, bool]]:
    """The sender's own pictures that are in this version, in its order."""
    own = {picture.pk: picture for picture in submission.own_pictures}
    for block in page.body:
        image = block.value.get("image") if block.block_type == "figure" else None
        if image is not None and image.pk in own:
            yield own.pop(image.pk), bool(image.decorative)


def plain_text(page: StoryPage) -> str:
    """The words of a story without its pictures, as one would type them: a blank line between paragraphs."""
    parts = []
    for block in page.body:
        if block.block_type in ("figure", "withheld"):
            continue
        html = block.value.source if isinstance(block.value, RichText) else block.render()
        marked = _ENDS.sub("\n\n", _BREAKS.sub("\n", html))
        parts.append(_BLANK_LINES.sub("\n\n", unescape(strip_tags(marked))).strip())
    return "\n\n".join(part for part in parts if part)
