"""Addresses of the record's pages."""

from django.urls import path

from board import (
    converters,  # noqa: F401  its import registers them
    feed_views,
    file_views,
    views,
)

urlpatterns = [
    path("logs/", views.logs, name="logs"),
    path("logs/<slug:slug>/<path:path>", file_views.log_file, name="log-file"),
    path("e/<slug:slug>/record/", views.record, name="record"),
    path("e/<slug:slug>/record/acts", views.acts, name="record-acts"),
    path("e/<slug:slug>/record/feed.atom", feed_views.atom, name="record-atom"),
    path("e/<slug:slug>/record/feed.json", feed_views.json, name="record-json"),
    path("e/<slug:slug>/record/<number:index>", views.entry, name="record-entry"),
]
