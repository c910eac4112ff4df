"""What was said, where and by whom, in the words of schema.org.

Names stand as printed. Who is meant is told only where a curator has tied the name to a record.
"""

from collections.abc import Iterable

from django.urls import reverse

from catalogue.exports import LICENCE_ADDRESS
from catalogue.linked_data import Data, absolute, described, publisher
from consultations.models import Appearance, Consultation, Document, Session, Speaker
from organisations.linked_data import organisation_data

# More events of one speaker or consultation make the page heavier than what it says.
_MOST = 50


def consultation_data(consultation: Consultation, sessions: Iterable[Session] = ()) -> Data:
    """Return the consultation as an event, with its sessions as parts of it."""
    inside = [event(each.title, each.get_absolute_url()) for each in list(sessions)[:_MOST]]
    return event(
        consultation.title,
        consultation.get_absolute_url(),
        alternateName=consultation.official_title,
        identifier=consultation.code,
        startDate=consultation.starts.isoformat(),
        endDate=consultation.ends.isoformat(),
        location=_place(consultation),
        superEvent=described("EventSeries", name=consultation.process.name),
        subEvent=inside,
    )


def session_data(session: Session, consultation: Consultation) -> Data:
    """Return the session as an event of its consultation, by the clock of the meeting."""
    starts, ends = (
        moment.astimezone(consultation.zone).isoformat() if moment else ""
        for moment in (session.starts, session.ends)
    )
    whole = event(consultation.title, consultation.get_absolute_url())
    return event(
        session.title,
        session.get_absolute_url(),
        startDate=starts or consultation.starts.isoformat(),
        endDate=ends,
        location=_place(consultation),
        superEvent=whole,
    )


def document_data(document: Document) -> Data:
    """Return the document; our paraphrase of one says so and under which licence it is."""
    author = document.author_organisation
    consultation = document.consultation
    is_ours = document.is_paraphrase
    return described(
        "Report" if "report" in document.kind.casefold() else "CreativeWork",
        name=document.title,
        url=absolute(document.get_absolute_url()),
        genre=document.kind,
        creditText=document.author,
        author=organisation_data(author) if author else None,
        identifier=document.symbol,
        version=document.edition,
        datePublished=document.date.isoformat() if document.date else "",
        inLanguage=document.language,
        recordedAt=event(consultation.title, consultation.get_absolute_url())
        if consultation
        else None,
        isBasedOn=document.source_url,
        publisher=publisher() if is_ours else None,
        license=LICENCE_ADDRESS if is_ours else "",
    )


def speaker_data(speaker: Speaker, appearances: Iterable[Appearance]) -> Data:
    """Return the person by the printed name, and where the name appears."""
    places = dict(_where(each) for each in appearances)
    events = [event(name, path) for path, name in places.items()]
    return described(
        "Person",
        name=speaker.name,
        honorificPrefix=speaker.honorific,
        url=absolute(speaker.get_absolute_url()),
        performerIn=events[:_MOST],
    )


def event(name: str, path: str, **told: object) -> Data:
    """Return the event of that name and place in the record."""
    return described("Event", name=name, url=absolute(path), **told)


def _where(appearance: Appearance) -> tuple[str, str]:
    """Return the address and title of the session, or of the consultation as a whole."""
    consultation, session = appearance.consultation, appearance.session
    if session is None:
        return consultation.get_absolute_url(), consultation.title
    return reverse("session", args=[consultation.slug, session.number]), session.title


def _place(consultation: Consultation) -> Data | None:
    if not consultation.place and not consultation.venue:
        return None
    name = consultation.venue or consultation.place
    return described("Place", name=name, address=consultation.place)
