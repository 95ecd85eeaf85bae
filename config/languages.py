"""Which language an answer is in: the reader's on pages, none where machines read."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

# What programs read and what has its hash on the record: the same bytes for everybody.
NEUTRAL = ("/api/", "/downloads/", "/health", "/metrics")
# A page for people among the addresses for programs.
PAGE_AMONG_THEM = "/api/v1/"


def is_neutral(path: str) -> bool:
    return path.startswith(NEUTRAL) and path != PAGE_AMONG_THEM


class LanguageMiddleware(LocaleMiddleware):
    """The language chosen on the site, else the browser's, else English."""

    def process_request(self, request: HttpRequest) -> None:
        if is_neutral(request.path_info):
            translation.activate(settings.LANGUAGE_CODE)
        else:
            super().process_request(request)

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if is_neutral(request.path_info):
            return response
        # The cookie of a choice decides, too, what a cache on the way may hand out.
        patch_vary_headers(response, ["Cookie"])
        return super().process_response(request, response)


# Whoever makes somebody else's browser send this gains nothing, and without a token no page needs
# a cookie before the reader has chosen something.
@csrf_exempt
@require_POST
def language_choose(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language in a cookie that says nothing else, and lead back."""
    return set_language(request)
