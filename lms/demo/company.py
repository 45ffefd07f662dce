"""The demo's organisations: the lead company, and as many units and suppliers as are asked for."""

from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any
from uuid import NAMESPACE_DNS, UUID, uuid5

from lms.demo import cards
from people import actions
from people.models import Organisation

COMPANY = "Larkfield Goods"
FOUNDED = date(2009, 3, 2)

Kind = Organisation.Kind
RiskBand = Organisation.RiskBand
RISK_BANDS = (RiskBand.LOW, RiskBand.MEDIUM, RiskBand.MEDIUM, RiskBand.HIGH)

# How far the generated past reaches.
HISTORY_DAYS = 730


@dataclass(frozen=True)
class Country:
    """What is usual in a country: names, language of the screens, time zone, cities."""

    code: str
    names: str
    language: str
    time_zone: str
    towns: str

    @property
    def cultures(self) -> list[str]:
        """Whose names are usual (lms/demo/names.py): what stands twice is twice as usual."""
        return self.names.split()

    @property
    def cities(self) -> list[str]:
        return self.towns.split()


COUNTRIES = {
    country.code: country
    for country in (
        Country("GB", "british british polish", "en", "Europe/London", "Leeds Dundee Bristol"),
        Country("PL", "polish", "en", "Europe/Warsaw", "Łódź Gdańsk Rzeszów"),
        Country("ES", "spanish", "es", "Europe/Madrid", "Valencia Vigo Zaragoza"),
        Country("AE", "arabic hindi tamil", "ar", "Asia/Dubai", "Sharjah Ajman"),
        Country("BD", "bengali", "en", "Asia/Dhaka", "Gazipur Narayanganj Savar"),
        Country("TR", "turkish turkish arabic", "en", "Europe/Istanbul", "Bursa Gaziantep"),
        Country("MX", "spanish", "es", "America/Mexico_City", "Puebla Torreón León"),
        Country("IN", "hindi tamil bengali", "en", "Asia/Kolkata", "Tiruppur Panipat"),
        Country("VN", "vietnamese", "en", "Asia/Ho_Chi_Minh", "Vinh Pleiku"),
        Country("TH", "thai burmese khmer", "en", "Asia/Bangkok", "Songkhla Rayong"),
        Country("KH", "khmer", "en", "Asia/Phnom_Penh", "Takeo Kampot"),
        Country("CN", "chinese", "en", "Asia/Shanghai", "Wenzhou Foshan"),
        Country("ID", "indonesian", "en", "Asia/Jakarta", "Semarang Bandung"),
        Country("EG", "arabic", "ar", "Africa/Cairo", "Ismailia Damietta"),
    )
}
OWN_COUNTRIES = ("GB", "GB", "PL", "ES", "AE")
SUPPLIER_COUNTRIES = ("BD", "BD", "IN", "TR", "MX", "VN", "TH", "KH", "CN", "ID", "EG")

WORDS = (
    "Amber", "Kestrel", "Juniper", "Saffron", "Willow", "Copper", "Lapwing", "Marigold", "Cedar",
    "Heron", "Indigo", "Linden", "Falcon", "Coral", "Thistle", "Olive",
)  # fmt: skip
TRADES = ("Knitwear", "Packaging", "Ceramics", "Textiles", "Garments", "Foods", "Furniture")
FIELDS = ("Home", "Clothing", "Pantry", "Garden", "Logistics", "Kitchen", "Outdoor", "Gifts")


@dataclass(frozen=True)
class Place:
    """An organisation where generated people work, and how many of them compared with others."""

    organisation_id: int
    branch_id: int
    is_own: bool
    country: Country
    weight: float
    # How many days ago training came to the branch: to own units first.
    called_ago: int


def key(*parts: object) -> UUID:
    """The fixed public id of a part of the demo."""
    return uuid5(NAMESPACE_DNS, "/".join(map(str, ("daylight.example", *parts))))


def lead_company() -> Organisation:
    """The company of this installation: the one that stands, or the demo's."""
    standing = Organisation.objects.filter(kind=Kind.COMPANY).order_by("pk").first()
    return standing or actions.add_organisation(
        kind=Kind.COMPANY,
        name=COMPANY,
        parent=None,
        started_on=FOUNDED,
        country="GB",
        time_zone="Europe/London",
        uuid=key("company"),
    )


class Grounds:
    """The generated units, suppliers and sites of one seed; what stands is taken as it is."""

    def __init__(self, seed: int, people: int) -> None:
        self.seed = seed
        self.people = people
        self.company = lead_company()
        # Where the heads are: the company's first, then each branch's.
        self.heads: list[Place] = []
        self.places: list[Place] = []
        self._rng = Random(f"{seed}/grounds")  # noqa: S311 - a demonstration
        self._standing = {row.uuid: row for row in Organisation.objects.under(self.company)}

    def lay_out(self) -> bool:
        """Make the tree: a unit for some thousands of people, a supplier for some hundreds.

        Returns whether anything of it was new.
        """
        before = len(self._standing)
        units = max(2, min(40, self.people // 4000))
        suppliers = max(3, min(3000, self.people // 300))
        home = COUNTRIES["GB"]
        self.heads = [Place(self.company.pk, self.company.pk, True, home, 0, HISTORY_DAYS)]
        for number in range(1, units + 1):
            self._unit(number, share=0.35 / units)
        for number in range(1, suppliers + 1):
            self._supplier(number, share=0.65 / suppliers)
        cards.give_cards(self.company)
        return len(self._standing) > before

    def _unit(self, number: int, *, share: float) -> None:
        country = COUNTRIES[OWN_COUNTRIES[number % len(OWN_COUNTRIES)]]
        name = f"{FIELDS[number % len(FIELDS)]} {number}"
        unit = self._add(Kind.UNIT, f"unit/{number}", name, self.company, country)
        self._sites(unit, country, is_own=True, share=share)

    def _supplier(self, number: int, *, share: float) -> None:
        country = COUNTRIES[self._rng.choice(SUPPLIER_COUNTRIES)]
        words = self._rng.sample(WORDS, 2)
        supplier = self._add(
            Kind.SUPPLIER,
            f"supplier/{number}",
            f"{words[0]} {words[1]} {self._rng.choice(TRADES)} {number}",
            self.company,
            country,
            tier=self._rng.choice((1, 1, 1, 2, 2, 3)),
            risk_band=self._rng.choice(RISK_BANDS),
        )
        self._sites(supplier, country, is_own=False, share=share)

    def _sites(self, branch: Organisation, country: Country, *, is_own: bool, share: float) -> None:
        called_ago = self._rng.randint(500 if is_own else 40, HISTORY_DAYS)
        self.heads.append(Place(branch.pk, branch.pk, is_own, country, 0, called_ago))
        size = self._rng.lognormvariate(0, 0.7)
        for number in range(1, self._rng.randint(1, 3) + 1):
            city = country.cities[(number - 1) % len(country.cities)]
            what = f"{branch.uuid}/site/{number}"
            site = self._add(Kind.SITE, what, f"{branch.name}, {city}", branch, country)
            weight = share * size / number
            self.places.append(Place(site.pk, branch.pk, is_own, country, weight, called_ago))

    def _add(
        self, kind: str, what: str, name: str, parent: Organisation, country: Country, **facts: Any
    ) -> Organisation:
        uuid = key(self.seed, what)
        if uuid not in self._standing:
            self._standing[uuid] = actions.add_organisation(
                kind=kind,
                name=name,
                parent=parent,
                started_on=FOUNDED,
                country=country.code,
                time_zone=country.time_zone,
                uuid=uuid,
                **facts,
            )
        return self._standing[uuid]
