"""What of certificates is about a person, and what erasing does: the award stays, nameless."""

from collections.abc import Iterator

from certificates.models import Certificate, new_name_code
from people.privacy.treatments import CHOICE, CLEARED, CODE, CONTENT, Becomes, Table


def _files(certificate: Certificate) -> Iterator[str]:
    """The drawing, and what a worker may have left that died before it could tell."""
    yield certificate.pdf.name or ""
    yield certificate.drawing_name


TABLES = [
    Table(
        Certificate,
        {
            "code": CODE,
            "name_code": Becomes(new_name_code),
            "holder_name": CLEARED,
            "holder_latin_name": CLEARED,
            "languages": CHOICE,
            "wording": CONTENT,
            "pdf": CLEARED,
            "pdf_digest": CLEARED,
            "problem": CLEARED,
        },
        person="completion__enrolment__person",
        sets={"drawn_at": None},
        files=_files,
    ),
]
