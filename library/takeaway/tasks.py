"""What the worker does: `manage.py db_worker --backend background`."""

from __future__ import annotations

from django_tasks import task

from library.takeaway import making

#: Pages between which the worker looks for something more urgent.
PAGES_AT_ONCE = 5


@task(backend="background")
def make_editions(page_id: int) -> list[str]:
    """Make what is missing of one guide or kit in one language."""
    return making.make_missing(page_id)


#: For the file that a reader waits for: before those that nobody has asked for yet.
asked_by_a_reader = make_editions.using(priority=50)


@task(backend="background", priority=-10)
def make_all_editions(after: int = 0) -> int:
    """Make what is missing of all guides and kits: after an upgrade, and once a night for what no signal told of.

    A few pages at a time, by their keys; then it queues itself for those that follow `after`, behind whatever readers
    and editors have asked for meanwhile.
    """
    if not after:
        making.remove_orphans()
    rows = (kind.filter(pk__gt=after).order_by("pk")[:PAGES_AT_ONCE] for kind in making.public())
    pages = sorted(page.pk for found in rows for page in found.only("pk"))[:PAGES_AT_ONCE]
    if pages:  # first: whatever happens to these, those that follow have their turn
        make_all_editions.enqueue(pages[-1])
    return sum(len(making.make_missing(page)) for page in pages)
