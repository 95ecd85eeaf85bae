"""The registrar's page: voter codes are made in the browser, and only public keys come here."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from crypto.errors import DecodeError
from crypto.reader import format_time
from voting.acts import Content
from voting.bodies import read_body
from voting.errors import InputError, NotFoundError, VotingError
from voting.forms.roll_changes import VoterActForm
from voting.mail import voter_page
from voting.models import Election
from voting.registrar import (
    LONGEST_NEW_KEY,
    WaitingVoter,
    decode_new_key,
    decode_public_keys,
    longest_body,
    voters_fingerprint,
    voters_waiting,
)
from voting.roll_acts import voter_content
from voting.services import public_keys_store, reason_clean
from voting.services.roll_changes import CHANGING_STATES
from voting.sessions import FRESH_TO_ACT, is_fresh
from voting.states import ElectionState
from voting.views.access import (
    act_page,
    official_context,
    official_page,
    second_step_first,
)
from voting.views.acts import act_ask


@require_safe
def _page(request: HttpRequest, election: Election, number: int | None = None) -> HttpResponse:
    """The app, for all voters without a code or for one who needs another; it fetches the rest."""
    name = "official-registrar-one" if number else "official-registrar"
    arguments = [election.pk, number] if number else [election.pk]
    context = official_context(
        election,
        back_url=reverse("official-voters" if number else "official-codes", args=[election.pk]),
        roll_url=reverse(f"{name}-roll", args=arguments),
        keys_url=reverse(f"{name}-keys", args=arguments),
    )
    return render(request, "voting/registrar.html", context)


page = official_page(_page)
one_page = act_page(_page)


@official_page
@require_safe
def roll(request: HttpRequest, election: Election, number: int | None = None) -> HttpResponse:  # noqa: ARG001
    """The voters who need codes, and what stands in their letters."""
    voters, fingerprint = _one(election, number) if number else _all(election)
    return JsonResponse(
        {
            "closes": format_time(election.closes_at) if election.closes_at else "",
            "contact": election.contact.get(election.languages[0], ""),
            "demonstration": election.is_demonstration,
            "election": election.slug,
            "languages": election.languages,
            "opens": format_time(election.opens_at) if election.opens_at else "",
            "page": voter_page(election),
            "renews": number is not None,
            "roll": fingerprint,
            "time_zone": election.time_zone,
            "title": election.title,
            "voters": [[voter.number, voter.name, voter.email] for voter in voters],
        }
    )


def _all(election: Election) -> tuple[list[WaitingVoter], str]:
    voters = voters_waiting(election) if election.state == ElectionState.DRAFT else []
    return voters, voters_fingerprint(voters)


def _one(election: Election, number: int) -> tuple[list[WaitingVoter], str]:
    """The voter, if a new code is possible now, and the public key that it would replace."""
    voter = election.voters.filter(number=number).first()
    if voter is None or voter.credential is None or election.state not in CHANGING_STATES:
        return [], voters_fingerprint([])
    return [WaitingVoter(voter.number, voter.name, voter.email)], voter.credential


@official_page
@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: HttpRequest, election: Election, number: int | None = None) -> HttpResponseBase:
    """Where the public keys go; asked first, it tells the token that has to come with them."""
    try:
        if request.method != "POST":
            return JsonResponse(_desk(request))
        return (
            _replace(request, election, number)
            if number
            else JsonResponse(_store(request, election))
        )
    except VotingError as error:
        return _refused(error.status, error.code, error.message)
    except DecodeError as error:
        return _refused(400, "malformed", str(error))


def _desk(request: HttpRequest) -> dict[str, object]:
    """Signing in again gives a new token: the page asks for it just before it sends."""
    return {"token": get_token(request)}


def _store(request: HttpRequest, election: Election) -> dict[str, object]:
    body = read_body(request, longest_body(election.voters.count()))
    return {"stored": public_keys_store(election=election, made=decode_public_keys(body))}


def _replace(request: HttpRequest, election: Election, number: int) -> HttpResponseBase:
    """In force at once, or when a second organiser agrees; the page tells which by `stored`.

    Sent again because the answer was lost, it changes nothing.
    """
    made = decode_new_key(read_body(request, LONGEST_NEW_KEY))
    voter = election.voters.filter(number=number).first()
    if voter is None:
        raise NotFoundError(_("there is no such voter"))
    if not is_fresh(request, FRESH_TO_ACT):
        return second_step_first(request)
    form = VoterActForm({"reason": made.reason, "typed": made.typed}, voter=voter)
    if not form.is_valid():
        raise InputError(next(str(error[0]) for error in form.errors.values()))
    if voter.credential == made.key:
        return JsonResponse({"stored": 1})
    voter.election, reason = election, reason_clean(form.cleaned_data["reason"])
    content: Content = {**voter_content(voter, reason), "key": made.key, "old": made.old}
    answer = act_ask(request, election, "new-code-made", content, reason=reason)
    return answer if isinstance(answer, JsonResponse) else JsonResponse({"stored": 0})


def _refused(status: int, code: str, message: str) -> JsonResponse:
    return JsonResponse({"code": code, "message": message}, status=status)
