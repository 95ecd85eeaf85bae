"""Who runs an election, and copying one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from voting.acts import Content, act_named
from voting.errors import VotingError
from voting.forms.messages import CopyForm, OrganiserForm
from voting.models import Election
from voting.services import election_copy, is_one_enough
from voting.services.officials import LONGEST_NAME
from voting.texts import clean_text
from voting.views.access import act_page, official_context, official_page, signed_in
from voting.views.acts import act_ask

PAGE = "official-organisers"


@act_page
@require_http_methods(["GET", "HEAD", "POST"])
def organisers(request: HttpRequest, election: Election) -> HttpResponse:
    form = OrganiserForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return act_ask(request, election, "organiser-add", _added(request, form))
        except VotingError as error:
            form.add_error(None, error.message)
    rows = election.officials.select_related("user", "added_by").order_by("pk")
    context = official_context(
        election,
        form=form,
        organisers=rows,
        can_remove=len(rows) > 1,
        takes_two=not is_one_enough(election, act_named("organiser-add")),
    )
    return render(request, "voting/organisers.html", context)


def _added(request: HttpRequest, form: OrganiserForm) -> Content:
    """As it will be stored, so that two agree to that."""
    return {
        "by": signed_in(request).pk,
        "email": form.cleaned_data["email"].strip().lower(),
        "name": clean_text(form.cleaned_data["name"], place="name", longest=LONGEST_NAME),
    }


@act_page
@require_POST
def remove(request: HttpRequest, election: Election, official_id: int) -> HttpResponse:
    try:
        return act_ask(request, election, "organiser-remove", {"official": official_id})
    except VotingError as error:
        messages.error(request, error.message)
    return redirect(PAGE, election.pk)


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
