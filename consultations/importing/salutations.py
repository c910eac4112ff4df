"""The words with which speeches begin and end."""

import re

from consultations.importing.sentences import is_ended, is_open

LONGEST = 200
LONGEST_WITH_COMMA = 100
LONGEST_THANKS = 80
SALUTATION = re.compile(
    r"(?:my\s)?(?:(?:dear|ladies|madame?|chair|honou?rable|esteemed|liebe[rn]?|chère?s?|car[aeio])\b"
    r"|(?:your )?excellenc|distinguished\b|m(?:r|rs|s)\.? (?:chair|president|moderator|secretary)"
    r"|sehr geehrte|verehrte|meine damen|exzellenz|mesdames|messieurs|monsieur"
    r"|estimad|señor|excelenc|excelentí|distinguid|querid|senhor|prezad|gentil[ei]\b"
    r"|уважаем|дорог(?:ие|ой|ая)\b|дамы|ваш[еи] превосходительств|尊敬的|各位|女士们|皆様|존경하는"
    r"|السيد|سيداتي|أصحاب|حضرات|معالي|سعادة)",
    re.IGNORECASE,
)
CLOSING = re.compile(
    r"(?:thank you|(?:many )?thanks|(?:i|we) thank you|yours|sincerely|respectfully"
    r"|with (?:kind|best)|(?:kind|best|warm) regards|merci|(?:je|nous) vous remerci|cordialement"
    r"|(?:muchas )?gracias|atentamente|(?:vielen )?dank|(?:ich|wir) danke|mit freundlichen"
    r"|hochachtungs|(?:muito )?obrigad|grazie|спасибо|благодар|с уважением"
    r"|谢谢|謝謝|感谢|ありがとう|감사|شكر|وشكر)",
    re.IGNORECASE,
)
COMMAS = frozenset(",，،!！")


def is_salutation(text: str) -> bool:
    """Return whether the words, at the beginning of a document, address those present."""
    if len(text) > LONGEST or (is_ended(text) and text[-1] not in COMMAS):
        return False
    return SALUTATION.match(text) is not None


def may_be_salutation(text: str) -> bool:
    """Return whether the words address somebody by their look: one short line and a comma."""
    return len(text) <= LONGEST_WITH_COMMA and text[-1:] in COMMAS


def is_thanks(text: str) -> bool:
    """Return whether these words, at the end of a document, take leave."""
    return len(text) <= LONGEST_THANKS and CLOSING.match(text) is not None


def is_signature(text: str) -> bool:
    """Return whether these words may stand under the leave-taking: a name, an office."""
    return 0 < len(text) <= LONGEST_THANKS and is_open(text)
