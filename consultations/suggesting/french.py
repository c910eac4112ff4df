"""How French asks: a pattern for each rule, on plain apostrophes, without regard to case."""

_URGENT = (
    r"essentiel|nécessaire|indispensable|important|urgent|crucial|impératif|primordial"
    r"|souhaitable|temps"
)
_BETTER = (
    r"davantage|plus|une? (?:meilleure?|plus (?:grande?|forte?|étroite?))|de (?:meilleure?s"
    r"|nouvelles?)"
)
_DIRECTIVE = (
    r"appel(?:ons|lent|le|ait|aient|é|ée) (?:à|au|aux|les?|la|l'|tou\w+|instamment)"
    r"|exhort(?:e|ent|ons|é|ait|aient)|demand(?:e|ent|ons|é|ée|ait|aient)"
    r"|recommand(?:e|ent|ons|é|ée|és|ées|ait|aient)|encourag(?:e|ent|eons|é|ée|eait|eaient)"
    r"|invit(?:e|ent|ons|é|és|ées|ait|aient)|prions|propos(?:e|ent|ons|é|ée|és|ées|ait|aient)"
    r"|préconis(?:e|ent|ons|é|ée|ait|aient)|plaid(?:e|ent|ons|é|ait|aient) (?:pour|en faveur)"
    r"|suggér(?:ons|é|ée|ait|aient)|suggèrent?|exige(?:nt|ons|ait|aient)?(?: que| qu'| de)"
    r"|réclam(?:e|ent|ons|é|ée|ait|aient)|engage(?:ons|nt)? (?:les|tou\w+)"
    r"|souhait(?:e|ent|ons|é|ait|aient) (?:que|qu'|voir)|insist(?:e|ent|ons|é) pour"
)

PATTERNS = {
    "modal": (
        r"\b(?:devr(?:ait|aient|ons|ez|a|ont)|doi(?:t|vent)|devons)\b(?! (?:avoir|être) \w+é\b)"
        r"|\bil (?:ne )?(?:faut|faudrait|faudra)\b|\b(?:sont|est) tenue?s? (?:de|d')"
    ),
    "need": (
        r"\b(?:besoin|nécessité|urgence) (?:de|des|du|d'|qu)"
        rf"|\bil (?:est|était|sera|serait|reste) (?:\w+ )?(?:{_URGENT}) (?:de|d'|que|qu')"
        r"|\bil (?:importe|convient|conviendrait|s'agit|incombe|appartient) (?:\w+ ){0,3}?"
        r"(?:de|d'|que|qu')"
    ),
    "emphasis": (
        r"\b(?:soulign|insist|rappel|rappell|rel[eè]v)(?:e|ent|ons|é|ée|ait|aient)"
        r" (?:\S+ ){0,4}?(?:l'|la |de |d')?(?:nécessité|importance|besoin|urgence)\b"
        r"|\bl'importance (?:de|d') ?\w+(?:er|ir|re)\b"
    ),
    "directive": rf"\b(?:{_DIRECTIVE})",
    "named": (
        r"\b(?:recommandation|proposition|suggestion|demande|requête|priorité)s?"
        r" (?:est|sont|était|étaient|serait|consiste|vise|porte) (?:de|d'|à|que|qu'|sur)"
    ),
    "requirement": rf"\b(?:exige|nécessite|requi[eè]r|appelle)(?:nt|t|ent)? (?:{_BETTER})\b",
    "imperative": r"^\W*(?:veuillez|que (?:les?|la|l'|chaque|tou\w+)) ?\w+",
}
# What an item that asks begins with: an infinitive.
ITEM = r"^\W*(?:à |de |d')?(?:s'|se |ne pas )?\w{2,}(?:er|ir|oir|dre|tre|ire|ure|pre|vre)\b"
# What the heading of a column of asks, or the line above a list of them, holds.
HEADING = (
    r"\b(?:recommand(?:e|ent|ons|ations?)|propositions?|demandes?|revendications?"
    r"|mesures à prendre|pistes? d'action|prochaines étapes)\b"
)

