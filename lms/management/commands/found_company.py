"""Make a company and its first sustainability lead: where a new installation begins."""

import re
from typing import Any

from babel import Locale
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.urls import reverse

from people import actions
from people.names import NameNotPrintable

COUNTRIES = {code for code in map(str, Locale("en").territories) if re.fullmatch("[A-Z]{2}", code)}


class Command(BaseCommand):
    help = "Make a company and its first sustainability lead, who gives all other powers."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="the company's name")
        parser.add_argument("--country", required=True, help="two letters, for example GB")
        parser.add_argument("--lead", required=True, help="the full name of the first lead")
        parser.add_argument("--email", required=True, help="the lead's address")

    def handle(self, *args: Any, **options: Any) -> None:
        country = options["country"].upper()
        if country not in COUNTRIES:
            raise CommandError(f"--country is two letters of ISO 3166, not {options['country']}.")
        try:
            validate_email(options["email"])
            actions.found_company(
                options["name"], country=country, lead=options["lead"], email=options["email"]
            )
        except ValidationError as error:
            raise CommandError(f"--email is no address: {options['email']}.") from error
        except NameNotPrintable as error:
            raise CommandError(f"--lead holds a character that no name has: {error}.") from error
        except actions.AlreadyFounded as error:
            raise CommandError(f"There is a company or a person already: {error}.") from error
        ask = f"{settings.BASE_URL}{reverse('account_reset_password')}"
        self.stdout.write(f"{options['name']} stands. Its lead chooses a password at {ask}")
