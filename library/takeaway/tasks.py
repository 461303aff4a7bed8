"""What the worker does: `manage.py db_worker --backend background`."""

from __future__ import annotations

from django_tasks import task

from library.models import GuidePage
from library.takeaway import making


@task(backend="background")
def make_editions(page_id: int) -> list[str]:
    """Make what is missing of one guide in one language."""
    return making.make_missing(page_id)


@task(backend="background", priority=-10)
def make_all_editions() -> int:
    """Make what is missing of all guides: after an upgrade, and once a night for what no signal told of."""
    pages = GuidePage.objects.published().order_by("pk").values_list("pk", flat=True)
    return sum(len(making.make_missing(page)) for page in list(pages))
