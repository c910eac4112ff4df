"""How Spanish asks: a pattern for each rule, on plain apostrophes, without regard to case."""

_URGENT = (
    r"esencial|necesario|indispensable|importante|urgente|crucial|imperativo|imprescindible"
    r"|fundamental|preciso|hora"
)
_BETTER = r"más|mayor(?:es)?|mejor(?:es)?|un[oa]? (?:mayor|mejor)"
_DIRECTIVE = (
    r"(?:hac(?:emos|en|e)|hicieron|hizo) un (?:\w+ )?llamad[oa]"
    r"|llama(?:mos|n|ron)? (?:a|al) (?:los|las|la|el|tod\w+|que)?"
    r"|inst(?:amos|an|a|ó|aron|ado)\b|exhort(?:amos|an|a|ó|aron|ado)"
    r"|ped(?:imos|ido)|pid(?:en|e|ió|ieron)|recom(?:end|iend)(?:amos|an|a|ó|aron|ado|aba)"
    r"|alent(?:amos|ó|aron)|alient(?:an|a) a|anim(?:amos|an|aron) a|invit(?:amos|an|a|ó|aron|ado)"
    r"|solicit(?:amos|an|a|ó|aron|ado)|prop(?:on|us)(?:emos|en|e|o|ieron)|propuesto"
    r"|sug(?:er|ier)(?:imos|en|e|ido)|sugir(?:ió|ieron)|exig(?:imos|en|e|ió|ieron) (?:que|a|el|la)"
    r"|abog(?:amos|an|a|ó|aron) por|reclam(?:amos|an|a|ó|aron)|aconsej(?:amos|an|a|ó|aron)"
)

PATTERNS = {
    "modal": (
        r"\b(?:deb(?:e|en|emos|ería|erían|eríamos|erá|erán)|tienen? que|tendrían? que"
        r"|ha(?:n)? de|hay que|habrá que|habría que)\b(?! haber)"
    ),
    "need": (
        r"\b(?:necesidad|urgencia) de\b|\b(?:se )?necesitan? (?:que|un|una|más|mejor\w*|mayor\w*)\b"
        rf"|\b(?:es|era|será|sería|resulta) (?:\w+ )?(?:{_URGENT}) (?:de |que )?(?:que|\w+[aei]r)"
        r"|\b(?:conviene|urge|cabe|hace falta) (?:que|\w+[aei]r)"
    ),
    "emphasis": (
        r"\b(?:subray|destac|recalc|enfatiz|insist|reiter|señal)(?:amos|imos|an|en|a|e|ó|aron|ieron"
        r"|ado|ió) (?:\S+ ){0,4}?(?:necesidad|importancia|urgencia)\b"
        r"|\bla importancia de \w+[aei]r\b"
    ),
    "directive": rf"\b(?:{_DIRECTIVE})",
    "named": (
        r"\b(?:recomendación|recomendaciones|propuestas?|sugerencias?|petición|prioridad)"
        r" (?:es|son|era|fue|sería|consiste en|sigue siendo) (?:que|la de|\w+[aei]r)"
    ),
    "requirement": rf"\b(?:exig|requier|precis)(?:e|en|a|an) (?:{_BETTER})\b",
    "imperative": r"^\W*que (?:los|las|el|la|cada|tod\w+) \w+",
}
# What an item that asks begins with: an infinitive.
ITEM = r"^\W*(?:a )?(?:no )?\w{2,}(?:[aeií]r)(?:se|l[aeo]s?)?\b"
# What the heading of a column of asks, or the line above a list of them, holds.
HEADING = (
    r"\b(?:recom(?:end|iend)(?:a|an|amos|ación|aciones)|propuestas?|demandas?|peticiones"
    r"|solicitudes|medidas por tomar|próximos pasos)\b"
)
