from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularAPIView

from config.api_page import api_page
from config.attacks_page import attacks_page
from config.health_views import health_live, health_ready, metrics_page
from config.languages import language_choose

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", api_page, name="api"),
    path("api/v1/schema", SpectacularAPIView.as_view(), name="schema"),
    path("api/v1/", include("tally.api_urls")),
    path("api/v1/", include("ballots.api_urls")),
    path("api/v1/", include("voting.api_urls")),
    path("api/v1/", include("board.api_urls")),
    path("attacks", attacks_page, name="attacks"),
    path("health", health_live, name="health"),
    path("health/ready", health_ready, name="health-ready"),
    path("metrics", metrics_page, name="metrics"),
    path("language", language_choose, name="language"),
    path("", include("tally.urls")),
    path("", include("ballots.urls")),
    path("", include("voting.urls")),
    path("", include("board.urls")),
]
