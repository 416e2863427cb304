from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts.actions import undoing  # noqa: F401 - says what an undo has to bring up to date
