"""Claims: who translates a work into a language, until when. Others are warned, nobody is locked out.

What was written is never part of a claim: it stays where wagtail-localize keeps it when a claim lapses, is given back
or handed over. Every move is logged with the work.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry, LogFormatter, log
from wagtail.models import Locale, ModelLogEntry, Page, PageLogEntry, TranslatableMixin
from wagtail.users.utils import get_deleted_user_display_name
from wagtail_localize.models import TranslatableObject

from home.models import User
from home.models.translators import LONGEST_CLAIM, TranslationClaim, rules_of
from home.translators import rights


class ClaimedError(Exception):
    """Somebody else has claimed the work; `claim` says who and until when."""

    def __init__(self, claim: TranslationClaim) -> None:
        super().__init__(str(claim.user))
        self.claim = claim


def work_with(key: uuid.UUID, locale: Locale | None = None) -> Any:
    """A version of a work, in this language if there is one; None where there is none at all."""
    pages = list(Page.objects.filter(translation_key=key).order_by("pk"))
    if not pages:
        known = TranslatableObject.objects.filter(translation_key=key).select_related("content_type").first()
        if known is None:
            return None
        pages = list(known.content_type.get_all_objects_for_this_type(translation_key=key).order_by("pk"))
    here = [page for page in pages if locale is not None and page.locale_id == locale.pk]
    return next(iter([*here, *pages]), None)


def current(key: uuid.UUID, locale_id: int) -> TranslationClaim | None:
    """The claim on a work in a language, if it has not lapsed."""
    found = TranslationClaim.objects.filter(translation_key=key, locale=locale_id).select_related("user").first()
    return found if found is not None and found.is_active else None


def on(keys: Iterable[uuid.UUID], locales: Iterable[int]) -> dict[tuple[uuid.UUID, int], TranslationClaim]:
    """The claims on works that have not lapsed, by work and language. One query."""
    found = TranslationClaim.objects.filter(
        translation_key__in=set(keys), locale__in=set(locales), expires_at__gt=timezone.now()
    )
    return {(claim.translation_key, claim.locale_id): claim for claim in found.select_related("user")}


def sentence(found: TranslationClaim) -> str:
    """Who has it, and until when."""
    until = date_format(timezone.localdate(found.expires_at), "DATE_FORMAT")
    return gettext("%(who)s translates this until %(until)s.") % {"who": found.user, "until": until}


def _days(locale_id: int, days: int | None) -> int:
    return min(max(days or rules_of(locale_id).claim_days, 1), LONGEST_CLAIM)


@transaction.atomic
def claim(key: uuid.UUID, locale: Locale, user: Any, days: int | None = None) -> TranslationClaim:
    """Claim a work for some days, or extend one's own claim. Raises ClaimedError where somebody else has it."""
    found, made = TranslationClaim.objects.select_for_update().get_or_create(
        translation_key=key, locale=locale, defaults={"user": user, "expires_at": timezone.now()}
    )
    if not made and found.is_active and found.user_id != user.pk:
        raise ClaimedError(found)
    is_extended = not made and found.user_id == user.pk and found.is_active
    lapsed = None if made or found.user_id == user.pk else found.user_id
    found.user = user
    if not is_extended:
        found.claimed_at = timezone.now()
    found.last_for(_days(locale.pk, days))
    found.save()
    _note("extend" if is_extended else "claim", found, user, lapsed=lapsed)
    return found


@transaction.atomic
def hand_over(found: TranslationClaim, by: Any, to: Any, days: int | None = None) -> None:
    """Give a claim to somebody else who may translate into its language."""
    before = found.user_id
    found.user = to
    found.claimed_at = timezone.now()
    found.last_for(_days(found.locale_id, days))
    found.save()
    _note("hand_over", found, by, lapsed=before)


@transaction.atomic
def release(found: TranslationClaim, by: Any) -> None:
    """Give a claim back, so that anybody may take the work."""
    _note("release", found, by)
    found.delete()


def may_move(user: Any, found: TranslationClaim) -> bool:
    """Hand over or give back: one's own claim, or those of others as the coordinator of the language."""
    if not rights.may_translate(user, found.locale_id):
        return False
    return found.user_id == user.pk or rights.may_coordinate(user, found.locale_id)


def on_deleted(instance: Any, **kwargs: Any) -> None:
    """After a version of a work is deleted: with the last one, its claims go."""
    if not isinstance(instance, TranslatableMixin):
        return
    key = instance.translation_key
    if TranslationClaim.objects.filter(translation_key=key).exists() and work_with(key) is None:
        TranslationClaim.objects.filter(translation_key=key).delete()


# ---------------------------------------------------------------- the log

#: What is logged, and how the history of a page tells it; `%(who)s` has the claim now, `%(before)s` had it. The log
#: keeps their keys: the name of somebody whose account was deleted is nowhere then.
ACTIONS = {
    "claim": (_("Claim a translation"), _("%(who)s translates it into %(language)s until %(until)s")),
    "extend": (_("Extend a claim"), _("%(who)s translates it into %(language)s until %(until)s")),
    "hand_over": (_("Hand over a claim"), _("Handed over from %(before)s to %(who)s, in %(language)s until %(until)s")),
    "release": (_("Give back a claim"), _("%(who)s gave the translation into %(language)s back")),
}


def _note(move: str, found: TranslationClaim, by: Any, lapsed: int | None = None) -> None:
    work = work_with(found.translation_key, found.locale)
    if work is None:
        return
    data = {
        "who": found.user_id,
        "before": lapsed,
        "language": found.locale.language_code,
        "until": found.expires_at.date().isoformat(),
    }
    log(instance=work, action=f"home.translation.{move}", user=by, data=data)


class ClaimFormatter(LogFormatter):
    """How the history tells one of the moves."""

    move = "claim"

    def format_message(self, log_entry: PageLogEntry | ModelLogEntry) -> str:
        """Who, in which language, until when."""
        data = {"who": None, "before": None, "language": "", "until": "", **(log_entry.data or {})}
        keys = [data[name] for name in ("who", "before") if data[name]]
        people = User.objects.in_bulk(keys)
        named = {key: str(people.get(key) or get_deleted_user_display_name(key)) for key in keys}
        data |= {name: named.get(data[name], "") for name in ("who", "before")}
        return str(ACTIONS[self.move][1]) % data


def register_actions(actions: LogActionRegistry) -> None:
    """For Wagtail's hook `register_log_actions`."""
    for move, (label, _sentence) in ACTIONS.items():
        formatter = type(f"{move.title()}Formatter", (ClaimFormatter,), {"label": label, "move": move})
        actions.register_action(f"home.translation.{move}")(formatter)
