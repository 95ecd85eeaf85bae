from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from voting.errors import SignInError
from voting.forms.sign_in import SignInForm, SignInLinkForm
from voting.services import sign_in_link_use
from voting.throttle import failure_note, failures_forget, is_throttled

BACKEND = "django.contrib.auth.backends.ModelBackend"


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = _authenticated(request, form)
        if user is not None:
            login(request, user)
            return redirect(_next(request))
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
            login(request, user, backend=BACKEND)
            return redirect(_next(request))
    return _page(request, form, form, password_form=SignInForm())


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("elections")


def _authenticated(request: HttpRequest, form: SignInForm) -> User | None:
    name = form.cleaned_data["email"].strip().lower()
    if is_throttled(name):
        form.add_error(None, _("Too many tries. Wait 15 minutes, or use a sign-in link."))
        return None
    user = authenticate(request, username=name, password=form.cleaned_data["password"])
    if user is None:
        failure_note(name)
        form.add_error(None, _("This email address and password do not fit together."))
        return None
    failures_forget(name)
    return user


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else "officials"


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
