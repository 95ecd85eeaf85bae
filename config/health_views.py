"""For whoever watches over an installation; nothing here says anything about an election."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config import health, metrics

BEARER = "Bearer "


@never_cache
@require_safe
def health_live(_request: HttpRequest) -> HttpResponse:
    """This process answers. It asks nobody else, so that nothing else makes it look dead."""
    return JsonResponse({"status": "live"})


@never_cache
@require_safe
def health_ready(_request: HttpRequest) -> HttpResponse:
    if health.is_ready():
        return JsonResponse({"status": "ready"})
    return JsonResponse({"status": "not ready"}, status=503)


@never_cache
@require_safe
def metrics_page(request: HttpRequest) -> HttpResponse:
    """For those who hold the token; to everybody else there is no such page."""
    given = request.headers.get("Authorization", "")
    token = settings.TABELLA_METRICS_TOKEN
    if not token or not constant_time_compare(given, BEARER + token):
        raise Http404
    return HttpResponse(metrics.exposition(), content_type=metrics.CONTENT_TYPE)
