"""Closing voting and publishing, which take two organisers."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ballots.closing import inbox_empty
from crypto.canonical_json import JsonValue
from tally.selectors import result_hash
from tally.services import result_publish
from tally.tasks import count_advance
from voting.acts import Act, Content, act_register
from voting.models import Election
from voting.official_acts import moment_in_zone
from voting.services import election_close
from voting.services.lifecycle import CLOSED_OR_LATER
from voting.states import ElectionState, verify_move


def acts_register() -> None:
    act_register(CLOSE)
    act_register(PUBLISH)


def _close_about(election: Election, _content: Content) -> JsonValue:
    verify_move(current=election.state, wanted=ElectionState.CLOSED)
    return {"closes": str(election.closes_at), "election": election.election_hash}


def _close_lines(election: Election, _content: Content) -> list[tuple[str, str]]:
    return [(_("Planned closing time"), moment_in_zone(election.closes_at, election))]


def _closed(
    request: HttpRequest, election: Election, _content: Content, _made: object
) -> HttpResponse:
    count_advance.delay(election.slug)
    messages.success(request, _("Voting is closed. The count has begun."))
    return redirect("official-count", election.pk)


CLOSE = Act(
    name="close",
    title=gettext_lazy("Close voting now"),
    bound=_close_about,
    prepare=lambda election, _content: inbox_empty(election),
    perform=lambda election, _content: election_close(election=election),
    lines=_close_lines,
    answer=_closed,
    done_in=frozenset(CLOSED_OR_LATER),
)


def _publish_about(election: Election, _content: Content) -> JsonValue:
    verify_move(current=election.state, wanted=ElectionState.PUBLISHED)
    return {"election": election.election_hash, "result": result_hash(election)}


def _publish_lines(_election: Election, _content: Content) -> list[tuple[str, str]]:
    return [(_("Results"), _("as the page “Publish the results” shows them"))]


def _published(
    request: HttpRequest, election: Election, _content: Content, _made: object
) -> HttpResponse:
    messages.success(request, _("The results are published."))
    return redirect("result", election.pk)


PUBLISH = Act(
    name="publish",
    title=gettext_lazy("Publish the results"),
    bound=_publish_about,
    perform=lambda election, _content: result_publish(election=election),
    lines=_publish_lines,
    answer=_published,
    done_in=frozenset({ElectionState.PUBLISHED}),
)
