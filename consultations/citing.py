"""How what was said, and where, is cited."""

from typing import NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from catalogue.citing import Citation
from consultations.models import Consultation, Document, Extract, Paragraph, Session
from consultations.templatetags.record import days


def document_citation(document: Document, paragraph: Paragraph | None = None) -> Citation:
    """Return how the document, or one paragraph of it, is cited."""
    anchor = paragraph.anchor if paragraph else ""
    cited = paragraph.cited if paragraph else ""
    address = document.get_absolute_url()
    return Citation(
        key=":".join(filter(None, (document.slug, anchor))),
        title=document.title,
        author=document.author,
        path=(paragraph or document).get_absolute_url(),
        place=f"{address}{anchor}/" if anchor else address,
        details=_details(document, cited),
        reference=cited,
        published=", ".join(filter(None, (document.kind, document.symbol))),
        number=document.symbol,
        edition=document.edition,
        day=document.date,
        language=document.language,
        note=_by_way_of(document),
        kind="RPRT",
    )


def extract_citation(extract: Extract) -> Citation:
    """Return how an extract is cited: our wording, and the document it is drawn from."""
    document = extract.document
    spans = list(extract.spans.all())
    reference = spans[0].paragraph.cited if spans else ""
    whole = (document.author, document.title, *_details(document, reference)[:-1])
    source = {"source": ", ".join(filter(None, whole))}
    return Citation(
        key=f"{document.slug}:{extract.anchor}",
        title=extract.text,
        author=settings.SITE_NAME,
        path=document.address_of(extract.anchor),
        place=reverse("extract-citation", args=[extract.public_id]).removesuffix("cite/"),
        details=(_("drawn from %(source)s") % source,),
        note=_("in our wording, drawn from %(source)s") % source,
        published=str(extract.get_kind_display()),
        day=document.date,
        kind="ELEC",
    )


def consultation_citation(consultation: Consultation) -> Citation:
    """Return how a consultation is cited."""
    return Citation(
        key=consultation.code,
        title=consultation.title,
        path=consultation.get_absolute_url(),
        place=consultation.get_absolute_url(),
        details=(consultation.code, *_held(consultation), settings.SITE_NAME),
        published=consultation.kind,
        number=consultation.code,
        day=consultation.starts,
        note=", ".join((*_held(consultation), settings.SITE_NAME)),
        kind="CONF",
    )


def session_citation(session: Session, consultation: Consultation) -> Citation:
    """Return how a session of the consultation is cited."""
    day = session.starts.astimezone(consultation.zone).date() if session.starts else None
    number = _("session %(number)s") % {"number": session.number}
    return Citation(
        key=f"{consultation.code}:{session.number}",
        title=session.title,
        path=session.get_absolute_url(),
        place=session.get_absolute_url(),
        details=(
            number,
            consultation.title,
            date_format(day, "LONG_DATE_FORMAT") if day else "",
            settings.SITE_NAME,
        ),
        published=", ".join((consultation.title, number)),
        number=f"{consultation.code}, {session.number}",
        day=day or consultation.starts,
        note=settings.SITE_NAME,
        kind="CONF",
    )


class Around(NamedTuple):
    """What stands in a citation of words before their paragraph and behind it."""

    before: str
    after: str


def around_words(document: Document) -> Around:
    """Return what the citation of words of the document says beside where they stand."""
    *of_document, _reference, by_way_of = _details(document, "")
    before = filter(None, (document.author, document.title, *of_document))
    return Around(", ".join(before), by_way_of)


def _details(document: Document, reference: str) -> tuple[str, ...]:
    """Return what stands in the line behind the title of the document."""
    edition = _("edition %(edition)s") % {"edition": document.edition}
    day = date_format(document.date, "LONG_DATE_FORMAT") if document.date else ""
    shown = edition if document.edition else ""
    return (document.symbol, shown, day, reference, _by_way_of(document))


def _by_way_of(document: Document) -> str:
    """Return where it was read, and whether that was the wording."""
    if not document.is_paraphrase or document.is_stub:
        return settings.SITE_NAME
    return _("as summarised by %(site)s") % {"site": settings.SITE_NAME}


def _held(consultation: Consultation) -> tuple[str, ...]:
    """Return where and when it was held."""
    when = days(consultation.starts, consultation.ends)
    return (*filter(None, [consultation.place]), when)
