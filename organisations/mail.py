"""Plain mails, put into the queue in the transaction of the act they tell of."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from post_office.models import Email

from ledger.clock import is_set_back
from organisations.models import Organisation, User


def queue_mail(template: str, *, to: User, **context: Any) -> None:
    """Queue the mail of that name for the person, in their language.

    The first line of `mail/<template>.txt` is the subject. The queue is a table, so the mail
    exists exactly when the act does; `manage.py work` sends it after the commit. Of the past
    that a demonstration tells nobody is told today.
    """
    if not to.is_active or is_set_back():
        return
    frame = {"recipient": to, "PUBLIC_URL": settings.PUBLIC_URL, "SITE_NAME": settings.SITE_NAME}
    frame |= {"DEMO": settings.DEMO, "CONTACT_EMAIL": settings.CONTACT_EMAIL}
    with translation.override(to.language):
        message = render_to_string(f"mail/{template}.txt", frame | context)
    subject, _newline, body = message.lstrip().partition("\n")
    send_mail(subject.strip(), body.strip() + "\n", settings.DEFAULT_FROM_EMAIL, [to.email])


def in_mail(person: User, organisation: Organisation) -> Any:
    """Return how a mail about the organisation names the person: not at all, if it is not listed.

    In the language of the mail, which is chosen when it is written.
    """
    return str(person) if organisation.is_listed else _("A colleague")


def forget_mails(addresses: Iterable[str]) -> None:
    """Take the mails to the addresses out of the queue, and out of what is kept of those sent."""
    for address in addresses:
        Email.objects.filter(to__iexact=address).delete()
