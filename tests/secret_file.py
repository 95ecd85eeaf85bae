"""Secret files with several generations, and the settings that come from them."""

from dataclasses import fields

from config.secret import derived_settings, generation_add, generation_drop, generations_read


class SecretFile:
    """The secret file of one test. Generation 1 is the one that the test run began with."""

    def __init__(self, path, settings):
        path.write_bytes(settings.TABELLA_SECRET_FILE.read_bytes())
        settings.TABELLA_SECRET_FILE = path
        self.path = path
        self._settings = settings
        self.start()

    def start(self):
        """What a process reads when it starts."""
        derived = derived_settings(generations_read(self.path))
        for item in fields(derived):
            setattr(self._settings, item.name.upper(), getattr(derived, item.name))

    def rotate(self, *, is_stolen=False):
        generation_add(self.path, is_stolen=is_stolen)
        self.start()

    def forget(self, number):
        generation_drop(self.path, number)
        self.start()
