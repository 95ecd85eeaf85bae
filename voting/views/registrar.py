"""The registrar's page: voter codes are made in the browser, and only public keys come here."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from crypto.errors import DecodeError
from crypto.reader import format_time
from voting.bodies import BodyTooLargeError
from voting.errors import VotingError
from voting.mail import voter_page
from voting.models import Election
from voting.registrar import decode_public_keys, longest_body, voters_fingerprint, voters_waiting
from voting.services import public_keys_store
from voting.states import ElectionState
from voting.views.access import official_context, official_page


@official_page
@require_safe
def page(request: HttpRequest, election: Election) -> HttpResponse:
    """The app; it is the same for every election and fetches the rest."""
    context = official_context(
        election,
        codes_url=reverse("official-codes", args=[election.pk]),
        roll_url=reverse("official-registrar-roll", args=[election.pk]),
        keys_url=reverse("official-registrar-keys", args=[election.pk]),
    )
    return render(request, "voting/registrar.html", context)


@official_page
@require_safe
def roll(request: HttpRequest, election: Election) -> HttpResponse:  # noqa: ARG001
    """The voters who need codes, and what stands in their letters."""
    voters = voters_waiting(election) if election.state == ElectionState.DRAFT else []
    return JsonResponse(
        {
            "contact": election.contact.get(election.languages[0], ""),
            "closes": format_time(election.closes_at) if election.closes_at else "",
            "demonstration": election.is_demonstration,
            "election": election.slug,
            "languages": election.languages,
            "opens": format_time(election.opens_at) if election.opens_at else "",
            "page": voter_page(election),
            "roll": voters_fingerprint(voters),
            "time_zone": election.time_zone,
            "title": election.title,
            "voters": [[voter.number, voter.name, voter.email] for voter in voters],
        }
    )


@official_page
@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: HttpRequest, election: Election) -> HttpResponse:
    """Where the public keys go; asked first, it tells the token that has to come with them."""
    try:
        told = _store(request, election) if request.method == "POST" else _desk(request)
        return JsonResponse(told)
    except VotingError as error:
        return _refused(error.status, error.code, error.message)
    except DecodeError as error:
        return _refused(400, "malformed", str(error))


def _desk(request: HttpRequest) -> dict[str, object]:
    """Signing in again gives a new token: the page asks for it just before it sends."""
    return {"token": get_token(request)}


def _store(request: HttpRequest, election: Election) -> dict[str, object]:
    limit = longest_body(election.voters.count())
    if int(request.headers.get("Content-Length") or 0) > limit:
        raise BodyTooLargeError(f"request: expected at most {limit} bytes")
    return {"stored": public_keys_store(election=election, made=decode_public_keys(request.body))}


def _refused(status: int, code: str, message: str) -> JsonResponse:
    return JsonResponse({"code": code, "message": message}, status=status)
