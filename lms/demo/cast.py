"""The demo company's people, units, suppliers and sites: only data. Everybody is invented."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True)
class Node:
    """An organisation of the demo, by a short name; `above` is the short name of its parent."""

    name: str
    above: str
    title: str
    kind: str
    country: str
    time_zone: str
    tier: int | None = None
    risk_band: str = ""


DHAKA, ISTANBUL, MEXICO = "Asia/Dhaka", "Europe/Istanbul", "America/Mexico_City"

TREE = [
    Node("home", "company", "Home and Kitchen", "unit", "GB", "Europe/London"),
    Node("leeds", "home", "Leeds office", "site", "GB", "Europe/London"),
    Node("lodz", "home", "Łódź distribution centre", "site", "PL", "Europe/Warsaw"),
    Node("clothing", "company", "Clothing", "unit", "ES", "Europe/Madrid"),
    Node("valencia", "clothing", "Valencia buying office", "site", "ES", "Europe/Madrid"),
    Node("sharjah", "clothing", "Sharjah sourcing office", "site", "AE", "Asia/Dubai"),
    Node("meghla", "company", "Meghla River Knitwear", "supplier", "BD", DHAKA, 1, "high"),
    Node("gazipur", "meghla", "Gazipur mill", "site", "BD", DHAKA),
    Node("savar", "meghla", "Savar sewing floor", "site", "BD", DHAKA),
    Node("kumru", "company", "Kumru Vadisi Tekstil", "supplier", "TR", ISTANBUL, 1, "medium"),
    Node("bursa", "kumru", "Bursa dye house", "site", "TR", ISTANBUL),
    Node("gaziantep", "kumru", "Gaziantep weaving hall", "site", "TR", ISTANBUL),
    Node("tordo", "company", "Cerro Tordo Empaques", "supplier", "MX", MEXICO, 2, "medium"),
    Node("puebla", "tordo", "Planta Puebla", "site", "MX", MEXICO),
]


class Part(StrEnum):
    """What a person's record shows."""

    NEW = "new"  # enrolled lately, nothing done, not due yet
    HALF = "half"  # in the middle of the lessons, not due yet
    QUIZ = "quiz"  # all lessons done, a quiz begun and left
    FAILED = "failed"  # first attempt not passed, the next still to come
    DONE = "done"
    RETRIED = "retried"  # completed after a first attempt that was not passed
    LATE = "late"  # completed after the due day
    OVERDUE = "overdue"  # nothing done, due day gone
    STUCK = "stuck"  # begun, due day gone
    EXPIRED = "expired"  # completed once, and run out
    RENEWED = "renewed"  # completed twice
    AWAY = "away"  # on long leave since shortly after the assignment
    LEFT = "left"  # completed, and has left the company
    TEST = "test"  # a test account: never counted
    WITHDRAWN = "withdrawn"
    EXEMPT = "exempt"
    WAIVED = "waived"
    NONE = ""  # nothing is asked: workers read programme D without a record


@dataclass(frozen=True)
class Role:
    """One of the cast. `roles` are m, p, s, w for the four audience roles."""

    roles: str
    part: Part
    name: str
    latin: str = ""
    login: str = ""
    decides: bool = False
    language: str = ""


@dataclass(frozen=True)
class Team:
    """People at one place who read the same language, and the log-in of the one they report to."""

    site: str
    boss: str
    language: str
    people: tuple[Role, ...]


P = Part

