from dataclasses import dataclass
from uuid import UUID

from csp.constants import NONE
from csp.decorators import csp
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ballots.forms import BallotCodeForm
from ballots.opened import HeldQuestion, test_ballot_held
from ballots.qr import code_address, qr_file
from ballots.receipts import receipt_name, receipt_shown
from ballots.selectors import standing_by_tracker, submission_get
from board.errors import BoardError
from board.queries import LARGEST, decode_numbers
from crypto.ballot import parse_tracker
from crypto.errors import DecodeError
from voting.errors import NotFoundError
from voting.models import Election
from voting.selectors import election_public

# For what is no page: a picture, and a file with a policy of its own in it.
NOTHING = {
    "default-src": [NONE],
    "base-uri": [NONE],
    "form-action": [NONE],
    "frame-ancestors": [NONE],
    "require-trusted-types-for": ["'script'"],
    "trusted-types": [NONE],
}


@dataclass(frozen=True, slots=True)
class CodeAnswer:
    status: str
    tracker: str
    index: int | None = None
    replaced_by: int | None = None
    record_url: str = ""
    receipt_url: str = ""
    held: tuple[HeldQuestion, ...] = ()  # of a test ballot: what it held


@never_cache
@require_safe
def booth(request: HttpRequest, election_id: UUID) -> HttpResponse:
    """The page is the same for every voter; the booth's scripts fetch the rest."""
    return render(request, "ballots/booth.html", _frame(_public(election_id)))


@require_safe
def code(request: HttpRequest, election_id: UUID) -> HttpResponse:
    election = _public(election_id)
    form = BallotCodeForm(request.GET if "code" in request.GET else None)
    answer = _answer(election, form.cleaned_data["code"]) if form.is_valid() else None
    return render(
        request, "ballots/code.html", {**_frame(election), "form": form, "answer": answer}
    )


@require_safe
# csp knows the types of views that take nothing but a request.
@csp(NOTHING)  # type: ignore[arg-type]
def code_qr(request: HttpRequest, election_id: UUID, code: str) -> HttpResponse:  # noqa: ARG001
    """The address of the code's page as a QR code, whether or not there is such a ballot."""
    try:
        image = qr_file(code_address(_public(election_id), code))
    except DecodeError as error:
        raise Http404 from error
    return HttpResponse(image, content_type="image/svg+xml")


@never_cache
@require_safe
@csp(NOTHING | {"sandbox": True})  # type: ignore[arg-type]
def receipt(request: HttpRequest, election_id: UUID, ballot_hash: bytes) -> HttpResponse:
    """A file to keep: browsers save it and do not open it from here.

    It is of the newest checkpoint, or with `size` of the one over so many entries.
    """
    election = _public(election_id)
    try:
        sizes = decode_numbers(request.GET, {"size": (1, LARGEST)}) if request.GET else {}
        submission = submission_get(election.pk, ballot_hash.hex())
        shown = receipt_shown(election, submission, sizes.get("size"))
    except (NotFoundError, BoardError) as error:
        raise Http404 from error
    answer = render(request, "ballots/receipt.html", {"receipt": shown})
    answer["Content-Disposition"] = f'attachment; filename="{receipt_name(shown.code)}"'
    return answer


def _public(election_id: UUID) -> Election:
    try:
        return election_public(election_id)
    except NotFoundError as error:
        raise Http404 from error


def _answer(election: Election, text: str) -> CodeAnswer:
    standing = standing_by_tracker(election, text)
    if standing is None:
        return CodeAnswer(status="not_found", tracker=parse_tracker(text))
    return CodeAnswer(
        status=standing.status,
        tracker=standing.tracker,
        index=standing.index,
        replaced_by=standing.replaced_by,
        record_url=reverse("record-entry", args=[election.slug, standing.index]),
        receipt_url=reverse(
            "ballot-receipt", args=[election.pk, bytes.fromhex(standing.ballot_hash)]
        ),
        held=test_ballot_held(election, standing) if standing.status == "test" else (),
    )


def _frame(election: Election) -> dict[str, object]:
    return {
        "election": election,
        "is_demonstration": election.is_demonstration,
        "service_name": election.title_text,
        "service_url": f"/e/{election.slug}/",
    }
