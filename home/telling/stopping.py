"""Stopping mails without logging in: a link that is signed for a person and a kind of news (RFC 8058).

Reading the page stops nothing, because programs that look for dangerous links open it; its button does, and so does the
mail program's own button, which sends a form of one field and no cookie.
"""

from __future__ import annotations

from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from home import i18n
from home.models import Frequency, News, NewsChoice, User

_signer = Signer(salt="home.telling.stopping")


def address(user: User, news: str) -> str:
    """Where somebody stops one kind of news, in the active language. It does not expire, as mails do not."""
    return reverse("stop_news", args=[_signer.sign(f"{user.pk}.{news}")])


def _read(token: str) -> tuple[int, News]:
    """Whose it is, and of what. Raises BadSignature, and ValueError for a kind of news that there is no more."""
    user, news = _signer.unsign(token).split(".")
    return int(user), News(news)


@csrf_exempt  # the mail program has no cookie, and whoever has the link may do this and nothing else
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """A GET shows a button, a POST stops the mails. Raises Http404 for a link that is not ours."""
    try:
        pk, news = _read(token)
    except (BadSignature, ValueError) as error:
        raise Http404 from error
    user = get_object_or_404(User, pk=pk)
    is_stopped = request.method == "POST"
    if is_stopped:
        NewsChoice.objects.update_or_create(user=user, news=news, defaults={"frequency": Frequency.NEVER})
    reading = i18n.ViewReading(request.path, i18n.active_locale().language_code)
    context = {"reading": reading, "news": news.label, "is_stopped": is_stopped, "noindex": True}
    return render(request, "home/telling/stop.html", context)
