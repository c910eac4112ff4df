"""What a program does for an organisation: the same acts, by the same rules, as on the pages."""

from functools import partial
from hashlib import sha256
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework.exceptions import AuthenticationFailed, ParseError, UnsupportedMediaType
from rest_framework.parsers import JSONParser
from rest_framework.renderers import JSONRenderer
from rest_framework.views import APIView

from ledger.clock import now
from ledger.models import Entry
from ledger.refusal import Refused
from organisations.actions import use_token
from organisations.actions.tokens import Answer, DeadToken, KeyReused
from organisations.models import Representative
from portal.api.authentication import TokenAuthentication
from portal.api.problems import Problem, errors_at
from portal.api.serializers import (
    FULL,
    WITH_RESERVATION,
    CommentAnswer,
    CommentBody,
    EndorsementAnswer,
    EndorsementBody,
)
from portal.api.throttles import refuse_hasty, refuse_many, too_often
from recommendations import actions
from recommendations.actions.endorsing import StaleText
from recommendations.forms import CommentForm, EndorseForm
from recommendations.limits import AN_HOUR, is_commenting_too_often
from recommendations.models import Comment, Endorsement, Recommendation, Version
from recommendations.policies import (
    Hindrance,
    commenting_hindrance,
    signing_hindrance,
    withdrawing_hindrance,
)

LONGEST_BODY = 100_000
LONGEST_KEY = 200


class BodyParser(JSONParser):
    """Reads JSON; what is nested without end is no JSON to us."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError as fault:
            raise ParseError(_("It is nested too deeply.")) from fault


class ActingView(APIView):
    """Acts for the organisation of the token, and for nobody without one."""

    authentication_classes = (TokenAuthentication,)
    permission_classes = ()
    parser_classes = (BodyParser,)

    def initial(self, request: Any, *args: Any, **given: Any) -> None:
        """Refuse who asks or acts too often, and then what can’t be read."""
        refuse_many(request._request)
        super().initial(request, *args, **given)
        refuse_hasty(request.auth)
        if request.method == "POST":
            _refuse_unreadable(request._request)

    def handle_exception(self, exc: Exception) -> Any:
        """Tell what the token's use, or the act, refused."""
        if isinstance(exc, DeadToken):
            exc = AuthenticationFailed(str(exc))
        elif isinstance(exc, KeyReused):
            exc = Problem("key-reused", str(exc))
        elif isinstance(exc, Refused):
            exc = Problem("refused", str(exc))
        return super().handle_exception(exc)


class EndorsementView(ActingView):
    """The organisation's endorsement of the recommendation."""

    http_method_names = ["post", "delete"]

    def post(self, request: Any, code: str) -> HttpResponse:
        row = _visible_or_404(request, code)
        key, body = _key(request), _body(request, EndorsementBody)
        done = use_token(
            token=request.auth,
            act=partial(_endorse, request.auth, row, body),
            key=key,
            request_digest=_digest(request),
        )
        return _answered(done, f"{settings.PUBLIC_URL}{row.get_absolute_url()}")

    def delete(self, request: Any, code: str) -> HttpResponse:
        row = _visible_or_404(request, code)
        use_token(token=request.auth, act=partial(_withdraw, request.auth, row))
        return HttpResponse(status=HTTPStatus.NO_CONTENT)


class CommentsView(ActingView):
    """What the organisation says about the recommendation."""

    http_method_names = ["post"]

    def post(self, request: Any, code: str) -> HttpResponse:
        row = _visible_or_404(request, code)
        key, body = _key(request), _body(request, CommentBody)
        done = use_token(
            token=request.auth,
            act=partial(_comment, request.auth, row, body),
            key=key,
            request_digest=_digest(request),
        )
        return _answered(done, done.content["address"])


def _refuse_unreadable(request: HttpRequest) -> None:
    """Raise what tells that the body is no JSON, or too large: then it is not read at all."""
    if request.content_type != JSONParser.media_type:
        raise UnsupportedMediaType(request.content_type or "")
    if len(request.body) > LONGEST_BODY:
        raise Problem("too-large")


def _visible_or_404(request: Any, code: str) -> Recommendation:
    rows = Recommendation.objects.visible_to(request.user)
    found: Recommendation = get_object_or_404(rows, code=code)
    return found


def _key(request: Any) -> str:
    key: str = request.headers.get("Idempotency-Key", "").strip()
    if not key:
        raise Problem("key-missing", _("Send a key of your own with each act, as a UUID."))
    if len(key) > LONGEST_KEY:
        raise Problem("malformed", _("The key is too long."))
    return key


def _body(request: Any, serializer: Any) -> dict[str, Any]:
    """Return what was sent; raises where it is not what the schema says."""
    sent = serializer(data=request.data)
    sent.is_valid(raise_exception=True)
    body: dict[str, Any] = sent.validated_data
    if body.pop("organisation") != request.auth.representative.organisation.slug:
        # The same, whether or not there is such an organisation.
        raise Problem(
            "other-organisation",
            _("Name the organisation that the token was made for."),
            errors=errors_at("pointer", [("#/organisation", _("Not that of the token."))]),
        )
    return body