TEAMS = [
    Team("home", "", "en", (
        Role("m", P.DONE, "Harriet Oyelaran-Birch", login="harriet", decides=True),
    )),
    Team("leeds", "harriet", "en", (
        Role("m", P.DONE, "Tomasz Wiśniewski-Hale", login="team", decides=True),
        Role("m", P.NEW, "Dilys Penhaligon", login="manager"),
    )),
    Team("leeds", "team", "en", (
        Role("p", P.DONE, "Callum Braithwaite", decides=True),
        Role("p", P.RETRIED, "Nguyễn Thị Hương Giang"),
        Role("p", P.HALF, "Kwabena Asante"),
        Role("p", P.OVERDUE, "Zofia Źródłowska"),
        Role("p", P.STUCK, "Rhys ap Gwilym"),
        Role("p", P.EXEMPT, "Marguerite O’Dowd"),
        Role("p", P.AWAY, "張曉雯", "Zhang Xiaowen"),
        Role("mp", P.DONE, "சு. கலைச்செல்வி", "S. Kalaiselvi"),
    )),
    Team("leeds", "harriet", "en", (
        Role("m", P.WAIVED, "Amadou Diarrassouba"),
    )),
    Team("lodz", "harriet", "en", (
        Role("m", P.LATE, "Małgorzata Dąbrowska", login="malgorzata"),
    )),
    Team("lodz", "malgorzata", "en", (
        Role("s", P.DONE, "Łukasz Gołąb"),
        Role("s", P.RETRIED, "Олена Шевчук", "Olena Shevchuk"),
        Role("s", P.OVERDUE, "Żaneta Śliwińska"),
        Role("s", P.EXPIRED, "Bartłomiej Król"),
        Role("s", P.LEFT, "Paweł Zając"),
    )),
    Team("clothing", "", "es", (
        Role("m", P.DONE, "Íñigo Etxeberria Núñez", login="inigo", decides=True),
    )),
    Team("valencia", "inigo", "es", (
        Role("p", P.NEW, "Begoña Ibáñez Güell", login="buyer.es"),
        Role("p", P.DONE, "María José de la Cruz Ríos", decides=True),
        Role("p", P.QUIZ, "Andrés Muñoz Peña"),
        Role("p", P.FAILED, "Óscar Llull i Ferrer"),
        Role("m", P.OVERDUE, "Lucía Quispe Lara"),
        Role("m", P.EXEMPT, "Ramón Saavedra"),
    )),
    Team("sharjah", "inigo", "ar", (
        Role("p", P.NEW, "ليلى بنت ناصر العمري", "Layla bint Nasser al-Omari", login="buyer.ar"),
        Role("p", P.DONE, "خالد المصري", "Khaled al-Masri"),
        Role("p", P.LATE, "अनन्या शर्मा", "Ananya Sharma", language="en"),
        Role("m", P.HALF, "عبد الرحمن حداد", "Abdul Rahman Haddad"),
        Role("p", P.WITHDRAWN, "هبة منصور", "Heba Mansour"),
    )),
    Team("leeds", "harriet", "en", (
        Role("", P.NONE, "Sunniva Achterberg", login="author"),
        Role("", P.NONE, "Ottoline Mbeki-Strand", login="cso", decides=True),
    )),
    Team("leeds", "", "en", (
        Role("p", P.TEST, "Test Person"),
    )),
    Team("meghla", "", "en", (
        Role("m", P.DONE, "শাহিদ চৌধুরী", "Shahid Chowdhury", login="shahid", decides=True),
    )),
    Team("meghla", "shahid", "en", (
        Role("m", P.DONE, "রুমানা আক্তার", "Rumana Akter", login="supplier"),
    )),
    Team("gazipur", "shahid", "en", (
        Role("p", P.NEW, "Tahmina Sarker", login="buyer"),
        Role("s", P.DONE, "জাহাঙ্গীর মিয়া", "Jahangir Mia"),
        Role("s", P.RENEWED, "নাসরিন বেগম", "Nasrin Begum"),
        Role("s", P.HALF, "তানভীর হোসেন", "Tanvir Hossain"),
        Role("s", P.OVERDUE, "မသီတာလှ", "Ma Thida Hla"),
    )),
    Team("savar", "shahid", "en", (
        Role("s", P.NEW, "শিউলি খাতুন", "Shiuli Khatun", login="supervisor"),
        Role("s", P.DONE, "Sok Sreymom"),
        Role("s", P.RETRIED, "មាស វិចិត្រ", "Meas Vichet"),
    )),
    Team("savar", "", "en", (
        Role("w", P.NONE, "আমিনা", "Amina", login="worker"),
        Role("w", P.NONE, "পারভীন আক্তার", "Parvin Akter"),
    )),
    Team("kumru", "", "en", (
        Role("m", P.DONE, "Gülşah Yıldızoğlu", login="gulsah", decides=True),
    )),
    Team("bursa", "gulsah", "en", (
        Role("s", P.DONE, "İbrahim Kılıç"),
        Role("s", P.STUCK, "Çiğdem Öztürk"),
        Role("p", P.RETRIED, "Işıl Güneş"),
        Role("s", P.FAILED, "လှလှဝင်း", "Hla Hla Win"),
    )),
    Team("gaziantep", "gulsah", "ar", (
        Role("s", P.DONE, "يوسف الحلبي", "Yousef al-Halabi"),
        Role("s", P.HALF, "نور الخطيب", "Nour al-Khatib"),
        Role("s", P.LATE, "Uğur Şahin", language="en"),
    )),
    Team("gaziantep", "", "ar", (
        Role("w", P.NONE, "فاطمة", "Fatima"),
    )),
    Team("tordo", "", "es", (
        Role("m", P.LATE, "Xóchitl Hernández Vela", login="xochitl", decides=True),
    )),
    Team("puebla", "xochitl", "es", (
        Role("s", P.DONE, "Itzel López Güemes"),
        Role("s", P.OVERDUE, "Ramón Ávila"),
        Role("s", P.AWAY, "สมชาย ใจดี", "Somchai Jaidee", language="en"),
        Role("p", P.DONE, "Suharto", language="en"),
    )),
    Team("puebla", "", "en", (
        Role("w", P.NONE, "Siti"),
    )),
    Team("leeds", "", "en", (
        Role("", P.NONE, "Perpetua Quayle-Odum", login="auditor"),
    )),
    Team("leeds", "harriet", "en", (
        Role("", P.NONE, "Hanneke Adeyemi-Voss", login="hr"),
    )),
]  # fmt: skip
