"""What the worker does: `manage.py db_worker --backend background`."""

from __future__ import annotations

from django_tasks import task

from home.exchange import making


@task(backend="background", priority=20)
def go_on(export_id: int) -> None:
    """Make the next bit of an archive; then it queues itself, so that what is more urgent comes in between."""
    making.go_on(export_id, go_on.enqueue)
