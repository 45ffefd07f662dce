"""Names that a certificate must be able to print, as people write them."""

NAMES = [
    "শ্রীমতি ক্ষমা রহমান",
    "ស្រីមុំ ច័ន្ទតារា",
    "ဒေါ်ခင်မြတ်နိုး",
    "นางสาวปิ่นแก้ว",
    "محمد شفیق",
    "فاطمة الزهراء",
    "श्रीमती कृष्णा",
    "கௌரி ஸ்ரீ",
    "Suharto",
    "Nguyễn Thị Ánh Tuyết",
    "María José Carreño Quiñones",
    "بنت عبد الله، نورة",
    "U Thant",
    "O’Brien-Łukasiewicz",
    "İpek Işık",
    "王小明",
    "கௌரி ஸ்ரீ சுப்பிரமணியம் " * 5,
    "Fatima فاطمة",
    "Олександра Шевченко",
]
