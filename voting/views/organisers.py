"""Who runs an election, and copying one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from voting.errors import VotingError
from voting.forms.messages import CopyForm, OrganiserForm
from voting.models import Election
from voting.services import election_copy, official_invite, official_remove
from voting.tasks import organiser_enqueue
from voting.views.access import official_context, official_page, signed_in

PAGE = "official-organisers"


@official_page
@require_http_methods(["GET", "HEAD", "POST"])
def organisers(request: HttpRequest, election: Election) -> HttpResponse:
    form = OrganiserForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            added = official_invite(
                election=election, added_by=signed_in(request), **form.cleaned_data
            )
        except VotingError as error:
            form.add_error(None, error.message)
        else:
            organiser_enqueue(added)
            messages.success(request, _("They are added. A message tells them how to sign in."))
            return redirect(PAGE, election.pk)
    rows = election.officials.select_related("user", "added_by").order_by("pk")
    context = official_context(election, form=form, organisers=rows, can_remove=len(rows) > 1)
    return render(request, "voting/organisers.html", context)


@official_page
@require_POST
def remove(request: HttpRequest, election: Election, official_id: int) -> HttpResponse:
    try:
        removed = official_remove(election=election, official_id=official_id)
    except VotingError as error:
        messages.error(request, error.message)
        return redirect(PAGE, election.pk)
    messages.success(request, _("The organiser is removed."))
    return redirect("officials") if removed.user == request.user else redirect(PAGE, election.pk)


@official_page
@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: HttpRequest, election: Election) -> HttpResponse:
    # With no box ticked nothing at all may be sent.
    form = CopyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            new = election_copy(election=election, official=signed_in(request), **form.cleaned_data)
        except VotingError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("This is the copy. Set its title and times first."))
            return redirect("official-election", new.pk)
    return render(request, "voting/copy.html", official_context(election, form=form))
