from allauth.usersessions.apps import UserSessionsConfig


class SessionsConfig(UserSessionsConfig):
    """allauth's table of sessions without its receivers: they keep addresses and browsers in full.

    What we keep is written by lms.accounts.actions.
    """

    def ready(self) -> None:
        pass
