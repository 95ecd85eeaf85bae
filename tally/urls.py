from django.urls import path

from tally.views import check, count, download, remind, results, watch

OFFICIAL = "officials/elections/<uuid:election_id>/"
PUBLIC = "e/<uuid:election_id>/"

urlpatterns = [
    path(OFFICIAL + "watch", watch.watch, name="official-watch"),
    path(OFFICIAL + "watch.json", watch.numbers, name="official-watch-numbers"),
    path(OFFICIAL + "remind", remind.remind, name="official-remind-voters"),
    path(OFFICIAL + "close", watch.close, name="official-close"),
    path(OFFICIAL + "count", count.count, name="official-count"),
    path(OFFICIAL + "count/again", count.again, name="official-count-again"),
    path(OFFICIAL + "publish", count.publish, name="official-publish"),
    path(PUBLIC + "result", results.result, name="result"),
    path(PUBLIC + "result.csv", results.result_csv, name="result-csv"),
    path(PUBLIC + "check", check.check, name="check"),
    path(PUBLIC + "download", download.download, name="download"),
    path(PUBLIC + "record.zip", download.record_zip, name="record-zip"),
    path("formats/<slug:name>.md", download.format_text, name="format"),
]
