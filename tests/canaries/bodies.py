"""Plants words in what is known of people and organisations."""

from datetime import timedelta
from typing import Any

from ledger.clock import now
from organisations import actions as organisations
from organisations.models import Organisation
from recommendations import actions
from recommendations.models import Comment
from recommendations.terms import Terms
from tests import factories
from tests.canaries import SEEK, leak, words

# When somebody acted for an organisation who does no more.
_PAST = {"starts": now() - timedelta(days=30), "ends": now() - timedelta(days=5)}


def make_people() -> dict[str, Any]:
    organisation = factories.make_organisation(
        curators_note=words("curators' note on an organisation"),
        contact_email=f"{leak('institutional contact')}@example.org",
    )
    own = factories.make_representative(
        organisation=organisation,
        user=factories.make_user(
            f"{leak('address of a representative')}@example.org",
            name=words("name of a representative"),
        ),
        evidence=words("evidence for a representative"),
    )
    drafter = factories.make_representative(organisation=organisation, may_sign=False)
    former = factories.make_representative(organisation=organisation, **_PAST)
    return {
        "visitor": None,
        "other": factories.make_representative().user,
        "applicant": factories.make_user("applicant@example.org"),
        "own": own.user,
        "drafter": drafter.user,
        "former": former.user,
        "moderator": factories.make_staff("moderators"),
        "curator": factories.make_staff("curators"),
        "protector": factories.make_protector(),
        "representative": own,
    }


def plant_organisations(people: dict[str, Any], curator: Any) -> None:
    factories.make_application(
        name=words("pending organisation"),
        about=words("what an applicant wrote"),
        by=people["applicant"],
    )
    refused = factories.make_application(name=words("rejected organisation")).organisation
    organisations.decide(
        organisation=refused,
        status=Organisation.Status.REJECTED,
        by=curator,
        reason=words("reason of a refusal"),
    )
    verified = factories.make_application().organisation
    organisations.verify(
        organisation=verified,
        by=curator,
        evidence=words("evidence of a verification"),
        may_endorse=True,
    )
    actions.suspend_organisation(
        organisation=verified, by=curator, reason=words("reason of a suspension")
    )
    organisations.blank_person(
        person=factories.make_representative(organisation=verified).user,
        by=curator,
        reason=words("reason of a blanking"),
    )


def plant_unlisted(people: dict[str, Any]) -> None:
    hidden = factories.make_organisation(
        name=words("name it had when it was listed"),
        slug=f"{SEEK}-{leak('address of an unlisted organisation')}",
    )
    own = factories.make_representative(
        organisation=hidden,
        user=factories.make_user(
            f"{leak('who signs for an unlisted organisation')}@example.org",
            name=words("who signs for an unlisted organisation"),
        ),
        evidence=words("evidence for an unlisted organisation"),
    )
    people["unlisted"] = own.user
    factories.make_representative(organisation=hidden, user=people["former"], **_PAST)
    row = factories.make_recommendation()
    factories.make_comment(recommendation=row, representative=own)
    factories.make_comment(Comment.State.PENDING, recommendation=row, representative=own)
    reserved = words("reservation of an unlisted organisation")
    terms = Terms(reservation=reserved)
    actions.sign(recommendation=row, by=own, fingerprint=row.text.fingerprint, terms=terms)
    reason = words("reason for which it was taken off the lists")
    actions.unlist_organisation(organisation=hidden, by=people["curator"], reason=reason)
    hidden.refresh_from_db()
    hidden.name = words("name of an unlisted organisation")
    hidden.acronym = leak("acronym of an unlisted organisation")
    hidden.website = f"https://{leak('website of an unlisted organisation')}.example.org"
    hidden.slug = f"o-{leak('address of an unlisted organisation')}"
    hidden.save()
    factories.make_application(
        name=words("name of an unlisted applicant"), is_listed=False, by=factories.make_user()
    )
    people["hidden"] = hidden
