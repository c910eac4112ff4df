"""Plants a marked word in every kind of hidden thing and looks for it wherever anybody can look."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from itertools import product
from typing import Any
from urllib.parse import urlencode
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.core.files.storage import default_storage
from django.db import DatabaseError, transaction
from django.db.models import CharField, EmailField, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat
from django.test import Client, override_settings
from django.urls import reverse

from catalogue.writers import FORMATS
from consultations.actions import (
    carry_marks,
    merge_speakers,
    show_paragraph,
    withhold_paragraph,
)
from consultations.models import Consultation, Document, Extract, Paragraph, Speaker
from ledger.clock import now
from organisations import actions as organisations
from organisations.models import Organisation, Representative
from portal.actions import make_calendar_address
from portal.backups.tables import all_tables
from portal.inventory import circle_of
from portal.opendata.archives import publish
from portal.searching import KINDS as SEARCHED
from portal.searching import found_texts
from portal.sitemap import SECTIONS
from portal.surfaces import SURFACES
from recommendations import actions
from recommendations.briefs import MOST
from recommendations.models import Comment, FrozenList, Recommendation
from recommendations.policies import Found
from recommendations.terms import Terms
from search.indexing import rebuild
from spreadsheets.sheets import SHEETS
from tests import factories

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
}
ROLES = (
    "visitor",
    "other",
    "applicant",
    "own",
    "drafter",
    "unlisted",
    "moderator",
    "curator",
    "protector",
)
# Whom each run of the suite follows; those who work in the admin see many pages more.
OFTEN = ("visitor",)
# They see what a visitor, the organisation's own people and every curator see.
SELDOM = ("applicant", "drafter", "protector")
_NUMBERS = {kind: number for number, kind in enumerate(PLANTED, start=10)}
_WORD = re.compile(r"leak\d+q")
Choice = Callable[[Iterable[Any]], list[Any]]


# A word that stands in all of them, to search by.
SEEK = "seekme"


def _leak(kind: str) -> str:
    """Return the word that must not be seen."""
    return f"leak{_NUMBERS[kind]}q"


KINDS = {_leak(kind): kind for kind in PLANTED}


def _words(kind: str) -> str:
    return f"{SEEK} {_leak(kind)}"


PLAIN = (
    "home",
    "awaiting",
    "search",
    "recommendation-list",
    "endorse-several",
    "reflected-by-theme",
    "consultation-list",
    "whole-calendar",
    "open-data",
    "seals",
    "seals-file",
    "calendar",
    "speaker-list",
    "extract-list",
    "document-list",
    "organisation-list",
    "organisation-apply",
    "organisation-applied",
    "moderation-log",
    "moderation-table",
    "field-guide",
    "glossary",
    "robots",
    "security",
    "colleagues",
    "tokens",
    "api",
    "api-schema",
    "account_email",
    "account_login",
    "mfa_index",
    "usersessions_list",
)
SEARCHABLE = (
    "search",
    "recommendation-list",
    "extract-list",
    "document-list",
    "organisation-list",
    "glossary",
)
ABOUT_ONE = (
    "recommendation",
    "related",
    "endorse",
    "naming",
    "object",
    "prepare",
    "prepared-attachment",
    "prepared-scan",
    "decline",
    "withdraw",
    "comments",
)
WITH_A_PAGE = (
    "consultations.consultation",
    "consultations.speaker",
    "consultations.document",
    "organisations.organisation",
    "portal.aboutpage",
    "recommendations.comment",
)
OF_ITS_OWN = {"document": ("compare", "marks", "review", "sentences")}
ABOUT_A_COMMENT = ("revise-comment", "withdraw-comment", "appeal", "report")


def _people() -> dict[str, Any]:
    organisation = factories.make_organisation(
        curators_note=_words("curators' note on an organisation"),
        contact_email=f"{_leak('institutional contact')}@example.org",
    )
    own = factories.make_representative(
        organisation=organisation,
        user=factories.make_user(
            f"{_leak('address of a representative')}@example.org",
            name=_words("name of a representative"),
        ),
        evidence=_words("evidence for a representative"),
    )
    drafter = factories.make_representative(organisation=organisation, may_sign=False)
    return {
        "visitor": None,
        "other": factories.make_representative().user,
        "applicant": factories.make_user("applicant@example.org"),
        "own": own.user,
        "drafter": drafter.user,
        "moderator": factories.make_staff("moderators"),
        "curator": factories.make_staff("curators"),
        "protector": factories.make_protector(),
        "representative": own,
    }


def _plant_comments(people: dict[str, Any]) -> None:
    row = factories.make_recommendation()
    own = {"recommendation": row, "representative": people["representative"]}
    first = factories.make_comment(recommendation=row)
    for kind, state in (
        ("pending comment", Comment.State.PENDING),
        ("returned comment", Comment.State.RETURNED),
        ("withdrawn comment", Comment.State.WITHDRAWN),
        ("rejected comment", Comment.State.PENDING),
        ("hidden comment", Comment.State.PUBLISHED),
        ("hidden answer", Comment.State.PUBLISHED),
    ):
        parent = first if kind == "hidden answer" else None
        comment = factories.make_comment(state, text=_words(kind), parent=parent, **own)
        decided = {"comment": comment, "by": factories.make_user()}
        if kind == "rejected comment":
            actions.reject(
                rule=factories.make_rule(), reason=_words("reason of a rejection"), **decided
            )
        if kind == "hidden comment":
            actions.hide(rule=factories.make_rule(), reason=_words("reason of a hiding"), **decided)
        if kind == "hidden answer":
            actions.hide(rule=factories.make_rule(), reason="It names somebody.", **decided)
    _plant_decided(own)
    factories.make_endorsement(**own)
    factories.make_comment(
        Comment.State.PENDING,
        paragraph=factories.make_document().paragraphs.first(),
        representative=people["representative"],
        text=_words("pending comment on a paragraph"),
    )
    factories.make_comment(
        Comment.State.PENDING,
        recommendation=row,
        text=_words("pending comment on a draft's sibling"),
    )


def _plant_decided(own: dict[str, Any]) -> None:
    """Plant what is changed, returned, reported and appealed against."""
    by = own["representative"]
    revised = factories.make_comment(text=_words("former words of a comment"), **own)
    actions.revise(comment=revised, by=by, text="Words for everybody.", language="en")
    actions.approve(comment=revised, by=factories.make_user())
    words = _words("new words of a comment")
    actions.revise(comment=revised, by=by, text=words, language="en")
    sent_back = factories.make_comment(Comment.State.PENDING, **own)
    returned = {"comment": sent_back, "by": factories.make_user()}
    actions.send_back(rule=factories.make_rule(), reason=_words("reason of a return"), **returned)
    reported = factories.make_comment(**own)
    words = {"reason": "other", "words": _words("words of a report")}
    actions.report(comment=reported, by=factories.make_user(), **words)
    factories.make_appeal(representative=by, text=_words("text of an appeal"))
    answered = factories.make_appeal(representative=by)
    answer = {"answer": _words("answer to an appeal"), "is_overturned": False}
    actions.answer_appeal(appeal=answered, by=factories.make_staff("moderators"), **answer)


def _plant_suggestions(people: dict[str, Any]) -> None:
    row, by, curator = factories.make_recommendation(), people["representative"], people["curator"]
    own = {"recommendation": row, "representative": by}
    pending = _words("text suggested in a pending comment")
    factories.make_comment(Comment.State.PENDING, suggested_text=pending, **own)
    hidden = factories.make_comment(
        suggested_text=_words("text suggested in a hidden comment"), **own
    )
    reason = _words("answer to what was hidden since")
    actions.answer_suggestion(comment=hidden, by=curator, verdict="partly", reason=reason)
    revised = factories.make_comment(suggested_text=_words("text suggested in former words"), **own)
    again = {"comment": revised, "by": by, "text": "Better.", "language": "en"}
    actions.revise(suggested_text="Words for everybody.", **again)
    actions.approve(comment=revised, by=factories.make_user())
    actions.revise(suggested_text=_words("text suggested in new words"), **again)
    row.draft_text = "Another text, which owes something to what is hidden."
    row.save()
    actions.publish(recommendation=row, by=curator, owed_to=hidden.verdicts.all())
    actions.hide(
        rule=factories.make_rule(), comment=hidden, by=factories.make_user(), reason="It names."
    )
    text = _words("text suggested for a withheld one")
    of_withheld = factories.make_comment(suggested_text=text, representative=by)
    actions.withhold_version(version=of_withheld.version, by=curator, reason="It names a person.")


def _plant_unnamed(people: dict[str, Any]) -> None:
    by = people["representative"]
    organisations_of = Organisation.objects.filter(pk=by.organisation_id)
    usual = by.organisation.name
    for kind, naming in (
        ("reservation of an unnamed endorsement", "unnamed"),
        ("reservation of a concealed endorsement", "named"),
    ):
        row = factories.make_recommendation()
        organisations_of.update(name=_words("name on an unnamed endorsement"))
        endorsement = actions.sign(
            recommendation=row,
            by=by,
            fingerprint=row.text.fingerprint,
            terms=Terms(naming, reservation=_words(kind)),
        )
        organisations_of.update(name=usual)
        actions.conceal(endorsement=endorsement, by=people["curator"])


def _plant_frozen(people: dict[str, Any]) -> None:
    by, row = people["representative"], factories.make_recommendation()
    organisations_of = Organisation.objects.filter(pk=by.organisation_id)
    usual = by.organisation.name
    organisations_of.update(name=_words("name concealed on a frozen list"))
    endorsement = actions.sign(
        recommendation=row,
        by=by,
        fingerprint=row.text.fingerprint,
        terms=Terms(reservation=_words("reservation concealed on a frozen list")),
    )
    organisations_of.update(name=usual)
    factories.make_endorsement(recommendation=row)
    factories.make_frozen_list(recommendations=[row], by=people["curator"])
    actions.conceal(endorsement=endorsement, by=people["curator"])


def _plant_prepared(people: dict[str, Any]) -> None:
    by = people["representative"]
    signed, waits = (factories.make_recommendation() for _each in range(2))
    fingerprint = signed.text.fingerprint
    note = _words("note on what was signed")
    actions.prepare(recommendation=signed, by=by, fingerprint=fingerprint, note=note)
    actions.sign(recommendation=signed, by=by, fingerprint=fingerprint)
    actions.prepare(
        recommendation=waits,
        by=by,
        fingerprint=waits.text.fingerprint,
        note=_words("note to a signatory"),
        attachment=f"%PDF-1.7 {_words('attachment of what is prepared')}".encode(),
        reservation=_words("reservation of a prepared endorsement"),
    )
    actions.enter_paper(
        recommendation=waits,
        organisation=by.organisation,
        by=people["curator"],
        scan=f"%PDF-1.7 {_words('scan of what was signed on paper')}".encode(),
    )


def _plant_invited(people: dict[str, Any]) -> None:
    address = f"{_leak('address of one who is invited')}@example.org"
    factories.make_invitation(by=people["representative"], email=address)
    label = _words("label of a token")
    people["token"] = factories.make_token(representative=people["representative"], label=label)


def _plant_drafts() -> None:
    row = factories.make_recommendation(extracts=[factories.make_extract()])
    factories.make_draft(
        consultation=row.consultation,
        extracts=row.extracts.all(),
        draft_title=_words("draft recommendation"),
        draft_text=_words("draft recommendation"),
    )
    row.draft_text = _words("next text of a published one")
    row.save()
    row.consultation.curators_note = _words("curators' note on a consultation")
    row.consultation.save()
    draft = factories.make_consultation(
        state=Consultation.State.DRAFT, title=_words("draft consultation")
    )
    factories.make_session(consultation=draft, title=_words("session of a draft consultation"))
    factories.make_document(consultation=draft, title=_words("document of a draft consultation"))
    goes = factories.make_speaker(name=_words("speaker in a draft who is merged"))
    printed = _words("appearance in a draft of one who is merged")
    factories.make_appearance(speaker=goes, consultation=draft, printed=printed)
    stays = factories.make_appearance().speaker
    merge_speakers(merged=goes, kept=stays, by=None, reason=_words("reason of a merge"))


def _plant_withheld_text(curator: Any) -> None:
    row = factories.make_recommendation()
    row.draft_title = _words("title of a withheld text")
    row.draft_text = _words("withheld text")
    row.save()
    version = actions.publish(
        recommendation=row, by=curator, note=_words("note on a withheld text")
    )
    factories.make_translation(version=version, text=_words("translation of a withheld text"))
    factories.make_endorsement(recommendation=row)
    factories.make_comment(recommendation=row)
    actions.withhold_version(version=version, by=curator, reason="It names a village.")
    row.draft_title, row.draft_text = "Keep the harbours open", "States should keep them open."
    row.save()


def _plant_documents() -> None:
    consultation = factories.make_consultation()
    public = factories.make_document(consultation=consultation)
    states = {
        "draft document": {"state": Document.State.DRAFT, "replaces": public},
        "document in review": {"state": Document.State.REVIEW},
        "embargoed document": {"embargo_until": now() + timedelta(days=2)},
        "withheld document": {
            "state": Document.State.WITHHELD,
            "withheld_reason": _words("reason of a withholding"),
        },
    }
    for kind, fields in states.items():
        document = factories.make_document(
            paragraphs=0, consultation=consultation, title=_words(kind), **fields
        )
        _plant_file(document, kind)
        inside = f"paragraph of {'an' if kind[0] in 'aeiou' else 'a'} {kind}"
        if inside in PLANTED:
            factories.make_paragraph(document, text=_words(inside))
        drawn = inside.replace("paragraph", "extract")
        if drawn in PLANTED:
            extract = factories.make_extract(document=document, text=_words(drawn))
            factories.make_recommendation(consultation=consultation, extracts=[extract])


def _plant_withheld_paragraphs(curator: Any) -> None:
    session = factories.make_session()
    document = factories.make_document(
        consultation=session.consultation,
        session=session,
        file=factories.make_file(_words("file of a document with a withheld paragraph").encode()),
    )
    headings = ["Convergence", "Recommendations", "Challenges"]
    factories.make_paragraph(
        document, 6, anchor="t1-r1", text=" ".join(headings), cells=[[each] for each in headings]
    )
    words = _words("withheld words of an extract that stays")
    rows = [
        factories.make_paragraph(
            document,
            4,
            text=_words("paragraph withheld alone"),
            label=_leak("label of a withheld paragraph"),
        ),
        factories.make_paragraph(document, 5, text=words),
        factories.make_paragraph(
            document,
            7,
            anchor="t1-r2",
            kind=Paragraph.Kind.TABLE_ROW,
            text=_words("withheld row of a table"),
            cells=[[_words("withheld row of a table")], [], []],
        ),
    ]
    stays = factories.make_extract(document=document)
    gone = factories.make_extract(
        document=document, text=_words("extract of a withheld paragraph"), paragraph=rows[0]
    )
    stays.spans.create(paragraph=rows[1], start=0, end=len(words), words=words)
    why = _words("why an extract is linked to one of withheld words")
    stays.links.create(other=gone, kind="supports", reason=why)
    factories.make_recommendation(consultation=document.consultation, extracts=[stays, gone])
    for row in rows:
        withhold_paragraph(paragraph=row, by=curator, reason="It names a village.")
    again = document.paragraphs.get(anchor="p1")
    withhold_paragraph(paragraph=again, by=curator, reason="It names a village.")
    reason = _words("reason of showing a paragraph again")
    show_paragraph(paragraph=again, by=curator, reason=reason)


def _plant_findings(curator: Any) -> None:
    """Plant findings in texts, and on words, that are not for everybody."""
    row = factories.make_recommendation()
    process, by = row.consultation.process, factories.make_staff("curators")
    draft = factories.make_later_text(process)
    words = _words("finding on a withheld paragraph")
    hidden = factories.make_paragraph(draft, 4, text=words)
    embargoed = factories.make_later_text(process, 0, embargo_until=now() + timedelta(days=2))
    words = _words("finding in an embargoed draft")
    early = factories.make_paragraph(embargoed, text=words)
    other = factories.make_recommendation(consultation=row.consultation)
    gone = factories.make_recommendation()
    places = {
        "reason of a finding on a withheld paragraph": (row, draft, hidden),
        "reason of a finding in an embargoed draft": (row, embargoed, early),
        "reason of a finding that was corrected": (other, draft, None),
        "reason of a finding in a draft consultation": (gone, None, None),
    }
    for kind, (asked, document, paragraph) in places.items():
        where = {"recommendation": asked, "document": document, "paragraph": paragraph}
        made = factories.make_reflection(reason=_words(kind), by=by, **where)
        if kind == "reason of a finding that was corrected":
            found = Found("absent", reason="Not a word of it.")
            actions.correct_finding(reflection=made, found=found, by=curator)
    withhold_paragraph(paragraph=hidden, by=curator, reason="It names a village.")
    Consultation.objects.filter(pk=gone.consultation_id).update(state=Consultation.State.DRAFT)


def _plant_editions(curator: Any) -> None:
    """Plant words withheld in one edition beside the words that stand in the other."""
    older, newer = _words("withheld words of an older edition"), "withheld words of a newer edition"
    shared = "The harbour council asked for longer opening hours on every quay"
    old = factories.make_document(paragraphs=0)
    new = factories.make_document(paragraphs=0, consultation=old.consultation, replaces=old)
    texts = {1: (f"{shared} {older}.", f"{shared} today."), 2: (f"{shared}s.", f"Now {shared}s.")}
    for position, (before, after) in texts.items():
        factories.make_paragraph(old, position, text=before)
        factories.make_paragraph(new, position, text=after)
    factories.make_paragraph(new, 3, text=f"Ferries asked for permits {_words(newer)}.")
    kind = "extract of withheld words, carried to a newer edition"
    factories.make_extract(document=old, text=_words(kind))
    carry_marks(old=old, new=new, by=curator)
    for document, anchor in ((old, "p1"), (new, "p3")):
        paragraph = document.paragraphs.get(anchor=anchor)
        withhold_paragraph(paragraph=paragraph, by=curator, reason="It names a village.")


def _plant_file(document: Document, kind: str) -> None:
    inside = f"file of {'an' if kind[0] in 'aeiou' else 'a'} {kind}"
    if inside in PLANTED:
        document.file = factories.make_file(f"%PDF-1.7 {_words(inside)}".encode())
        document.save()


def _plant_organisations(people: dict[str, Any], curator: Any) -> None:
    factories.make_application(
        name=_words("pending organisation"),
        about=_words("what an applicant wrote"),
        by=people["applicant"],
    )
    refused = factories.make_application(name=_words("rejected organisation")).organisation
    organisations.decide(
        organisation=refused,
        status=Organisation.Status.REJECTED,
        by=curator,
        reason=_words("reason of a refusal"),
    )
    verified = factories.make_application().organisation
    organisations.verify(
        organisation=verified,
        by=curator,
        evidence=_words("evidence of a verification"),
        may_endorse=True,
    )
    actions.suspend_organisation(
        organisation=verified, by=curator, reason=_words("reason of a suspension")
    )
    organisations.blank_person(
        person=factories.make_representative(organisation=verified).user,
        by=curator,
        reason=_words("reason of a blanking"),
    )


def _plant_unlisted(people: dict[str, Any]) -> None:
    hidden = factories.make_organisation(
        name=_words("name it had when it was listed"),
        slug=f"{SEEK}-{_leak('address of an unlisted organisation')}",
    )
    own = factories.make_representative(
        organisation=hidden,
        user=factories.make_user(
            f"{_leak('who signs for an unlisted organisation')}@example.org",
            name=_words("who signs for an unlisted organisation"),
        ),
        evidence=_words("evidence for an unlisted organisation"),
    )
    people["unlisted"] = own.user
    row = factories.make_recommendation()
    factories.make_comment(recommendation=row, representative=own)
    factories.make_comment(Comment.State.PENDING, recommendation=row, representative=own)
    reserved = _words("reservation of an unlisted organisation")
    terms = Terms(reservation=reserved)
    actions.sign(recommendation=row, by=own, fingerprint=row.text.fingerprint, terms=terms)
    reason = _words("reason for which it was taken off the lists")
    actions.unlist_organisation(organisation=hidden, by=people["curator"], reason=reason)
    hidden.refresh_from_db()
    hidden.name = _words("name of an unlisted organisation")
    hidden.acronym = _leak("acronym of an unlisted organisation")
    hidden.website = f"https://{_leak('website of an unlisted organisation')}.example.org"
    hidden.slug = f"o-{_leak('address of an unlisted organisation')}"
    hidden.save()
    factories.make_application(
        name=_words("name of an unlisted applicant"), is_listed=False, by=factories.make_user()
    )
    people["hidden"] = hidden


@pytest.fixture(scope="module")
def world(around_all: None, tmp_path_factory: Any) -> Iterator[dict[str, Any]]:
    """Plant everything hidden, each with its word, in a world that has public things as well."""
    people = _people()
    with override_settings(MEDIA_ROOT=str(tmp_path_factory.mktemp("files"))):
        _plant_comments(people)
        _plant_suggestions(people)
        _plant_unnamed(people)
        _plant_frozen(people)
        _plant_prepared(people)
        _plant_invited(people)
        _plant_drafts()
        _plant_withheld_text(people["curator"])
        _plant_documents()
        _plant_withheld_paragraphs(people["curator"])
        _plant_findings(people["curator"])
        _plant_editions(people["curator"])
        _plant_organisations(people, people["curator"])
        _plant_unlisted(people)
        factories.make_appearance()
        rebuild(SEARCHED)
        yield people


@pytest.fixture
def planted(world: dict[str, Any], db: None) -> dict[str, Any]:
    return world


def _telling(rows: Iterable[Any]) -> list[Any]:
    """Return the rows that hold a planted word or stand beside one that does, and one other."""
    near = {row: any(_WORD.search(str(vars(each))) for each in _beside(row)) for row in rows}
    others = [row for row in near if not near[row]]
    return [row for row in near if near[row]] + others[:1]


def _beside(row: Any) -> Iterator[Any]:
    """Yield the row, the rows that it points at and those that point at it."""
    yield row
    for link in (field for field in row._meta.get_fields() if field.is_relation):
        there = getattr(row, link.get_accessor_name() if link.auto_created else link.name, None)
        yield from there.all() if hasattr(there, "all") else [there] if there else []


def _addresses_of_lists() -> Iterator[str]:
    for frozen in FrozenList.objects.all():
        yield frozen.get_absolute_url()
        for ending in ("json", "csv"):
            yield reverse("frozen-list-file", args=[frozen.public_id, ending])


def _addresses_of_citations(chosen: Choice) -> Iterator[str]:
    """Yield where each thing that has a place is cited; where it is hidden nothing is there."""
    rows = [*chosen(Document.objects.all()), *chosen(Consultation.objects.all())]
    places = [row.get_absolute_url() for row in rows]
    paragraphs = chosen(Paragraph.objects.all())
    places += [f"{each.document.get_absolute_url()}{each.anchor}/" for each in paragraphs]
    places += [f"/extracts/{extract.public_id}/" for extract in chosen(Extract.objects.all())]
    for row in chosen(Recommendation.objects.exclude(code=None)):
        places += [version.get_absolute_url() for version in row.versions.all()]
    yield from (f"{place}cite.ris" for place in places)


def _addresses_of_feeds(chosen: Choice) -> Iterator[str]:
    """Yield the feeds of lists and of what has one of its own, and the map of all pages."""
    yield from (f"/{name}/feed.atom" for name in SURFACES)
    yield from (f"/{name}/feed.atom?q={SEEK}" for name in SURFACES)
    for model in (Consultation, Organisation, Speaker):
        rows = chosen(model._default_manager.all())
        yield from (f"{row.get_absolute_url()}feed.atom" for row in rows)
    yield reverse("sitemap")
    yield from (reverse("sitemap-part", args=[name, 1]) for name in SECTIONS)


def _addresses_of_exports() -> Iterator[str]:
    """Yield the files of all lists, whole and narrowed to what holds a planted word."""
    for surface, ending in product(SURFACES, FORMATS):
        yield reverse("export", args=[surface, ending])
    for surface in SURFACES:
        yield f"{reverse('export', args=[surface, 'jsonl'])}?q={SEEK}"


def _addresses_of_briefs(chosen: Choice) -> Iterator[str]:
    """Yield briefs of everything that has a code: the page, and the one file that can be read."""
    codes = [("code", row.code) for row in chosen(Recommendation.objects.exclude(code=None))]
    for begin in range(0, len(codes), MOST):
        query = urlencode(codes[begin : begin + MOST])
        yield f"{reverse('brief')}?{query}"
        yield f"{reverse('brief-file', args=['docx'])}?{query}"


def _addresses_for_programs(chosen: Choice) -> Iterator[str]:
    for name, surface in SURFACES.items():
        yield f"{reverse(f'api-{name}')}?limit=100"
        yield f"{reverse(f'api-{name}')}?limit=100&q={SEEK}"
        rows = surface.rows(AnonymousUser()).model._default_manager.all()
        identities = (getattr(row, surface.identity) for row in chosen(rows))
        yield from (reverse(f"api-{name}-one", args=[each]) for each in identities if each)


def _addresses_of_documents(chosen: Choice) -> Iterator[str]:
    for document in chosen(Document.objects.all()):
        yield reverse("document-file", args=[document.slug])
        for edition in (document, *document.replaced_by.all()):
            yield reverse("document-changes", args=[edition.slug])


def _public_addresses(chosen: Choice) -> Iterator[str]:
    """Yield every address outside the admin that shows something, for the rows that are chosen."""
    yield from (reverse(name) for name in PLAIN)
    yield from (f"{reverse(name)}?q={SEEK}" for name in SEARCHABLE)
    yield from (f"{reverse('search')}?q={SEEK}&kind={kind.name}" for kind in SEARCHED)
    for row in chosen(Recommendation.objects.exclude(code=None)):
        yield from (reverse(name, args=[row.code]) for name in ABOUT_ONE)
        yield from (version.get_absolute_url() for version in row.versions.all())
    for consultation in chosen(Consultation.objects.all()):
        yield from (session.get_absolute_url() for session in consultation.sessions.all())
        yield f"{reverse('recommendation-list')}?consultation={consultation.slug}"
        yield reverse("reflected-in-consultation", args=[consultation.slug])
        yield reverse("consultation-calendar", args=[consultation.slug])
    yield from _addresses_of_lists()
    yield from _addresses_of_exports()
    yield from _addresses_of_briefs(chosen)
    yield from _addresses_for_programs(chosen)
    yield from _addresses_of_documents(chosen)
    yield from _addresses_of_citations(chosen)
    yield from _addresses_of_feeds(chosen)
    for paragraph in chosen(Paragraph.objects.all()):
        yield reverse("paragraph-comments", args=[paragraph.document.slug, paragraph.anchor])
    for comment in chosen(Comment.objects.all()):
        yield from (reverse(name, args=[comment.public_id]) for name in ABOUT_A_COMMENT)
    for label in WITH_A_PAGE:
        rows = apps.get_model(label)._default_manager.all()
        yield from (row.get_absolute_url() for row in chosen(rows))


def _admin_addresses(chosen: Choice) -> Iterator[str]:
    """Yield every list that the admin has, and every page of the rows that are chosen."""
    yield reverse("admin:index")
    for model in admin.site._registry:
        base = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        yield base
        yield f"{base}?q={SEEK}"
        if _is_ours(model):
            yield f"{base}?state=all"
            for row in chosen(model._default_manager.all()):
                pages = ("change", "history", *OF_ITS_OWN.get(model._meta.model_name, ()))
                yield from (f"{base}{row.pk}/{page}/" for page in pages)
    yield from (reverse("spreadsheet-export", args=[kind, "csv"]) for kind in SHEETS)


def _is_ours(model: Any) -> bool:
    return model._meta.app_label in ("consultations", "organisations", "recommendations", "ledger")


def _found(client: Client, addresses: Iterator[str]) -> dict[str, str]:
    """Return the kinds of thing whose word was seen, each with the first address that shows it."""
    found: dict[str, str] = {}
    for address in addresses:
        answer = client.get(address)
        # Lines of calendars are folded; what was asked for is no secret.
        page = _told(answer.getvalue()).replace("\r\n ", "").replace(address, "")
        for word in _WORD.findall(page):
            found.setdefault(KINDS[word], address)
    return found


def _found_by_searching(person: Any) -> dict[str, str]:
    """Return the kinds of thing that the person finds something by who knows their word."""
    asked = {kind: found_texts(word, person or AnonymousUser()) for word, kind in KINDS.items()}
    return {kind: f"a search for {_leak(kind)}" for kind, found in asked.items() if found.exists()}


def _told(content: bytes) -> str:
    """Return what the answer says; of a zip file, what is within."""
    if not content.startswith(b"PK"):
        return content.decode()
    with ZipFile(BytesIO(content)) as packed:
        names = [name for name in packed.namelist() if name.endswith((".xml", ".rels"))]
        return "".join(packed.read(name).decode() for name in names)


def _often(role: str) -> Any:
    """Return how often the whole walk is made; those left out see what others do, or less."""
    return pytest.mark.exhaustive if role in SELDOM else pytest.mark.hold


@pytest.mark.parametrize(
    ("role", "chosen"),
    [
        *(pytest.param(role, _telling, id=f"{role}-telling") for role in OFTEN),
        *(pytest.param(role, list, id=f"{role}-all", marks=_often(role)) for role in ROLES),
    ],
)
def test_each_word_is_found_by_those_who_may_see_it_and_by_nobody_else(
    planted: dict[str, Any], role: str, chosen: Choice
) -> None:
    client = Client()
    if planted[role]:
        backend = "django.contrib.auth.backends.ModelBackend"
        client.force_login(planted[role], backend=backend)

    found = _found_by_searching(planted[role]) | _found(client, _public_addresses(chosen))
    if role in ("moderator", "curator", "protector"):
        found = found | _found(client, _admin_addresses(chosen))

    allowed = {kind for kind, roles in PLANTED.items() if _as_which(role) in roles}
    leaks = {kind: address for kind, address in found.items() if kind not in allowed}
    assert not leaks
    assert not allowed - set(found)


def _as_which(role: str) -> str:
    """Return the role whose rights it has until it asks for more."""
    return "curator" if role == "protector" else role


@pytest.mark.hold
def test_what_is_not_listed_is_found_in_the_admin_after_a_look_and_nowhere_else(
    planted: dict[str, Any],
) -> None:
    client, hidden = Client(), planted["hidden"]
    backend = "django.contrib.auth.backends.ModelBackend"
    client.force_login(planted["protector"], backend=backend)
    look = f"/admin/organisations/unlistedorganisation/{hidden.pk}/look/"

    answer = client.post(look, {"reason": _words("reason of a look")}, follow=True)
    assert answer.redirect_chain[-1][0] == f"/admin/organisations/organisation/{hidden.pk}/change/"
    inside = set(_found(client, _admin_addresses(_telling)))
    outside = set(_found(client, _public_addresses(_telling)))

    hidden_kinds = {kind for kind in PLANTED if PLANTED[kind] <= {"unlisted"}}
    assert inside & hidden_kinds >= SHOWN
    assert inside & hidden_kinds - SHOWN <= {
        "name concealed on a frozen list",
        "name on an unnamed endorsement",
        "note on what was signed",
    }
    assert not outside & hidden_kinds


@pytest.mark.hold
def test_no_field_that_is_not_public_is_told_to_a_visitor(planted: dict[str, Any]) -> None:
    marks = dict(_marked(model) for model in all_tables())
    columns = [column for marked in marks.values() for column in marked]
    rebuild(SEARCHED)

    told = "".join(_told(Client().get(each).getvalue()) for each in _public_addresses(list))
    archive = publish(now().date())
    with default_storage.open(archive.name) as file, ZipFile(file) as files:
        told += "".join(files.read(name).decode() for name in files.namelist())

    assert len(columns) > 60
    assert not [column for column in columns if _mark(column) in told]
    # The same of a field that is public: it is looked for where it would be found.
    assert Organisation.objects.listed().verified().first().name in told  # type: ignore[union-attr]


def _mark(column: str) -> str:
    return f"fld{sha256(column.encode()).hexdigest()[:12]}q"


def _marked(model: Any) -> tuple[str, list[str]]:
    """Write a word of its own into each text of the table that is not public; return which."""
    done = []
    for field in model._meta.concrete_fields:
        is_text = isinstance(field, CharField | TextField) and not (
            field.choices or field.primary_key
        )
        if not is_text or field.is_relation or circle_of(model, field.attname) == "public":
            continue
        column = f"{model._meta.label}.{field.attname}"
        end = "@example.org" if isinstance(field, EmailField) else ""
        word = Concat(Value(_mark(column)), Cast("pk", CharField()), Value(end))
        word = word if field.unique or end else Value(_mark(column))
        try:
            with transaction.atomic():
                number = QuerySet(model).update(**{field.attname: word})
        except (DatabaseError, ValueError):
            # Guarded, or bound to what else the row holds.
            continue
        done += [column] if number else []
    return model._meta.label, done


def test_a_secret_calendar_holds_no_word_of_its_own_people_either(planted: dict[str, Any]) -> None:
    tokens = [make_calendar_address(by=by) for by in Representative.objects.acting(now())]

    addresses = [reverse("own-calendar", args=[token]) for token in tokens]

    assert all(Client().get(address).status_code == 200 for address in addresses)
    assert b"BEGIN:VEVENT" in b"".join(Client().get(address).content for address in addresses)
    assert not _found(Client(), iter(addresses))


def test_the_open_data_hold_no_planted_word(planted: dict[str, Any]) -> None:
    archive = publish(now().date())

    with default_storage.open(archive.name) as file, ZipFile(file) as files:
        words = "".join(files.read(name).decode() for name in files.namelist())

    assert words.count('"fingerprint"') > 5
    assert not [kind for kind in PLANTED if _leak(kind) in words]


def test_a_token_shows_nothing_that_a_visitor_does_not_read(planted: dict[str, Any]) -> None:
    headers = {"Authorization": f"Bearer {planted['token'].secret}"}
    visitor, program = Client(), Client(headers=headers)
    addresses = [each for each in _addresses_for_programs(_telling) if "?" in each]

    answers = [(visitor.get(each).content, program.get(each).content) for each in addresses]

    assert len(addresses) == 2 * len(SURFACES)
    assert all(seen == with_token for seen, with_token in answers)
    assert not _WORD.findall(b" ".join(seen for seen, _same in answers).decode())


def test_the_ledger_holds_no_word_of_anybody(planted: dict[str, Any]) -> None:
    entries = apps.get_model("ledger", "entry")._default_manager.all()

    told = " ".join(f"{entry.verb} {entry.subject_id} {entry.payload}" for entry in entries)

    assert entries
    assert Paragraph.objects.exists()
    assert not [kind for kind in PLANTED if _leak(kind) in told]
