"""Marked words for every kind of hidden thing: what is planted, and who may see it.

`planting` puts each where its kind belongs, by the same acts that people do, for the tests of this
folder and for `manage.py seed_scale --canaries`; `telling` says where they ended up.
"""

import re

OWN = {"own", "drafter"}
# The kind of hidden thing → who may see it, and must find it (domain model, “Who sees what”).
PLANTED: dict[str, set[str]] = {
    "pending comment": {*OWN, "moderator"},
    "returned comment": {*OWN, "moderator"},
    "withdrawn comment": {*OWN, "moderator"},
    "reason of a return": {*OWN, "moderator"},
    "words of a report": {"moderator"},
    "text of an appeal": {*OWN, "moderator"},
    "answer to an appeal": {*OWN, "moderator"},
    "new words of a comment": {*OWN, "moderator"},
    "former words of a comment": {*OWN, "moderator"},
    "text suggested in a pending comment": {*OWN, "moderator"},
    "text suggested in a hidden comment": {*OWN, "moderator"},
    "text suggested in new words": {*OWN, "moderator"},
    "text suggested in former words": {*OWN, "moderator"},
    "answer to what was hidden since": {*OWN, "moderator"},
    "text suggested for a withheld one": set(),
    "pending comment on a paragraph": {*OWN, "moderator"},
    "rejected comment": {*OWN, "moderator"},
    "reason of a rejection": {*OWN, "moderator"},
    "hidden comment": {*OWN, "moderator"},
    "reason of a hiding": {*OWN, "moderator"},
    "hidden answer": {*OWN, "moderator"},
    "pending comment on a draft's sibling": {"moderator"},
    "reservation of an unnamed endorsement": OWN,
    "name on an unnamed endorsement": set(),
    "reservation of a concealed endorsement": OWN,
    "name concealed on a frozen list": set(),
    "reservation concealed on a frozen list": OWN,
    "note to a signatory": OWN,
    "attachment of what is prepared": OWN,
    "scan of what was signed on paper": OWN,
    "reservation of a prepared endorsement": OWN,
    "note on what was signed": set(),
    "address of one who is invited": OWN,
    "label of a token": {"own"},
    "draft recommendation": {"curator"},
    "next text of a published one": {"curator"},
    "title of a withheld text": {"curator"},
    "withheld text": {"curator"},
    "note on a withheld text": {"curator"},
    "translation of a withheld text": {"curator"},
    "draft consultation": {"curator"},
    "session of a draft consultation": {"curator"},
    "document of a draft consultation": {"curator"},
    "speaker in a draft who is merged": {"curator"},
    "appearance in a draft of one who is merged": {"curator"},
    "reason of a merge": {"curator"},
    "curators' note on a consultation": {"curator"},
    "draft document": {"curator"},
    "paragraph of a draft document": {"curator"},
    "document in review": {"curator"},
    "embargoed document": {"curator"},
    "paragraph of an embargoed document": {"curator"},
    "extract of an embargoed document": {"curator"},
    "withheld document": {"curator"},
    "paragraph of a withheld document": {"curator"},
    "extract of a withheld document": {"curator"},
    "reason of a withholding": {"curator"},
    "file of a draft document": {"curator"},
    "file of an embargoed document": {"curator"},
    "file of a withheld document": {"curator"},
    "paragraph withheld alone": {"curator"},
    "label of a withheld paragraph": {"curator"},
    "withheld row of a table": {"curator"},
    "extract of a withheld paragraph": {"curator"},
    "withheld words of an extract that stays": {"curator"},
    "why an extract is linked to one of withheld words": {"curator"},
    "file of a document with a withheld paragraph": {"curator"},
    "reason of showing a paragraph again": {"curator"},
    "finding in an embargoed draft": {"curator"},
    "reason of a finding in an embargoed draft": {"curator"},
    "finding on a withheld paragraph": {"curator"},
    "reason of a finding on a withheld paragraph": {"curator"},
    "reason of a finding that was corrected": {"curator"},
    "reason of a finding in a draft consultation": {"curator"},
    "withheld words of an older edition": {"curator"},
    "withheld words of a newer edition": {"curator"},
    "extract of withheld words, carried to a newer edition": {"curator"},
    "pending organisation": {"applicant", "curator"},
    "what an applicant wrote": {"curator"},
    "rejected organisation": {"curator"},
    "reason of a refusal": {"curator"},
    "evidence of a verification": {"curator"},
    "reason of a suspension": {"curator"},
    "curators' note on an organisation": {"curator"},
    "institutional contact": {"curator"},
    "reason of a blanking": {"curator"},
    "evidence for a representative": {"curator"},
    # Who may not sign reads whom to ask, and all of them who prepared what waits.
    "name of a representative": {*OWN, "curator"},
    "address of a representative": {*OWN, "curator"},
    # What is not listed is there for its own people alone, until it is asked for with a reason.
    "name of an unlisted organisation": {"unlisted"},
    "acronym of an unlisted organisation": {"unlisted"},
    "address of an unlisted organisation": {"unlisted"},
    "website of an unlisted organisation": {"unlisted"},
    "reservation of an unlisted organisation": {"unlisted"},
    "name it had when it was listed": set(),
    "who signs for an unlisted organisation": {"unlisted"},
    "evidence for an unlisted organisation": set(),
    "name of an unlisted applicant": set(),
    "reason for which it was taken off the lists": set(),
    "reason of a look": set(),
    "other name of an unlisted organisation": {"unlisted"},
    "contact of an unlisted organisation": set(),
    "curators' note on an unlisted organisation": set(),
    "what an unlisted applicant wrote": set(),
    # What is a person's own, or of nobody any more.
    "name of a saved search": {"own"},
    "question of a saved search": {"own"},
    "secret of a second factor": set(),
    "cells of another curator's spreadsheet": set(),
    "name of one who was blanked": set(),
    "address of one who was blanked": set(),
    "subject of a mail": set(),
    "words of a mail": set(),
    "address of a mail": set(),
    "name of a moderator who looks at a comment": {"moderator", "curator"},
    "address of a moderator": {"curator"},
    "text suggested in a withdrawn comment": {*OWN, "moderator"},
    # What stands beside the record, and in its history.
    "line of a source that was read": {"curator"},
    "remark on how a source was read": {"curator"},
    "former words of a draft": {"curator"},
    "former curators' note": {"curator"},
    "note on a proposed wording": {"curator"},
    # It is kept beside the withdrawal, and on no page.
    "evidence of a withdrawal asked for in writing": set(),
    "speaker who appears in a draft alone": {"curator"},
}
# What one who protects others finds in the admin once they have asked to be shown it.
SHOWN = {
    "name of an unlisted organisation",
    "acronym of an unlisted organisation",
    "address of an unlisted organisation",
    "website of an unlisted organisation",
    "name it had when it was listed",
    "who signs for an unlisted organisation",
    "evidence for an unlisted organisation",
    "reason for which it was taken off the lists",
    "reason of a look",
    "other name of an unlisted organisation",
    "contact of an unlisted organisation",
    "curators' note on an unlisted organisation",
}
_NUMBERS = {kind: number for number, kind in enumerate(PLANTED, start=10)}
WORD = re.compile(r"leak\d+q")
# A word that stands in all of them, to search by.
SEEK = "seekme"


def leak(kind: str) -> str:
    """Return the word that must not be seen."""
    return f"leak{_NUMBERS[kind]}q"


KINDS = {leak(kind): kind for kind in PLANTED}


def words(kind: str) -> str:
    return f"{SEEK} {leak(kind)}"
