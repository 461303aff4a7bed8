"""The import in the admin: choose a list and its files, see what would happen, then do it."""

from __future__ import annotations

import datetime
import re
import secrets
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import storages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from library.importing.drafts import Import, Outcome
from library.importing.records import UnreadableList
from library.models import LibraryIndexPage

MAX_FILES, MAX_BYTES = 200, 50 * 1024 * 1024
KEPT_FOR = datetime.timedelta(days=1)
#: Seconds that one request may work; the next one goes on from there.
SECONDS = 15
FOLDER = "imports"
LIST = "list.csv"
_LINE = re.compile(r"[0-9]{1,9}")
_TOKEN = re.compile(r"\d{10}-[A-Za-z0-9_-]{22}")


class ManyFiles(forms.ClearableFileInput):
    """A field that takes several files, as Django's documentation describes it."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """Each of them."""
        one = super().clean
        return [one(file, initial) for file in data] if isinstance(data, (list, tuple)) else [one(data, initial)]


class ImportForm(forms.Form):
    """A list of records and the documents that it names."""

    records = forms.FileField(label=_("List of records (CSV)"))
    documents = FilesField(label=_("Documents and pictures"), required=False, help_text=_("DOCX, Markdown or HTML."))

    def clean_documents(self) -> list[UploadedFile]:
        """Not more than one request can do."""
        files = [file for file in self.cleaned_data["documents"] if file]
        if len(files) > MAX_FILES or sum(file.size or 0 for file in files) > MAX_BYTES:
            raise ValidationError(_("At most 200 files and 50 MB at once. For more, ask the person who runs the site."))
        return files


def may_import(user: Any) -> bool:
    """Whether this person may add guides somewhere."""
    return any(
        index.permissions_for_user(user).can_add_subpage()
        for index in LibraryIndexPage.objects.select_related("locale")
    )


@require_http_methods(["GET", "HEAD", "POST"])
def import_guides(request: HttpRequest) -> HttpResponse:
    """First a check, which keeps the files for a day; then, with the token of the check, the import."""
    if not may_import(request.user):
        raise PermissionDenied
    context: dict[str, Any] = {"header_title": _("Import guides"), "header_icon": "download"}
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    token = request.POST.get("token", "")
    if request.method == "POST" and (token or form.is_valid()):
        _sweep()
        try:
            kept = _kept(token) if token else _keep(form.cleaned_data["records"], form.cleaned_data["documents"])
            after = int(request.POST.get("after", "0")) if _LINE.fullmatch(request.POST.get("after", "0")) else 0
            part = _run(kept, request.user, after if token else 0, only_check=not token)
            context |= {"part": part, "token": kept, "is_done": bool(token)}
            if token and not part.left:
                _forget(token)
        except UnreadableList as error:
            form = form if not token else ImportForm({})
            form.full_clean()
            form.add_error(None if token else "records", error)
    return render(request, "library/admin/import.html", {**context, "form": form})


def _keep(records: UploadedFile, files: list[UploadedFile]) -> str:
    """Store what was sent, privately; the token that finds it again."""
    token = f"{int(timezone.now().timestamp()):010d}-{secrets.token_urlsafe(16)}"
    storage = storages["private"]
    storage.save(f"{FOLDER}/{token}/{LIST}", records)
    for file in files:
        storage.save(f"{FOLDER}/{token}/files/{PurePosixPath(file.name or 'file').name}", file)
    return token


def _kept(token: str) -> str:
    if not _TOKEN.fullmatch(token) or not storages["private"].exists(f"{FOLDER}/{token}/{LIST}"):
        raise UnreadableList(_("The files are kept for a day only. Please send them again."))
    return token


@dataclass(frozen=True)
class Part:
    """What one request had the time for."""

    outcomes: list[Outcome]
    #: The last line that was reached; how many lines the list has, and how many are left.
    last: int
    total: int
    left: int

    @property
    def done(self) -> int:
        """How many lines were reached, in this request and those before it."""
        return self.total - self.left

    @property
    def takes(self) -> int:
        """How many lines would become drafts, as far as they were reached."""
        return sum(outcome.what in (Outcome.NEW, Outcome.UPDATED) for outcome in self.outcomes)


def _run(token: str, user: Any, after: int, *, only_check: bool) -> Part:
    """The import reads a folder; a storage may be elsewhere."""
    storage = storages["private"]
    with tempfile.TemporaryDirectory(prefix="ggsn-import-") as name:
        folder = Path(name)
        try:
            stored = storage.listdir(f"{FOLDER}/{token}/files")[1]
        except FileNotFoundError:
            stored = []
        for file in stored:
            with storage.open(f"{FOLDER}/{token}/files/{file}") as opened, (folder / file).open("wb") as copy:
                shutil.copyfileobj(opened, copy)
        with storage.open(f"{FOLDER}/{token}/{LIST}") as opened:
            content = opened.read()
        run = Import(content, folder, user, only_check=only_check)
        outcomes = list(run.run(after, SECONDS))
        last = outcomes[-1].line if outcomes else after
        left = sum(record.line > last for record in run.records)
        return Part(outcomes, last, len(run.records), left)


def _forget(token: str) -> None:
    storage = storages["private"]
    for folder in (f"{FOLDER}/{token}/files", f"{FOLDER}/{token}"):
        try:
            names = storage.listdir(folder)[1]
        except FileNotFoundError:
            continue
        for name in names:
            storage.delete(f"{folder}/{name}")
        storage.delete(folder)


def _sweep() -> None:
    """Forget what was sent and never taken."""
    oldest = (timezone.now() - KEPT_FOR).timestamp()
    try:
        tokens = storages["private"].listdir(FOLDER)[0]
    except FileNotFoundError:
        return
    for token in tokens:
        if _TOKEN.fullmatch(token) and int(token[:10]) < oldest:
            _forget(token)
