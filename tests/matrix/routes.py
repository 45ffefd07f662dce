"""Every address of the resolver with ids in it: a persona's own, another's, another company's, one
that nobody has."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import get_resolver, resolve

from lms.policy import Rule, routes_of, rule_of
from tests.matrix.world import NOBODYS, Persona, World

# What an argument of an address is, by the address's name (or how it begins, with *) and the
# argument. A kind that `World` keeps for everybody is a row: another's must look like nobody's.
KINDS: dict[tuple[str, str], str] = {
    ("*", "study_uuid"): "study",
    ("*", "study"): "study",
    ("attempt-*", "uuid"): "attempt",
    ("certificate*", "code"): "certificate",
    ("verify-certificate", "code"): "certificate",
    ("programme", "code"): "programme",
    ("import*", "run"): "run",
    ("mfa_remove_webauthn", "pk"): "passkey",
    ("session-end", "pk"): "session",
    ("power-give", "uuid"): "person",
    ("power-end", "uuid"): "grant",
    ("open-*", "site"): "site",
    ("sign-on-door", "code"): "door",
    ("sign-on-disconnect", "uuid"): "identity",
    ("sign-on-connect", "uuid"): "provider elsewhere",
    ("sign-on-*", "uuid"): "provider",
    ("rule-*", "uuid"): "rule",
    ("equivalent-end", "uuid"): "equivalent",
    ("hours-set", "uuid"): "workplace",
    ("place-*", "uuid"): "site",
    ("country-open", "uuid"): "country",
    ("team-remind", "uuid"): "enrolment",
    ("reminder-again", "uuid"): "message",
    ("team-person", "uuid"): "person",
    ("decision-propose-*", "uuid"): "enrolment",
    ("decision-*", "uuid"): "proposal",
    ("correction-answer", "uuid"): "correction",
    ("erasure-*", "uuid"): "erasure",
    ("hold-set", "uuid"): "person",
    ("hold-end", "uuid"): "hold",
    ("connection-revoke", "uuid"): "token",
    ("connection-group", "uuid"): "group",
    ("duplicate*", "uuid"): "duplicate",
    ("merge", "uuid"): "merge",
    ("join-link*", "uuid"): "link",
    ("join-poster", "uuid"): "link",
    ("join-*", "code"): "joincode",
    ("joining-refuse", "uuid"): "joining",
    ("joining-site", "uuid"): "workplace",
    ("cards-make", "uuid"): "workplace",
    ("site-card*", "uuid"): "site",
    ("joining-person", "person"): "person",
    ("shared-end", "uuid"): "device",
}
# The same for everybody: content, and words that are no row.
SAMPLES: dict[tuple[str, str], str] = {
    ("account_reset_password_from_key", "uidb36"): "1",
    ("account_reset_password_from_key", "key"): "a-b",
    ("*", "key"): "l1",
    ("*", "block"): "v1",
    ("*", "position"): "1",
    ("*", "language"): "en",
    ("my-data-file", "kind"): "json",
    ("joining-person", "uuid"): "4a7d1f6e-0000-4000-8000-000000000000",
    ("scim", "path"): "Users",
    ("card-show", "token"): "a",
    ("*", "kind"): "csv",
    ("module", "code"): "T0",
    ("open-*", "code"): "T0",
    ("agreement-answer", "country"): "DE",
    ("ladder-change", "code"): "Pa",
    ("media", "name"): "images/nothing.png",
    ("import-template", "name"): "people.csv",
    ("*_authenticate_with_password", "restriction_id"): "1",
    ("*_authenticate_with_password", "page_view_restriction_id"): "1",
    ("*_authenticate_with_password", "page_id"): "1",
}
# Addresses whose arguments have no name.
UNNAMED = {"wagtaildocs_serve": "/documents/1/a.pdf", "wagtail_serve": "/en/"}
# Wagtail's own: 219 addresses of pages, pictures and settings. Who is no author meets the gate.
WAGTAILS = ("cms/", "^cms/", "documents/")
_WAGTAILS_SAMPLE = {"int": "2", "uuid": "4a7d1f6e-0000-4000-8000-000000000000"}

_ARGUMENT = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")
_GROUP = re.compile(r"\(\?P<(\w+)>((?:[^()]|\([^()]*\))*)\)")


@dataclass(frozen=True)
class Route:
    """One address as the resolver has it, with the rule that the table gives it."""

    name: str
    route: str
    rule: Rule
    arguments: tuple[tuple[str, str], ...]

    @property
    def is_wagtails(self) -> bool:
        return self.route.startswith(WAGTAILS)

    @property
    def row(self) -> str:
        """The kind of the row that the address names; none if it names none."""
        kinds = [kind for name, _ in self.arguments if (kind := _of(KINDS, self.name, name))]
        return kinds[0] if kinds else ""

    def address(self, row: object = "") -> str:
        """The address with that row's id. Raises UnknownArgument."""
        if self.name in UNNAMED:
            return UNNAMED[self.name]
        path = self.route
        for name, converter in self.arguments:
            value = str(row) if _of(KINDS, self.name, name) else self._sample(name, converter)
            path = _put(path, name, value)
        return "/" + _plain(path)

    def _sample(self, name: str, converter: str) -> str:
        if self.is_wagtails:
            one_of = converter.split("|")[0] if "|" in converter else "x"
            return _WAGTAILS_SAMPLE.get(converter, "2" if name == "pk" else one_of)
        found = _of(SAMPLES, self.name, name)
        if not found:
            raise UnknownArgument(
                f"The matrix does not know what <{name}> of {self.name} ({self.route}) is. "
                "Add it to tests/matrix/routes.py: to KINDS if it names a row of somebody (and the "
                "rows to tests/matrix/world.py), else to SAMPLES."
            )
        return found


