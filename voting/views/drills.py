"""Going on without a key holder's drill, and asking for another drill (screen O4)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from voting.errors import VotingError
from voting.forms.confirmations import WaiveForm
from voting.models import Election
from voting.readiness import trustees_working
from voting.services import drill_ask, drill_waive, steps_tell
from voting.tasks import trustee_mails_enqueue
from voting.views.access import official_context, official_page, trustee_or_404
from voting.views.holder_rows import holder_rows


@official_page
@require_http_methods(["GET", "HEAD", "POST"])
def waive(request: HttpRequest, election: Election, index: int) -> HttpResponse:
    """The typed confirmation that the election goes on without one key holder's drill."""
    trustee = trustee_or_404(election, index)
    form = WaiveForm(request.POST or None, name=trustee.name)
    if request.method == "POST" and form.is_valid():
        try:
            drill_waive(election=election, trustees=[index], reason=form.cleaned_data["reason"])
        except VotingError as error:
            form.add_error(None, error.message)
        else:
            words = _("You go on without %(name)s. It stands on the public record.")
            messages.success(request, words % {"name": trustee.name})
            return redirect("official-key-holders", election.pk)
    working = len(trustees_working(election))
    context = official_context(
        election,
        form=form,
        trustee=trustee,
        working=working,
        fewest=election.threshold + 1,
        can_waive=any(row.can_waive for row in holder_rows(election) if row.trustee == trustee),
    )
    return render(request, "voting/drill_waive.html", context)


@official_page
@require_POST
def ask(request: HttpRequest, election: Election) -> HttpResponse:
    """Ask every key holder to check their key file once more."""
    try:
        asked = drill_ask(election=election)
    except VotingError as error:
        messages.error(request, error.message)
    else:
        trustee_mails_enqueue(steps_tell(election=asked))
        messages.success(request, _("All key holders are asked to check their key file."))
    return redirect("official-key-holders", election.pk)
