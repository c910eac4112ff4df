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

# Who is asked stands before what they should do, behind what calls on them, or is its agent.
# ARTICLES may stand before a name; JOINS between names that are asked together; behind FOREIGN, a
# name is no subject; QUALIFIES may stand between a subject and its verb.
ARTICLES = (
    r"(?:(?:the|all|those|these|our|your|their|its|every|each|both|other|relevant|certain|some)\s+)"
)
FOREIGN = (
    r"\b(?:by|of|with|from|between|among|amongst|in|at|on|to|for|through|throughout|within|against"
    r"|via|than|including|about|towards?|behind|under|alongside|without|regarding)\s+"
)
JOINS = r",?\s+(?:and|or|and/or|as well as)\s+|\s*,\s+|\s+&\s+"
QUALIFIES = (
    r"(?:,?\s+(?:and|or|as well as)(?:\s+(?!that\b|wh)[\w'-]+){1,3}?)?"
    r"(?:\s+(?:part(?:y|ies)|members?|concerned|involved|themselves|alike))?"
    r"(?:\s+(?:of|in|at|from|with|along|across|to|on|for)(?:\s+(?!that\b|wh)[\w'-]+){1,6}?)?"
    r"(?:,[^,;:.]{1,80},)?(?:\s+(?:\w+ly|also|therefore|always|all|both|each|now|then|thus))*"
)
SHOULD = (
    r"(?:(?:should|must|shall|ought to|(?:has|have) to|needs? to)\b"
    r"(?!(?:\s+not)?(?:\s+\w+ly)?\s+(?:be|have been)\s+(?:\w+ly\s+)?"
    r"(?!encourag|urg|ask|invit|requir|request|remind|oblig|advis|prepar|commit|guid)"
    r"(?:\w+ed|given|made|held|kept|taken|seen|shown|told|known|brought|built|put|sent|paid|left)\b)"
    r"|(?:is|are|was|were)\s+(?:\w+ly\s+)?(?:asked|urged|encouraged|invited"
    r"|called (?:up)?on|obliged|requested|expected|required|advised|reminded|bound)\b)"
)
CALLS = (
    r"(?:\b(?:call(?:s|ed|ing)? (?:up)?on|urg(?:e|es|ed|ing)|exhort(?:s|ed|ing)?"
    r"|encourag(?:e|es|ed|ing)|implor(?:e|es|ed|ing)|enjoin(?:s|ed|ing)?|remind(?:s|ed|ing)?"
    r"|(?<!the )invit(?:e|es|ed|ing)"
    r"|(?<!the )request(?:s|ed|ing)?|ask(?:s|ed|ing)?|advis(?:e|es|ed|ing)|appeal(?:s|ed|ing)? to"
    r"|would like|wish(?:es)?"
    r"|(?:recommendations?|asks|requests?|demands?|proposals?|appeals?) (?:to|for)"
    r"|(?:need|necessity|urgency|wish|up|essential|necessary|important|crucial|vital|imperative|urgent)"
    r" (?:for|to)"
    r"|(?:recommend|request|demand|insist|propos|suggest|advocat|ask|urg|essential|necessary|important"
    r"|crucial|vital|imperative|critical|priority is)\w* that"
    r"|(?:should|must|shall|(?:ought|has|have|needs?) to)(?: not)? be(?: \w+ly)? \w+(?: \w+ly)? by)"
    r"(?:\s+(?:\w+ly|again|also|therefore))?\s+)"
)
