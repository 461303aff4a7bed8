"""Long lists, a page at a time."""

from __future__ import annotations

from typing import Any

from django.core.paginator import EmptyPage, Page, Paginator
from django.http import Http404, HttpRequest

#: Reading longer numbers costs time, and no list is so long.
MAX_DIGITS = 20


class ListPage(Page):
    """A page of a list that knows which other pages to link to."""

    @property
    def numbers(self) -> list[int | None]:
        """The numbers to show: the first, the last and those around this page; None stands for those left out."""
        shown = self.paginator.get_elided_page_range(self.number, on_each_side=2, on_ends=1)
        return [number if isinstance(number, int) else None for number in shown]


class ListPaginator(Paginator):
    """Cuts a list into ListPages."""

    def _get_page(self, *args: Any, **kwargs: Any) -> ListPage:  # the hook that Django documents for this
        return ListPage(*args, **kwargs)


def page_number(request: HttpRequest) -> int:
    """The page that was asked for; the first when the address says something else than a positive number."""
    asked = request.GET.get("page", "")
    number = int(asked[:MAX_DIGITS]) if asked.isdecimal() else 1
    return max(number, 1)


def page_of(items: Any, request: HttpRequest, size: int) -> ListPage:
    """The page of `items` that was asked for. Raises Http404 past the end, so that no address shows an empty list."""
    try:
        page = ListPaginator(items, size).page(page_number(request))
    except EmptyPage as error:
        raise Http404 from error
    assert isinstance(page, ListPage)  # noqa: S101 – tells the type checker what the paginator makes
    return page
