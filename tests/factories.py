"""Makes the ordinary good case of each thing; whatever matters to a test is an argument."""

from datetime import date, timedelta
from hashlib import sha256
from itertools import count
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from consultations.models import (
    Appearance,
    Consultation,
    Document,
    Extract,
    ExtractSpan,
    Paragraph,
    Process,
    Session,
    Speaker,
    StoredFile,
)
from consultations.quotes import Hit
from ledger.clock import now
from ledger.models import Entry
from organisations.actions import apply, invite, save_search
from organisations.actions.inviting import digest_of
from organisations.models import (
    Application,
    Organisation,
    Representative,
    SavedSearch,
    User,
)
from recommendations import actions
from recommendations.models import (
    Appeal,
    Comment,
    Endorsement,
    FrozenList,
    Recommendation,
    Reflection,
    Rule,
    Translation,
)
from recommendations.policies import Found

_numbers = count(1)
_ORDER = ("Amber", "Birch", "Cedar", "Dune", "Ember", "Fjord", "Grove", "Heron", "Iris", "Jade")


def _word(number: int) -> str:
    """Return a word that no other number gives, so that no two names look alike."""
    return " ".join(_ORDER[int(digit)] for digit in str(number))


def make_user(email: str = "", **fields: Any) -> User:
    number = next(_numbers)
    fields = {"name": f"Person {number}", "password": "a quiet harbour 7"} | fields
    user = User.objects.create_user(email or f"person{number}@example.org", **fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def make_staff(group: str, email: str = "") -> User:
    """A person who works in the admin: of the group “curators” or “moderators”."""
    user = make_user(email, is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    return user


def make_protector(email: str = "") -> User:
    """A curator who may ask who is not listed or not named."""
    curator = make_staff("curators", email)
    curator.groups.add(Group.objects.get(name="protectors"))
    return curator


def make_organisation(**fields: Any) -> Organisation:
    """A verified organisation that may endorse."""
    number = next(_numbers)
    status = fields.get("status", Organisation.Status.VERIFIED)
    endorses = status in (Organisation.Status.VERIFIED, Organisation.Status.SUSPENDED)
    defaults = {
        "name": f"{_word(number)} Association",
        "slug": f"organisation-{number}",
        "kind": Organisation.Kind.NGO,
        "region_id": "011",
        "status": status,
        "may_endorse": endorses,
    }
    return Organisation.objects.create(**defaults | fields)


def make_representative(**fields: Any) -> Representative:
    """A person who may comment and sign for a verified organisation."""
    defaults = {
        "may_comment": True,
        "may_prepare": True,
        "may_sign": True,
        "capacity": "Director",
        "starts": now() - timedelta(days=30),
    }
    fields.setdefault("user", None)
    user = fields.pop("user") or make_user()
    organisation = fields.pop("organisation", None) or make_organisation()
    return Representative.objects.create(user=user, organisation=organisation, **defaults | fields)


def make_process(**fields: Any) -> Process:
    number = next(_numbers)
    return Process.objects.create(**{"code": f"P{number}", "name": f"Process {number}"} | fields)


def make_consultation(**fields: Any) -> Consultation:
    """A public consultation, open for comment and endorsement for another ten days."""
    number = next(_numbers)
    opens, closes = now() - timedelta(days=10), now() + timedelta(days=10)
    defaults = {
        "code": f"C{number}",
        "slug": f"consultation-{number}",
        "kind": "Thematic consultation",
        "title": f"Consultation {number}",
        "place": "Vienna",
        "time_zone": "Europe/Vienna",
        "starts": date(2017, 9, 4),
        "ends": date(2017, 9, 5),
        "comment_opens": opens,
        "comment_closes": closes,
        "endorsement_opens": opens,
        "endorsement_closes": closes,
        "state": Consultation.State.PUBLIC,
    }
    process = fields.pop("process", None) or make_process()
    return Consultation.objects.create(process=process, **defaults | fields)


def make_session(**fields: Any) -> Session:
    consultation = fields.pop("consultation", None) or make_consultation()
    number = consultation.sessions.count() + 1
    defaults = {"number": number, "title": f"Working session {number}", "room": "Hall 2"}
    return Session.objects.create(consultation=consultation, **defaults | fields)


def make_speaker(**fields: Any) -> Speaker:
    number = next(_numbers)
    defaults = {"name": f"Speaker {number}", "slug": f"speaker-{number}"}
    return Speaker.objects.create(**defaults | fields)


def make_appearance(**fields: Any) -> Appearance:
    """A speaker's appearance as chair of a public consultation."""
    consultation = fields.pop("consultation", None) or make_consultation()
    if "speaker" not in fields and not fields.get("printed"):
        fields["speaker"] = make_speaker()
    defaults = {"role": Appearance.Role.CHAIR, "position": "Envoy", "body": "A mission"}
    return Appearance.objects.create(consultation=consultation, **defaults | fields)


def make_document(paragraphs: int = 3, **fields: Any) -> Document:
    """A public document of a public consultation, with some paragraphs."""
    number = next(_numbers)
    consultation = fields.pop("consultation", None) or make_consultation()
    defaults = {
        "process": consultation.process,
        "kind": "Session report",
        "title": f"Report {number}",
        "slug": f"report-{number}",
        "date": date(2017, 9, 6),
        "state": Document.State.PUBLIC,
    }
    document = Document.objects.create(consultation=consultation, **defaults | fields)
    for position in range(1, paragraphs + 1):
        make_paragraph(document, position)
    return document


def make_later_text(process: Process, paragraphs: int = 3, **fields: Any) -> Document:
    """A public draft of a whole process, dated after the meetings that `make_consultation` makes.

    Who asks in a process finds in it what became of what was asked.
    """
    number = next(_numbers)
    defaults = {
        "kind": "Draft",
        "title": f"Draft {number}",
        "slug": f"draft-{number}",
        "date": date(2018, 2, 5),
        "state": Document.State.PUBLIC,
    }
    document = Document.objects.create(process=process, **defaults | fields)
    for position in range(1, paragraphs + 1):
        text = f"We resolve to keep the harbours of coast {position} open. We shall see to it."
        make_paragraph(document, position, text=text)
    return document


def make_file(content: bytes = b"%PDF-1.7 The harbour council asks.") -> StoredFile:
    """A PDF, with its content in the storage; for a document: `file=make_file()`."""
    file, _is_new = StoredFile.objects.get_or_create(
        sha256=sha256(content).hexdigest(),
        defaults={"size": len(content), "media_type": StoredFile.MediaType.PDF},
    )
    if not default_storage.exists(file.name):
        default_storage.save(file.name, ContentFile(content))
    return file


def make_paragraph(document: Document, position: int = 1, **fields: Any) -> Paragraph:
    defaults = {
        "reference": f"paragraph {position}",
        "anchor": f"p{position}",
        "text": f"The harbour council of quay {position} asked for longer opening hours.",
    }
    return Paragraph.objects.create(document=document, position=position, **defaults | fields)


def make_extract(**fields: Any) -> Extract:
    """A recommendation voiced in a public document, tied to words of its first paragraph."""
    document = fields.pop("document", None) or make_document()
    paragraph = fields.pop("paragraph", None) or document.paragraphs.first()
    defaults = {
        "kind": Extract.Kind.RECOMMENDATION,
        "text": "Open the harbours for longer",
        "voice": "participants",
        "voice_kind": "session-participants",
        "level": "practical",
        "inferred": ["level"],
    }
    extract = Extract.objects.create(document=document, **defaults | fields)
    if paragraph:
        words = "asked for longer opening hours"
        start = paragraph.text.find(words)
        start, end = (start, start + len(words)) if start >= 0 else (0, len(paragraph.text))
        ExtractSpan.objects.create(
            extract=extract,
            paragraph=paragraph,
            start=start,
            end=end,
            words=paragraph.text[start:end],
        )
    return extract


def make_draft(**fields: Any) -> Recommendation:
    """A recommendation that only curators see."""
    number = next(_numbers)
    consultation = fields.pop("consultation", None) or make_consultation()
    extracts = fields.pop("extracts", [])
    defaults = {
        "level": "practical",
        "draft_title": f"Keep the harbours open, part {number}",
        "draft_text": "States should keep the harbours open for longer.",
        "draft_addressees": "States\nPort authorities",
    }
    draft = Recommendation.objects.create(consultation=consultation, **defaults | fields)
    draft.extracts.set(extracts)
    return draft


def make_recommendation(**fields: Any) -> Recommendation:
    """A published recommendation, open for comment and endorsement."""
    draft = make_draft(**fields)
    actions.publish(recommendation=draft, by=None, source=Entry.Source.COMMAND)
    return draft


def make_translation(**fields: Any) -> Translation:
    """The text of a recommendation in French."""
    version = fields.pop("version", None) or make_recommendation().current_version
    defaults = {
        "language": "fr",
        "title": "Ouvrir les ports",
        "text": "Les États devraient ouvrir les ports plus longtemps.",
        "translator": "the secretariat",
    }
    translation = Translation(version=version, **defaults | fields)
    return actions.translate(translation=translation, by=make_user())


def make_endorsement(**fields: Any) -> Endorsement:
    """A live endorsement, signed now."""
    recommendation = fields.pop("recommendation", None) or make_recommendation()
    representative = fields.pop("representative", None) or make_representative(**fields)
    return actions.sign(
        recommendation=recommendation,
        by=representative,
        fingerprint=recommendation.current_version.fingerprint,
    )


def make_reflection(finding: str = "in-part", **fields: Any) -> Reflection:
    """A finding by one curator, resting on words of a later text, or with a reason."""
    recommendation = fields.pop("recommendation", None) or make_recommendation()
    document = fields.pop("document", None)
    document = document or make_later_text(recommendation.consultation.process)
    by = fields.pop("by", None) or make_staff("curators")
    hit, reason = None, fields.pop("reason", "It says nothing of it.")
    if finding not in Reflection.WITHOUT_WORDS:
        paragraph = fields.pop("paragraph", None) or document.paragraphs.first()
        hit = Hit(paragraph, 0, paragraph.text.find(".") + 1 or len(paragraph.text))
    return actions.assess(
        recommendation=recommendation,
        document=document,
        found=Found(finding, hit, reason),
        by=by,
    )


def make_frozen_list(**fields: Any) -> FrozenList:
    """A list of who endorses one text: one organisation by name."""
    recommendations = fields.pop("recommendations", None)
    if recommendations is None:
        recommendations = [make_endorsement().recommendation]
    by = fields.pop("by", None) or make_staff("curators")
    frozen = FrozenList(**{"title": "Who asks for open harbours"} | fields)
    return actions.freeze(frozen=frozen, recommendations=recommendations, by=by)


def make_rule(slug: str = "safety") -> Rule:
    """One of the rules that every installation begins with."""
    return Rule.objects.in_force().get(slug=slug)


def make_comment(state: str = Comment.State.PUBLISHED, **fields: Any) -> Comment:
    """A published comment on a recommendation, or on the paragraph that is given.

    Another state is reached by its decisions.
    """
    paragraph = fields.pop("paragraph", None)
    recommendation = fields.pop("recommendation", None)
    about: Any = paragraph or recommendation or make_recommendation()
    representative = fields.pop("representative", None) or make_representative()
    defaults = {"stance": Comment.Stance.SUPPORTS, "text": "We have waited for this for years."}
    comment = actions.comment(
        about=about,
        by=representative,
        version=None if paragraph else about.current_version,
        **defaults | fields,
    )
    moderator = make_user()
    if state == Comment.State.WITHDRAWN:
        actions.take_back(comment=comment, by=representative)
    if state == Comment.State.RETURNED:
        actions.send_back(
            rule=make_rule(), comment=comment, by=moderator, reason="Leave the name out."
        )
    if state == Comment.State.REJECTED:
        actions.reject(
            rule=make_rule(), comment=comment, by=moderator, reason="It is about another text."
        )
    if state in (Comment.State.PUBLISHED, Comment.State.HIDDEN):
        actions.approve(comment=comment, by=moderator)
    if state == Comment.State.HIDDEN:
        actions.hide(rule=make_rule(), comment=comment, by=moderator, reason="It names a person.")
    comment.refresh_from_db()
    return comment


def make_appeal(**fields: Any) -> Appeal:
    """An open appeal against the hiding of a comment."""
    by = fields.pop("representative", None) or make_representative()
    comment = fields.pop("comment", None) or make_comment("hidden", representative=by)
    text = fields.pop("text", "We name nobody.")
    return actions.appeal(decision=comment.decisions.latest("pk"), by=by, text=text)


def make_invitation(**fields: Any) -> Any:
    """An open invitation to comment; what its mail's address holds is its `token`."""
    by = fields.pop("by", None) or make_representative()
    number = next(_numbers)
    defaults = {"email": f"invited{number}@example.org", "may_comment": True, "may_prepare": False}
    invitation: Any = invite(by=by, **defaults | fields)
    invitation.token = f"token-{number}"
    invitation.token_digest = digest_of(invitation.token)
    invitation.save()
    return invitation


def make_saved_search(person: User, **fields: Any) -> SavedSearch:
    """The whole list of what is asked, saved by the person with news by mail."""
    defaults = {"name": "All", "surface": "recommendations", "query": "", "wants_mail": True}
    return save_search(person=person, **defaults | fields)


def make_application(**fields: Any) -> Application:
    """A person's request for an account for an organisation, waiting for a curator."""
    number = next(_numbers)
    defaults = {
        "name": f"{_word(number)} Circle",
        "kind": Organisation.Kind.NGO,
        "capacity": "Director",
        "about": "We look after the harbour.",
        "email": f"applicant{number}@example.org",
        "person": f"Applicant {number}",
    }
    return apply(**defaults | fields)
