"""What people look for in six languages, and what they must find first; and what it is found in."""

from typing import Any, NamedTuple

from consultations.models import Consultation
from tests import factories


class Asked(NamedTuple):
    """A search, the kind of record it is looked for in, and part of the first hit's title or key.

    `number` is how many of that kind are found: the same in both databases.
    """

    words: str
    kind: str
    first: str
    number: int


# Of the demonstration, which is in English.
OF_THE_DEMONSTRATION = (
    Asked("glossary", "recommendation", "GFMD17-07", 1),
    Asked("interpol", "recommendation", "GFMD17-18", 1),
    Asked("training frontline staff", "recommendation", "GFMD17-12", 1),
    Asked("root causes", "recommendation", "GCM-TC5-01", 2),
    Asked("national security", "recommendation", "GFMD17-16", 1),
    Asked("local authority", "recommendation", "GFMD17-15", 1),
    Asked("identify victim", "recommendation", "GFMD17-04", 1),
    Asked("treaty national law", "recommendation", "GFMD17-09", 1),
    Asked("gfmd17-13", "recommendation", "GFMD17-13", 1),
    Asked('"regional frameworks"', "recommendation", "GFMD17-19", 1),
    Asked("Supply-chain", "extract", "Tackle coerced work hidden along companies", 1),
    Asked("reliable number", "extract", "Reliable numbers on trafficking", 1),
    Asked("bali process", "organisation", "bali-process", 1),
    Asked("INDONESIA", "organisation", "indonesia", 2),
    Asked("new york declaration", "document", "new-york-declaration", 1),
    Asked("A/RES/73/195", "document", "gcm-general-assembly", 1),
    Asked("climate change", "consultation", "gcm-thematic-2", 1),
    Asked("ezeilo", "speaker", "ezeilo", 1),
    Asked("forced labour", "term", "forced-labour", 3),
    Asked("smuggled migrants", "term", "smuggling-of-migrants", 1),
)

