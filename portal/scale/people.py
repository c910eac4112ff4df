"""Those of a record of chance who act: staff, organisations and who acts for them."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, NamedTuple

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, make_password
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from organisations.models import (
    Application,
    Organisation,
    Representative,
    User,
    VerificationDecision,
)
from organisations.names import skeleton
from portal.roles import CURATORS, MODERATORS, PROTECTORS
from portal.scale.chains import Chain
from portal.scale.planning import Plan
from portal.scale.writing import Writer

# What each is for, and the groups of those who work in the admin.
ACCOUNTS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "representative@scale.example": (_("signs for an organisation"), ()),
    "drafter@scale.example": (_("comments and prepares for it, and may not sign"), ()),
    "other@scale.example": (_("signs for another organisation"), ()),
    "unlisted@scale.example": (_("signs for an organisation that is not listed"), ()),
    "applicant@scale.example": (_("waits for an organisation to be verified"), ()),
    "moderator@scale.example": (_("decides on comments"), (MODERATORS,)),
    "curator@scale.example": (_("keeps the record"), (CURATORS,)),
    "protector@scale.example": (
        _("keeps the record, and may ask who is not named"),
        (CURATORS, PROTECTORS),
    ),
}
_FIRST = (
    *("Amber", "Birch", "Cedar", "Delta", "Ember", "Fjord", "Grove", "Heron", "Indigo", "Juniper"),
    *("Kelp", "Lantern", "Maple", "Northern", "Olive", "Poplar", "Quartz", "River", "Saffron"),
    *("Tamarind", "Upland", "Valley", "Willow"),
)
_SECOND = (
    *("Harbour", "Bridge", "Caravan", "Lighthouse", "Orchard", "Market", "Garden", "Station"),
    *("Workshop", "Well", "Threshold", "Compass", "Anchor", "Shelter", "Crossing", "Ferry"),
    *("Meadow", "Quarry", "Kitchen"),
)
_THIRD = (
    *("Association", "Forum", "Circle", "Union", "Council", "Network", "Collective", "House"),
    *("Trust", "Alliance", "Assembly", "Fellowship", "Initiative", "League", "Guild", "Society"),
    *("Platform", "Coalition"),
)
_REGIONS = ("011", "014", "015", "017", "018", "021", "029", "034", "035", "145", "151", "155")
_LANGUAGES = ("en", "fr", "es")
_KINDS = [each for each in Organisation.Kind.values if each not in ("state", "un-body")]
_CAPACITIES = ("Director", "Chair", "Coordinator", "General secretary")
Status = Organisation.Status


class Actor(NamedTuple):
    """An organisation and its two people, by their keys."""

    organisation: int
    name: str
    is_listed: bool
    region: str
    kind: str
    signer: int
    drafter: int
    capacity: str


@dataclass
class Cast:
    """Who acts: the curator and moderator, those who sign, and those who only speak."""

    curator: int
    moderator: int
    signing: list[Actor] = field(default_factory=list)
    speaking: list[Actor] = field(default_factory=list)

    @property
    def everybody(self) -> list[Actor]:
        return self.signing + self.speaking


def _name(turn: int) -> str:
    """Return a name that no other organisation of the record has, nor one that looks alike."""
    words = []
    for names in (_FIRST, _SECOND, _THIRD):
        words.append(names[turn % len(names)])
        turn //= len(names)
    return " ".join(words + [_FIRST[int(digit)] for digit in str(turn) if turn])


class People:
    """Puts everybody in place who acts."""

    def __init__(self, plan: Plan, writer: Writer, password: str) -> None:
        self.plan, self.writer = plan, writer
        # One digest for all accounts: making one takes as long as it should.
        self.opened = make_password(password)
        self.joined = plan.told_at - timedelta(days=400)

    def make(self) -> Cast:
        """Make staff and organisations; the accounts are of the first of each sort."""
        cast = Cast(self._account("curator"), self._account("moderator"))
        self._account("protector")
        number = self.plan.organisations()
        for turn in range(number):
            actor = self._organisation(turn, cast.curator)
            (cast.speaking if turn % 20 == 13 else cast.signing).append(actor)
            self.writer.pause()
        for turn in range(number, number + max(3, number // 50)):
            self._waiting(turn, self._account("applicant") if turn == number else None)
        return cast

    def _account(self, role: str) -> int:
        email = f"{role}@scale.example"
        groups = ACCOUNTS[email][1]
        user = self._user(email, f"The {role}", is_staff=bool(groups), password=self.opened)
        for group in Group.objects.filter(name__in=groups).order_by("name"):
            self.writer.add(User.groups.through, user_id=user, group_id=group.pk)
        return user

    def _user(self, email: str, name: str, **fields: Any) -> int:
        fields = {"password": UNUSABLE_PASSWORD_PREFIX, **fields}
        language = self.plan.chance.choice(_LANGUAGES)
        user = self.writer.add(
            User, email=email, name=name, language=language, date_joined=self.joined, **fields
        )
        self.writer.add(EmailAddress, user_id=user, email=email, verified=True, primary=True)
        chain = Chain(self.writer, "user", str(user))
        chain.add("user.added", self.joined, by=None, source="command")
        chain.end()
        return user

    def _organisation(self, turn: int, curator: int) -> Actor:
        is_listed = turn % 20 != 2
        organisation, fields = self._body(turn, is_listed=is_listed, status=Status.VERIFIED)
        accounts = {0: ("representative", "drafter"), 1: ("other", ""), 2: ("unlisted", "")}
        signer, drafter = (
            self._account(role) if role else self._person(turn, place)
            for place, role in enumerate(accounts.get(turn, ("", "")))
        )
        capacity = self.plan.chance.choice(_CAPACITIES)
        chain = Chain(self.writer, "organisation", str(organisation))
        at = self.joined + timedelta(minutes=turn)
        self._apply(chain, organisation, signer)
        decided = {"status": Status.VERIFIED, "evidence": "Its statutes were read."}
        may = {"may_endorse": turn % 20 != 13}
        entry = chain.add("organisation.verified", at, by=curator, source="admin", payload=may)
        self.writer.add(
            VerificationDecision, organisation_id=organisation, entry_id=entry, **decided
        )
        for user, may_sign in ((signer, True), (drafter, False)):
            self._grant(chain, organisation, user, curator, may_sign=may_sign, capacity=capacity)
        chain.end()
        kept = (fields["name"], is_listed, fields["region_id"], fields["kind"])
        return Actor(organisation, *kept, signer, drafter, capacity)

    def _person(self, turn: int, place: int) -> int:
        first, second = _FIRST[turn % len(_FIRST)], _SECOND[turn // len(_FIRST) % len(_SECOND)]
        return self._user(f"person{turn}-{place}@scale.example", f"{first} {second} the {turn}th")

    def _waiting(self, turn: int, applicant: int | None) -> None:
        """Put an organisation in place that nobody has decided on yet."""
        organisation, _fields = self._body(turn, is_listed=True, status=Status.PENDING)
        chain = Chain(self.writer, "organisation", str(organisation))
        self._apply(chain, organisation, applicant or self._person(turn, 0))
        chain.end()

    def _apply(self, chain: Chain, organisation: int, user: int) -> None:
        received = self.joined - timedelta(days=6)
        self.writer.add(
            Application,
            organisation_id=organisation,
            user_id=user,
            capacity="Director",
            about="We look after those who come by sea.",
            received=received,
        )
        chain.add("organisation.applied", received, by=user, organisation=organisation)

    def _body(self, turn: int, *, is_listed: bool, status: str) -> tuple[int, dict[str, Any]]:
        name = _name(turn)
        fields = {
            "name": name,
            "name_skeleton": skeleton(name),
            "slug": f"scale-{turn}" if is_listed else f"o-{self.plan.public_id()}",
            "kind": _KINDS[turn % len(_KINDS)],
            "region_id": _REGIONS[turn % len(_REGIONS)],
            "languages": ", ".join(self.plan.chance.sample(_LANGUAGES, 1 + turn % 2)),
            "contact_email": f"office{turn}@scale.example",
            "website": f"https://organisation{turn}.scale.example/",
            "is_listed": is_listed,
            "status": status,
            "may_endorse": status == Status.VERIFIED and turn % 20 != 13,
        }
        return self.writer.add(Organisation, **fields), fields

    def _grant(
        self,
        chain: Chain,
        organisation: int,
        user: int,
        curator: int,
        *,
        may_sign: bool,
        capacity: str,
    ) -> None:
        self.writer.add(
            Representative,
            user_id=user,
            organisation_id=organisation,
            may_comment=True,
            may_prepare=True,
            may_sign=may_sign,
            capacity=capacity,
            starts=self.joined,
            granted_by_id=curator,
            evidence="A letter of its board.",
            is_name_public=organisation % 7 == 0,
        )
        may = {"comment": True, "prepare": True, "sign": may_sign}
        chain.add(
            "representative.granted",
            self.joined,
            by=curator,
            organisation=organisation,
            source="admin",
            payload=may | {"user": user, "starts": self.joined.isoformat(), "ends": None},
        )
