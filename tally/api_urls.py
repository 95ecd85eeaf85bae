from django.urls import path

from tally import api

urlpatterns = [
    path("elections/<uuid:election_id>/count", api.CountView.as_view(), name="api-count"),
    path("elections/<uuid:election_id>/result", api.ResultView.as_view(), name="api-result"),
    path(
        "elections/<uuid:election_id>/trustee/decryptions",
        api.DecryptionsView.as_view(),
        name="api-decryptions",
    ),
]
