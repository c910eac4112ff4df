"""Tokens by which programs act: made, used once for each act, and revoked."""

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from ledger.actions import record
from ledger.clock import now
from ledger.models import Entry
from ledger.refusal import Refused
from organisations.actions.locking import locked_representative
from organisations.mail import queue_mail
from organisations.models import KeptAnswer, Representative, Token, User
from organisations.policies import may_act, scopes_of

LONGEST_LIFE = timedelta(days=365)
TIME_TO_KEEP = timedelta(hours=24)
MOST_TOKENS = 10
_BEGINS = "plenary_"
# In bytes: twice the 128 bits that nobody guesses.
_SECRET = 32
_SHOWN = len(_BEGINS) + 6
SCOPES = ("endorse", "withdraw", "comment")


class DeadToken(Refused):
    """The token is nobody's, or does not hold any more."""


class KeyReused(Refused):
    """The key was used for another request within a day."""


class Answer(NamedTuple):
    """What a program is answered: a status, and members without words of anybody."""

    status: int
    content: dict[str, Any]


def digest_of(secret: str) -> str:
    """Return what is kept of a secret."""
    return sha256(secret.encode()).hexdigest()


@transaction.atomic
def make_token(
    *,
    by: Representative,
    label: str,
    scopes: set[str],
    lasts: timedelta,
    source: str = Entry.Source.WEB,
) -> tuple[Token, str]:
    """Make a token by which a program acts for the representative's organisation.

    Returns it and its secret, which is shown once and not kept. Raises Refused where the
    representative may not do themselves what it is for, for a time longer than a year, and
    where they have as many tokens as anybody needs.
    """
    representative = locked_representative(by)
    at = now()
    if not scopes or scopes - scopes_of(representative, at):
        raise Refused(_("You may not do this yourself for your organisation."))
    if not timedelta(0) < lasts <= LONGEST_LIFE:
        raise Refused(_("A token holds for a year at most."))
    own = Token.objects.filter(representative__user=representative.user_id)
    if own.filter(revoked_at=None, expires_at__gt=at).count() >= MOST_TOKENS:
        raise Refused(_("You have ten tokens. Revoke one that you do not need."))
    secret = _BEGINS + token_urlsafe(_SECRET)
    token = Token.objects.create(
        representative=representative,
        label=label,
        prefix=secret[:_SHOWN],
        digest=digest_of(secret),
        password_mark=representative.user.get_session_auth_hash(),
        created_at=at,
        expires_at=at + lasts,
        **{f"may_{scope}": scope in scopes for scope in SCOPES},
    )
    _record("token.made", token, source)
    queue_mail("token_made", to=representative.user, token=token)
    return token, secret


@transaction.atomic
def revoke_token(*, token: Token, by: User, source: str = Entry.Source.WEB) -> bool:
    """Let the token hold no more, at once; tell whether it was not revoked before.

    Raises Refused where it is another person's.
    """
    locked_representative(token.representative)
    fresh = Token.objects.select_for_update(of=("self",)).get(pk=token.pk)
    if fresh.representative.user_id != by.pk:
        raise Refused(_("This is not your token."))
    if fresh.revoked_at:
        return False
    fresh.revoked_at = now()
    fresh.save(update_fields=["revoked_at"])
    KeptAnswer.objects.filter(token=fresh).delete()
    _record("token.revoked", fresh, source)
    queue_mail("token_revoked", to=by, token=fresh)
    return True


def _record(verb: str, token: Token, source: str) -> None:
    """Enter it in the chain of the person; nothing of the secret, and not the label."""
    representative = token.representative
    record(
        verb,
        subject=("user", str(representative.user_id)),
        actor_id=representative.user_id,
        organisation_id=representative.organisation_id,
        payload={"token": token.pk, **{scope: getattr(token, f"may_{scope}") for scope in SCOPES}},
        source=source,
    )


def token_of(secret: str) -> Token:
    """Return the token of the secret; raises DeadToken where it is nobody's or does not hold."""
    rows = Token.objects.select_related("representative__user", "representative__organisation")
    token = rows.filter(digest=digest_of(secret)).first()
    if token is None:
        raise DeadToken(_("This token does not hold: it is unknown, revoked or over."))
    return _holding(token, token.representative)


def _holding(token: Token, representative: Representative) -> Token:
    """Return the token; raises DeadToken where anything it rests on has ended.

    It dies with the password it was made under, as a session does; with the account; and with
    the right to act for the organisation, also where that is given anew later.
    """
    at, person = now(), representative.user
    is_same_password = constant_time_compare(token.password_mark, person.get_session_auth_hash())
    is_same_grant = representative.starts <= token.created_at
    is_acting = may_act(representative, at) and is_same_grant
    if token.is_over(at) or not (is_same_password and is_acting):
        raise DeadToken(_("This token does not hold: it is unknown, revoked or over."))
    return token


@transaction.atomic
def use_token(
    *,
    token: Token,
    act: Callable[[Representative], Answer],
    key: str | None = None,
    request_digest: str = "",
) -> Answer:
    """Do the act for the token's organisation, and return its answer; with a key, but once.

    Everything that the token rests on is read and locked in the transaction of the act. The
    same key with the same request gets the answer of the first time, for a day; of two at once
    one acts and the other waits for its answer. What the act raises leaves nothing behind, and
    the key free. Raises DeadToken, and KeyReused where the key stood for another request.
    """
    representative = locked_representative(token.representative)
    fresh = Token.objects.select_for_update().get(pk=token.pk)
    _holding(fresh, representative)
    kept = _kept(fresh, key) if key else None
    if kept:
        if kept.request_digest != request_digest:
            raise KeyReused(_("Another request came with this key. Use a new key for each act."))
        return Answer(kept.status, kept.content)
    answer = act(representative)
    if key:
        KeptAnswer.objects.create(
            token=fresh,
            key_digest=digest_of(key),
            request_digest=request_digest,
            status=answer.status,
            content=answer.content,
            kept_at=now(),
        )
    if fresh.last_used_on != now().date():
        fresh.last_used_on = now().date()
        fresh.save(update_fields=["last_used_on"])
    return answer


def _kept(token: Token, key: str) -> KeptAnswer | None:
    """Return what was answered to the key within a day; what is older is forgotten."""
    rows = token.answers.filter(key_digest=digest_of(key))
    rows.filter(kept_at__lte=now() - TIME_TO_KEEP).delete()
    return rows.first()


def forget_next_answer() -> bool:
    """Forget one answer that was kept for its day, if there is one; tell whether."""
    over = KeptAnswer.objects.filter(kept_at__lte=now() - TIME_TO_KEEP)
    with transaction.atomic():
        answer = over.select_for_update(skip_locked=True).first()
        if answer is None:
            return False
        answer.delete()
    return True
