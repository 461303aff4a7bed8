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
    "translator": "translates into French and Arabic",
    "coordinator": "translates and reviews French and Arabic, hands work over",
    "reviewer": "reads the stories that were sent in",
    "administrator": "may do everything",
}
TRANSLATOR_LANGUAGES = ("fr", "ar")


@step(90, "Log-ins", is_example=True)
def load_people() -> Progress:
    """An editor, a translator and a coordinator (French and Arabic), a reviewer of stories and an administrator."""

    def in_languages(kind: str) -> list[str]:
        known = i18n.locales()
        return [roles.group_name(kind, known[code]) for code in TRANSLATOR_LANGUAGES if code in known]

    groups = {
        "editor": [roles.EDITORS],
        "translator": in_languages(roles.TRANSLATORS),
        "coordinator": in_languages(roles.COORDINATORS),
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
