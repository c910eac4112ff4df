"""Plants words in the record: drafts, documents, paragraphs, findings, editions."""

from datetime import timedelta
from typing import Any

from consultations.actions import (
    carry_marks,
    merge_speakers,
    show_paragraph,
    withhold_paragraph,
)
from consultations.models import Consultation, Document, Paragraph
from ledger.clock import now
from recommendations import actions
from recommendations.policies import Found
from tests import factories
from tests.canaries import PLANTED, leak, words


def plant_drafts() -> None:
    row = factories.make_recommendation(extracts=[factories.make_extract()])
    factories.make_draft(
        consultation=row.consultation,
        extracts=row.extracts.all(),
        draft_title=words("draft recommendation"),
        draft_text=words("draft recommendation"),
    )
    row.draft_text = words("next text of a published one")
    row.save()
    row.consultation.curators_note = words("curators' note on a consultation")
    row.consultation.save()
    draft = factories.make_consultation(
        state=Consultation.State.DRAFT, title=words("draft consultation")
    )
    factories.make_session(consultation=draft, title=words("session of a draft consultation"))
    factories.make_document(consultation=draft, title=words("document of a draft consultation"))
    goes = factories.make_speaker(name=words("speaker in a draft who is merged"))
    printed = words("appearance in a draft of one who is merged")
    factories.make_appearance(speaker=goes, consultation=draft, printed=printed)
    stays = factories.make_appearance().speaker
    merge_speakers(merged=goes, kept=stays, by=None, reason=words("reason of a merge"))


def plant_withheld_text(curator: Any) -> None:
    row = factories.make_recommendation()
    row.draft_title = words("title of a withheld text")
    row.draft_text = words("withheld text")
    row.save()
    version = actions.publish(recommendation=row, by=curator, note=words("note on a withheld text"))
    factories.make_translation(version=version, text=words("translation of a withheld text"))
    factories.make_endorsement(recommendation=row)
    factories.make_comment(recommendation=row)
    actions.withhold_version(version=version, by=curator, reason="It names a village.")
    row.draft_title, row.draft_text = "Keep the harbours open", "States should keep them open."
    row.save()


def plant_documents() -> None:
    consultation = factories.make_consultation()
    public = factories.make_document(consultation=consultation)
    states = {
        "draft document": {"state": Document.State.DRAFT, "replaces": public},
        "document in review": {"state": Document.State.REVIEW},
        "embargoed document": {"embargo_until": now() + timedelta(days=2)},
        "withheld document": {
            "state": Document.State.WITHHELD,
            "withheld_reason": words("reason of a withholding"),
        },
    }
    for kind, fields in states.items():
        document = factories.make_document(
            paragraphs=0, consultation=consultation, title=words(kind), **fields
        )
        _plant_file(document, kind)
        inside = f"paragraph of {'an' if kind[0] in 'aeiou' else 'a'} {kind}"
        if inside in PLANTED:
            factories.make_paragraph(document, text=words(inside))
        drawn = inside.replace("paragraph", "extract")
        if drawn in PLANTED:
            extract = factories.make_extract(document=document, text=words(drawn))
            factories.make_recommendation(consultation=consultation, extracts=[extract])


def plant_withheld_paragraphs(curator: Any) -> None:
    session = factories.make_session()
    document = factories.make_document(
        consultation=session.consultation,
        session=session,
        file=factories.make_file(words("file of a document with a withheld paragraph").encode()),
    )
    headings = ["Convergence", "Recommendations", "Challenges"]
    factories.make_paragraph(
        document, 6, anchor="t1-r1", text=" ".join(headings), cells=[[each] for each in headings]
    )
    gone_words = words("withheld words of an extract that stays")
    rows = [
        factories.make_paragraph(
            document,
            4,
            text=words("paragraph withheld alone"),
            label=leak("label of a withheld paragraph"),
        ),
        factories.make_paragraph(document, 5, text=gone_words),
        factories.make_paragraph(
            document,
            7,
            anchor="t1-r2",
            kind=Paragraph.Kind.TABLE_ROW,
            text=words("withheld row of a table"),
            cells=[[words("withheld row of a table")], [], []],
        ),
    ]
    stays = factories.make_extract(document=document)
    gone = factories.make_extract(
        document=document, text=words("extract of a withheld paragraph"), paragraph=rows[0]
    )
    stays.spans.create(paragraph=rows[1], start=0, end=len(gone_words), words=gone_words)
    why = words("why an extract is linked to one of withheld words")
    stays.links.create(other=gone, kind="supports", reason=why)
    factories.make_recommendation(consultation=document.consultation, extracts=[stays, gone])
    for row in rows:
        withhold_paragraph(paragraph=row, by=curator, reason="It names a village.")
    again = document.paragraphs.get(anchor="p1")
    withhold_paragraph(paragraph=again, by=curator, reason="It names a village.")
    reason = words("reason of showing a paragraph again")
    show_paragraph(paragraph=again, by=curator, reason=reason)


def plant_findings(curator: Any) -> None:
    """Plant findings in texts, and on words, that are not for everybody."""
    row = factories.make_recommendation()
    process, by = row.consultation.process, factories.make_staff("curators")
    draft = factories.make_later_text(process)
    hidden = factories.make_paragraph(draft, 4, text=words("finding on a withheld paragraph"))
    embargoed = factories.make_later_text(process, 0, embargo_until=now() + timedelta(days=2))
    early = factories.make_paragraph(embargoed, text=words("finding in an embargoed draft"))
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
        made = factories.make_reflection(reason=words(kind), by=by, **where)
        if kind == "reason of a finding that was corrected":
            found = Found("absent", reason="Not a word of it.")
            actions.correct_finding(reflection=made, found=found, by=curator)
    withhold_paragraph(paragraph=hidden, by=curator, reason="It names a village.")
    Consultation.objects.filter(pk=gone.consultation_id).update(state=Consultation.State.DRAFT)


def plant_editions(curator: Any) -> None:
    """Plant words withheld in one edition beside the words that stand in the other."""
    older, newer = words("withheld words of an older edition"), "withheld words of a newer edition"
    shared = "The harbour council asked for longer opening hours on every quay"
    old = factories.make_document(paragraphs=0)
    new = factories.make_document(paragraphs=0, consultation=old.consultation, replaces=old)
    texts = {1: (f"{shared} {older}.", f"{shared} today."), 2: (f"{shared}s.", f"Now {shared}s.")}
    for position, (before, after) in texts.items():
        factories.make_paragraph(old, position, text=before)
        factories.make_paragraph(new, position, text=after)
    factories.make_paragraph(new, 3, text=f"Ferries asked for permits {words(newer)}.")
    kind = "extract of withheld words, carried to a newer edition"
    factories.make_extract(document=old, text=words(kind))
    carry_marks(old=old, new=new, by=curator)
    for document, anchor in ((old, "p1"), (new, "p3")):
        paragraph = document.paragraphs.get(anchor=anchor)
        withhold_paragraph(paragraph=paragraph, by=curator, reason="It names a village.")


def _plant_file(document: Document, kind: str) -> None:
    inside = f"file of {'an' if kind[0] in 'aeiou' else 'a'} {kind}"
    if inside in PLANTED:
        document.file = factories.make_file(f"%PDF-1.7 {words(inside)}".encode())
        document.save()
