"""Names for invented people, each as its bearer would write it, with a Latin form. Pure.

The parts are common in their languages and joined at random: nobody is meant. Orders follow the
language (family name first in Chinese, Vietnamese and Khmer; no family name in Burmese).
"""

from dataclasses import dataclass
from random import Random

# Native and Latin form are parted by a stroke; one form alone is already Latin.
Parts = tuple[str, ...]


@dataclass(frozen=True)
class Culture:
    """The parts that names are made of: first part, last part, what stands between, and how often
    the first part is the whole name."""

    first: Parts
    last: Parts
    joint: str = " "
    single: float = 0.0


CULTURES: dict[str, Culture] = {
    "british": Culture(
        ("Grace", "Oliver", "Priya", "Callum", "Megan", "Kwame", "Hannah", "Rhys", "Zara", "Theo"),
        ("Ashdown", "O’Connell", "Mensah", "Whitlow", "Okafor-Reed", "Penhale", "Sandhu", "Marlow"),
    ),
    "polish": Culture(
        ("Małgorzata", "Łukasz", "Zofia", "Paweł", "Agnieszka", "Wojciech", "Żaneta", "Bartłomiej"),
        ("Wiśniewska", "Dąbrowski", "Zając", "Król", "Źródłowska", "Pawłowicz", "Śliwa", "Gołąb"),
    ),
    "spanish": Culture(
        ("María José", "Íñigo", "Lucía", "Andrés", "Xóchitl", "Ramón", "Begoña", "Óscar", "Itzel"),
        ("García Peña", "Núñez Ibarra", "de la Cruz Ríos", "López Güemes", "Muñoz", "Quispe Lara"),
    ),
    "turkish": Culture(
        ("Gülşah", "İbrahim", "Çiğdem", "Oğuz", "Şule", "Ömer", "Ayşegül", "Işıl", "Uğur"),
        ("Yıldız", "Kılıç", "Öztürk", "Şahin", "Aydın", "Güneş", "Çelik", "Doğan"),
    ),
    "arabic": Culture(
        (
            "فاطمة|Fatima", "علي|Ali", "نور|Nour", "يوسف|Yousef", "ليلى|Layla", "عمر|Omar",
            "سارة|Sara", "خالد|Khaled", "هبة|Heba", "عبد الله|Abdallah",
        ),
        (
            "بن سالم|bin Salem", "المصري|al-Masri", "الحلبي|al-Halabi", "منصور|Mansour",
            "الخطيب|al-Khatib", "حداد|Haddad", "العمري|al-Omari",
        ),
    ),
    "bengali": Culture(
        (
            "আমিনা|Amina", "শাহিদ|Shahid", "রুমানা|Rumana", "তানভীর|Tanvir", "নাসরিন|Nasrin",
            "জাহাঙ্গীর|Jahangir", "শিউলি|Shiuli", "মিজান|Mizan", "পারভীন|Parvin",
        ),
        (
            "রহমান|Rahman", "খাতুন|Khatun", "হোসেন|Hossain", "আক্তার|Akter", "বেগম|Begum",
            "চৌধুরী|Chowdhury", "মিয়া|Mia",
        ),
    ),
    "hindi": Culture(
        (
            "राजेश|Rajesh", "सुनीता|Sunita", "अमित|Amit", "कविता|Kavita", "विजय|Vijay",
            "ज्योति|Jyoti", "कृष्ण|Krishna", "पूजा|Puja",
        ),
        ("कुमार|Kumar", "शर्मा|Sharma", "यादव|Yadav", "देवी|Devi", "सिंह|Singh", "वर्मा|Verma"),
        single=0.05,
    ),
    "burmese": Culture(
        (
            "အောင်|Aung", "လှ|Hla", "ခင်|Khin", "မြင့်|Myint", "သီတာ|Thida", "ဇော်|Zaw",
            "စုစု|Su Su",
        ),
        ("မြင့်|Myint", "ထွန်း|Tun", "ဝင်း|Win", "ဖြူ|Phyu", "ကျော်|Kyaw", "နွယ်|Nwe"),
        joint="",
        single=0.15,
    ),
    "thai": Culture(
        (
            "สมชาย|Somchai", "วิภา|Wipha", "ณัฐ|Nat", "กมล|Kamon", "ปรีชา|Pricha", "สุดา|Suda",
            "อนงค์|Anong",
        ),
        ("ใจดี|Jaidee", "แสงทอง|Saengthong", "วงศ์ใหญ่|Wongyai", "ศรีสุข|Srisuk", "ทองคำ|Thongkham"),
    ),
    "khmer": Culture(
        ("សុខ|Sok", "ចាន់|Chan", "ហេង|Heng", "លី|Ly", "ពេជ្រ|Pich", "ម៉ៅ|Mao"),
        ("សុភា|Sophea", "ដារា|Dara", "ស្រីមុំ|Sreymom", "វិចិត្រ|Vichet", "បុប្ផា|Bopha"),
    ),
    "vietnamese": Culture(
        ("Nguyễn", "Trần", "Lê", "Phạm", "Đặng", "Võ", "Bùi"),
        ("Thị Hương", "Văn Đức", "Minh Tuấn", "Ngọc Ánh", "Thúy Hằng", "Quốc Việt", "Thu Thủy"),
    ),
    "chinese": Culture(
        ("张|Zhang", "李|Li", "王|Wang", "陈|Chen", "欧阳|Ouyang", "赵|Zhao", "周|Zhou"),
        ("伟|Wei", "秀英|Xiuying", "建国|Jianguo", "晓雯|Xiaowen", "芳|Fang", "志强|Zhiqiang"),
        joint="",
    ),
    "indonesian": Culture(
        ("Siti", "Budi", "Dewi", "Suharto", "Ni Luh", "Agus", "Wayan", "Rini"),
        ("Lestari", "Santoso", "Wahyuni", "Prasetyo", "Handayani", "Nugroho"),
        single=0.4,
    ),
    "tamil": Culture(
        ("செல்வி|Selvi", "முருகன்|Murugan", "கலா|Kala", "ராஜா|Raja", "மீனா|Meena"),
        ("கு.|K.", "ச.|S.", "மு.|M.", "வெ.|V."),
        single=0.3,
    ),
}  # fmt: skip


def name(culture: str, rng: Random) -> tuple[str, str]:
    """A name as written, and its Latin form; the latter is empty where it would be the same."""
    made = CULTURES[culture]
    first, latin_first = _forms(rng.choice(made.first))
    if rng.random() < made.single:
        return (first, "") if first == latin_first else (first, latin_first)
    last, latin_last = _forms(rng.choice(made.last))
    if culture == "tamil":  # the father's initial stands first
        first, last, latin_first, latin_last = last, first, latin_last, latin_first
    native, latin = first + made.joint + last, f"{latin_first} {latin_last}"
    return (native, "") if native == latin else (native, latin)


def _forms(part: str) -> tuple[str, str]:
    native, _, latin = part.partition("|")
    return native, latin or native
