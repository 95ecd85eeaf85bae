"""Changes of the voter list after the freeze, which take two organisers."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from board.models import Entry
from crypto.canonical_json import JsonValue
from voting.acts import Act, Content, act_register
from voting.errors import NotFoundError, StateError
from voting.mail import voter_link
from voting.models import Election, Voter
from voting.registrar import NewKey
from voting.services import VoterCode, code_replace, public_key_replace, roll_change
from voting.services.roll_changes import CHANGING_STATES
from voting.states import STATE_NAMES
from voting.tasks import new_code_enqueue
from voting.views.access import official_context

Lines = list[tuple[str, str]]


def acts_register() -> None:
    for act in (VOTER_OFF, NEW_CODE_MAIL, NEW_CODE_HAND, NEW_CODE_MADE):
        act_register(act)


def voter_content(voter: Voter, reason: str) -> Content:
    """What all of these acts are about: one voter, with the code they have now."""
    return {"number": voter.number, "old": voter.credential or "", "reason": reason}


def _voter(election: Election, content: Content) -> Voter:
    voter = election.voters.filter(number=int(str(content["number"]))).first()
    if voter is None:
        raise NotFoundError(_("there is no such voter on the list"))
    voter.election = election
    return voter


def _about(election: Election, content: Content) -> JsonValue:
    if election.state not in CHANGING_STATES:
        raise StateError(
            _("cannot change the voter list: the election is %(state)s")
            % {"state": STATE_NAMES[election.state]}
        )
    if (_voter(election, content).credential or "") != content["old"]:
        raise StateError(_("This voter has got a new code already. Look at the list again."))
    return {"election": election.election_hash}


def _lines(election: Election, content: Content) -> Lines:
    voter = _voter(election, content)
    return [(_("Voter"), f"{voter.number}. {voter.name}"), (_("Email"), voter.email)]


def _off(election: Election, content: Content) -> Entry:
    number = int(str(content["number"]))
    return roll_change(election=election, changes={number: ""}, reason=str(content["reason"]))


def _off_answer(
    request: HttpRequest, election: Election, content: Content, _made: object
) -> HttpResponse:
    words = _("%(name)s is off the list. It stands on the public record.")
    messages.success(request, words % {"name": _voter(election, content).name})
    return redirect("official-voters", election.pk)


VOTER_OFF = Act(
    name="voter-off",
    title=gettext_lazy("Take a voter off the list"),
    bound=_about,
    perform=_off,
    lines=_lines,
    answer=_off_answer,
)


def _mail_answer(
    request: HttpRequest, election: Election, content: Content, _made: object
) -> HttpResponse:
    """The code is made while it is mailed, so that it is nowhere else."""
    voter = _voter(election, content)
    new_code_enqueue(voter, str(content["reason"]))
    words = _("A new code for %(name)s is being made and mailed.")
    messages.success(request, words % {"name": voter.name})
    return redirect("official-voters", election.pk)


NEW_CODE_MAIL = Act(
    name="new-code-mail",
    title=gettext_lazy("Mail a voter a new code"),
    bound=_about,
    perform=_voter,
    lines=_lines,
    answer=_mail_answer,
)


def _by_hand(election: Election, content: Content) -> VoterCode:
    made = code_replace(
        voter=_voter(election, content),
        credential=str(content["old"]),
        reason=str(content["reason"]),
    )
    if made is None:
        raise StateError(_("This voter has got a new code already. Look at the list again."))
    return made


def _hand_lines(election: Election, content: Content) -> Lines:
    words = _("Whoever agrees sees the code once, and hands it to the voter.")
    return [*_lines(election, content), (_("Way"), words)]


def _hand_answer(
    request: HttpRequest, election: Election, content: Content, made: object
) -> HttpResponse:
    if not isinstance(made, VoterCode):
        return redirect("official-voters", election.pk)
    link = voter_link(election, made.code)
    voter = _voter(election, content)
    context = official_context(election, voter=voter, code=made.code, link=link)
    return render(request, "voting/voter_code_shown.html", context)


NEW_CODE_HAND = Act(
    name="new-code-hand",
    title=gettext_lazy("Give a voter a new code by hand"),
    bound=_about,
    perform=_by_hand,
    lines=_hand_lines,
    answer=_hand_answer,
)


def _store(election: Election, content: Content) -> None:
    made = NewKey(
        key=str(content["key"]),
        old=str(content["old"]),
        reason=str(content["reason"]),
        typed="",
    )
    public_key_replace(election=election, number=int(str(content["number"])), made=made)


def _made_lines(election: Election, content: Content) -> Lines:
    words = _("Whoever proposes this made the code on their computer, and gives it to the voter.")
    return [*_lines(election, content), (_("Way"), words)]


def _made_answer(
    request: HttpRequest, election: Election, _content: Content, _made: object
) -> HttpResponse:
    """To the page that made the code where one was enough, and to a person otherwise."""
    if request.content_type == "application/json":
        return JsonResponse({"stored": 1})
    messages.success(request, _("The new code is in force. The old one does not work any more."))
    return redirect("official-voters", election.pk)


NEW_CODE_MADE = Act(
    name="new-code-made",
    title=gettext_lazy("Replace a voter’s code by one made on an organiser’s computer"),
    bound=_about,
    perform=_store,
    lines=_made_lines,
    answer=_made_answer,
)
