"""Who may see an official's page, and what all of these pages share."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from voting.errors import NotFoundError
from voting.models import Election, Trustee
from voting.selectors import election_of, trustee_get
from voting.words import state_banner

logger = logging.getLogger(__name__)
Params = ParamSpec("Params")
ElectionView = Callable[Concatenate[HttpRequest, Election, Params], HttpResponseBase]


def signed_in(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def official_page(view: ElectionView[Params]) -> Callable[..., HttpResponseBase]:
    """Let in officials of the election only; to others it does not exist."""

    @never_cache
    @login_required
    @wraps(view)
    def page(
        request: HttpRequest, election_id: UUID, *args: Params.args, **kwargs: Params.kwargs
    ) -> HttpResponseBase:
        user = signed_in(request)
        try:
            election = election_of(user, election_id)
        except NotFoundError as error:
            logger.warning("account %s refused for election %s", user.pk, election_id)
            raise Http404 from error
        return view(request, election, *args, **kwargs)

    return page


def trustee_or_404(election: Election, index: int) -> Trustee:
    try:
        trustee = trustee_get(election, index)
    except NotFoundError as error:
        raise Http404 from error
    trustee.election = election
    return trustee


def navigation(current: str = "") -> list[dict[str, object]]:
    items = ((_("Your elections"), "officials"), (_("Help"), "help"))
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
        **more,
    }
