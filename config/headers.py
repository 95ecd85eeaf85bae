"""Headers that keep other sites out of our pages, beside those Django and django-csp set."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

FEATURES = (
    "accelerometer",
    "browsing-topics",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "serial",
    "usb",
)
PERMISSIONS = ", ".join(f"{feature}=()" for feature in FEATURES)
# The public record is there for checkers on other sites to read; nothing else is.
OPEN_TO_ALL = "Access-Control-Allow-Origin"

# Where a browser knows this header, a page runs nothing without a hash that stands in it.
INTEGRITY = "blocked-destinations=(script)"

Answer = Callable[[HttpRequest], HttpResponse]


def isolation_middleware(answer: Answer) -> Answer:
    """Workers need these on their scripts too, so static files pass through here as well."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        readers = "cross-origin" if response.has_header(OPEN_TO_ALL) else "same-origin"
        response.headers.setdefault("Cross-Origin-Resource-Policy", readers)
        response.headers.setdefault("Cross-Origin-Embedder-Policy", "require-corp")
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        if response.get("Content-Type", "").startswith("text/html"):
            response.headers.setdefault("Integrity-Policy", INTEGRITY)
        return response

    return middleware
