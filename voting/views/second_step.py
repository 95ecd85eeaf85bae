"""The second step of an official's sign-in: proving it, and setting it up.

Proving is for whoever took the first step. Setting up is so only while there is nothing to prove;
afterwards it takes both steps, and a recent second one.
"""

from collections.abc import Callable
from functools import wraps

import segno
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from voting import passkeys
from voting.code_apps import app_address, secret_text
from voting.errors import SecondStepError, VotingError
from voting.forms.second_step import AppForm, CodeForm, PasskeyForm
from voting.services import (
    code_app_begin,
    code_app_confirm,
    code_app_remove,
    code_prove,
    is_set_up,
    passkey_add,
    passkey_prove,
    passkey_remove,
    recovery_codes_make,
    second_step_of,
)
from voting.sessions import (
    FRESH_TO_ACT,
    Standing,
    is_fresh,
    session_prove,
    session_standing,
    session_touch,
)
from voting.views.access import View, navigation, next_page, second_step_first, signed_in

PROVING, MAKING = "passkey_proving", "passkey_making"


def after_first_step(view: View) -> View:
    """Let in whoever took the first step, or both."""

    @never_cache
    @wraps(view)
    def page(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if session_standing(request) in (Standing.NOBODY, Standing.OVER):
            return redirect_to_login(request.get_full_path())
        session_touch(request)
        return view(request, *args, **kwargs)

    return page


def setting_up(view: View) -> View:
    """Also let in whoever has nothing to prove yet; others have to have proved it just now."""

    @after_first_step
    @wraps(view)
    def page(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        has_both = session_standing(request) is Standing.BOTH_STEPS
        if is_set_up(signed_in(request)) and not (has_both and is_fresh(request, FRESH_TO_ACT)):
            return second_step_first(request)
        return view(request, *args, **kwargs)

    return page


@sensitive_post_parameters("code")
@after_first_step
@require_http_methods(["GET", "HEAD", "POST"])
def prove(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    if not is_set_up(user):
        return redirect("second-step-set-up")
    form = CodeForm(request.POST if "code" in request.POST else None)
    if request.method == "POST":
        try:
            if _is_proved(request, form):
                session_prove(request, user)
                return redirect(next_page(request))
        except VotingError as error:
            form.add_error("code", error.message) if form.is_bound else messages.error(
                request, error.message
            )
    known = list(user.passkeys.all()) if passkeys.are_possible() else []
    context = {
        "form": form,
        "next": request.POST.get("next") or request.GET.get("next", ""),
        "question": _question(request, *passkeys.proof_begin(known), PROVING) if known else "",
        "is_again": session_standing(request) is Standing.BOTH_STEPS,
        "is_official": True,
    }
    return render(request, "voting/second_step.html", context)


def _is_proved(request: HttpRequest, form: CodeForm) -> bool:
    user = signed_in(request)
    if form.is_bound:
        if not form.is_valid():
            return False
        code_prove(user=user, code=form.cleaned_data["code"])
        return True
    state = _state(request, PROVING)
    passkey_prove(user=user, state=state, answer=request.POST.get("answer", ""))
    return True


@setting_up
@require_safe
def set_up(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    step = second_step_of(user)
    context = _own_context(
        has_app=step.code_confirmed_at is not None,
        is_set_up=is_set_up(user),
        passkeys=user.passkeys.all(),
        can_have_passkeys=passkeys.are_possible(),
        codes_left=user.recovery_codes.filter(used_at__isnull=True, is_standing=False).count(),
    )
    return render(request, "voting/second_step_set_up.html", context)


@sensitive_post_parameters("digits")
@setting_up
@require_http_methods(["GET", "HEAD", "POST"])
def app(request: HttpRequest) -> HttpResponse:
    user, form = signed_in(request), AppForm(request.POST or None)
    try:
        if request.method == "POST" and form.is_valid():
            code_app_confirm(user=user, digits=form.cleaned_data["digits"])
            return _is_set_up_now(request)
    except VotingError as error:
        form.add_error("digits", error.message)
    try:
        secret = code_app_begin(user=user)
    except VotingError as error:
        messages.error(request, error.message)
        return redirect("second-step-set-up")
    square = segno.make(app_address(user, secret), error="m")
    context = _own_context(
        form=form,
        secret=secret_text(secret),
        square=square.svg_data_uri(scale=5, border=4, light="#fff"),
    )
    return render(request, "voting/second_step_app.html", context)


@setting_up
@require_POST
def app_remove(request: HttpRequest) -> HttpResponse:
    return _removed(request, lambda: code_app_remove(user=signed_in(request)))


@setting_up
@require_http_methods(["GET", "HEAD", "POST"])
def passkey(request: HttpRequest) -> HttpResponse:
    user, form = signed_in(request), PasskeyForm(request.POST or None)
    if not passkeys.are_possible():
        return redirect("second-step-set-up")
    if request.method == "POST" and form.is_valid():
        try:
            passkey_add(user=user, state=_state(request, MAKING), **form.cleaned_data)
            return _is_set_up_now(request)
        except VotingError as error:
            form.add_error("name", error.message)
    known = list(user.passkeys.all())
    question = _question(request, *passkeys.making_begin(user, known), MAKING)
    return render(
        request, "voting/second_step_passkey.html", _own_context(form=form, question=question)
    )


@setting_up
@require_POST
def passkey_delete(request: HttpRequest, passkey_id: int) -> HttpResponse:
    user = signed_in(request)
    return _removed(request, lambda: passkey_remove(user=user, passkey_id=passkey_id))


@setting_up
@require_POST
def codes(request: HttpRequest) -> HttpResponse:
    """Recovery codes, in this answer and nowhere else."""
    user = signed_in(request)
    if not is_set_up(user):
        messages.error(request, _("Set up a passkey or a code app first."))
        return redirect("second-step-set-up")
    context = _own_context(codes=recovery_codes_make(user=user))
    return render(request, "voting/second_step_codes.html", context)


def _is_set_up_now(request: HttpRequest) -> HttpResponse:
    """Whoever has just shown that it works has taken the second step."""
    session_prove(request, signed_in(request))
    messages.success(request, _("It works. Make recovery codes, too, in case you lose it."))
    return redirect("second-step-set-up")


def _removed(request: HttpRequest, remove: Callable[[], None]) -> HttpResponse:
    try:
        remove()
    except VotingError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("It is removed."))
    return redirect("second-step-set-up")


def _question(request: HttpRequest, question: str, state: passkeys.State, name: str) -> str:
    request.session[name] = state
    return question


def _state(request: HttpRequest, name: str) -> passkeys.State:
    """What was asked last; an answer counts once."""
    state: passkeys.State | None = request.session.pop(name, None)
    if state is None:
        raise SecondStepError(_("This took too long. Try once more."))
    return state


def _own_context(**more: object) -> dict[str, object]:
    return {"is_official": True, "navigation": navigation("second-step-set-up"), **more}
