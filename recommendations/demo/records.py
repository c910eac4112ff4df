"""What was said: processes, consultations, sessions, speakers, documents, extracts."""

from datetime import date, datetime, time
from typing import Any

from consultations.actions import (
    load_paragraphs,
    mark_sentence,
    mark_words,
    move_document,
    publish_consultation,
)
from consultations.coverage import lines_of
from consultations.importing import Block, Reading
from consultations.models import (
    Appearance,
    Attribution,
    ClusterNumber,
    Consultation,
    Document,
    Extract,
    GuidingQuestion,
    Process,
    SentenceMark,
    Session,
    Speaker,
)
from consultations.quotes import find_words
from ledger.clock import as_of
from ledger.models import Entry
from recommendations.demo.content import Story, content
from recommendations.demo.people import Cast
from recommendations.demo.vocabulary import is_checked
from recommendations.demo.windows import consultation_windows
from vocabulary.models import Addressee, Instrument, Objective, Theme

_COMMAND = Entry.Source.COMMAND
# Before the first recommendation, in this order.
_PUBLISHED_DAYS_AGO = {"consultations": 48, "documents": 46}
# Of the other documents some sentences are left, to try what curators do with them.
_WORKED_THROUGH = "act-alliance-statement-2017-09-05"


def load_records(story: Story, cast: Cast) -> dict[str, Extract]:
    """Make the record, published; return the extracts by their key."""
    processes = _load_processes()
    for row in content("consultations"):
        _load_consultation(row, processes, story, cast)
    for row in content("documents"):
        _load_document(row, processes, story, cast)
    extracts = {row["id"]: _load_extract(row, cast) for row in content("extracts")}
    _load_guiding_questions(extracts)
    _publish_documents(story, cast)
    _work_through(Document.objects.get(slug=_WORKED_THROUGH), story, cast)
    return extracts


def _load_processes() -> dict[str, Process]:
    rows = content("processes")
    names = ("code", "name", "starts", "ends")
    made = {row["code"]: Process.objects.create(**{n: row[n] for n in names}) for row in rows}
    for row in rows:
        made[row["code"]].complements.add(*(made[code] for code in row.get("complements", [])))
    return made


def _load_consultation(
    row: dict[str, Any], processes: dict[str, Process], story: Story, cast: Cast
) -> None:
    consultation = Consultation.objects.create(
        process=processes[row["process"]],
        code=row["code"],
        slug=row["slug"],
        kind=row["kind"].capitalize(),
        title=row["title"],
        official_title=row["theme"] or "",
        place=row["place"],
        venue=row.get("venue", ""),
        time_zone=row["time_zone"],
        starts=date.fromisoformat(row["starts"]),
        ends=date.fromisoformat(row["ends"]),
        **consultation_windows(row, story.told_at),
    )
    consultation.contributes_to.add(*(processes[code] for code in row.get("contributes_to", [])))
    _load_appearances(row.get("appearances", []), cast, consultation=consultation)
    for session in row.get("sessions", []):
        _load_session(session, consultation, cast)
    with as_of(story.moment(_PUBLISHED_DAYS_AGO["consultations"])):
        publish_consultation(consultation=consultation, by=cast.curator, source=_COMMAND)


def _load_session(row: dict[str, Any], consultation: Consultation, cast: Cast) -> None:
    session = Session.objects.create(
        consultation=consultation,
        number=row["number"],
        title=row["title"],
        room=row["room"],
        starts=_local(row["starts"], consultation),
        ends=_local(row["ends"], consultation),
    )
    for cluster in row["clusters"]:
        ClusterNumber.objects.create(session=session, **cluster)
    _load_appearances(row["appearances"], cast, consultation=consultation, session=session)


def _local(hour: str, consultation: Consultation) -> datetime:
    return datetime.combine(consultation.starts, time.fromisoformat(hour), tzinfo=consultation.zone)


def _load_appearances(rows: list[dict[str, Any]], cast: Cast, **where: Any) -> None:
    for row in rows:
        Appearance.objects.create(
            speaker=_speaker(row) if row["name"] else None,
            printed=row["as_printed"],
            role=row["role"],
            position=row["position"] or "",
            body=row["body"] or "",
            organisation=cast.organisations.get(row["body_organisation"]),
            order=row["order"],
            **where,
        )


def _speaker(row: dict[str, Any]) -> Speaker:
    return Speaker.objects.create(
        name=row["name"],
        honorific=row["title"] or "",
        slug=row["slug"],
        is_identity_confirmed=row["is_identity_confirmed"],
    )


