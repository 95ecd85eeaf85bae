"""The page that people read before they write a program: every operation, form and refusal."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from config.api_description import api_description


@require_safe
def api_page(request: HttpRequest) -> HttpResponse:
    return render(request, "config/api.html", {"description": api_description()})
