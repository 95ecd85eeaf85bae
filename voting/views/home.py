"""An official's elections, and the task list of one (screen O1)."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from voting.errors import VotingError
from voting.forms.elections import ElectionForm, NewElectionForm, election_initial
from voting.models import CeremonyPhase, Election
from voting.readiness import freeze_missing, keys_missing, organisers_missing, waived_names
from voting.selectors import RollCounts, elections_of, roll_counts
from voting.services import election_create, election_update
from voting.states import ElectionState
from voting.translations import language_name, missing_by_language
from voting.views.access import (
    navigation,
    official_context,
    official_page,
    official_required,
    signed_in,
)
from voting.words import light_words, state_banner

DONE = gettext_lazy("Completed")
BEFORE_OPEN = (ElectionState.DRAFT, ElectionState.FROZEN)
COUNTABLE = (ElectionState.CLOSED, ElectionState.COUNTING, ElectionState.COUNTED)


@dataclass(frozen=True, slots=True)
class Task:
    title: str
    url: str = ""
    hint: str = ""
    status: str = ""
    colour: str = ""


@official_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    rows = [
        [
            {
                "text": election.title_text,
                "url": reverse("official-election", args=[election.pk]),
            },
            {"text": state_banner(election).tag, "tag": state_banner(election).colour},
            {"text": _("Copy"), "url": reverse("official-copy", args=[election.pk])},
        ]
        for election in elections_of(signed_in(request))
    ]
    context = {
        "columns": [{"text": _("Election")}, {"text": _("State")}, {"text": _("Actions")}],
        "rows": rows,
        "is_official": True,
        "navigation": navigation("officials"),
    }
    return render(request, "voting/officials.html", context)


@official_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    form = NewElectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            election = election_create(
                draft=form.draft(),
                official=signed_in(request),
                is_demonstration=form.cleaned_data["is_demonstration"],
            )
        except VotingError as error:
            form.add_error(None, error.message)
        else:
            return redirect("official-election", election.pk)
    context = {"form": form, "is_official": True, "navigation": navigation("officials")}
    return render(request, "voting/election_form.html", context)


@official_page
@require_http_methods(["GET", "HEAD", "POST"])
def details(request: HttpRequest, election: Election) -> HttpResponse:
    form = ElectionForm(request.POST or None, initial=election_initial(election), election=election)
    if request.method == "POST" and form.is_valid():
        try:
            election_update(election=election, draft=form.draft(election))
        except VotingError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Title and times are saved."))
            return redirect("official-election", election.pk)
    return render(request, "voting/election_form.html", official_context(election, form=form))


@official_page
@require_safe
def task_list(request: HttpRequest, election: Election) -> HttpResponse:
    counts = roll_counts(election)
    context = official_context(
        election,
        preparation=preparation_tasks(election, counts),
        voting=voting_tasks(election),
        counts=counts,
        can_cancel=election.state not in (ElectionState.PUBLISHED, ElectionState.CANCELLED),
        public_url=reverse("election", args=[election.pk]),
    )
    return render(request, "voting/task_list.html", context)


def preparation_tasks(election: Election, counts: RollCounts) -> list[Task]:
    return [
        _details_task(election),
        _questions_task(election),
        *_translation_tasks(election),
        _voters_task(election, counts),
        _key_holders_task(election),
        *_organisers_task(election),
        _freeze_task(election),
    ]


def voting_tasks(election: Election) -> list[Task]:
    """Opening and what comes after it; the pages from closing on belong to the count."""
    state = ElectionState(election.state)
    page = reverse("official-election", args=[election.pk])
    return [
        _open_task(election, page),
        _task(
            _("Watch voting"),
            page + "watch" if state is ElectionState.OPEN else "",
            _("Voting is not open.") if state in BEFORE_OPEN else "",
            is_done=state not in BEFORE_OPEN and state is not ElectionState.OPEN,
        ),
        *_light_task(election),
        _task(
            _("Close voting"),
            page + "close" if state is ElectionState.OPEN else "",
            _("Voting is not open.") if state in BEFORE_OPEN else "",
            is_done=state not in BEFORE_OPEN and state is not ElectionState.OPEN,
        ),
        _task(
            _("Count the votes"),
            page + "count" if state in COUNTABLE else "",
            "" if state in COUNTABLE else _("Voting has not closed."),
            is_done=state in (ElectionState.COUNTED, ElectionState.PUBLISHED),
        ),
        _task(
            _("Publish the results"),
            page + "publish" if state is ElectionState.COUNTED else "",
            "" if state is ElectionState.COUNTED else _("The votes are not counted."),
            is_done=state is ElectionState.PUBLISHED,
        ),
    ]


def _task(title: str, url: str, why_not: str, *, is_done: bool) -> Task:
    if is_done:
        return Task(title, url, status=str(DONE))
    if url:
        return Task(title, url, status=_("To do"), colour="default")
    return Task(title, hint=why_not, status=_("Cannot start yet"))


def _page(election: Election, name: str) -> str:
    """Address of a page that changes a draft; none when the draft is over."""
    is_draft = election.state == ElectionState.DRAFT
    return reverse(name, args=[election.pk]) if is_draft else ""


def _details_task(election: Election) -> Task:
    is_done = election.opens_at is not None and election.closes_at is not None
    url = _page(election, "official-details")
    if not is_done and url:
        return Task(_("Title and times"), url, status=_("Times are missing"), colour="yellow")
    return Task(_("Title and times"), url, status=str(DONE))


def _questions_task(election: Election) -> Task:
    count = election.contests.count()
    hint = _("%(count)s so far") % {"count": count} if count else ""
    url = _page(election, "official-questions")
    return _task(_("Write the questions"), url, hint, is_done=count > 0)


def _translation_tasks(election: Election) -> list[Task]:
    if election.state != ElectionState.DRAFT:
        return []
    return [
        _translation_task(election, language, missing)
        for language, missing in missing_by_language(election).items()
    ]


def _translation_task(election: Election, language: str, missing: int) -> Task:
    title = _("Texts in %(language)s") % {"language": language_name(language)}
    url = reverse("official-translations", args=[election.pk, language])
    if not missing:
        return Task(title, url, status=str(DONE))
    words = ngettext("%(count)s text is missing", "%(count)s texts are missing", missing)
    return Task(title, url, status=words % {"count": missing}, colour="yellow")


def _voters_task(election: Election, counts: RollCounts) -> Task:
    title, url = _("Add voters"), reverse("official-voters", args=[election.pk])
    if counts.voters and counts.with_credential < counts.voters:
        words = ngettext(
            "%(count)s voter on the list", "%(count)s voters on the list", counts.voters
        )
        hint = words % {"count": counts.voters}
        return Task(title, url, hint, status=_("Voter codes are missing"), colour="yellow")
    return _task(title, url, "", is_done=counts.voters > 0)


def _key_holders_task(election: Election) -> Task:
    title = _("Choose key holders")
    url = reverse("official-key-holders", args=[election.pk])
    if election.state != ElectionState.DRAFT:
        return Task(title, url, status=str(DONE))
    if election.ceremony_phase == CeremonyPhase.STOPPED:
        return Task(title, url, status=_("Stopped"), colour="red")
    if election.ceremony_phase == CeremonyPhase.NONE:
        return _task(title, url, "", is_done=False)
    waived = waived_names(election)
    hint = _("Going on without: %(names)s") % {"names": ", ".join(waived)} if waived else ""
    if any(keys_missing(election)):
        return Task(title, url, hint, status=_("Waiting for key holders"), colour="yellow")
    return Task(title, url, hint, status=str(DONE))


def _organisers_task(election: Election) -> list[Task]:
    """A demonstration needs one organiser only."""
    if election.is_demonstration:
        return []
    title, url = _("Find a second organiser"), reverse("official-organisers", args=[election.pk])
    if not organisers_missing(election):
        return [Task(title, url, status=str(DONE))]
    if election.officials.count() > 1:
        hint = _("They have not signed in with both steps yet.")
        return [Task(title, url, hint, status=_("Waiting for them"), colour="yellow")]
    return [_task(title, url, "", is_done=False)]


def _light_task(election: Election) -> list[Task]:
    light = light_words(election)
    if light is None:
        return []
    return [
        Task(
            _("Can we still count?"),
            reverse("official-key-holders", args=[election.pk]),
            light.sentences[0],
            status=f"{light.icon}\N{NO-BREAK SPACE}{light.answer}",
            colour=light.colour,
        )
    ]


def _freeze_task(election: Election) -> Task:
    title = _("Check and freeze")
    if election.state != ElectionState.DRAFT:
        return Task(title, status=str(DONE))
    url = reverse("official-freeze", args=[election.pk])
    missing = [*freeze_missing(election), *organisers_missing(election)]
    if missing:
        words = ngettext("%(count)s thing is missing", "%(count)s things are missing", len(missing))
        return Task(title, url, status=words % {"count": len(missing)})
    return Task(title, url, status=_("Ready"), colour="green")


def _open_task(election: Election, page: str) -> Task:
    state = ElectionState(election.state)
    if state is ElectionState.FROZEN and election.opens_on_schedule:
        return Task(_("Open voting"), page + "open", status=_("Opens by itself"), colour="green")
    why_not = _("The election is not frozen.") if state is ElectionState.DRAFT else ""
    return _task(
        _("Open voting"),
        page + "open" if state is ElectionState.FROZEN else "",
        why_not,
        is_done=state not in BEFORE_OPEN,
    )