class UnknownArgument(Exception):
    """An address has an argument that neither KINDS nor SAMPLES names."""


def _of(table: dict[tuple[str, str], str], route: str, argument: str) -> str:
    for (name, named), value in table.items():
        begins, star, ends = name.partition("*")
        if named == argument and (
            route == name or (star and route.startswith(begins) and route.endswith(ends))
        ):
            return value
    return ""


def _put(path: str, name: str, value: str) -> str:
    path = _GROUP.sub(lambda found: value if found[1] == name else found[0], path)
    return _ARGUMENT.sub(lambda found: value if found["name"] == name else found[0], path)


def _plain(path: str) -> str:
    """A route that is an expression, as an address that it fits."""
    path = re.sub(r"\(\?:([^|)]*)[^)]*\)", r"\1", path)
    return re.sub(r"[\^$\\]", "", path).replace(".*", "x")


def routes() -> Iterator[Route]:
    """Every address of this installation, as the resolver has it now."""
    for route, pattern in routes_of(get_resolver()):
        rule = rule_of(pattern.name, route)
        assert rule, f"No rule says who may use {route}: give it a line in lms/policy/."
        arguments = [
            (found["name"], found["kind"] or "")
            for found in _ARGUMENT.finditer(route)
            if f"(?P<{found['name']}>" not in route
        ]
        arguments += [
            (found[1], "int" if r"\d" in found[2] else found[2]) for found in _GROUP.finditer(route)
        ]
        found = Route(pattern.name or route, route, rule, tuple(dict.fromkeys(arguments)))
        if not _is_shadowed(found):
            yield found


def _is_shadowed(route: Route) -> bool:
    """Whether another of our addresses answers in its place, as at Wagtail's own doors."""
    if not route.is_wagtails:
        return False
    return resolve(route.address()).route.replace("^", "") != route.route.replace("^", "")


def variants(world: World, persona: Persona, kind: str) -> dict[str, object]:
    """Ids of a kind of row: own (if she has one), another's, another company's, nobody's."""
    home = persona.company or "a"
    away = "b" if home == "a" else "a"
    found = {
        "another's": world.others[home][kind],
        "another company's": world.others[away][kind],
        "nobody's": NOBODYS[kind],
    }
    return ({"own": persona.rows[kind]} if kind in persona.rows else {}) | found
