import logging

from django.contrib.auth import authenticate, logout
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from voting.errors import SignInError, WaitError
from voting.forms.sign_in import SignInForm, SignInLinkForm
from voting.services import password_try, sign_in_link_use, try_succeeded
from voting.sessions import session_begin
from voting.throttle import network_of
from voting.views.access import next_page

logger = logging.getLogger(__name__)


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = _authenticated(request, form)
        if user is not None:
            session_begin(request, user)
            return redirect(next_page(request))
    return _page(request, form, SignInLinkForm())


@never_cache
@sensitive_post_parameters("link")
@require_POST
def sign_in_link(request: HttpRequest) -> HttpResponse:
    """The one-time link: its code comes in a form, put there by a script or typed."""
    form = SignInLinkForm(request.POST)
    if form.is_valid():
        try:
            user = sign_in_link_use(token=form.cleaned_data["link"])
        except SignInError:
            form.add_error(
                "link", _("This link was used already or is too old. Ask for a new one.")
            )
        else:
            session_begin(request, user)
            return redirect(next_page(request))
    return _page(request, form, form, password_form=SignInForm())


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("elections")


def _authenticated(request: HttpRequest, form: SignInForm) -> User | None:
    name = form.cleaned_data["email"].strip().lower()
    try:
        made = password_try(account=name, network=network_of(request))
    except WaitError as error:
        logger.warning("sign-in by password slowed down for %s seconds", error.seconds)
        form.add_error(None, error.message)
        return None
    user = authenticate(request, username=name, password=form.cleaned_data["password"])
    if not isinstance(user, User):
        form.add_error(None, _("This email address and password do not fit together."))
        return None
    try_succeeded(made=made)
    return user


def _page(
    request: HttpRequest,
    form: SignInForm | SignInLinkForm,
    link_form: SignInLinkForm,
    password_form: SignInForm | None = None,
) -> HttpResponse:
    context = {
        "form": form,
        "password_form": password_form or form,
        "link_form": link_form,
        "next": request.POST.get("next") or request.GET.get("next", ""),
    }
    return render(request, "voting/sign_in.html", context, status=200)