# Who is said to say something, by the kinds of voices; NAMES stands for each kind's.
SAYS = (
    r"^\W*(?:(?:les?|la|des|plusieurs|certain\w+|d'autres|tou\w+|enfin,|en outre,) ?|l'){0,3}"
    r"(NAMES)\b"
    r"|\b(?:selon|d'après) (?:les? |la |l'|des |certain\w+ )?(NAMES)\b"
)
VOICES = {
    "session-participants": r"participant(?:e)?s|délégué(?:e)?s|délégations",
    "chair": r"président(?:e)?|modérat(?:eur|rice)s?",
    "panellists": r"panélistes|intervenant(?:e)?s|expert(?:e)?s",
    "rapporteur": r"rapporteu(?:rs?|ses?)",
    "presenter": r"présentat(?:eur|rice)s?",
    "issue-brief": r"note de cadrage",
    "draft-contribution": r"projet de contribution",
    "civil-society": r"société civile|organisations de la société civile",
}
# Of whom things are asked.
ASKED = (
    r"\bétats(?: (?:membres|parties))?\b|\bgouvernements\b|\bpouvoirs publics\b"
    r"|\bautorités(?: (?:locales|nationales|régionales|publiques))?\b|\bcollectivités\b"
    r"|\bparlements\b|\bvilles\b|\bemployeurs\b|\bentreprises\b|\bbailleurs de fonds\b"
    r"|\b(?:organisations de la )?société civile\b|\bsyndicats\b|\bparties prenantes\b"
    r"|\bsecteur privé\b|\borganisations internationales\b"
    r"|\bpays(?: d'origine| de transit| de destination| d'accueil)?\b"
)

# Who is asked: see the patterns of the same names in English.
ARTICLES = (
    r"(?:(?:les?|la|tous|toutes|ces|nos|vos|leurs?|ses|chaque|certaine?s|autres|différente?s)\s+"
    r"|l')"
)
FOREIGN = (
    r"\b(?:(?:par|de|des|du|avec|entre|à|au|aux|dans|pour|chez|contre|selon|en|sur|vers|parmi|sans"
    r"|envers|sous)\s+|d')"
)
JOINS = r",?\s+(?:et|ou|et/ou|ainsi que)\s+|\s*,\s+|\s+&\s+"
QUALIFIES = (
    r"(?:,?\s+(?:et|ou|ainsi que)(?:\s+(?!qu)[\w'-]+){1,3}?)?"
    r"(?:\s+(?:parties|membres|concernés?|concernées?|eux-mêmes))?"
    r"(?:\s+(?:(?:de|des|du|dans|à|au|aux|en|pour|sur)\s+|d')(?:(?!qu)[\w'-]+\s+){0,5}?[\w'-]+)?"
    r"(?:,[^,;:.]{1,80},)?(?:\s+(?:\w+ment|aussi|donc|tous|toutes|ne|n'))*"
)
SHOULD = (
    r"(?:(?:devr(?:ait|aient|a|ont)|doi(?:t|vent))\b"
    r"(?!(?:\s+pas)?\s+être\s+(?:\w+ment\s+)?(?!encourag|invit|appel|oblig|tenu|prêt)"
    r"\w+(?:é|i|u|is|it)e?s?\b)"
    r"|(?:est|sont|était|étaient)\s+(?:\w+ment\s+)?(?:tenu|appelé|invité|encouragé|prié|exhorté|obligé)"
    r"e?s?\b|(?:ont|a)\s+(?:l'obligation|le devoir)\b)"
)
CALLS = (
    r"(?:\b(?:(?:exhort|encourag|invit|engag)\w+|prions|appel(?:ons|le|lent|ait|aient)"
    r"|(?:appel\w*|demand\w+|recommand\w+|recommandations?|propos\w+|suggér\w+|suggèr\w+|incomb\w+"
    r"|appartient|revient)(?: (?:instamment|vivement|donc|également|aussi))? (?:à|au|aux)"
    r"|(?:faut|faudrait|importe|souhait\w+|demand\w+|exig\w+|recommand\w+|propos\w+|essentiel"
    r"|nécessaire|important|indispensable|crucial|urgent|impératif|primordial|souhaitable)"
    r" (?:que|pour)"
    r"|(?:devr(?:ait|aient|a|ont)|doi(?:t|vent)) être \w+ par)"
    r"(?: (?:instamment|vivement|donc|également|aussi))?\s+|^\W*que\s+)"
)
