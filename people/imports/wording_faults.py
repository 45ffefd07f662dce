"""The words for everything that can be wrong with a file: what it is, and what to do about it."""

from django.utils.translation import gettext_lazy as _

FAULTS = {
    # The file as a whole.
    "empty": _("The file is empty. The first row names the columns, as in the template."),
    "old_office": _(
        "This is an old or a locked office file. Save it as an Excel workbook (.xlsx) without a "
        "password, or as CSV."
    ),
    "not_a_table": _("This is neither CSV nor an Excel workbook (.xlsx)."),
    "not_xlsx": _("This is no Excel workbook. Save it as .xlsx or as CSV, and try again."),
    "broken_xlsx": _("The workbook is damaged. Save it anew as .xlsx, and try again."),
    "locked_xlsx": _("The workbook is locked. Save it without a password."),
    "xlsx_too_large": _(
        "The workbook is too large when it is unpacked. Copy only the rows and columns of the "
        "template into a new one, or save it as CSV."
    ),
    "xlsx_entities": _(
        "The workbook holds definitions that no spreadsheet writes, so it is not opened."
    ),
    "formula": _("Cell %(place)s holds a formula. Copy the cells and paste them as values."),
    "not_utf8": _(
        "Here are letters that cannot be read. Save the file as “CSV UTF-8”, so that every "
        "name stays as it is written."
    ),
    "line_too_long": _("This row is too long for a row of a table."),
    "quote_not_closed": _('Quotation marks (") do not fit together from this row on.'),
    "no_header": _("The first row must name the columns, as in the template."),
    "no_such_column": _("There is no such column. The template has all there are."),
    "column_twice": _("This column is there twice."),
    "column_missing": _("This column is missing; without it no row can be told from another."),
    "too_many_cells": _("There are more than %(most)s columns."),
    "too_many_rows": _("There are more than %(most)s rows. Divide the file."),
    "too_few_cells": _("This row has fewer cells than the first one. Was it cut off?"),
    "too_many_cells_here": _(
        "This row has more cells than the first one. Does a cell hold the separator?"
    ),
    # A cell by itself.
    "cell_missing": _("This cell must not be empty."),
    "cell_is_number": _(
        "This cell is kept as a number, so zeros before it are lost. Make the column a text "
        "column and write it again, or save the file as CSV."
    ),
    "cell_is_date": _("This cell is kept as a date. Make the column a text column."),
    "cell_is_yes_or_no": _("This cell says only true or false."),
    "cell_is_other": _("This cell holds neither a text nor a day. Write it as a text."),
    "cell_too_long": _("This is longer than %(most)s letters."),
    "hidden_character": _("Here is a hidden character (%(character)s). Write the cell anew."),
    "garbled": _("Letters were lost here before (�). Write the cell anew."),
    "begins_like_formula": _("A cell must not begin with =, +, - or @: that is how formulas do."),
    "placeholder": _("This only fills a gap. Write what it is, or leave the cell empty."),
    "no_address": _("This is no e-mail address. It may be left empty."),
    "no_iso_day": _(
        "Write days like 2026-03-31: year, month, day. Other ways can be read in two ways."
    ),
    "no_such_day": _("There is no such day."),
    "no_language": _("This is no tag of a language. Write en, es, ar, bn …"),
    "no_yes_or_no": _("Write yes or no."),
    "no_choice": _("Write one of these: %(choices)s."),
    "no_country": _("Write the country as two capital letters, such as BD or GB."),
    "no_time_zone": _("This is no time zone. Write it like Asia/Dhaka."),
    "no_tier": _("Write a number from 1 to %(most)s."),
    # Organisations.
    "row_twice": _("This stands in row %(other)s already."),
    "not_yours_to_change": _("You cannot change organisations. Ask the people administrator."),
    "not_yours_to_add": _("You cannot add organisations. Ask the people administrator."),
    "kind_stays": _("The kind of an organisation never changes. Add a new one instead."),
    "ends_before_start": _("The last day is before the first."),
    "code_cannot_be_used": _("This code cannot be used. Choose another."),
    "needed_for_new": _("A new organisation needs this."),
    "organisation_circle": _("This would be below itself: its way up comes back to it."),
    "no_such_organisation": _("There is no such organisation among yours."),
    "parent_of_wrong_kind": _(
        "It cannot belong to that: units and suppliers belong to the company, sites to one of "
        "these."
    ),
    "other_employer": _(
        "Its people would have another employer. End it, and add a new one there instead."
    ),
    # People.
    "number_of_two": _(
        "Two people have this number there. Ask the operator to find out who is meant."
    ),
    "not_yours_to_fill": _("People of a supplier are brought in by its own administrator."),
    "address_twice": _(
        "The address stands in row %(other)s too. Give everybody their own, or leave it empty."
    ),
    "leave_half": _("A leave needs its first and its last day."),
    "leave_too_short": _("Only a leave of %(days)s days or more is kept."),
    "leave_overlaps": _("This leave runs into another one that is on record."),
    "own_manager": _("Nobody is their own manager."),
    "no_such_manager": _("Nobody with this number is among yours or in the file."),
    "manager_circle": _("The chain of managers comes back to this person."),
    "organisation_ended": _("This organisation has ended."),
    "type_does_not_fit": _(
        "This does not fit the place: supplier_staff work at suppliers, all others do not."
    ),
    "restricted": _("This site is restricted: no workers are kept here."),
    "needed_to_join": _("Somebody new needs this."),
    "has_left": _(
        "This person left on %(day)s, and that stays. If they are back, give the day in "
        "started_on; if not, give the same last day."
    ),
    "number_merged": _(
        "This number was merged with another one of the same person. The row changes nothing: the "
        "row of the other number does."
    ),
    "works_there_already": _("This person works there already, under another number."),
    # To be looked at.
    "name_twice": _("The name stood there twice. Kept is: %(kept)s."),
    "placeholder_left_out": _("What only filled a gap was left out. Kept is: %(kept)s."),
    "left_already": _("Not here, and left already: nothing is added."),
    "start_stays": _("The first day on record is %(day)s, and stays."),
    "address_stays": _("The address for signing in stays as it is; people change it themselves."),
}
