"""In which audience role a person learns something."""

from datetime import date

from courses.models import Study
from people.models import RoleHeld


def audience_role_in(study: Study, on: date) -> str:
    """The role a person holds on a day that the study is asked for; else any; else none."""
    held = list(
        RoleHeld.objects.active(on)
        .filter(membership__person=study.person_id)
        .order_by("role")
        .values_list("role", flat=True)
    )
    programmes = study.requirements.values_list("enrolment__programme__audience_roles", flat=True)
    asked = {role for roles in programmes for role in roles}
    return next((role for role in held if role in asked), held[0] if held else "")
