"""The pages of consultations and their sessions."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from consultations.citing import consultation_citation, session_citation
from consultations.linked_data import consultation_data, session_data
from consultations.models import Appearance, Consultation, ConsultationExtension, Extract, Session
from consultations.outcome import OUTCOME, comparisons
from ledger.clock import now


@login_not_required
@require_safe
def consultation_list(request: HttpRequest) -> HttpResponse:
    consultations = (
        Consultation.objects.visible_to(request.user)
        .with_recommendation_count(request.user)
        .select_related("process")
        .order_by("process__code", "-starts", "code")
    )
    context = {"consultations": consultations, "now": now()}
    return render(request, "consultations/consultation_list.html", context)


@login_not_required
@require_safe
def consultation(request: HttpRequest, slug: str) -> HttpResponse:
    user = request.user
    consultation = _visible_consultation(user, slug)
    appearances = consultation.appearances.for_list(user).order_by("session__number", "order", "pk")
    sessions = consultation.sessions.prefetch_related("cluster_numbers", "guiding_questions")
    context = {
        "consultation": consultation,
        "citation": consultation_citation(consultation),
        "linked_data": consultation_data(consultation, sessions),
        "contributes_to": consultation.contributes_to.all(),
        "sessions": sessions,
        "roles": _by_role(appearances),
        "documents": consultation.documents.visible_to(user).select_related("session"),
        "outcome": _outcome(consultation, user),
        "recommendations": consultation.recommendations.visible_to(user).for_list(),
        "now": now(),
    }
    return render(request, "consultations/consultation.html", context | _extensions(consultation))


@login_not_required
@require_safe
def session(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    user = request.user
    consultation = _visible_consultation(user, slug)
    session = get_object_or_404(Session, consultation=consultation, number=number)
    session.consultation = consultation
    documents = list(session.documents.visible_to(user).select_related("session"))
    extracts = _placed(Extract.objects.visible_to(user).filter(document__session=session), user)
    appearances = list(session.appearances.for_list(user).order_by("order", "pk"))
    sessions = list(consultation.sessions.all())
    context = {
        "consultation": consultation,
        "session": session,
        "citation": session_citation(session, consultation),
        "linked_data": session_data(session, consultation),
        "cluster_numbers": session.cluster_numbers.all(),
        "guiding_questions": session.guiding_questions.all(),
        "programme": _same_day(session, sessions, consultation),
        "appearances": appearances,
        "roles": _by_role(appearances),
        "documents": documents,
        "outcome": _columns(extracts),
        "comparisons": comparisons(documents, extracts, user),
        "kinds": _by_kind(extracts, [kind for kind in Extract.Kind if kind not in OUTCOME]),
        "neighbours": [each for each in sessions if abs(each.number - number) == 1],
    }
    return render(request, "consultations/session.html", context)


def _same_day(
    session: Session, sessions: list[Session], consultation: Consultation
) -> list[Session]:
    """Return the sessions of that day, where the meeting is, by time; or this one alone."""
    starts = {each.pk: each.starts for each in sessions if each.starts}
    days = {pk: moment.astimezone(consultation.zone).date() for pk, moment in starts.items()}
    if session.pk not in days:
        return [session]
    same = [each for each in sessions if days.get(each.pk) == days[session.pk]]
    return sorted(same, key=lambda each: (starts[each.pk], each.number))


def _visible_consultation(user: Any, slug: str) -> Consultation:
    visible = Consultation.objects.visible_to(user).select_related("process")
    return get_object_or_404(visible, slug=slug)


def _extensions(consultation: Consultation) -> dict[str, list[ConsultationExtension]]:
    """Return how each window was extended, by the name that the page has for it."""
    kept = list(consultation.extensions.all())
    return {
        f"{verb}_extensions": [each for each in kept if each.verb == verb]
        for verb in ConsultationExtension.Verb.values
    }


def _by_role(appearances: Iterable[Appearance]) -> list[tuple[Any, list[Appearance]]]:
    """Return the roles that somebody had, in their order, each with those who had it."""
    kept = list(appearances)
    roles = [(role.label, [each for each in kept if each.role == role]) for role in Appearance.Role]
    return [(label, those) for label, those in roles if those]


def _outcome(consultation: Consultation, user: Any) -> list[tuple[Extract.Kind, list[Extract]]]:
    extracts = Extract.objects.visible_to(user).filter(document__consultation=consultation)
    return _columns(_placed(extracts.filter(kind__in=OUTCOME), user))


def _columns(extracts: list[Extract]) -> list[tuple[Extract.Kind, list[Extract]]]:
    """Return the three columns of the outcome, or nothing where all would be empty."""
    columns = [(kind, [each for each in extracts if each.kind == kind]) for kind in OUTCOME]
    return columns if any(those for _kind, those in columns) else []


def _placed(extracts: Any, user: Any) -> list[Extract]:
    """Return the extracts with where their words stand and come from, and what was drawn."""
    return list(
        extracts.with_recommendations(user)
        .with_attribution(user)
        .select_related("document")
        .order_by("document__date", "document", "pk")
    )


def _by_kind(
    extracts: list[Extract], kinds: Iterable[Extract.Kind]
) -> list[tuple[Extract.Kind, list[Extract]]]:
    grouped = [(kind, [each for each in extracts if each.kind == kind]) for kind in kinds]
    return [(kind, those) for kind, those in grouped if those]
