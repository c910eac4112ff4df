"""The accounts by which a demonstration is tried out: one password for all, made here."""

from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from organisations.models import User

# What each is for, in the order in which they are offered.
ACCOUNTS = (
    ("representative@demo.example", _("Signs for one organisation, comments for another")),
    ("drafter@demo.example", _("Comments and prepares for an organisation, and may not sign")),
    ("other@demo.example", _("Signs for a different organisation")),
    ("unlisted@demo.example", _("Signs for an organisation that is not listed")),
    ("moderator@demo.example", _("Decides on comments, in the admin")),
    ("curator@demo.example", _("Keeps the record and verifies organisations, in the admin")),
    ("seconder@demo.example", _("A second curator, who agrees to changes of wording")),
)
EMAILS = tuple(email for email, _purpose in ACCOUNTS)
# Without letters that are mistaken for others when they are typed.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def demo_password() -> str:
    """Return the password of this installation's demo accounts, made when first asked for."""
    kept_in: Path = settings.VAR_DIR / "demo-password"
    if not kept_in.exists():
        kept_in.parent.mkdir(parents=True, exist_ok=True)
        kept_in.touch(mode=0o600)
        kept_in.write_text(get_random_string(12, _ALPHABET), encoding="ascii")
    return kept_in.read_text(encoding="ascii")


def open_accounts() -> str:
    """Let the password printed be the one that opens the demo accounts, and return it."""
    password = demo_password()
    accounts = User.objects.filter(email__in=EMAILS)
    if not all(user.check_password(password) for user in accounts[:1]):
        # One digest for all: making one takes as long as it should.
        accounts.update(password=make_password(password))
    return password