def _digest(request: Any) -> str:
    """Return a digest of what is asked: the same bytes to the same address."""
    asked = f"{request.method} {request.path}\n".encode() + request._request.body
    return sha256(asked).hexdigest()


def _endorse(token: Any, row: Recommendation, body: dict[str, Any], by: Representative) -> Answer:
    _refuse(token.may_endorse, signing_hindrance(by, row, now()))
    typed = {"reservation": "", "ask_again_on": ""} | body
    form = EndorseForm({**typed, "representative": str(by.pk)}, acting=by)
    _refuse_form(form)
    own = row.endorsements.standing().filter(organisation=by.organisation_id)
    stands = own.exclude(state=Endorsement.State.AWAITING).exists()
    try:
        signed = actions.sign(
            recommendation=row,
            by=by,
            fingerprint=body["fingerprint"],
            terms=form.terms(),
            source=Entry.Source.API,
        )
    except StaleText as refusal:
        raise _stale(row) from refusal
    if signed.version.number != body["version"]:
        raise _stale(row)
    content = {
        "recommendation": row.code,
        "organisation": by.organisation.slug,
        "version": signed.version.number,
        "fingerprint": signed.version.fingerprint,
        "state": signed.state,
        "naming": signed.naming,
        "grade": WITH_RESERVATION if signed.reservation else FULL,
        "signed": signed.signed_at,
    }
    status = HTTPStatus.OK if stands else HTTPStatus.CREATED
    return Answer(status, dict(EndorsementAnswer(content).data))


def _withdraw(token: Any, row: Recommendation, by: Representative) -> Answer:
    _refuse(token.may_withdraw, withdrawing_hindrance(by, now()))
    actions.withdraw(recommendation=row, by=by, source=Entry.Source.API)
    return Answer(HTTPStatus.NO_CONTENT, {})


def _comment(token: Any, row: Recommendation, body: dict[str, Any], by: Representative) -> Answer:
    _refuse(token.may_comment, commenting_hindrance(by, row, now()))
    version = _version_or_refuse(row, body["version"])
    typed = {"parent": "", "suggested_text": ""} | body
    form = CommentForm({**typed, "representative": str(by.pk)}, acting=by, version=version)
    _refuse_form(form)
    parent = _parent_or_refuse(row, token, typed["parent"])
    if is_commenting_too_often(by):
        raise too_often(AN_HOUR)
    words = {name: form.cleaned_data[name] for name in ("stance", "text", "language")}
    written = actions.comment(
        about=row,
        by=by,
        version=version,
        parent=parent,
        suggested_text=form.cleaned_data.get("suggested_text", ""),
        source=Entry.Source.API,
        **words,
    )
    content = {
        "id": written.public_id,
        "address": f"{settings.PUBLIC_URL}{written.get_absolute_url()}",
        "recommendation": row.code,
        "organisation": by.organisation.slug,
        "state": written.state,
    }
    return Answer(HTTPStatus.CREATED, dict(CommentAnswer(content).data))


def _version_or_refuse(row: Recommendation, number: int) -> Version:
    found: Version | None = row.versions.filter(number=number).first()
    if found is None:
        raise _wrong("version", _("There is no such version of the text."))
    return found


def _parent_or_refuse(row: Recommendation, token: Any, public_id: str) -> Comment | None:
    if not public_id:
        return None
    visible = row.comments.visible_to(token.representative.user)
    found: Comment | None = visible.filter(public_id=public_id).first()
    if found is None:
        raise _wrong("parent", _("The comment you answer is no longer there."))
    return found


def _refuse(may: bool, hindrance: Hindrance | None) -> None:
    """Raise a Problem where the token is for something else, or something stands in the way."""
    if not may:
        raise Problem("refused", _("The token was made for something else."), reason="no-scope")
    if hindrance:
        raise Problem("refused", hindrance.label, reason=hindrance.value)


def _refuse_form(form: Any) -> None:
    """Raise a Problem where the form of the page would not take it."""
    if form.is_valid():
        return
    told = [(f"#/{name}", each) for name, errors in form.errors.items() for each in errors]
    raise Problem("not-well-formed", errors=errors_at("pointer", told))


def _wrong(name: str, detail: str) -> Problem:
    return Problem("not-well-formed", errors=errors_at("pointer", [(f"#/{name}", detail)]))


def _stale(row: Recommendation) -> Problem:
    """Return that the text is another now, and which."""
    text = Version.objects.get(current_for=row.pk)
    return Problem(
        "text-has-changed",
        _("Read the text as it stands, then endorse that."),
        version=text.number,
        fingerprint=text.fingerprint,
    )


def _answered(done: Answer, address: str) -> HttpResponse:
    # In one order: PostgreSQL gives back the members of what it kept in an order of its own.
    content = JSONRenderer().render(dict(sorted(done.content.items())))
    return HttpResponse(
        content,
        status=done.status,
        content_type="application/json",
        headers={"Location": address},
    )
