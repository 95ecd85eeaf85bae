from django.urls import path

from voting.views import home, key_holders, lifecycle, public, questions, sign_in, voters

ONE = "officials/elections/<uuid:election_id>/"

urlpatterns = [
    path("", public.elections, name="elections"),
    path("help", public.help_page, name="help"),
    *(
        path(f"help/{name}", public.help_page, {"name": name}, name=f"help-{name}")
        for name in public.HELP_PAGES
    ),
    path("e/<uuid:election_id>/", public.election, name="election"),
    path("e/<uuid:election_id>/calendar.ics", public.calendar, name="election-calendar"),
    path("trustee/<uuid:election_id>/<int:index>", public.key_holder, name="key-holder"),
    path("officials/sign-in", sign_in.sign_in, name="sign-in"),
    path("officials/sign-in/link", sign_in.sign_in_link, name="sign-in-link"),
    path("officials/sign-out", sign_in.sign_out, name="sign-out"),
    path("officials/", home.home, name="officials"),
    path("officials/elections/new", home.new, name="official-election-new"),
    path(ONE, home.task_list, name="official-election"),
    path(ONE + "details", home.details, name="official-details"),
    path(ONE + "questions", questions.questions, name="official-questions"),
    path(ONE + "questions/new", questions.question_new, name="official-question-new"),
    path(ONE + "questions/<int:number>", questions.question, name="official-question"),
    path(
        ONE + "questions/<int:number>/remove",
        questions.question_remove,
        name="official-question-remove",
    ),
    path(ONE + "questions/<int:number>/up", questions.question_move, name="official-question-up"),
    path(ONE + "styles", questions.styles, name="official-styles"),
    path(ONE + "styles/<int:number>/remove", questions.style_delete, name="official-style-remove"),
    path(ONE + "voters", voters.voters, name="official-voters"),
    path(ONE + "voters/check/<uuid:upload_id>", voters.voters_check, name="official-voters-check"),
    path(ONE + "voters/<int:number>/remove", voters.voter_delete, name="official-voter-remove"),
    path(ONE + "voters/clear", voters.voters_clear, name="official-voters-clear"),
    path(ONE + "voters/codes", voters.codes, name="official-codes"),
    path(ONE + "voters/codes/download", voters.codes_download, name="official-codes-download"),
    path(ONE + "voters/codes/mail", voters.codes_mail, name="official-codes-mail"),
    path(ONE + "voters/codes/retry", voters.codes_retry, name="official-codes-retry"),
    path(ONE + "voters/codes/clear", voters.codes_clear, name="official-codes-clear"),
    path(ONE + "key-holders", key_holders.key_holders, name="official-key-holders"),
    path(ONE + "key-holders/threshold", key_holders.threshold, name="official-threshold"),
    path(ONE + "key-holders/accept", key_holders.accept, name="official-all-needed"),
    path(ONE + "key-holders/start", key_holders.start, name="official-ceremony-start"),
    path(ONE + "key-holders/stop", key_holders.stop, name="official-ceremony-stop"),
    path(ONE + "key-holders/restart", key_holders.restart, name="official-ceremony-restart"),
    path(
        ONE + "key-holders/<int:index>/replace",
        key_holders.replace,
        name="official-key-holder-replace",
    ),
    path(
        ONE + "key-holders/<int:index>/remove",
        key_holders.remove,
        name="official-key-holder-remove",
    ),
    path(
        ONE + "key-holders/<int:index>/invite",
        key_holders.invite,
        name="official-key-holder-invite",
    ),
    path(ONE + "key-holders/<int:index>/link", key_holders.link, name="official-key-holder-link"),
    path(ONE + "freeze", lifecycle.freeze, name="official-freeze"),
    path(ONE + "open", lifecycle.open_voting, name="official-open"),
    path(ONE + "open/plan", lifecycle.open_plan, name="official-open-plan"),
    path(ONE + "extend", lifecycle.extend, name="official-extend"),
    path(ONE + "cancel", lifecycle.cancel, name="official-cancel"),
]
