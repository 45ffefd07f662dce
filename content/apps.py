from django.apps import AppConfig


class ContentConfig(AppConfig):
    name = "content"

    def ready(self) -> None:
        from content import cms_choosers

        cms_choosers.without_inline_scripts()
