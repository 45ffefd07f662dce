"""A programme's page, told to the record."""

from content.models import ModulePage, ProgrammePage, source_of
from courses import actions as courses
from people.audit import actions as audit
from people.models import Person


@audit.at_the_end()
def tell_programme(page: ProgrammePage, *, by: Person | None = None) -> None:
    """Let the record know what a programme's page says; its rules come from the source page."""
    original = source_of(page)
    programme = courses.keep_programme(
        original.code,
        by=by,
        audience_roles=original.audience_roles,
        validity_months=original.validity_months,
        renewal_window_days=original.renewal_window_days,
        runs_out=original.runs_out,
        runs_out_day=original.runs_out_day,
        lapses_after_days=original.lapses_after_days,
        handover_days=original.handover_days,
        has_certificate=original.has_certificate,
        is_open=original.is_open,
    )
    courses.tell_programme(
        programme,
        language=page.locale.language_code,
        title=page.title,
        summary=page.summary,
        planned=[block.value for block in page.planned],
    )
    if page.pk == original.pk:
        codes = (
            ModulePage.objects.child_of(page).live().order_by("path").values_list("code", flat=True)
        )
        courses.place_modules(programme, list(codes), in_cycles=page.in_cycles, by=by)
        courses.offer_again(programme.code, by=by)


@audit.at_the_end()
def withdraw_programme(page: ProgrammePage, *, by: Person | None = None) -> None:
    """Without its page in the source language a programme is asked of nobody any more.

    A translation alone is no programme: without it people read the source.
    """
    if page.pk == source_of(page).pk:
        courses.withdraw_programme(page.code, by=by)


def tell_parent(page: ModulePage, *, by: Person | None = None) -> None:
    """Tell the programme that a module's page stands in: there is an edition to ask for."""
    programme = ProgrammePage.objects.parent_of(page).live().first()
    if programme:
        tell_programme(programme, by=by)
