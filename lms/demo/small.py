"""The demo company: the cast takes its seats, and each record comes to show what its part says.

Whatever happens today goes through the actions. What lies in the past is written by the ledger, and
a completion of the past is then announced like any other, so that what follows (lms/flow.py), the
certificate above all, comes about as in life. The starter editions are published when they are
loaded, and so are younger than the studies of them here.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import uuid4

from django.conf import settings
from django.utils import timezone

from courses import actions as courses
from courses.events import programme_completed
from courses.models import Completion
from courses.rules import engine
from lms.demo import counts, deciding, doors, people, reminding
from lms.demo.cast import Part, Role
from lms.demo.history import Pen, let_sign_in
from lms.demo.ledger import Cycle, Learner, Ledger
from lms.demo.lives import DAYS_TO_DO_IT, REASONS
from lms.demo.logins import LOGINS, PASSWORD
from lms.demo.plans import Plan, plans
from lms.demo.stories import Going, Shape, between, by_script, cut, tell
from people.audit import actions as audit
from people.calendar import day_begins, reporting_day
from people.models import Person, Power

SEED = "larkfield"


@dataclass(frozen=True)
class Script:
    """A part's way: how many days ago it was assigned and begun, how many attempts failed, and
    over how many further days into the past those who play it are spread."""

    assigned_ago: int
    begun_ago: int | None = None
    fails: int = 0
    spread: int = 0


SCRIPTS = {
    Part.NEW: Script(4, spread=3),
    Part.HALF: Script(19, 13),
    Part.QUIZ: Script(22, 14),
    Part.FAILED: Script(24, 14, fails=1),
    Part.DONE: Script(64, 52, spread=190),
    Part.RETRIED: Script(59, 45, fails=1, spread=150),
    Part.LATE: Script(101, 64, fails=2, spread=70),
    Part.OVERDUE: Script(38, spread=45),
    Part.STUCK: Script(95, 80),
    Part.EXPIRED: Script(431, 418),
    Part.RENEWED: Script(410, 398, fails=1),
    Part.AWAY: Script(48),
    Part.LEFT: Script(150, 141),
    Part.TEST: Script(100, 96),
    Part.WITHDRAWN: Script(33),
    Part.EXEMPT: Script(60),
    Part.WAIVED: Script(45),
}
RENEWAL_BEGUN_AFTER = 9


def stands() -> bool:
    """Whether the demo company has been set up."""
    return Person.objects.filter(email=LOGINS[0].email).exists()


@audit.at_the_end()
def set_up() -> int:
    """Set the demo company up; return how many people it has."""
    now = timezone.now().replace(microsecond=0)
    seated = people.seat(people.organisations(), reporting_day(now))
    logins = [login.email for login in LOGINS]
    let_sign_in([person.pk for _, person in seated if person.email in logins], PASSWORD)
    stage = Stage(now, seated)
    stage.play()
    stage.rule()
    counts.write(stage.pen, reporting_day(now))
    supplier = next(person for role, person in seated if role.login == "supplier")
    doors.open_up(supplier)
    deciding.decide(seated, reporting_day(now))
    reminding.remind(supplier, now)
    return len(seated)


# The demo's own words, as a company would write them.
CAMPAIGN = {
    "en": {
        "title": "Two weeks for fair work",
        "message": "Take an hour, in paid time, and tell your team what you will change.",
    },
    "es": {
        "title": "Dos semanas por un trabajo justo",
        "message": "Tómese una hora, en tiempo pagado, y cuente a su equipo qué va a cambiar.",
    },
    "ar": {
        "title": "أسبوعان من أجل عمل عادل",
        "message": "خصّص ساعة من وقت العمل المدفوع، وأخبر فريقك بما ستغيّره.",
    },
}
CAMPAIGN_LASTS = timedelta(days=14)


class Stage:
    """Plays the parts: one after the other, the past together in the end."""

    def __init__(self, now: datetime, seated: list[tuple[Role, Person]]) -> None:
        self.now = now
        self.today = reporting_day(now)
        self.seated = seated
        self.pen = Pen()
        self.plans = plans()
        known = {role.login: person for role, person in seated if role.login}
        self.decider, self.second = known["cso"], known["harriet"]

    def play(self) -> None:
        completions: list[int] = []
        with self.pen.batch():
            for number, (role, person) in enumerate(self.seated):
                if role.part in SCRIPTS and SCRIPTS[role.part].begun_ago:
                    completions += self._past(role.part, person, self._plans(role), number)
        for number, (role, person) in enumerate(self.seated):
            if role.part in SCRIPTS and not SCRIPTS[role.part].begun_ago:
                self._present(role.part, person, self._plans(role), number)
        for completion in Completion.objects.filter(pk__in=completions).order_by("completed_on"):
            programme_completed.send(sender=Completion, completion=completion)

    def rule(self) -> None:
        """Let rules ask for the programmes from now on, of those who hold their audience roles."""
        company = self.decider.grants.get(power=Power.CSO).organisation
        for plan in self.plans:
            courses.make_rule(
                uuid4(),
                by=self.decider,
                programme=plan.programme,
                organisation=company,
                audience_roles=plan.programme.audience_roles,
                due_in_days=DAYS_TO_DO_IT,
                begins_on=self.today,
            )
        courses.make_campaign(
            uuid4(),
            by=self.decider,
            words=CAMPAIGN,
            programme=self.plans[0].programme,
            organisation=company,
            audience_roles=self.plans[0].programme.audience_roles,
            is_mandatory=False,
            begins_on=self.today,
            ends_on=self.today + CAMPAIGN_LASTS,
        )
        engine.run(on=self.today)

    def _plans(self, role: Role) -> list[Plan]:
        held = {people.ROLES[letter].value for letter in role.roles}
        return [plan for plan in self.plans if plan.roles & held]

    # --- what happens today --------------------------------------------------------------------

    def _present(self, part: Part, person: Person, chosen: list[Plan], number: int) -> None:
        rng, script = _random(number), SCRIPTS[part]
        for plan in chosen:
            ago = script.assigned_ago + between(rng, 0, script.spread)
            assigned_on = self.today - timedelta(days=ago)
            enrolment = courses.enrol(
                person,
                plan.programme,
                assigned_on=assigned_on,
                due_on=assigned_on + timedelta(days=DAYS_TO_DO_IT),
            )
            if part is Part.WITHDRAWN:
                courses.withdraw(enrolment, by=self.decider, reason=REASONS["withdrawn"])
            elif part is Part.EXEMPT:
                courses.exempt(
                    enrolment,
                    by=self.decider,
                    confirmed_by=self.second,
                    reason=REASONS["exempted"],
                )
            elif part is Part.WAIVED:
                courses.waive(
                    enrolment, by=self.decider, confirmed_by=self.second, reason=REASONS["waived"]
                )

    # --- what happened before ------------------------------------------------------------------

    def _past(self, part: Part, person: Person, chosen: list[Plan], number: int) -> list[int]:
        rng = _random(number)
        ledger = Ledger(self.pen, rng, (self.decider.pk, self.second.pk))
        learner = Learner(person.pk, person.full_name, person.latin_name, person.language, "")
        cycles = []
        for plan in chosen:
            first = self._cycle(part, plan, rng)
            cycles.append(first)
            if part in {Part.EXPIRED, Part.RENEWED}:
                cycles += self._renewal(first, rng, is_done=part is Part.RENEWED)
        return ledger.enter(learner, cycles, certified=False)

    def _cycle(self, part: Part, plan: Plan, rng: Random) -> Cycle:
        script = SCRIPTS[part]
        shift = between(rng, 0, script.spread)
        assigned_on = self.today - timedelta(days=script.assigned_ago + shift)
        cycle = Cycle(plan, 1, assigned_on, assigned_on + timedelta(days=DAYS_TO_DO_IT))
        begun_on = self.today - timedelta(days=(script.begun_ago or 0) + shift - between(rng, 0, 6))
        at = day_begins(begun_on) + timedelta(minutes=between(rng, 450, 900))
        cycle.goings = self._goings(part, plan, at, script.fails, rng)
        return cycle

    def _renewal(self, first: Cycle, rng: Random, *, is_done: bool) -> list[Cycle]:
        """The second cycle, if the programme asks for one: begun in time, or not at all."""
        expires_on = first.expires_on(None)
        if expires_on is None:
            return []
        plan = first.plan
        opens_on = expires_on - timedelta(days=plan.programme.renewal_window_days)
        first.closed_at = day_begins(opens_on) + timedelta(hours=8)
        cycle = Cycle(plan, 2, opens_on, expires_on, goings=[None] * len(plan.shapes))
        if is_done:
            at = first.closed_at + timedelta(days=RENEWAL_BEGUN_AFTER)
            cycle.goings = self._goings(Part.RENEWED, plan, at, 0, rng)
        return [cycle]

    def _goings(
        self, part: Part, plan: Plan, at: datetime, fails: int, rng: Random
    ) -> list[Going | None]:
        """The modules one after the other; a part that stops on the way stops in the first."""
        goings: list[Going | None] = []
        for shape in plan.shapes:
            going = self._going(part, shape, at, fails, rng)
            goings.append(going)
            if going.completed_at is None:
                break
            at = going.completed_at + timedelta(minutes=20)
        return goings + [None] * (len(plan.shapes) - len(goings))

    def _going(self, part: Part, shape: Shape, at: datetime, fails: int, rng: Random) -> Going:
        """A go that fits between its beginning and now; of many that may be told, the first."""
        while True:
            answering = by_script(shape, rng, fails)
            going = tell(shape, rng, at, answering, cool_down=settings.QUIZ_COOL_DOWN)
            stop = _stop(part, going)
            if stop < self.now:
                return cut(going, stop)


def _random(number: int) -> Random:
    """The chance of one of the cast: the same in every demo."""
    return Random(f"{SEED}/{number}")  # noqa: S311 - a demonstration


def _stop(part: Part, going: Going) -> datetime:
    """The moment at which a part's way ends, for now."""
    if part in {Part.HALF, Part.STUCK}:
        return going.lessons_at[len(going.lessons_at) // 2 - 1]
    if part is Part.QUIZ and going.tries:
        return going.tries[0].answered_at[len(going.tries[0].answered_at) // 3]
    if part is Part.FAILED and going.tries:
        return going.tries[0].submitted_at or going.lessons_at[-1]
    return going.completed_at or going.lessons_at[-1]
