"""Those of the demonstration who act: curators, moderators, organisations, representatives."""

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import chain
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group

from ledger.clock import as_of
from ledger.models import Entry
from organisations.actions import (
    add_person,
    apply,
    end_rights,
    grant,
    put_on_record,
    verify,
)
from organisations.models import Organisation, Representative, User
from recommendations.demo.content import Story, content

_COMMAND = Entry.Source.COMMAND
# How long curators look at an application, and when the first bodies were put on record.
_LOOKING = timedelta(days=6)
_BEGINNING_DAYS = 440


@dataclass
class Cast:
    """Who acts in the story, by slug; a signer signs, a writer comments."""

    curator: User
    moderator: User
    seconder: User
    organisations: dict[str, Organisation] = field(default_factory=dict)
    signers: dict[str, Representative] = field(default_factory=dict)
    writers: dict[str, Representative] = field(default_factory=dict)


def load_people(story: Story) -> Cast:
    """Make everybody who acts: people, bodies on record, organisations, representatives."""
    rows = content("people")
    with as_of(story.moment(_BEGINNING_DAYS)):
        curator, moderator, seconder = (_add_staff(row) for row in rows if row["groups"])
        cast = Cast(curator, moderator, seconder)
        people = {row["email"]: _add_person(row, cast) for row in rows if not row["groups"]}
        _put_bodies_on_record(cast)
    _load_organisations(rows, people, cast, story)
    _grant_all(rows, people, cast, story)
    _join_networks(cast)
    EmailAddress.objects.filter(user__in=people.values()).update(verified=True)
    return cast


def _add_staff(row: dict[str, Any]) -> User:
    user = User.objects.create_user(row["email"], is_staff=True, **_particulars(row))
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    for name in row["groups"]:
        user.groups.add(Group.objects.get_or_create(name=name)[0])
    return user


def _add_person(row: dict[str, Any], cast: Cast) -> User:
    person = User(email=row["email"], **_particulars(row))
    return add_person(person=person, by=cast.curator, source=_COMMAND)


def _particulars(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("name", "language", "time_zone")}


def _put_bodies_on_record(cast: Cast) -> None:
    for body in chain(map(_body, content("recorded_bodies")), map(_process, _other_processes())):
        put_on_record(organisation=body, by=cast.curator, source=_COMMAND)
        cast.organisations[body.slug] = body


def _body(row: dict[str, Any]) -> Organisation:
    return Organisation(
        name=row["name"],
        acronym=row["acronym"] or "",
        slug=row["slug"],
        kind=row["kind"],
        country_id=row["country"],
        curators_note=row["note"],
    )


def _other_processes() -> list[dict[str, Any]]:
    on_record = {row["slug"] for row in content("recorded_bodies")}
    return [row for row in content("regional_processes") if row["slug"] not in on_record]


def _process(row: dict[str, Any]) -> Organisation:
    return Organisation(
        name=row["full_name"] or row["name"],
        acronym=row["name"] if row["full_name"] else "",
        slug=row["slug"],
        kind=Organisation.Kind.REGIONAL_PROCESS,
        curators_note=f"{row['area']}, since {row['since']} ({row['type']}).",
    )


def _load_organisations(
    rows: list[dict[str, Any]], people: dict[str, User], cast: Cast, story: Story
) -> None:
    applicants = {
        right["organisation"]: (people[row["email"]], right["capacity"])
        for row in reversed(rows)
        for right in row["representatives"]
    }
    for row in content("organisations"):
        applied = story.moment(row["applied_days_ago"])
        with as_of(applied):
            organisation = _apply(row, applicants)
        cast.organisations[row["slug"]] = organisation
        if row["status"] == Organisation.Status.VERIFIED:
            with as_of(applied + _LOOKING):
                _verify(organisation, row, cast)


def _apply(row: dict[str, Any], applicants: dict[str, tuple[User, str]]) -> Organisation:
    asked: dict[str, Any] = row["application"] or {}
    if not asked:
        applicant, capacity = applicants[row["slug"]]
        asked = {"by": applicant, "capacity": capacity, "about": row["note"] or ""}
    return apply(source=_COMMAND, **asked, **_described(row)).organisation


def _described(row: dict[str, Any]) -> dict[str, Any]:
    accreditation = row["accreditation"]
    return {
        "name": row["name"],
        "kind": row["kind"],
        "acronym": row["acronym"] or "",
        "aliases": "\n".join(row["aliases"]),
        "country_id": row["country"],
        "region_id": row["region_m49"],
        "languages": ", ".join(row["languages"]),
        "website": row["website"] or "",
        "contact_email": row["contact_email"],
        "is_listed": row.get("listed", True),
        "accreditation": "" if accreditation == "None" else accreditation,
        "sign_off_rule": row["sign_off_rule"],
        "interest_declaration": row["interest_declaration"] or "",
        "curators_note": row["note"] or "",
    }


def _verify(organisation: Organisation, row: dict[str, Any], cast: Cast) -> None:
    verify(
        organisation=organisation,
        by=cast.curator,
        evidence=row["evidence"],
        may_endorse=row["may_endorse"],
        source=_COMMAND,
    )


def _grant_all(
    rows: list[dict[str, Any]], people: dict[str, User], cast: Cast, story: Story
) -> None:
    applied = {row["slug"]: row["applied_days_ago"] for row in content("organisations")}
    for row in rows:
        for right in row["representatives"]:
            slug = right["organisation"]
            with as_of(story.told_at - timedelta(days=applied[slug]) + _LOOKING):
                granted = _grant(right, people[row["email"]], cast, story)
            _end_if_over(granted, right, cast, story)
            _place(granted, slug, cast)


def _grant(right: dict[str, Any], person: User, cast: Cast, story: Story) -> Representative:
    representative = Representative(
        user=person,
        organisation=cast.organisations[right["organisation"]],
        may_comment=right["may_comment"],
        # In small organisations whoever signs prepares as well, and so does the drafter.
        may_prepare=True,
        may_sign=right["may_sign"],
        capacity=right["capacity"],
        evidence=right["evidence"],
        is_name_public=right["name_is_public"],
        starts=story.told_at + timedelta(days=right["starts_days"]),
    )
    if (right["ends_days"] or 0) > 0:
        representative.ends = story.told_at + timedelta(days=right["ends_days"])
    return grant(representative=representative, by=cast.curator, source=_COMMAND)


def _end_if_over(
    representative: Representative, right: dict[str, Any], cast: Cast, story: Story
) -> None:
    if (right["ends_days"] or 0) < 0:
        with as_of(story.told_at + timedelta(days=right["ends_days"])):
            end_rights(representative=representative, by=cast.curator, source=_COMMAND)


def _place(representative: Representative, slug: str, cast: Cast) -> None:
    """Note who signs and who writes: whoever may not sign drafts for the one who may."""
    if representative.may_sign:
        cast.signers.setdefault(slug, representative)
        cast.writers.setdefault(slug, representative)
    else:
        cast.writers[slug] = representative


def _join_networks(cast: Cast) -> None:
    for row in content("organisations"):
        members = [cast.organisations[slug] for slug in row["members"]]
        cast.organisations[row["slug"]].members.add(*members)
