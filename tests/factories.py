"""People and records for tests. Each factory goes through the action that makes the row in life.

The people have names of the scripts that our learners write: a page that is tested with them is
tested with those scripts.
"""

from datetime import date
from typing import Any

import factory

from certificates import actions as certificates
from certificates.models import Certificate
from courses import actions as courses
from courses.equivalents.models import Equivalent
from courses.models import (
    Edition,
    Enrolment,
    Module,
    Programme,
    ProgrammeModule,
    ProgrammeText,
    Study,
)
from courses.rules.models import AssignmentRule
from lms.accounts import secrets
from people import actions as people
from people import undertakings
from people.models import (
    AudienceRole,
    Grant,
    Membership,
    Organisation,
    Person,
    Power,
    Undertaking,
    WorkforceType,
)
from people.sign_on import actions as sign_on
from people.sign_on.models import IdentityProvider
from tests import cards
from tests.documents import document

NAMES = [
    "Amina Rahman",
    "আমিনা রহমান",
    "လှလှမြင့်",
    "علي بن أحمد",
    "สมชาย ใจดี",
    "សុខ សុភា",
    "Nguyễn Thị Hương",
    "张伟",
    "राजेश कुमार",
    "José Núñez-Ferreira",
    "Gülşah Yıldız",
    "Олександра Шевченко",
    "Siti",
]
PASSWORD = "correct horse battery staple"


class OrganisationFactory(factory.django.DjangoModelFactory):
    """A company; `supplier`, `site` and `unit` hang one below (a `parent` is made if not given).

    A site has a valid response card, unless `has_card` is false.
    """

    kind = Organisation.Kind.COMPANY
    name = factory.Sequence(lambda n: f"Northwind Trading {n}")
    parent = None
    started_on = date(2020, 1, 1)
    country = "GB"

    class Meta:
        model = Organisation

    class Params:
        unit = factory.Trait(
            kind=Organisation.Kind.UNIT,
            name=factory.Sequence(lambda n: f"Purchasing {n}"),
            parent=factory.SubFactory("tests.factories.OrganisationFactory"),
        )
        supplier = factory.Trait(
            kind=Organisation.Kind.SUPPLIER,
            name=factory.Sequence(lambda n: f"ডেল্টা নিট Delta Knit {n}"),
            parent=factory.SubFactory("tests.factories.OrganisationFactory"),
            country="BD",
            tier=1,
            risk_band=Organisation.RiskBand.HIGH,
        )
        site = factory.Trait(
            kind=Organisation.Kind.SITE,
            name=factory.Sequence(lambda n: f"Dhaka {n}"),
            parent=factory.SubFactory("tests.factories.OrganisationFactory", supplier=True),
            country="BD",
            time_zone="Asia/Dhaka",
        )

    @classmethod
    def _create(cls, model_class: type, *args: Any, **kwargs: Any) -> Organisation:
        has_card = kwargs.pop("has_card", True)
        made = people.add_organisation(**kwargs)
        if made.kind == Organisation.Kind.SITE and has_card:
            cards.give_card(made)
        return made


class PersonFactory(factory.django.DjangoModelFactory):
    """A person with an address and PASSWORD; `without_email` has neither."""

    full_name = factory.Iterator(NAMES)
    email = factory.Sequence(lambda n: f"person{n}@example.org")
    password = PASSWORD

    class Meta:
        model = Person

    class Params:
        without_email = factory.Trait(email="", password=None)

    @classmethod
    def _create(cls, model_class: type, *args: Any, **kwargs: Any) -> Person:
        return people.add_person(**kwargs)


