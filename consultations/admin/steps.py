"""What is there of a consultation, and what a curator does next."""

from typing import Any, NamedTuple

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultations.admin.record import form_for, list_of, page_of
from consultations.models import Consultation, Document, Extract, Placement, Session
from consultations.zones import in_both


class Step(NamedTuple):
    """One part of the record: how much there is, and where to see it and add to it."""

    name: str
    amount: str
    see: str = ""
    add: str = ""


def next_steps(consultation: Consultation, user: Any) -> list[Step]:
    """Return the parts in the order of the work."""
    return [
        _sessions(consultation),
        _documents(consultation, user),
        _extracts(consultation, user),
        *_marks(consultation, user),
        _recommendations(consultation, user),
        _window(_("Comments"), consultation, "comment"),
        _window(_("Endorsements"), consultation, "endorsement"),
    ]


def _sessions(consultation: Consultation) -> Step:
    number = consultation.sessions.count()
    count = ngettext("%(number)s session", "%(number)s sessions", number)
    return Step(
        _("Sessions"),
        count % {"number": number},
        list_of(Session, consultation__id__exact=consultation.pk),
        form_for(Session, consultation=consultation.pk),
    )


def _documents(consultation: Consultation, user: Any) -> Step:
    documents = consultation.documents.visible_to(user)
    number = documents.count()
    count = ngettext(
        "%(number)s document, %(public)s public", "%(number)s documents, %(public)s public", number
    )
    public = documents.filter(state=Document.State.PUBLIC).count()
    start = {"consultation": consultation.pk}
    return Step(
        _("Documents"),
        count % {"number": number, "public": public},
        list_of(Document, consultation__id__exact=consultation.pk),
        f"{reverse('admin:consultations_document_import')}?{urlencode(start)}",
    )


def _extracts(consultation: Consultation, user: Any) -> Step:
    number = Extract.objects.visible_to(user).filter(document__consultation=consultation).count()
    count = ngettext("%(number)s extract", "%(number)s extracts", number)
    documents = consultation.documents.visible_to(user).values_list("pk", flat=True)[:2]
    start = {"document": documents[0]} if len(documents) == 1 else {}
    return Step(
        _("Extracts"),
        count % {"number": number},
        list_of(Extract, document__consultation__id__exact=consultation.pk),
        form_for(Extract, **start),
    )


def _marks(consultation: Consultation, user: Any) -> list[Step]:
    """Return a step for each newer edition to which marks were carried that wait."""
    number = Count("placements", filter=Q(placements__state=Placement.State.WAITING))
    documents = consultation.documents.visible_to(user).annotate(waiting=number)
    return [
        Step(
            _("Marks to look at"),
            _("%(number)s in %(document)s") % {"number": each.waiting, "document": each},
            reverse("admin:consultations_document_marks", args=[each.pk]),
        )
        for each in documents.filter(waiting__gt=0)
    ]


def _recommendations(consultation: Consultation, user: Any) -> Step:
    asked = consultation.recommendations.visible_to(user)
    counts = {"drafts": asked.filter(state="draft").count(), "number": asked.published().count()}
    model = asked.model
    return Step(
        _("Recommendations"),
        _("%(number)s published, %(drafts)s in draft") % counts,
        list_of(model, consultation__id__exact=consultation.pk),
        form_for(model, consultation=consultation.pk),
    )


def _window(name: str, consultation: Consultation, verb: str) -> Step:
    opens = getattr(consultation, f"{verb}_opens")
    closes = getattr(consultation, f"{verb}_closes")
    if not opens or not closes:
        return Step(name, _("no window yet"), add=f"{page_of(consultation)}#id_{verb}_opens")
    edges = (in_both(edge, consultation.zone, consultation.place) for edge in (opens, closes))
    words = _("open from %(opens)s until %(closes)s")
    return Step(name, words % dict(zip(("opens", "closes"), edges, strict=True)))
