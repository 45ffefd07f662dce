"""Pages are about nobody; what authors did in the CMS bears their ids."""

from content.models import HomePage, ModulePage, ProgrammePage
from people.privacy.treatments import CHOICE, CODE, CONTENT, Table

TABLES = [
    Table(HomePage, {"intro": CONTENT, "body": CONTENT}),
    Table(
        ProgrammePage,
        {
            **dict.fromkeys(("code", "first_time_only", "renewal_only"), CODE),
            **dict.fromkeys(("audience_roles", "runs_out_day"), CHOICE),
            **dict.fromkeys(("summary", "planned"), CONTENT),
        },
    ),
    Table(
        ModulePage,
        {
            "code": CODE,
            **dict.fromkeys(
                ("summary", "opening", "objectives", "lessons", "quiz", "sources"), CONTENT
            ),
        },
    ),
]