class MembershipFactory(factory.django.DjangoModelFactory):
    """A person at an organisation; `roles` are audience roles held from the first day."""

    person = factory.SubFactory(PersonFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    workforce_type = WorkforceType.EMPLOYEE
    started_on = date(2024, 1, 8)
    roles = [AudienceRole.PROCUREMENT]

    class Meta:
        model = Membership

    class Params:
        supplier_staff = factory.Trait(
            organisation=factory.SubFactory(OrganisationFactory, site=True),
            workforce_type=WorkforceType.SUPPLIER_STAFF,
            roles=[AudienceRole.SUPERVISOR],
        )

    @classmethod
    def _create(cls, model_class: type, *args: Any, **kwargs: Any) -> Membership:
        person, organisation = kwargs.pop("person"), kwargs.pop("organisation")
        return people.join(person, organisation, **kwargs)


class GrantFactory(factory.django.DjangoModelFactory):
    """A power over an organisation and all below it; unless `undertaken` is false, its holder has
    accepted the rules for people with power."""

    undertaken = True
    person = factory.SubFactory(PersonFactory)
    power = Power.CSO
    organisation = factory.SubFactory(OrganisationFactory)
    by = None

    class Meta:
        model = Grant

    @classmethod
    def _create(cls, model_class: type, *args: Any, **kwargs: Any) -> Grant:
        person, power = kwargs.pop("person"), kwargs.pop("power")
        if kwargs.pop("undertaken"):
            Undertaking.objects.get_or_create(person=person, version=undertakings.VERSION)
        return people.grant(person, power, kwargs.pop("organisation"), **kwargs)


class IdentityProviderFactory(factory.django.DjangoModelFactory):
    """A provider of OpenID Connect (`kind="saml"`: of SAML) for an `organisation`, tested and on.

    `by` looks after its people; further fields of IdentityProvider as they are given.
    """

    organisation = factory.SubFactory(OrganisationFactory)
    kind = IdentityProvider.Kind.OIDC
    name = factory.Sequence(lambda n: f"Work account {n}")
    issuer = factory.Sequence(lambda n: f"https://id{n}.example.org")

    class Meta:
        model = IdentityProvider

    @classmethod
    def _create(cls, model_class: type, *args: Any, **kwargs: Any) -> IdentityProvider:
        organisation, is_on = kwargs.pop("organisation"), kwargs.pop("is_on", True)
        begun = {name: kwargs.pop(name) for name in ("kind", "name")}
        by = kwargs.pop("by", None) or administrator_of(organisation)
        row = sign_on.set_up(organisation=organisation, by=by, **begun)
        known = SAML_SETTINGS
        if begun["kind"] == IdentityProvider.Kind.OIDC:
            known = {"client_id": "daylight", "secret": secrets.encrypt("between us")}
        row = sign_on.change(row, by=by, **known | kwargs)
        if is_on:
            sign_on.pass_test(row, by=by, settings_of=row.changed_at)
            sign_on.turn_on(row, by=by)
        row.refresh_from_db()
        return row


SAML_SETTINGS = {"address": "https://id.example.org/sso", "certificates": ["none"]}


def administrator_of(organisation: Organisation) -> Person:
    """Somebody who looks after an organisation's people."""
    is_suppliers = organisation.kind in {Organisation.Kind.SUPPLIER, Organisation.Kind.SITE}
    power = Power.SUPPLIER_ADMINISTRATOR if is_suppliers else Power.PEOPLE_ADMINISTRATOR
    person = PersonFactory(full_name="Ada Ministra")
    return people.grant(person, power, organisation, by=None).person


# --- what is learnt ------------------------------------------------------------------------


class ModuleFactory(factory.django.DjangoModelFactory):
    """A module without an edition. Its pages make editions of it; see EditionFactory."""

    code = factory.Sequence(lambda n: f"T{n}")
    source_language = "en"

    class Meta:
        model = Module


class EditionFactory(factory.django.DjangoModelFactory):
    """A published edition; `document` is content without numbers, `source` for a translation."""

    module = factory.SubFactory(ModuleFactory)
    language = factory.LazyAttribute(lambda made: made.module.source_language)
    document = factory.LazyAttribute(
        lambda made: document(module=made.module.code, language=made.language)
    )

    class Meta:
        model = Edition

    class Params:
        without_quiz = factory.Trait(
            document=factory.LazyAttribute(
                lambda made: document(module=made.module.code, language=made.language, quiz=None)
            )
        )

    @classmethod
    def _create(cls, model_class: type, *args: Any, **kwargs: Any) -> Edition:
        return courses.publish_edition(kwargs.pop("module"), **kwargs)


class ProgrammeFactory(factory.django.DjangoModelFactory):
    """A programme of one published module, or of the given `modules`, with its English words."""

    code = factory.Sequence(lambda n: f"P{n}")
    audience_roles = [AudienceRole.PROCUREMENT]
    validity_months = 24
    renewal_window_days = 60

    class Meta:
        model = Programme
        skip_postgeneration_save = True

    @factory.post_generation
    def modules(programme: Programme, create: bool, extracted: list[Module] | None) -> None:  # noqa: N805
        modules = [EditionFactory().module] if extracted is None else extracted
        for order, module in enumerate(modules, 1):
            ProgrammeModule.objects.create(programme=programme, module=module, order=order)
        ProgrammeText.objects.create(
            programme=programme, language="en", title=f"Buying without harm {programme.code}"
        )


class RuleFactory(factory.django.DjangoModelFactory):
    """A rule that has long begun: procurement staff have 30 days."""

    programme = factory.SubFactory(ProgrammeFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    audience_roles = [AudienceRole.PROCUREMENT]
    due_in_days = 30
    begins_on = date(2026, 1, 1)

    class Meta:
        model = AssignmentRule


class EquivalentFactory(factory.django.DjangoModelFactory):
    """That a company has long counted one programme as another."""

    organisation = factory.SubFactory(OrganisationFactory)
    programme = factory.SubFactory(ProgrammeFactory)
    counted = factory.SubFactory(ProgrammeFactory)
    reason = "The two were compared, file 12"
    begins_on = date(2026, 1, 1)

    class Meta:
        model = Equivalent


class EnrolmentFactory(factory.django.DjangoModelFactory):
    """A person enrolled on a programme; `completed` has finished everything."""

    person = factory.SubFactory(PersonFactory)
    programme = factory.SubFactory(ProgrammeFactory)

    class Meta:
        model = Enrolment
        skip_postgeneration_save = True

    @classmethod
    def _create(cls, model_class: type, *args: Any, **kwargs: Any) -> Enrolment:
        return courses.enrol(kwargs.pop("person"), kwargs.pop("programme"), **kwargs)

    @factory.post_generation
    def completed(enrolment: Enrolment, create: bool, extracted: bool | None) -> None:  # noqa: N805
        if extracted:
            for requirement in enrolment.requirements.all():
                finish(courses.open_study(enrolment.person, requirement.module))


class StudyFactory(factory.django.DjangoModelFactory):
    """A person's open study of a published module."""

    person = factory.SubFactory(PersonFactory)
    module = factory.LazyFunction(lambda: EditionFactory().module)

    class Meta:
        model = Study

    @classmethod
    def _create(cls, model_class: type, *args: Any, **kwargs: Any) -> Study:
        return courses.open_study(kwargs.pop("person"), kwargs.pop("module"), **kwargs)


def finish(study: Study, *, language: str = "en") -> Study:
    """Do all lessons of a study and pass its quiz, if it has one."""
    for part in study.edition.document["lessons"]:
        courses.finish_lesson(study, part["key"], language=language)
    if study.edition.document["quiz"]:
        courses.pass_quiz(study, language=language)
    study.refresh_from_db()
    return study


# --- what is awarded -----------------------------------------------------------------------


class CertificateFactory(factory.django.DjangoModelFactory):
    """The certificate of a completed enrolment; not drawn yet."""

    enrolment = factory.SubFactory(EnrolmentFactory, completed=True)

    class Meta:
        model = Certificate

    @classmethod
    def _create(cls, model_class: type, *args: Any, **kwargs: Any) -> Certificate:
        return certificates.issue(kwargs.pop("enrolment").completion)