# Our own, in the other languages of the United Nations: each title with its text.
TEXTS = {
    "fr": (
        (
            "Protéger les enfants migrants non accompagnés",
            "Les États devraient nommer sans délai un tuteur pour chaque enfant qui voyage seul.",
        ),
        (
            "Des voies régulières pour les travailleuses et travailleurs",
            "Les gouvernements devraient ouvrir ces voies et reconnaître les diplômes.",
        ),
        (
            "Fin de la détention des familles",
            "La détention des familles devrait cesser : des solutions de rechange existent.",
        ),
        (
            "L’accès aux soins de santé",
            "Toute personne devrait être soignée, enfants et familles d’abord.",
        ),
    ),
    "es": (
        (
            "Protección de la niñez migrante",
            "Los Estados deberían garantizar la educación de las niñas y los niños.",
        ),
        (
            "Vías regulares para trabajadoras del hogar",
            "Los gobiernos deberían firmar acuerdos bilaterales sobre contratación justa.",
        ),
        ("No a la detención de familias", "La detención debería ser siempre el último recurso."),
        (
            "Remesas más baratas",
            "Las comisiones de las remesas deberían bajar al tres por ciento en todo hogar.",
        ),
    ),
    "ru": (
        ("Защита детей-мигрантов", "Государства должны назначать опекуна каждому ребёнку."),
        (
            "Регулярные пути для трудящихся",
            "Правительствам следует заключать двусторонние соглашения о найме.",
        ),
        ("Прекратить задержание семей", "Задержание должно быть крайней мерой."),
        (
            "Дешёвые денежные переводы",
            "Комиссии за переводы мигрантов должны снизиться до трёх процентов.",
        ),
    ),
    "ar": (
        ("حماية الأطفال المهاجرين", "ينبغي للدول أن تعين وصيا لكل طفل."),
        ("مسارات نظامية للعمال", "ينبغي للحكومات أن تبرم اتفاقات ثنائية بشأن التوظيف العادل."),
        ("وقف احتجاز الأسر", "يجب أن يكون الاحتجاز الملاذ الأخير."),
        ("خفض تكلفة التحويلات", "ينبغي خفض رسوم التحويلات المالية للمهاجرين إلى ثلاثة في المئة."),
    ),
    "zh": (
        ("保护移民儿童", "各国应为每名无人陪伴的儿童指定监护人。"),
        ("为劳工开辟正常渠道", "各国政府应就公平招聘缔结双边协定。"),
        ("停止拘留家庭", "拘留应是最后手段。"),
        ("降低汇款费用", "移民家庭的汇款手续费应降至百分之三。"),
    ),
}
IN_OTHER_LANGUAGES = (
    Asked("tuteurs", "recommendation", "Protéger les enfants", 1),
    Asked("enfant non accompagne", "recommendation", "Protéger les enfants", 1),
    Asked("VOIE REGULIERE", "recommendation", "Des voies régulières", 1),
    Asked("travailleur", "recommendation", "Des voies régulières", 1),
    Asked("familles", "recommendation", "Fin de la détention", 2),
    Asked("acces soin", "recommendation", "L’accès aux soins", 1),
    Asked("enfants -tuteur", "recommendation", "L’accès aux soins", 1),
    Asked("« solutions de rechange »", "recommendation", "Fin de la détention", 1),
    Asked("ninez", "recommendation", "Protección de la niñez", 1),
    Asked("EDUCACION", "recommendation", "Protección de la niñez", 1),
    Asked("trabajador", "recommendation", "Vías regulares", 1),
    Asked("acuerdo bilateral", "recommendation", "Vías regulares", 1),
    Asked("hogares", "recommendation", "Vías regulares", 2),
    Asked("detenciones", "recommendation", "No a la detención", 1),
    Asked("remesa", "recommendation", "Remesas más baratas", 1),
    Asked('"ultimo recurso"', "recommendation", "No a la detención", 1),
    Asked("мигранты", "recommendation", "Защита детей", 2),
    Asked("опекуны", "recommendation", "Защита детей", 1),
    Asked("РЕБЕНКУ", "recommendation", "Защита детей", 1),
    Asked("трудящиеся", "recommendation", "Регулярные пути", 1),
    Asked("двустороннее соглашение", "recommendation", "Регулярные пути", 1),
    Asked("задержания", "recommendation", "Прекратить задержание", 1),
    Asked("денежный перевод", "recommendation", "Дешёвые", 1),
    Asked("«крайней мерой»", "recommendation", "Прекратить задержание", 1),
    Asked("اطفال", "recommendation", "حماية الأطفال", 1),
    Asked("المهاجرون", "recommendation", "حماية الأطفال", 2),
    Asked("العمال", "recommendation", "مسارات", 1),
    Asked("الاتفاقات الثنائية", "recommendation", "مسارات", 1),
    Asked("احتجاز", "recommendation", "وقف احتجاز", 1),
    Asked("أسر", "recommendation", "وقف احتجاز", 1),
    Asked("تحويلات", "recommendation", "خفض تكلفة", 1),
    Asked('"الملاذ الاخير"', "recommendation", "وقف احتجاز", 1),
    Asked("儿童", "recommendation", "保护移民儿童", 1),
    Asked("移民", "recommendation", "保护移民儿童", 2),
    Asked("监护人", "recommendation", "保护移民儿童", 1),
    Asked("双边 招聘", "recommendation", "为劳工开辟", 1),
    Asked("拘留", "recommendation", "停止拘留家庭", 1),
    Asked("家庭 -拘留", "recommendation", "降低汇款费用", 1),
    Asked("汇", "recommendation", "降低汇款费用", 1),
    Asked('"最后手段"', "recommendation", "停止拘留家庭", 1),
)


def make_texts(**fields: Any) -> Consultation:
    """Publish the texts as recommendations of one consultation, and return that."""
    consultation = factories.make_consultation(**fields)
    for language, texts in TEXTS.items():
        for title, text in texts:
            factories.make_recommendation(
                consultation=consultation,
                draft_title=title,
                draft_text=text,
                draft_language=language,
                draft_addressees="",
            )
    return consultation
