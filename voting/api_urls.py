from django.urls import path

from voting import api, api_files, checker_api, key_tool_api, trustee_api

urlpatterns = [
    path("checker", checker_api.CheckerView.as_view(), name="api-checker"),
    path("key-tool", key_tool_api.KeyToolView.as_view(), name="api-key-tool"),
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
    path(
        "elections/<uuid:election_id>/trustee/task",
        api_files.TaskFileView.as_view(),
        name="api-trustee-task",
    ),
]
