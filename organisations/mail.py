"""Mails, put into the queue in the transaction of the act they tell of."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from post_office.models import Email

from ledger.clock import is_set_back, now
from organisations.models import Organisation, User
from organisations.unsubscribing import RECEIPTS, leaving_address


def queue_mail(template: str, *, to: User, **context: Any) -> None:
    """Queue the mail of that name for the person, in their language.

    The first line of `mail/<template>.txt` is the subject. The queue is a table, so the mail
    exists exactly when the act does; `manage.py work` sends it after the commit. Of the past
    that a demonstration tells nobody is told today.
    """
    queue_mails(template, [(to, context)])


def queue_mails(template: str, letters: Iterable[tuple[User, dict[str, Any]]]) -> None:
    """Queue the mail of that name for each person, with what it tells them, all at once."""
    written = (_letter(template, to, context) for to, context in letters)
    wanted = [letter for letter in written if letter]
    if wanted:
        get_connection().send_messages(wanted)


def _letter(template: str, to: User, context: dict[str, Any]) -> EmailMultiAlternatives | None:
    """Return the mail, or none where the person is to get none."""
    is_receipt = template in RECEIPTS
    if not to.is_active or is_set_back() or not (to.wants_notices or is_receipt):
        return None
    leaving = "" if is_receipt or to.pk is None else leaving_address(to)
    frame = {"recipient": to, "PUBLIC_URL": settings.PUBLIC_URL, "SITE_NAME": settings.SITE_NAME}
    frame |= {"DEMO": settings.DEMO, "CONTACT_EMAIL": settings.CONTACT_EMAIL, "leaving": leaving}
    with translation.override(to.language):
        message = render_to_string(f"mail/{template}.txt", frame | context)
        subject, _newline, body = message.lstrip().partition("\n")
        shown = {"subject": subject.strip(), "text": body.strip()}
        page = render_to_string("mail/_page.html", shown)
    letter = EmailMultiAlternatives(
        shown["subject"], shown["text"] + "\n", settings.DEFAULT_FROM_EMAIL, [to.email]
    )
    letter.attach_alternative(page, "text/html")
    if leaving:
        # RFC 8058: mail programs offer it as one click.
        letter.extra_headers["List-Unsubscribe"] = f"<{leaving}>"
        letter.extra_headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return letter


def people_of(organisation: Organisation) -> list[User]:
    """Return those who act for the organisation now, and its own address."""
    acting = organisation.representatives.acting(now()).select_related("user").order_by("pk")
    contact = organisation.contact_email
    return [each.user for each in acting] + ([User(email=contact)] if contact else [])


def in_mail(person: User, organisation: Organisation) -> Any:
    """Return how a mail about the organisation names the person: not at all, if it is not listed.

    In the language of the mail, which is chosen when it is written.
    """
    return str(person) if organisation.is_listed else _("A colleague")


def forget_mails(addresses: Iterable[str]) -> None:
    """Take the mails to the addresses out of the queue, and out of what is kept of those sent."""
    for address in addresses:
        Email.objects.filter(to__iexact=address).delete()