def _load_document(
    row: dict[str, Any], processes: dict[str, Process], story: Story, cast: Cast
) -> None:
    consultation = Consultation.objects.filter(slug=row["consultation"]).first()
    sessions = Session.objects.filter(consultation__slug=row["consultation"])
    document = Document.objects.create(
        process=processes[row["process"]],
        consultation=consultation,
        session=sessions.filter(number=row["session"]).first(),
        author_organisation=cast.organisations.get(row["author_organisation"]),
        **_particulars(row),
    )
    blocks = [Block(**block | {"label": block["label"] or ""}) for block in row["blocks"]]
    with as_of(story.moment(_PUBLISHED_DAYS_AGO["documents"] + 1)):
        load_paragraphs(
            document=document, reading=Reading(blocks), by=cast.curator, source=_COMMAND
        )


def _particulars(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "kind": row["kind"].capitalize(),
        "title": row["title"],
        "slug": row["slug"],
        "symbol": row.get("symbol") or "",
        "date": row["date"],
        "place": row["place"] or "",
        "language": row["language"],
        "author": row["author"] or "",
        "text_basis": row["text_basis"],
        "edition": row["edition"],
        "source_url": row["source_url"] or "",
        "is_stub": row["is_stub"],
        "is_checked": is_checked(row),
    }


def _work_through(document: Document, story: Story, cast: Cast) -> None:
    """Find of all its sentences that no extract rests on that they need no record."""
    extracts = document.extracts.prefetch_related("spans")
    left = [line for line in lines_of(document.paragraphs.all(), extracts, []) if line.is_left]
    with as_of(story.moment(_PUBLISHED_DAYS_AGO["documents"] - 1)):
        for line in left:
            mark_sentence(
                paragraph=line.passage.paragraph,
                start=line.passage.sentence.start,
                end=line.passage.sentence.end,
                kind=SentenceMark.Kind.NO_RECORD,
                by=cast.curator,
                source=_COMMAND,
            )


def _publish_documents(story: Story, cast: Cast) -> None:
    for document in Document.objects.order_by("pk"):
        with as_of(story.moment(_PUBLISHED_DAYS_AGO["documents"])):
            move_document(
                document=document,
                state=Document.State.PUBLIC,
                by=cast.curator,
                source=_COMMAND,
            )


def _load_extract(row: dict[str, Any], cast: Cast) -> Extract:
    document = Document.objects.get(slug=row["document"])
    extract = Extract.objects.create(
        document=document,
        kind=row["kind"].replace(" ", "-"),
        text=row["text"],
        voice=row["voice"],
        voice_kind=row["voice_kind"],
        voice_appearance=_appearance(document, row.get("voice_speaker")),
        level=row["level"],
        inferred=row["inferred"],
        note=row["note"] or "",
    )
    sort_by_words(extract, row)
    extract.addressees.set(Addressee.objects.named(row["addressees"]))
    _mark(extract, row["spans"], cast)
    _attribute(extract, row["attribution"])
    return extract


def sort_by_words(thing: Any, row: dict[str, Any]) -> None:
    """Link an extract or a recommendation to its themes, objectives and instruments."""
    thing.themes.set(Theme.objects.filter(slug__in=row["themes"]))
    thing.objectives.set(Objective.objects.filter(number__in=row["objectives"]))
    thing.instruments.set(Instrument.objects.filter(short__in=row["instruments"]))


def _mark(extract: Extract, spans: list[dict[str, str]], cast: Cast) -> None:
    for span in spans:
        paragraphs = extract.document.paragraphs.filter(anchor=span["anchor"])
        # The words stand once where the content says so; a miss is a mistake in the content.
        hit = find_words(paragraphs, span["words"])[0]
        mark_words(extract=extract, hits=[hit], by=cast.curator, source=_COMMAND)


def _attribute(extract: Extract, rows: list[dict[str, str]]) -> None:
    Attribution.objects.bulk_create(
        Attribution(
            extract=extract,
            order=order,
            relation=row["relation"].replace(" ", "-"),
            printed=row["printed"],
            appearance=_appearance(extract.document, row.get("speaker")),
            document=Document.objects.filter(slug=row.get("document")).first(),
        )
        for order, row in enumerate(rows, start=1)
    )


def _appearance(document: Document, speaker: str | None) -> Appearance | None:
    """Return the speaker's part in the session of the document, where the row names one."""
    there = Appearance.objects.filter(session=document.session)
    return there.filter(speaker__slug=speaker).first() if speaker else None


def _load_guiding_questions(extracts: dict[str, Extract]) -> None:
    for row in content("consultations"):
        for session in row.get("sessions", []):
            made = Session.objects.get(consultation__code=row["code"], number=session["number"])
            for number, key in enumerate(session["guiding_questions"], start=1):
                GuidingQuestion.objects.create(session=made, number=number, text=extracts[key].text)
