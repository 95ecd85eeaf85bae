"""Addresses of the record's pages."""

from django.urls import path

from board import (
    converters,  # noqa: F401  its import registers them
    views,
)

urlpatterns = [
    path("e/<slug:slug>/record/", views.record, name="record"),
    path("e/<slug:slug>/record/<number:index>", views.entry, name="record-entry"),
]
