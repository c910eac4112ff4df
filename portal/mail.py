"""The queue of mails, a table that acts write to in their transactions, emptied by `work`.

The table and the delivery are django-post-office's. How mails get in and who takes one out is
written here, for two reasons: post_office reads what people wrote as a template, and the lock
by which it keeps two workers apart is a file that a killed worker leaves behind.
"""

import logging
import secrets
import time
from collections.abc import Sequence
from datetime import timedelta
from email.utils import make_msgid
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import models
from post_office.models import PRIORITY, STATUS, Email
from post_office.settings import (
    get_backend,
    get_batch_delivery_timeout,
    get_max_retries,
    get_retry_timedelta,
)

from ledger.clock import now

# A mail server that lets one mail wait so long in vain would do so with the next.
_SECONDS_TO_WAIT = 3
_WAITING = (STATUS.queued, STATUS.requeued)

logger = logging.getLogger(__name__)


class QueueBackend(BaseEmailBackend):
    """Keeps mails in the database, in the transaction of the act that they tell of."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        rows = Email.objects.bulk_create(_row(message) for message in email_messages)
        return len(rows)


def _row(message: EmailMessage) -> Email:
    if message.attachments:
        raise ValueError("The queue carries no attachments.")
    reply_to = {"Reply-To": ", ".join(message.reply_to)} if message.reply_to else {}
    alternatives = getattr(message, "alternatives", [])
    return Email(
        from_email=message.from_email,
        to=message.to,
        cc=message.cc,
        bcc=message.bcc,
        subject=message.subject,
        message=message.body,
        html_message=next((each[0] for each in alternatives if each[1] == "text/html"), ""),
        headers=reply_to | message.extra_headers,
        # A mail that has to be sent again is still the same: mail programs show it once.
        message_id=make_msgid(domain=urlsplit(settings.PUBLIC_URL).hostname),
        priority=PRIORITY.medium,
        status=STATUS.queued,
    )


def send_next() -> bool:
    """Send the mail that waits longest, if any is due; tell whether to go on with the next.

    A mail is taken for a while: of two workers only one can, and what a killed one had taken
    is due again when that while is over. Where the mail server lets one wait in vain, the others
    wait for the next round: other duties are not held up by each of them in turn.
    """
    mail = _due().order_by("pk").first()
    if mail is None:
        return False
    return not _is_taken(mail) or _is_answered(mail)


def _due() -> models.QuerySet[Email]:
    waited = models.Q(scheduled_time=None) | models.Q(scheduled_time__lte=now())
    return Email.objects.filter(waited, status__in=_WAITING)


def _is_taken(mail: Email) -> bool:
    """Take the mail, unless another worker was faster: then it is no longer due."""
    until = now() + timedelta(seconds=get_batch_delivery_timeout())
    return bool(_due().filter(pk=mail.pk).update(scheduled_time=until))


def _is_answered(mail: Email) -> bool:
    """Send the mail, or put it back; tell whether that was decided soon, one way or the other."""
    begun = time.monotonic()
    try:
        mail.dispatch(commit=False, connection=get_connection(get_backend()))
    except Exception as error:  # noqa: BLE001 - it is tried again, whatever went wrong
        # The error itself may name the address: its kind is enough for a log.
        logger.warning("Mail %s could not be sent: %s", mail.pk, type(error).__name__)
        _put_back(mail)
        return time.monotonic() - begun < _SECONDS_TO_WAIT
    _note_sent(mail)
    return True


def _put_back(mail: Email) -> None:
    """Keep the mail for a later try, each further off than the last, or give up."""
    tries = (mail.number_of_retries or 0) + 1
    is_over = tries > get_max_retries()
    Email.objects.filter(pk=mail.pk).update(
        status=STATUS.failed if is_over else STATUS.requeued,
        number_of_retries=tries,
        scheduled_time=now() + get_retry_timedelta() * tries,
        last_updated=now(),
    )


def _note_sent(mail: Email) -> None:
    """Keep that it was sent and to whom, and nothing of what it said."""
    Email.objects.filter(pk=mail.pk).update(
        status=STATUS.sent, message="", html_message="", headers=None, last_updated=now()
    )


class FolderBackend(BaseEmailBackend):
    """Writes each mail into a file of its own, where a demonstration sends none."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{now():%Y%m%d-%H%M%S-%f}-{secrets.token_hex(4)}"
            unfinished = folder / f"{name}.part"
            unfinished.write_bytes(message.message().as_bytes())
            unfinished.rename(folder / f"{name}.eml")
        return len(email_messages)
