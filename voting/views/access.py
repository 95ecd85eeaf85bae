"""Who may see an official's page, and what all of these pages share.

Every page below /officials/ but those of signing in goes through `official_required`, and every one
about an election through `official_page`; tests/voting/test_permissions.py holds that for all.
"""

import logging
from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from voting.acts import act_title
from voting.errors import NotFoundError
from voting.models import Election, Trustee
from voting.selectors import election_of, proposals_waiting, trustee_get
from voting.services import official_joined
from voting.sessions import (
    FRESH_TO_ACT,
    FRESH_TO_SEE,
    Standing,
    is_fresh,
    session_standing,
    session_touch,
)
from voting.words import state_banner

logger = logging.getLogger(__name__)
View = Callable[..., HttpResponseBase]

# Asked for by scripts every few seconds, so they say nothing about whether somebody is there.
ASKED_BY_SCRIPTS = frozenset(
    {
        "official-codes-state",
        "official-key-holders-state",
        "official-voters-check-state",
        "official-watch-numbers",
    }
)
SAFE = ("GET", "HEAD")


def signed_in(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def official_required(view: View) -> View:
    """Let in whoever took both steps of signing in, and lead others to the step they lack."""

    @never_cache
    @wraps(view)
    def page(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        standing = session_standing(request)
        if standing in (Standing.NOBODY, Standing.OVER):
            return _sign_in_first(request, standing)
        if standing is Standing.FIRST_STEP:
            return second_step_first(request)
        if _name(request) not in ASKED_BY_SCRIPTS:
            session_touch(request)
        return view(request, *args, **kwargs)

    return page


def official_page(view: View) -> View:
    """Let in officials of the election only; to others it does not exist."""

    @official_required
    @wraps(view)
    def page(
        request: HttpRequest, election_id: UUID, *args: object, **kwargs: object
    ) -> HttpResponseBase:
        user = signed_in(request)
        try:
            election = election_of(user, election_id)
        except NotFoundError as error:
            logger.warning("account %s refused for election %s", user.pk, election_id)
            raise Http404 from error
        official_joined(election=election, user=user)
        return view(request, election, *args, **kwargs)

    return page


def act_page(view: View) -> View:
    """An official's page with an act that cannot be undone: the second step has to be recent."""

    @official_page
    @wraps(view)
    def page(
        request: HttpRequest, election: Election, *args: object, **kwargs: object
    ) -> HttpResponseBase:
        limit = FRESH_TO_SEE if request.method in SAFE else FRESH_TO_ACT
        if not is_fresh(request, limit):
            logger.info("account %s asked for its second step again", signed_in(request).pk)
            return second_step_first(request)
        return view(request, election, *args, **kwargs)

    return page


def second_step_first(request: HttpRequest) -> HttpResponseBase:
    """Lead to the second step and back to the page. What was sent in a form is not done."""
    if request.method not in SAFE:
        messages.info(request, _("Nothing was done yet. Sign in again, then repeat it."))
    # Some addresses take forms and nothing else: the page that the form stood on is the one.
    is_page = request.method in SAFE
    back = request.get_full_path() if is_page else request.headers.get("Referer", "")
    return HttpResponseRedirect(f"{reverse('second-step')}?{urlencode({'next': back})}")


def next_page(request: HttpRequest) -> str:
    """Where to go after signing in: a page of ours, or the list of elections."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else reverse("officials")


def _sign_in_first(request: HttpRequest, standing: Standing) -> HttpResponseBase:
    if standing is Standing.OVER:
        logout(request)
        messages.info(request, _("You were signed out, because nothing was done for a while."))
    elif request.method not in SAFE:
        logger.warning("nobody refused at %s", _name(request))
    return redirect_to_login(request.get_full_path())


def _name(request: HttpRequest) -> str:
    return request.resolver_match.url_name or "" if request.resolver_match else ""


def trustee_or_404(election: Election, index: int) -> Trustee:
    try:
        trustee = trustee_get(election, index)
    except NotFoundError as error:
        raise Http404 from error
    trustee.election = election
    return trustee


def navigation(current: str = "") -> list[dict[str, object]]:
    items = (
        (_("Your elections"), "officials"),
        (_("Signing in"), "second-step-set-up"),
        (_("Help"), "help"),
    )
    return [
        {"text": text, "url": reverse(name), "is_current": name == current} for text, name in items
    ]


def official_context(election: Election, **more: object) -> dict[str, object]:
    """What every page about one election needs."""
    return {
        "election": election,
        "banner": state_banner(election),
        "is_demonstration": election.is_demonstration,
        "is_official": True,
        "navigation": navigation(),
        "service_name": election.title_text,
        "service_url": reverse("official-election", args=[election.pk]),
        "home_url": reverse("official-election", args=[election.pk]),
        "proposals": [
            {"row": row, "title": act_title(row.act)} for row in proposals_waiting(election)
        ],
        **more,
    }
