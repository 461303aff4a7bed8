"""What the JSON API tells of projects and calls: nothing by which a person could be reached."""

from __future__ import annotations

from home.api import Exposed, expose
from network.models import CallPage, ProjectPage


def connect() -> None:
    """Expose projects and calls."""
    expose(
        ProjectPage,
        Exposed(
            fields={
                **dict.fromkeys(("summary", "region", "member_since", "last_confirmed")),
                "language_codes": lambda project: project.language_codes,
            },
            prefetch=("languages",),
        ),
    )
    expose(
        CallPage,
        Exposed(
            fields={
                **dict.fromkeys(("summary", "starts", "minutes")),
                "language_codes": lambda call: call.language_codes,
            },
            prefetch=("languages",),
        ),
    )
