"""What is searched of meetings, and of those who spoke there."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from consultations.models import Appearance, Consultation, Session, Speaker
from search.indexing import Found, Kind, Searched
from search.models import IndexedText


def _consultation(consultation: Any) -> Searched:
    said = (
        consultation.official_title,
        consultation.kind,
        consultation.place,
        consultation.venue,
        consultation.process.name,
    )
    return Searched(
        title=consultation.title,
        also=consultation.code,
        body="\n".join(filter(None, said)),
        key=consultation.slug,
    )


def _consultations_found(texts: list[IndexedText], _user: Any) -> list[Found]:
    return [
        Found(text, reverse("consultation", args=[text.key]), notes=(text.also,)) for text in texts
    ]


CONSULTATIONS = Kind(
    name="consultation",
    label=_("Consultations"),
    rows=lambda: Consultation.objects.select_related("process"),
    searched=_consultation,
    visible=Consultation.objects.visible_to,
    found=_consultations_found,
)


def _session(session: Any) -> Searched:
    questions = [question.text for question in session.guiding_questions.all()]
    return Searched(title=session.title, body="\n".join(questions), key=str(session.number))


def _visible_sessions(user: Any) -> QuerySet[Any]:
    return Session.objects.filter(consultation__in=Consultation.objects.visible_to(user))


def _sessions_found(texts: list[IndexedText], user: Any) -> list[Found]:
    sessions = _visible_sessions(user).select_related("consultation")
    rows = sessions.in_bulk([text.object_id for text in texts])
    return [
        Found(
            text,
            row.get_absolute_url(),
            notes=(_("Session %(number)s") % {"number": row.number}, row.consultation.title),
        )
        for text in texts
        if (row := rows.get(text.object_id))
    ]


SESSIONS = Kind(
    name="session",
    label=_("Sessions"),
    rows=lambda: Session.objects.prefetch_related("guiding_questions"),
    searched=_session,
    visible=_visible_sessions,
    found=_sessions_found,
)


def _speakers() -> QuerySet[Any]:
    """Return those that stand by themselves, each with what was printed where everybody reads it.

    A consultation that is public stays so; what a draft prints is not told by finding somebody.
    """
    public = Appearance.objects.filter(consultation__state=Consultation.State.PUBLIC)
    printed = Prefetch("appearances", public.order_by("pk"), to_attr="printed_then")
    return Speaker.objects.standing().prefetch_related(printed)


def _speaker(speaker: Any) -> Searched:
    printed = [
        line for each in speaker.printed_then for line in (each.printed, each.position, each.body)
    ]
    said = dict.fromkeys(line for line in printed if line)
    return Searched(title=str(speaker), body="\n".join(said), key=speaker.slug)


def _speakers_found(texts: list[IndexedText], _user: Any) -> list[Found]:
    return [Found(text, reverse("speaker", args=[text.key])) for text in texts]


SPEAKERS = Kind(
    name="speaker",
    label=_("Speakers"),
    rows=_speakers,
    searched=_speaker,
    visible=lambda user: Speaker.objects.visible_to(user).standing(),
    found=_speakers_found,
)
