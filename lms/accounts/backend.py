"""How a signed-in person is looked up, and a password checked: the only backend there is."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from lms.accounts import second_factor
from people.models import Person


class OneDoor(AuthenticationBackend):
    def get_user(self, user_id: Any) -> Person | None:
        person = second_factor.people().filter(pk=user_id).first()
        return person if person and self.user_can_authenticate(person) else None
