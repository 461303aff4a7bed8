"""Mail to editors about guides that should be looked at again; one a person, nobody of the same date twice."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import translation

from home import roles
from home.mail import language_of
from home.models import User
from home.visibility import is_private
from library.keeping.due import due, due_for
from library.models import GuidePage, ReviewReminder

logger = logging.getLogger(__name__)


def send_reminders() -> int:
    """Tell the editors, and those who wrote a guide and may still edit it, what is new to them; how many were told.

    What was told is stored together with the mail, which in production is a row in the same database.
    """
    return sum(_tell(user) for user in _responsible())


def _responsible() -> Any:
    owners = due().order_by().values("owner")
    people = User.objects.filter(Q(groups__name=roles.EDITORS) | Q(pk__in=owners), is_active=True).exclude(email="")
    return people.distinct().select_related("wagtail_userprofile").order_by("pk")


def _tell(user: User) -> bool:
    """Whether there was something to tell. A mail server that does not answer costs nothing but a day."""
    try:
        with transaction.atomic():
            guides = _news_for(user)
            ReviewReminder.objects.bulk_create(
                ReviewReminder(guide=guide, user=user, review_by=date) for guide in guides if (date := guide.review_by)
            )
            if guides:
                _send(user, guides)
    except IntegrityError:  # told by another process at the same moment
        return False
    except OSError as error:
        logger.error("A reminder was not sent: %s", type(error).__name__)
        return False
    return bool(guides)


def _news_for(user: User) -> list[GuidePage]:
    told = set(ReviewReminder.objects.filter(user=user).values_list("guide_id", "review_by"))
    guides = due_for(user).annotate(for_members=is_private()).select_related("locale")
    return [guide for guide in guides if (guide.pk, guide.review_by) not in told]


def _send(user: User, guides: list[GuidePage]) -> None:
    with translation.override(language_of(user)):
        subject = render_to_string("library/email/review_subject.txt").strip()
        text = render_to_string("library/email/review.txt", {"guides": guides, "site": settings.BASE_URL})
    send_mail(subject, text, None, [user.email])
