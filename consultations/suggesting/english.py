"""How English asks: a pattern for each rule, on plain apostrophes, without regard to case."""

_URGENT = r"essential|necessary|important|crucial|vital|imperative|critical|key|urgent|time"
_BETTER = r"more|greater|stronger|better|further|closer|increased|improved|urgent|renewed"
_DIRECTIVE = (
    r"call(?:s|ed|ing)? (?:up)?on|call(?:s|ed|ing)? for|urg(?:e|es|ed|ing)"
    r"|recommend(?:s|ed|ing)?|encourag(?:e|es|ed|ing)|invit(?:e|es|ed|ing)|request(?:s|ed|ing)"
    r"|we request|exhort(?:s|ed|ing)?|enjoin(?:s|ed|ing)?|implor(?:e|es|ed|ing)"
    r"|propos(?:e|es|ed|ing)|suggest(?:s|ed|ing)?|advocat(?:e|es|ed|ing)|advis(?:e|es|ed|ing)"
    r"|(?:press|plead|appeal|push|wish)(?:s|es|ed|ing)? for|appeal(?:s|ed|ing)? to"
    r"|insist(?:s|ed|ing)? (?:on|that)|demand(?:s|ed|ing)? (?:that|to|an?|the)"
    r"|ask(?:s|ed|ing)? (?:for|that|(?:\S+ ){0,6}?to)|wish(?:es|ed)? (?:\S+ ){1,4}?to"
    r"|(?:would|should) like (?:\S+ ){1,5}?to"
)
_NAMED = r"recommendation|proposal|suggestion|demand|request|call|advice|priority|appeal|plea"

PATTERNS = {
    "modal": (
        r"\b(?:should|must|ought to|shall|(?:has|have) to(?! do with))\b"
        r"(?! (?:\w+ly )?have (?:been|had|\w{2,}ed)\b)"
    ),
    "need": (
        r"(?<!\bno )(?<!\bnot )\b(?:needs?|necessity|urgency) (?:for|of|to)\b"
        rf"|\bneeds? (?:an?|the|{_BETTER})\b|\b(?:it|this|that) (?:is|was|will be|would be|remains)"
        rf" (?:\w+ )?(?:{_URGENT}) (?:to|that|for)\b|\bit would (?:help|be \w+) to\b"
    ),
    "emphasis": (
        r"\b(?:stress|emphasi[sz]|underlin|underscor|highlight|reiterat)(?:e|es|s|ed|ing)?"
        r" (?:\w+ ){0,4}?(?:need|importance|necessity|urgency)\b|\bimportance of \w+ing\b"
        r"|\b(?:is|are|was|were|been) (?:\w+ ){0,2}?(?:emphasi[sz]ed|stressed|underlined)\b"
    ),
    "directive": rf"\b(?:{_DIRECTIVE})\b",
    "named": rf"\b(?:{_NAMED})s? (?:is|are|was|were|would be|remains?) (?:to|that|for)\b",
    "requirement": rf"\brequir(?:e|es|ed|ing) (?:\w+ ){{0,2}}?(?:{_BETTER})\b",
    "imperative": r"^\W*(?:please|let) \w+",
}
# What an item that asks begins with.
ITEM = (
    r"^\W*(?:please )?(?:to )?(?:adopt|address|allow|amend|abolish|build|change|clarify|collect"
    r"|combat|create|decriminali[sz]e|define|design|develop|draft|enable|end|enforce|enhance"
    r"|ensure|establish|expand|extend|facilitate|give|grant|guarantee|harmoni[sz]e|implement"
    r"|improve|include|increase|integrate|introduce|invest|involve|keep|make|mainstream|open"
    r"|prevent|prohibit|promote|protect|provide|publish|raise|ratify|recogni[sz]e|reduce|refrain"
    r"|reform|remove|repeal|respect|review|set up|share|simplify|stop|strengthen|support|tackle"
    r"|take|train|uphold|use|withdraw)\b(?! of\b)"
)
# What the heading of a column of asks, or the line above a list of them, holds.
HEADING = (
    r"\b(?:recommend(?:s|ed|ations?)?|proposals?|demands?|asks|requests?|ways? forward"
    r"|priority actions?|actions? points?|next steps)\b"
)

# Who is said to say something, by the kinds of voices; NAMES stands for each kind's.
SAYS = (
    r"^\W*(?:(?:the|several|some|many|most|all|other|hence|furthermore|moreover),? ){0,3}(NAMES)\b"
    r"|\baccording to (?:the |some |several )?(NAMES)\b"
)
VOICES = {
    "session-participants": r"participants|delegates|delegations|discussants",
    "chair": r"chair(?:person|man|woman)?|co-chairs?|moderators?",
    "panellists": r"panell?ists|experts",
    "rapporteur": r"rapporteurs?",
    "presenter": r"presenters?",
    "issue-brief": r"issue brief",
    "draft-contribution": r"draft contribution",
    "civil-society": r"civil society(?: organi[sz]ations)?",
}
# Of whom things are asked.
ASKED = (
    r"\b(?:(?:member|participating|host|transit|origin|destination) )?states\b|\bgovernments\b"
    r"|\b(?:local|national|regional|public|municipal) authorities\b|\bmunicipalities\b"
    r"|\bparliaments\b|\bun (?:agencies|bodies|system)\b|\bemployers\b|\b(?:businesses|companies)\b"
    r"|\brecruiters\b|\bdonors\b|\bcivil society(?: organi[sz]ations)?\b|\btrade unions\b"
    r"|\b(?:all )?stakeholders\b|\bthe private sector\b|\binternational organi[sz]ations\b"
    r"|\bcountries(?: of (?:origin|transit|destination)(?:,? (?:and )?(?:transit|destination))"
    r"{0,2})?\b"
)
