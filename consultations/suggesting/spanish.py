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

# Who is said to say something, by the kinds of voices; NAMES stands for each kind's.
SAYS = (
    r"^\W*(?:(?:los|las|el|la|l[ao]s demás|vari[ao]s|algun[ao]s|much[ao]s|tod[ao]s|además,) ){0,3}"
    r"(NAMES)\b|\bsegún (?:el |la |l[ao]s )?(NAMES)\b"
)
VOICES = {
    "session-participants": r"participantes|delegad[ao]s|delegaciones",
    "chair": r"president[ae]|moderador(?:a|es|as)?",
    "panellists": r"panelistas|ponentes|expert[ao]s",
    "rapporteur": r"relator(?:a|es|as)?",
    "presenter": r"presentador(?:a|es|as)?",
    "issue-brief": r"nota conceptual",
    "draft-contribution": r"proyecto de contribución",
    "civil-society": r"sociedad civil|organizaciones de la sociedad civil",
}
# Of whom things are asked.
ASKED = (
    r"\bestados(?: (?:miembros|partes))?\b|\bgobiernos\b|\bpoderes públicos\b"
    r"|\bautoridades(?: (?:locales|nacionales|regionales|públicas))?\b|\bmunicipios\b"
    r"|\bparlamentos\b|\bpueblos\b|\bempleadores\b|\bempresas\b|\bdonantes\b"
    r"|\b(?:organizaciones de la )?sociedad civil\b|\bsindicatos\b|\bpartes interesadas\b"
    r"|\bsector privado\b|\borganismos internacionales\b"
    r"|\bpaíses(?: de (?:origen|tránsito|destino|acogida))?\b"
)

# Who is asked: see the patterns of the same names in English.
ARTICLES = (
    r"(?:(?:los|las|el|la|tod[oa]s|est[oa]s|nuestr[oa]s|sus?|cada|algun[oa]s|otr[oa]s|demás|divers[oa]s)"
    r"\s+)"
)
FOREIGN = (
    r"\b(?:por|de|del|con|entre|a|al|en|para|contra|según|sobre|hacia|sin|desde|mediante|ante)\s+"
)
JOINS = r",?\s+(?:y|e|o|u|y/o|así como)\s+|\s*,\s+|\s+&\s+"
QUALIFIES = (
    r"(?:,?\s+(?:y|e|o|así como)(?:\s+(?!que\b)[\w'-]+){1,3}?)?"
    r"(?:\s+(?:partes?|miembros?|interesad[oa]s|mism[oa]s))?"
    r"(?:\s+(?:de|del|en|a|al|con|para|por)(?:\s+(?!que\b)[\w'-]+){1,6}?)?"
    r"(?:,[^,;:.]{1,80},)?(?:\s+(?:\w+mente|también|siempre|tod[oa]s|no))*"
)
SHOULD = (
    r"(?:(?:deb(?:e|en|erá|erán|ería|erían|ieran?)(?: de)?|tien(?:e|en) que|tendrían? que"
    r"|h(?:a|an) de)\b"
    r"(?!\s+ser\s+(?:\w+mente\s+)?(?!alentad|invitad|instad|obligad)\w+(?:d|ch|st|t)[oa]s?\b)"
    r"|está[n]?\s+(?:\w+mente\s+)?(?:llamad|obligad|invitad)[oa]s?\b)"
)
CALLS = (
    r"(?:\b(?:(?:inst|exhort|ped|pid|pedi|recomend|recomiend|alent|alient|invit|llam|solicit|anim|urg"
    r"|propon|sugier|suger|correspond|compet|incumb|recomendaci)\w+"
    r"(?: (?:encarecidamente|también|firmemente))? (?:al?|para)"
    r"|(?:ped|pid|recomend|recomiend|propon|insist|dese|esencial|necesari|important|urgent|fundamental"
    r"|imprescindibl|crucial)\w* (?:en )?(?:que|para)"
    r"|(?:deb\w+|tien(?:e|en) que) ser \w+ por)\s+|^\W*que\s+)"
)
