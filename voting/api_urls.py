from django.urls import path

from voting import api, trustee_api

urlpatterns = [
    path("elections/", api.ElectionsView.as_view(), name="api-elections"),
    path("elections/<uuid:election_id>/", api.ElectionView.as_view(), name="api-election"),
    path("elections/<uuid:election_id>/manifest", api.ManifestView.as_view(), name="api-manifest"),
    path(
        "elections/<uuid:election_id>/trustee",
        trustee_api.TrusteeView.as_view(),
        name="api-trustee",
    ),
    path(
        "elections/<uuid:election_id>/trustee/entries",
        trustee_api.TrusteeEntriesView.as_view(),
        name="api-trustee-entries",
    ),
    path(
        "elections/<uuid:election_id>/trustee/reports",
        trustee_api.TrusteeReportsView.as_view(),
        name="api-trustee-reports",
    ),
]
