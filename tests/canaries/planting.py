"""Plants everything hidden, each with its word, in a world that has public things as well."""

from typing import Any

from portal.searching import KINDS as SEARCHED
from search.indexing import rebuild
from tests import factories
from tests.canaries import acting, bodies, recording, sundry


def plant() -> dict[str, Any]:
    """Plant all kinds; return the people, by the names of their roles, and what tests ask for.

    `visitor` is nobody; `representative` acts for the organisation that is `own`, `hidden` is the
    organisation that is not listed, and `token` one of the representative's.
    """
    people = bodies.make_people()
    acting.plant_comments(people)
    acting.plant_suggestions(people)
    acting.plant_unnamed(people)
    acting.plant_frozen(people)
    acting.plant_prepared(people)
    acting.plant_invited(people)
    recording.plant_drafts()
    recording.plant_withheld_text(people["curator"])
    recording.plant_documents()
    recording.plant_withheld_paragraphs(people["curator"])
    recording.plant_findings(people["curator"])
    recording.plant_editions(people["curator"])
    bodies.plant_organisations(people, people["curator"])
    bodies.plant_unlisted(people)
    _plant_what_is_beside(people)
    factories.make_appearance()
    rebuild(SEARCHED)
    return people


def _plant_what_is_beside(people: dict[str, Any]) -> None:
    sundry.plant_own(people)
    sundry.plant_mails()
    sundry.plant_moderators(people)
    sundry.plant_readings()
    sundry.plant_histories(people)
    sundry.plant_request(people)
    sundry.plant_unlisted_particulars(people)
