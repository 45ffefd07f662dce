"""How dates and numbers are written: on pages as on certificates."""

from datetime import UTC, date, datetime

import pytest
from django.utils import formats, translation

from certificates import days

DAY = date(2026, 11, 3)


@pytest.mark.parametrize("language", ["en", "es", "ar", "my"])
def test_pages_write_a_day_as_certificates_do(language):
    with translation.override(language):
        assert formats.date_format(DAY, "DATE_FORMAT") == days.in_words(DAY, language)


def test_arabic_writes_latin_digits_a_point_and_the_time_of_the_day_in_24_hours():
    with translation.override("ar"):
        moment = formats.date_format(datetime(2026, 11, 3, 18, 5, tzinfo=UTC), "DATETIME_FORMAT")

        assert moment == "3 نوفمبر 2026، 18:05"
        assert formats.localize(80.5) == "80.5"
