"""The acts of this room that take two organisers: what each is about and how it is done."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crypto.canonical_json import JsonValue
from voting.acts import Act, Content, act_register
from voting.errors import NotFoundError, StateError
from voting.models import Election, ElectionOfficial
from voting.services import (
    election_cancel,
    election_extend,
    election_freeze,
    election_open_checked,
    official_invite,
    official_remove,
    opening_check,
    opening_plan,
)
from voting.services.freeze import freeze_about
from voting.states import ElectionState, verify_move, verify_state
from voting.tasks import organiser_enqueue
from voting.words import moment_text

Lines = list[tuple[str, str]]


def acts_register() -> None:
    for act in (FREEZE, OPEN, OPEN_PLAN, OPEN_PLAN_OFF, EXTEND, CANCEL):
        act_register(act)
    act_register(ORGANISER_ADD)
    act_register(ORGANISER_REMOVE)


def to_task_list(request: HttpRequest, election: Election, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("official-election", election.pk)


def moment_in_zone(moment: datetime | None, election: Election) -> str:
    return f"{moment_text(moment, election)} ({election.time_zone})" if moment else ""


def _planned(election: Election, _content: Content) -> Lines:
    return [
        (_("Voting opens"), moment_in_zone(election.opens_at, election)),
        (_("Voting closes"), moment_in_zone(election.closes_at, election)),
    ]


# --- Freezing -----------------------------------------------------------------------------------


def _freeze_about(election: Election, _content: Content) -> JsonValue:
    return freeze_about(election)


def _frozen(
    request: HttpRequest, election: Election, _content: Content, _made: object
) -> HttpResponse:
    return to_task_list(request, election, _("The election is frozen. Everyone can see it now."))


FREEZE = Act(
    name="freeze",
    title=gettext_lazy("Freeze the election"),
    bound=_freeze_about,
    perform=lambda election, _content: election_freeze(election=election),
    lines=_planned,
    answer=_frozen,
    done_in=frozenset({ElectionState.FROZEN}),
)


# --- Opening ------------------------------------------------------------------------------------


def _open_about(election: Election, _content: Content) -> JsonValue:
    verify_move(current=election.state, wanted=ElectionState.OPEN)
    return {"closes": str(election.closes_at), "election": election.election_hash}


def _opened(
    request: HttpRequest, election: Election, _content: Content, _made: object
) -> HttpResponse:
    words = _("Voting is open. We made, checked and opened 3 test ballots: all fine.")
    return to_task_list(request, election, words)


OPEN = Act(
    name="open",
    title=gettext_lazy("Open voting"),
    bound=_open_about,
    prepare=lambda election, _content: opening_check(election),
    perform=lambda election, _content: election_open_checked(election=election),
    lines=_planned,
    answer=_opened,
    done_in=frozenset({ElectionState.OPEN}),
)


def _plan_about(election: Election, _content: Content) -> JsonValue:
    verify_state(current=election.state, allowed=ElectionState.FROZEN, act=_("plan the opening"))
    return {"opens": str(election.opens_at), "election": election.election_hash}


def _plan_lines(election: Election, content: Content) -> Lines:
    return [(_("Plan"), _("It will open by itself.")), *_planned(election, content)]


def _planned_answer(
    _request: HttpRequest, election: Election, _content: Content, _made: object
) -> HttpResponse:
    return redirect("official-open", election.pk)


OPEN_PLAN = Act(
    name="open-plan",
    title=gettext_lazy("Open by itself at the planned time"),
    bound=_plan_about,
    perform=lambda election, _content: opening_plan(election=election, opens_by_itself=True),
    lines=_plan_lines,
    answer=_planned_answer,
)
# Whoever sees a fault in the last minute can stop it; nothing is lost by that.
OPEN_PLAN_OFF = Act(
    name="open-plan-off",
    title=gettext_lazy("Do not open by itself"),
    bound=_plan_about,
    perform=lambda election, _content: opening_plan(election=election, opens_by_itself=False),
    lines=_planned,
    answer=_planned_answer,
    takes_one=True,
)


# --- Extending ----------------------------------------------------------------------------------


def _extend_about(election: Election, _content: Content) -> JsonValue:
    verify_state(current=election.state, allowed=ElectionState.OPEN, act=_("extend voting"))
    return {"closes": str(election.closes_at), "election": election.election_hash}


def _extend(election: Election, content: Content) -> Election:
    return election_extend(
        election=election,
        closes_at=datetime.fromisoformat(str(content["closes"])),
        reason=str(content["reason"]),
    )


def _extend_lines(election: Election, content: Content) -> Lines:
    later = datetime.fromisoformat(str(content["closes"]))
    return [
        (_("Voting closes now"), moment_in_zone(election.closes_at, election)),
        (_("New closing time"), moment_in_zone(later, election)),
    ]


def _extended(
    request: HttpRequest, election: Election, _content: Content, _made: object
) -> HttpResponse:
    return to_task_list(request, election, _("Voting is extended."))


EXTEND = Act(
    name="extend",
    title=gettext_lazy("Extend voting"),
    bound=_extend_about,
    perform=_extend,
    lines=_extend_lines,
    answer=_extended,
)


# --- Calling off --------------------------------------------------------------------------------


def _cancel_about(election: Election, _content: Content) -> JsonValue:
    verify_move(current=election.state, wanted=ElectionState.CANCELLED)
    return {"election": election.election_hash, "state": election.state}


def _cancelled(
    request: HttpRequest, election: Election, _content: Content, _made: object
) -> HttpResponse:
    return to_task_list(request, election, _("The election is called off."))


CANCEL = Act(
    name="cancel",
    title=gettext_lazy("Call off the election"),
    bound=_cancel_about,
    perform=lambda election, content: election_cancel(
        election=election, reason=str(content["reason"])
    ),
    lines=_planned,
    answer=_cancelled,
    done_in=frozenset({ElectionState.CANCELLED}),
    alone_in=frozenset({ElectionState.DRAFT}),
)


# --- Organisers ---------------------------------------------------------------------------------


def _add_about(election: Election, content: Content) -> JsonValue:
    email = str(content["email"])
    if election.officials.filter(user__username=email).exists():
        raise StateError(_("email: there is already an official with this address"))
    return {"organisers": election.officials.count()}


def _add(election: Election, content: Content) -> ElectionOfficial:
    return official_invite(
        election=election,
        email=str(content["email"]),
        name=str(content["name"]),
        added_by=User.objects.get(pk=int(str(content["by"]))),
    )


def _add_lines(_election: Election, content: Content) -> Lines:
    return [(_("Name"), str(content["name"])), (_("Email"), str(content["email"]))]


def _added(
    request: HttpRequest, election: Election, _content: Content, made: object
) -> HttpResponse:
    if isinstance(made, ElectionOfficial):
        organiser_enqueue(made)
    messages.success(request, _("They are added. A message tells them how to sign in."))
    return redirect("official-organisers", election.pk)


ORGANISER_ADD = Act(
    name="organiser-add",
    title=gettext_lazy("Add an organiser"),
    bound=_add_about,
    perform=_add,
    lines=_add_lines,
    answer=_added,
    alone_in=frozenset(ElectionState.values),
)


def _remove_about(election: Election, content: Content) -> JsonValue:
    row = election.officials.filter(pk=int(str(content["official"]))).first()
    if row is None:
        raise NotFoundError(_("there is no such organiser"))
    return {"user": row.user_id}


def _remove(election: Election, content: Content) -> ElectionOfficial:
    return official_remove(election=election, official_id=int(str(content["official"])))


def _remove_lines(election: Election, content: Content) -> Lines:
    row = election.officials.select_related("user").get(pk=int(str(content["official"])))
    return [(_("Name"), row.user.first_name), (_("Email"), row.user.email)]


def _removed(
    request: HttpRequest, election: Election, _content: Content, made: object
) -> HttpResponse:
    messages.success(request, _("The organiser is removed."))
    is_own = isinstance(made, ElectionOfficial) and made.user == request.user
    return redirect("officials") if is_own else redirect("official-organisers", election.pk)


ORGANISER_REMOVE = Act(
    name="organiser-remove",
    title=gettext_lazy("Remove an organiser"),
    bound=_remove_about,
    perform=_remove,
    lines=_remove_lines,
    answer=_removed,
    alone_in=frozenset(ElectionState.values),
)
