from config import checks


def test_a_private_secret_file_passes_and_an_open_one_does_not(settings, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("00" * 32)
    settings.TABELLA_SECRET_FILE = secret
    secret.chmod(0o600)
    assert checks.secret_file_is_private(None) == []
    secret.chmod(0o640)
    assert [error.id for error in checks.secret_file_is_private(None)] == ["tabella.E001"]


def test_no_group_but_the_two_published_ones_is_allowed(monkeypatch):
    assert checks.groups_are_the_published_ones(None) == []
    monkeypatch.setitem(checks.PARAMETER_SETS, "tiny", object())
    assert [error.id for error in checks.groups_are_the_published_ones(None)] == ["tabella.E002"]


def test_workers_take_json_only(settings):
    assert checks.tasks_are_plain_data(None) == []
    settings.CELERY_ACCEPT_CONTENT = ["json", "pickle"]
    assert [error.id for error in checks.tasks_are_plain_data(None)] == ["tabella.E003"]


def test_debug_is_refused(settings):
    assert checks.debug_is_off(None) == []
    settings.DEBUG = True
    assert [error.id for error in checks.debug_is_off(None)] == ["tabella.E004"]


def test_mail_in_files_is_named_before_a_real_election(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    assert [warning.id for warning in checks.mail_leaves_the_machine(None)] == ["tabella.W001"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert checks.mail_leaves_the_machine(None) == []
