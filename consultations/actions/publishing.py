"""Making a consultation public."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from consultations.indexing import SPEAKERS
from consultations.models import Consultation, Speaker
from ledger.actions import record
from ledger.models import Entry
from ledger.refusal import Refused
from organisations.models import User
from search.indexing import index


@transaction.atomic
def publish_consultation(
    *, consultation: Consultation, by: User | None, source: str = Entry.Source.ADMIN
) -> None:
    """Make the consultation public; raises Refused where it already is."""
    draft = Consultation.objects.filter(pk=consultation.pk, state=Consultation.State.DRAFT)
    if not draft.update(state=Consultation.State.PUBLIC):
        raise Refused(_("This consultation is public already."))
    consultation.state = Consultation.State.PUBLIC
    index(
        SPEAKERS,
        Speaker.objects.filter(appearances__consultation=consultation).values_list("pk", flat=True),
    )
    record(
        "consultation.published",
        subject=("consultation", consultation.code),
        actor_id=by.pk if by else None,
        source=source,
    )
