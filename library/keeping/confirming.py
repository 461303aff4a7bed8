"""“Still right”: a guide is confirmed without being edited."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry, LogFormatter, log
from wagtail.models import ModelLogEntry, Page, PageLogEntry

from home import changes, purging
from library.models import GuidePage
from library.takeaway.receivers import queue

ACTION = "library.confirm"
#: When it should be looked at again, if nobody says otherwise.
PERIOD = datetime.timedelta(days=365)


def may_confirm(user: Any, page: Page) -> bool:
    """Whoever may publish a public original; its translations follow."""
    if not isinstance(page, GuidePage) or not page.live or not page.is_original:
        return False
    return bool(page.permissions_for_user(user).can_publish())


def confirm(guide: GuidePage, user: Any, review_by: datetime.date | None) -> None:
    """Note that the guide is still right today and, unless None, when it should be looked at again.

    In all languages, in what is public and in what is not yet: no revision is made or changed, so no translation
    becomes older and no draft becomes public. Revisions of before get the dates when they are read
    (GuidePage.with_content_json).
    """
    versions = GuidePage.objects.filter(translation_key=guide.translation_key)
    today = timezone.localdate()
    with transaction.atomic():
        versions.update(reviewed=today, review_by=review_by, confirmations=F("confirmations") + 1)
        changes.note()
        queue(versions.live().values_list("pk", flat=True))
        guide.refresh_from_db(fields=["reviewed", "review_by", "confirmations"])
        log(instance=guide, action=ACTION, user=user, data={"review_by": review_by.isoformat() if review_by else ""})
        for version in versions.live():
            purging.on_page_changed(version)


class ConfirmFormatter(LogFormatter):
    """How the history of a page tells it."""

    label = _("Confirm")

    def format_message(self, log_entry: PageLogEntry | ModelLogEntry) -> str:
        """With the date that was set."""
        date = (log_entry.data or {}).get("review_by")
        if not date:
            return gettext("Confirmed as still right")
        return gettext("Confirmed as still right; to be looked at again by %(date)s") % {"date": date}


def register_action(actions: LogActionRegistry) -> None:
    """For Wagtail's hook `register_log_actions`."""
    actions.register_action(ACTION)(ConfirmFormatter)
