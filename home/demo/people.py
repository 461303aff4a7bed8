"""The demo log-ins: one for each kind of work. Never made in production."""

from __future__ import annotations

from django.contrib.auth.models import Group

from home import i18n, roles
from home.demo.registry import Progress, step
from home.models import User

#: User name, what they may do, password. Printed by `make run`; production refuses to start with GGSN_DEMO.
PASSWORD = "grassroots-demo"  # noqa: S105 – a public password, for a site on one's own machine
PEOPLE = {
    "editor": "writes and publishes, sends pages to translation",
    "translator": "translates into French and Arabic, publishes there",
    "reviewer": "reads the stories that were sent in",
    "administrator": "may do everything",
}
TRANSLATOR_LANGUAGES = ("fr", "ar")


@step(90, "Log-ins", is_example=True)
def load_people() -> Progress:
    """An editor, a translator (French and Arabic), a reviewer and an administrator."""
    groups = {
        "editor": [roles.EDITORS],
        "translator": [
            roles.translators_group_name(i18n.locales()[code])
            for code in TRANSLATOR_LANGUAGES
            if code in i18n.locales()
        ],
        "reviewer": [roles.REVIEWERS],
        "administrator": [],
    }
    for done, (name, members) in enumerate(groups.items(), start=1):
        user, made = User.objects.get_or_create(username=name, defaults={"email": f"{name}@ggsn.example"})
        if made:
            user.is_superuser = user.is_staff = name == "administrator"
            user.set_password(PASSWORD)
            user.save()
            user.groups.set(Group.objects.filter(name__in=members))
        yield done, len(groups)
