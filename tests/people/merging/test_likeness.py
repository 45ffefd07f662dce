"""Who may be one person, and who is let be."""

from datetime import date

import pytest

from people.merging.likeness import Known, Post, Reason, are_alike, names_of, reasons, words_of

DAY = date(2024, 1, 8)


def known(pk: int, *names: str, managers: tuple[int, ...] = (), **post: object) -> Known:
    facts = {
        "employer": "1",
        "organisation": pk,  # another place, unless said
        "employee_number": f"N{pk}",
        "work_email": "",
        "started_on": date(2024, 1, pk),
    } | post
    return Known(pk, names_of(*names), (Post(**facts),), frozenset(managers))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Amina Rahman", "amina  RAHMAN"),
        ("Amina Rahman", "Rahman, Amina"),
        ("José Núñez-Ferreira", "Jose Nunez Ferreira"),
        ("Amina Rahman", "Amina Begum Rahman"),
        ("أَمِينَة رحمن", "أمينة رحمن"),
        ("Siti", "SITI"),
        ("Nguyễn Thị Hương", "Nguyen Thi Huong"),
    ],
)
def test_names_that_may_be_the_same(one, other):
    assert are_alike(names_of(one), names_of(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Amina Rahman", "Amina Khatun"),
        ("Amina Rahman", "Amina"),
        ("আমিনা রহমান", "আমিনু রহমান"),  # a vowel is no mark to leave out
        ("FNU", "FNU"),
        ("N/A", "n/a"),
        ("", ""),
    ],
)
def test_names_that_are_not(one, other):
    assert not are_alike(names_of(one), names_of(other))


def test_a_form_in_latin_letters_is_a_name_too():
    assert are_alike(names_of("আমিনা রহমান", "Amina Rahman"), names_of("Amina Rahman"))


def test_a_name_alone_is_never_enough():
    assert reasons(known(1, "Amina Rahman"), known(2, "Amina Rahman")) == []


@pytest.mark.parametrize(
    ("shared", "told"),
    [
        ({"employee_number": "7"}, Reason.NUMBER),
        ({"work_email": "Amina@example.com"}, Reason.EMAIL),
        ({"organisation": 9, "started_on": DAY}, Reason.START),
    ],
)
def test_a_name_and_something_strong_is(shared, told):
    one = known(1, "Amina Rahman", **shared)

    assert reasons(one, known(2, "Amina Rahman", **shared)) == [told]
    assert reasons(one, known(2, "Zarina Haque", **shared)) == []


def test_neither_the_day_nor_the_place_alone_is_strong():
    one = known(1, "Amina Rahman", organisation=9, started_on=DAY)

    assert reasons(one, known(2, "Amina Rahman", started_on=DAY)) == []
    assert reasons(one, known(2, "Amina Rahman", organisation=9)) == []


@pytest.mark.parametrize("name", ["Siti", "张伟"])
def test_two_of_one_word_may_begin_on_the_same_day(name):
    same = {"organisation": 9, "started_on": DAY}

    assert reasons(known(1, name, **same), known(2, name, **same)) == []


def test_of_two_employers_nothing_is_told():
    one = known(1, "Amina Rahman", employee_number="7", employer="1")

    assert reasons(one, known(2, "Amina Rahman", employee_number="7", employer="2")) == []


@pytest.mark.parametrize(("below", "above"), [(1, 2), (2, 1)])
def test_a_manager_is_somebody_else(below, above):
    people = {
        pk: known(
            pk,
            "Amina Rahman",
            employee_number="7",
            managers=(above,) if pk == below else (),
        )
        for pk in (1, 2)
    }

    assert reasons(people[1], people[2]) == []


def test_words_are_folded_and_sorted():
    assert words_of("O’Brien, Seán") == ("obrien", "sean")
