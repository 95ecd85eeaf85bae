from django.urls import path

from ballots import practice_views, views
from board import converters  # noqa: F401  its import registers them

urlpatterns = [
    path(
        "officials/elections/<uuid:election_id>/practice",
        practice_views.practice,
        name="official-practice",
    ),
    path("e/<uuid:election_id>/vote", views.booth, name="booth"),
    path("e/<uuid:election_id>/code", views.code, name="ballot-code"),
    path("e/<uuid:election_id>/code/<str:code>.svg", views.code_qr, name="ballot-code-qr"),
    path(
        "e/<uuid:election_id>/receipts/<sha256:ballot_hash>", views.receipt, name="ballot-receipt"
    ),
]
