from django.apps import AppConfig


class ConfigApp(AppConfig):
    name = "config"

    def ready(self) -> None:
        from config import account_checks, checks  # noqa: F401, PLC0415  register checks
