"""The fire door: who gets what at every address; an address without a row fails the suite."""

import hashlib
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client, override_settings
from django.urls import get_resolver

from consultations.models import Document
from ledger.clock import now
from organisations.models import Organisation
from organisations.unsubscribing import leaving_address
from portal.actions import make_calendar_address
from portal.opendata.archives import publish
from tests import factories

ROLES = ("visitor", "representative", "drafter", "moderator", "curator", "protector")
LOG_IN = 302  # to the page where one logs in

# Name of the route → address → what each of ROLES gets; a curator who protects others gets what
# every curator gets, where there is no sixth. {…} are ids of what `world` holds.
READING = {
    "home": ("/", 200, 200, 200, 200, 200),
    "search": ("/search/?q=harbours", 200, 200, 200, 200, 200),
    "awaiting": ("/awaiting/", LOG_IN, 200, 200, 200, 200),
    "about": ("/about/", 200, 200, 200, 200, 200),
    "about-reflected": ("/about/using/reflected/", 200, 200, 200, 200, 200),
    "about-page": ("/about/privacy/", 200, 200, 200, 200, 200),
    "field-guide": ("/about/using/fields/", 200, 200, 200, 200, 200),
    "export": ("/recommendations/export.csv", 200, 200, 200, 200, 200),
    "open-data": ("/about/using/data/", 200, 200, 200, 200, 200),
    "open-data-latest": ("/about/using/data/latest.zip", 302, 302, 302, 302, 302),
    "seals": ("/about/using/seals/", 200, 200, 200, 200, 200),
    "seals-file": ("/about/using/seals.json", 200, 200, 200, 200, 200),
    "open-data-archive": ("/about/using/data/{archive}.zip", 200, 200, 200, 200, 200),
    "calendar": ("/calendar/", LOG_IN, 200, 200, 200, 200),
    "end-calendar": ("/calendar/end/", LOG_IN, 405, 405, 405, 405),
    "own-calendar": ("/calendar/{calendar}.ics", 200, 200, 200, 200, 200),
    "whole-calendar": ("/consultations/calendar.ics", 200, 200, 200, 200, 200),
    "process-calendar": ("/processes/{process}/calendar.ics", 200, 200, 200, 200, 200),
    "consultation-calendar": (
        "/consultations/{consultation}/calendar.ics",
        200,
        200,
        200,
        200,
        200,
    ),
    "robots": ("/robots.txt", 200, 200, 200, 200, 200),
    "sitemap": ("/sitemap.xml", 200, 200, 200, 200, 200),
    "sitemap-part": ("/sitemap-pages-1.xml", 200, 200, 200, 200, 200),
    "list-feed": ("/recommendations/feed.atom", 200, 200, 200, 200, 200),
    "consultation-feed": (
        "/consultations/{consultation}/feed.atom",
        200,
        200,
        200,
        200,
        200,
    ),
    "organisation-feed": (
        "/organisations/{organisation}/feed.atom",
        200,
        200,
        200,
        200,
        200,
    ),
    "speaker-feed": ("/speakers/{speaker}/feed.atom", 200, 200, 200, 200, 200),
    "saved-searches": ("/saved/", LOG_IN, 200, 200, 200, 200),
    "save-search": ("/saved/new/recommendations/", LOG_IN, 200, 200, 200, 200),
    "saved-search": ("/saved/{saved}/", LOG_IN, 200, 404, 404, 404),
    "delete-search": ("/saved/{saved}/delete/", LOG_IN, 405, 405, 405, 405),
    "security": ("/.well-known/security.txt", 200, 200, 200, 200, 200),
    "healthz": ("/healthz", 200, 200, 200, 200, 200),
    "readyz": ("/readyz", 200, 200, 200, 200, 200),
    # For whoever has the token of operators: see `tests/portal/test_metrics.py`.
    "metrics": ("/metrics", 404, 404, 404, 404, 404),
    "demo-login": ("/demo/login/", 404, 404, 404, 404, 404),
    "demo-mail": ("/demo/mail/", 404, 404, 404, 404, 404),
    "demo-mail-message": ("/demo/mail/some.log/", 404, 404, 404, 404, 404),
    "recommendation-list": ("/recommendations/", 200, 200, 200, 200, 200),
    "recommendation": ("/recommendations/{code}/", 200, 200, 200, 200, 200),
    "reflected-by-theme": ("/recommendations/reflected/", 200, 200, 200, 200, 200),
    "reflected-in-consultation": (
        "/consultations/{consultation}/reflected/",
        200,
        200,
        200,
        200,
        200,
    ),
    "related": ("/recommendations/{code}/related/", 200, 200, 200, 200, 200),
    "version": ("/recommendations/{code}/v1/", 200, 200, 200, 200, 200),
    "recommendation-cited": ("/recommendations/{code}/cite.ris", 200, 200, 200, 200, 200),
    "version-cited": ("/recommendations/{code}/v1/cite.bib", 200, 200, 200, 200, 200),
    "endorse": ("/recommendations/{code}/endorse/", LOG_IN, 200, 403, 403, 403),
    "naming": ("/recommendations/{code}/naming/", LOG_IN, 200, 403, 403, 403),
    "endorse-several": ("/recommendations/endorse-several/", LOG_IN, 200, 200, 200, 200),
    "prepare": ("/recommendations/{code}/prepare/", LOG_IN, 200, 200, 403, 403),
    "language": ("/language/", 200, 200, 200, 200, 200),
    "prepared-attachment": ("/recommendations/{code}/attachment/", LOG_IN, 404, 404, 404, 404),
    "prepared-scan": ("/recommendations/{code}/scan/", LOG_IN, 404, 404, 404, 404),
    "decline": ("/recommendations/{code}/decline/", LOG_IN, 200, 403, 403, 403),
    "ask-for-signature": (
        "/recommendations/{code}/ask-for-signature/",
        LOG_IN,
        405,
        405,
        405,
        405,
    ),
    "object": ("/recommendations/{code}/object/", LOG_IN, 403, 403, 403, 403),
    "withdraw": ("/recommendations/{code}/withdraw/", LOG_IN, 200, 403, 403, 403),
    "comments": ("/recommendations/{code}/comments/", 200, 200, 200, 200, 200),
    "comment": ("/comments/{comment}/", 302, 302, 302, 302, 302),
    "revise-comment": ("/comments/{pending_comment}/edit/", LOG_IN, 200, 200, 403, 404),
    "report": ("/comments/{comment}/report/", LOG_IN, 200, 200, 200, 200),
    "appeal": ("/comments/{pending_comment}/appeal/", LOG_IN, 403, 403, 403, 404),
    "withdraw-comment": ("/comments/{pending_comment}/withdraw/", LOG_IN, 200, 200, 403, 404),
    "paragraph-comments": ("/documents/{document}/p1/comments/", 200, 200, 200, 200, 200),
    "brief": ("/brief/?code={code}", 200, 200, 200, 200, 200),
    "brief-file": ("/brief/brief.docx?code={code}", 200, 200, 200, 200, 200),
    "frozen-list": ("/lists/{list}/", 200, 200, 200, 200, 200),
    "frozen-list-file": ("/lists/{list}/json/", 200, 200, 200, 200, 200),
    "list-cited": ("/lists/{list}/cite.ris", 200, 200, 200, 200, 200),
    "moderation-rules": ("/moderation/rules/", 200, 200, 200, 200, 200),
    "moderation-log": ("/moderation/log/", 200, 200, 200, 200, 200),
    "moderation-table": ("/moderation/log.csv", 200, 200, 200, 200, 200),
    "consultation-list": ("/consultations/", 200, 200, 200, 200, 200),
    "consultation": ("/consultations/{consultation}/", 200, 200, 200, 200, 200),
    "session": ("/consultations/{consultation}/sessions/1/", 200, 200, 200, 200, 200),
    "extract-list": ("/extracts/", 200, 200, 200, 200, 200),
    "document-list": ("/documents/", 200, 200, 200, 200, 200),
    "speaker-list": ("/speakers/", 200, 200, 200, 200, 200),
    "speaker": ("/speakers/{speaker}/", 200, 200, 200, 200, 200),
    "document": ("/documents/{document}/", 200, 200, 200, 200, 200),
    "document-changes": ("/documents/{newer}/changes/", 200, 200, 200, 200, 200),
    "document-file": ("/documents/{document}/file/", 200, 200, 200, 200, 200),
    "document-cited": ("/documents/{document}/cite.bib", 200, 200, 200, 200, 200),
    "paragraph-cited": ("/documents/{document}/p1/cite.ris", 200, 200, 200, 200, 200),
    "consultation-cited": ("/consultations/{consultation}/cite.ris", 200, 200, 200, 200, 200),
    "session-cited": (
        "/consultations/{consultation}/sessions/1/cite.bib",
        200,
        200,
        200,
        200,
        200,
    ),
    "extract-citation": ("/extracts/{extract}/cite/", 200, 200, 200, 200, 200),
    "extract-cited": ("/extracts/{extract}/cite.bib", 200, 200, 200, 200, 200),
    "organisation-list": ("/organisations/", 200, 200, 200, 200, 200),
    "organisation-apply": ("/organisations/apply/", 200, 200, 200, 200, 200),
    "organisation-applied": ("/organisations/applied/", 200, 200, 200, 200, 200),
    "organisation": ("/organisations/{organisation}/", 200, 200, 200, 200, 200),
    "colleagues": ("/colleagues/", LOG_IN, 200, 200, 200, 200),
    "end-colleague": ("/colleagues/{colleague}/end/", LOG_IN, 405, 405, 405, 405),
    "revoke-invitation": (
        "/colleagues/invitations/{invitation}/revoke/",
        LOG_IN,
        405,
        405,
        405,
        405,
    ),
    "tokens": ("/accounts/tokens/", LOG_IN, 200, 200, 200, 200),
    "make-token": ("/accounts/tokens/new/", LOG_IN, 302, 302, 302, 302),
    "revoke-token": ("/accounts/tokens/{program}/revoke/", LOG_IN, 405, 405, 405, 405),
    "unsubscribe": ("/unsubscribe/{leaving}/", 200, 200, 200, 200, 200),
    "invitation": ("/invitations/{token}/", 200, 403, 403, 403, 403),
    "own-invitation": ("/invitations/{invitation}/", LOG_IN, 404, 404, 404, 404),
    "acting": ("/acting/", LOG_IN, 405, 405, 405, 405),
    "api": ("/api/v1/", 200, 200, 200, 200, 200),
    "api-schema": ("/api/v1/schema/", 200, 200, 200, 200, 200),
    "api-recommendations": ("/api/v1/recommendations/", 200, 200, 200, 200, 200),
    "api-recommendations-one": ("/api/v1/recommendations/{code}/", 200, 200, 200, 200, 200),
    "api-extracts": ("/api/v1/extracts/", 200, 200, 200, 200, 200),
    "api-extracts-one": ("/api/v1/extracts/{extract}/", 200, 200, 200, 200, 200),
    "api-documents": ("/api/v1/documents/", 200, 200, 200, 200, 200),
    "api-documents-one": ("/api/v1/documents/{document}/", 200, 200, 200, 200, 200),
    "api-organisations": ("/api/v1/organisations/", 200, 200, 200, 200, 200),
    "api-organisations-one": ("/api/v1/organisations/{organisation}/", 200, 200, 200, 200, 200),
    # A browser is nobody here, whoever is logged in with it; see `test_api_acting` for tokens.
    "api-endorsement": (
        "/api/v1/recommendations/{code}/endorsement/",
        401,
        401,
        401,
        401,
        401,
    ),
    "api-comments": ("/api/v1/recommendations/{code}/comments/", 401, 401, 401, 401, 401),
    "record-on-site": ("/admin/r/0/1/", LOG_IN, LOG_IN, LOG_IN, 404, 404),
    "spreadsheet-export": (
        "/admin/spreadsheets/speakers/export.csv",
        LOG_IN,
        LOG_IN,
        LOG_IN,
        403,
        200,
    ),
    "spreadsheet-import": (
        "/admin/spreadsheets/speakers/import/",
        LOG_IN,
        LOG_IN,
        LOG_IN,
        403,
        200,
    ),
    # A curator's own; no other has it.
    "spreadsheet": (
        "/admin/spreadsheets/preview/{spreadsheet}/",
        LOG_IN,
        LOG_IN,
        LOG_IN,
        404,
        200,
        404,
    ),
    "glossary": ("/glossary/", 200, 200, 200, 200, 200),
    "term": ("/glossary/harbour/", 200, 200, 200, 200, 200),
    "term-cited": ("/glossary/harbour/cite.ris", 200, 200, 200, 200, 200),
    # Accounts: those who are logged in are sent home from the pages for logging in.
    "account_login": ("/accounts/login/", 200, 302, 302, 302, 302),
    "account_logout": ("/accounts/logout/", 302, 200, 200, 200, 200),
    "account_inactive": ("/accounts/inactive/", 200, 200, 200, 200, 200),
    "account_signup": ("/accounts/signup/", 200, 302, 302, 302, 302),
    "account_reauthenticate": ("/accounts/reauthenticate/", LOG_IN, 200, 200, 200, 200),
    "account_email": ("/accounts/email/", LOG_IN, 200, 200, 200, 200),
    "account_email_verification_sent": ("/accounts/confirm-email/", 200, 200, 200, 200, 200),
    "account_change_password": ("/accounts/password/change/", LOG_IN, 200, 200, 200, 200),
    "account_set_password": ("/accounts/password/set/", LOG_IN, 302, 302, 302, 302),
    "account_reset_password": ("/accounts/password/reset/", 200, 200, 200, 200, 200),
    "account_reset_password_done": ("/accounts/password/reset/done/", 200, 200, 200, 200, 200),
    "account_confirm_login_code": ("/accounts/login/code/confirm/", 302, 302, 302, 302, 302),
    "account_confirm_email": ("/accounts/confirm-email/no-key/", 200, 200, 200, 200, 200),
    "account_reset_password_from_key": (
        "/accounts/password/reset/key/1-no-key/",
        200,
        200,
        200,
        200,
        200,
    ),
    "account_reset_password_from_key_done": (
        "/accounts/password/reset/key/done/",
        200,
        200,
        200,
        200,
        200,
    ),
    "account_request_login_code": ("/accounts/login/code/", 200, 302, 302, 302, 302),
    "own-account": ("/accounts/data/", LOG_IN, 302, 302, 302, 302),
    "erase-account": ("/accounts/data/erase/", LOG_IN, 302, 302, 302, 302),
    "usersessions_list": ("/accounts/sessions/", LOG_IN, 200, 200, 200, 200),
    "end-session": ("/accounts/sessions/1/end/", LOG_IN, 405, 405, 405, 405),
    "mfa_index": ("/accounts/2fa/", LOG_IN, 200, 200, 200, 200),
    "mfa_authenticate": ("/accounts/2fa/authenticate/", 302, 302, 302, 302, 302),
    "mfa_reauthenticate": ("/accounts/2fa/reauthenticate/", LOG_IN, 302, 302, 302, 302),
    "mfa_activate_totp": ("/accounts/2fa/totp/activate/", LOG_IN, 302, 302, 302, 302),
    "mfa_deactivate_totp": ("/accounts/2fa/totp/deactivate/", LOG_IN, 404, 404, 404, 404),
    "mfa_view_recovery_codes": ("/accounts/2fa/recovery-codes/", LOG_IN, 404, 404, 404, 404),
    "mfa_generate_recovery_codes": (
        "/accounts/2fa/recovery-codes/generate/",
        LOG_IN,
        302,
        302,
        302,
        302,
    ),
    "mfa_download_recovery_codes": (
        "/accounts/2fa/recovery-codes/download/",
        LOG_IN,
        404,
        404,
        404,
        404,
    ),
}

# What is not (or no longer) public: the address answers as if nothing were there.
HIDDEN = [
    ("/consultations/{draft_consultation}/", 404, 404, 404, 404, 200),
    ("/consultations/{draft_consultation}/reflected/", 404, 404, 404, 404, 200),
    # Programs have no session: a curator's calendar has what everybody's has.
    ("/consultations/{draft_consultation}/calendar.ics", 404, 404, 404, 404, 404),
    ("/documents/{draft_document}/", 404, 404, 404, 404, 200),
    ("/documents/{withheld_document}/", 404, 404, 404, 404, 200),
    ("/documents/{draft_edition}/changes/", 404, 404, 404, 404, 200),
    ("/documents/{document}/changes/", 404, 404, 404, 404, 404),
    ("/consultations/{draft_consultation}/cite.ris", 404, 404, 404, 404, 200),
    ("/documents/{draft_document}/cite.ris", 404, 404, 404, 404, 200),
    ("/documents/{withheld_document}/p1/cite.bib", 404, 404, 404, 404, 200),
    ("/documents/{draft_document}/file/", 404, 404, 404, 404, 200),
    ("/documents/{draft_document}/p1/comments/", 404, 404, 404, 404, 200),
    ("/documents/{withheld_document}/p1/comments/", 404, 404, 404, 404, 200),
    ("/comments/{pending_comment}/", 404, 302, 302, 302, 404),
    ("/documents/{withheld_document}/file/", 404, 404, 404, 404, 200),
    ("/consultations/{draft_consultation}/feed.atom", 404, 404, 404, 404, 404),
    ("/organisations/{unlisted}/feed.atom", 404, 404, 404, 404, 404),
    ("/organisations/{pending}/", 404, 404, 404, 404, 200),
    ("/organisations/{unlisted}/", 404, 404, 404, 404, 404),
    ("/api/v1/documents/{draft_document}/", 404, 404, 404, 404, 404),
    ("/api/v1/documents/{withheld_document}/", 404, 404, 404, 404, 404),
    ("/api/v1/organisations/{pending}/", 404, 404, 404, 404, 404),
    ("/api/v1/organisations/{unlisted}/", 404, 404, 404, 404, 404),
]

# Address and form → what each of ROLES gets who sends it.
ACTING = [
    ("/recommendations/{code}/prepare/", "signature", LOG_IN, 302, 302, 403, 403),
    ("/recommendations/{code}/decline/", "withdrawal", LOG_IN, 302, 403, 403, 403),
    ("/recommendations/{code}/ask-for-signature/", "nothing", LOG_IN, 302, 302, 403, 403),
    ("/recommendations/{code}/endorse/", "signature", LOG_IN, 302, 403, 403, 403),
    ("/recommendations/{code}/naming/", "naming", LOG_IN, 302, 403, 403, 403),
    ("/recommendations/{code}/withdraw/", "withdrawal", LOG_IN, 302, 403, 403, 403),
    ("/recommendations/{code}/comments/", "words", LOG_IN, 302, 302, 403, 403),
    ("/documents/{document}/p1/comments/", "words", LOG_IN, 302, 302, 403, 403),
    ("/comments/{pending_comment}/edit/", "words", LOG_IN, 302, 302, 403, 404),
    ("/comments/{comment}/edit/", "words", LOG_IN, 403, 403, 403, 403),
    ("/comments/{comment}/withdraw/", "nothing", LOG_IN, 403, 403, 403, 403),
    ("/comments/{pending_comment}/withdraw/", "withdrawal", LOG_IN, 302, 302, 403, 404),
    ("/colleagues/", "guest", LOG_IN, 302, 403, 200, 200),
    ("/colleagues/{colleague}/end/", "nothing", LOG_IN, 302, 403, 403, 403),
    ("/colleagues/invitations/{invitation}/revoke/", "nothing", LOG_IN, 302, 403, 403, 403),
    ("/invitations/{token}/", "nothing", 302, 403, 403, 403, 403),
    ("/calendar/", "choice", LOG_IN, 200, 200, 403, 403),
    ("/calendar/end/", "choice", LOG_IN, 302, 302, 403, 403),
    ("/accounts/tokens/{program}/revoke/", "nothing", LOG_IN, 302, 404, 404, 404),
    ("/api/v1/recommendations/{code}/endorsement/", "signature", 401, 401, 401, 401, 401),
    ("/api/v1/recommendations/{code}/comments/", "words", 401, 401, 401, 401, 401),
    ("/acting/", "choice", LOG_IN, 302, 302, 404, 404),
    ("/saved/new/recommendations/", "search", LOG_IN, 302, 302, 302, 302),
    ("/saved/{saved}/", "search", LOG_IN, 302, 404, 404, 404),
    ("/saved/{saved}/delete/", "nothing", LOG_IN, 302, 404, 404, 404),
    ("/admin/spreadsheets/speakers/import/", "nothing", LOG_IN, LOG_IN, LOG_IN, 403, 200),
    # Whoever confirms without having seen it is shown it; another curator is led away from it.
    (
        "/admin/spreadsheets/preview/{spreadsheet}/",
        "nothing",
        LOG_IN,
        LOG_IN,
        LOG_IN,
        404,
        409,
        302,
    ),
    ("/accounts/logout/", "nothing", 302, 302, 302, 302, 302),
    ("/recommendations/", "nothing", 405, 405, 405, 405, 405),
    ("/recommendations/{code}/", "nothing", 405, 405, 405, 405, 405),
    ("/demo/login/", "nothing", 404, 404, 404, 404, 404),
]

V, A, C = "view", "add", "change"
# Model in the admin → what a moderator, a curator and one who protects others may do there.
ADMIN: dict[str, tuple[set[str], ...]] = {
    "consultations_appearance": (set(), {V, A, C}),
    "consultations_consultation": (set(), {V, A, C}),
    "consultations_document": (set(), {V, A, C}),
    "consultations_extract": (set(), {V, A, C}),
    "consultations_paragraph": (set(), {V}),
    "consultations_process": (set(), {V, A, C}),
    "consultations_session": (set(), {V, A, C}),
    "consultations_speaker": (set(), {V, A, C}),
    "ledger_entry": (set(), {V}),
    "organisations_application": (set(), {V}),
    "organisations_organisation": (set(), {V, A, C}),
    "organisations_representative": (set(), {V, A, C}),
    "organisations_unlistedorganisation": (set(), set(), {V}),
    "organisations_user": (set(), {V, A, C}),
    "portal_aboutpage": (set(), {V, A, C}),
    "recommendations_comment": ({V}, set()),
    "recommendations_appeal": ({V}, set()),
    "recommendations_rule": ({V}, {V, A, C}),
    "recommendations_suggestion": (set(), {V}),
    "recommendations_endorsement": (set(), {V}),
    "recommendations_frozenlist": (set(), {V, A}),
    "recommendations_latertext": (set(), {V}),
    "recommendations_recommendation": (set(), {V, A, C}),
    "recommendations_reflection": (set(), {V}),
    "recommendations_translation": (set(), {V, A, C}),
    "recommendations_unnamedsignatures": (set(), set(), {V}),
    "recommendations_version": (set(), {V}),
    "vocabulary_addressee": (set(), {V, A, C}),
    "vocabulary_country": (set(), {V}),
    "vocabulary_definition": (set(), {V, A, C}),
    "vocabulary_framework": (set(), {V, A, C}),
    "vocabulary_instrument": (set(), {V, A, C}),
    "vocabulary_objective": (set(), {V, A, C}),
    "vocabulary_region": (set(), {V}),
    "vocabulary_term": (set(), {V, A, C}),
    "vocabulary_theme": (set(), {V, A, C}),
}

# Acts in the admin that are pages of their own: what moderators and curators get on asking.
ADMIN_ACTS = {
    "consultations_consultation_publish": (405, 405),
    "consultations_consultation_extend": (403, 200),
    "consultations_document_move": (405, 405),
    "consultations_document_publish": (403, 302),
    "consultations_document_publish-again": (403, 302),
    "consultations_document_import": (403, 200),
    "consultations_document_load": (403, 302),
    "consultations_document_review": (403, 200),
    "consultations_document_sentences": (403, 200),
    "consultations_document_compare": (403, 302),
    "consultations_document_carry": (405, 405),
    "consultations_document_take-back": (405, 405),
    "consultations_document_marks": (403, 302),
    "consultations_paragraph_withhold": (403, 200),
    "consultations_paragraph_show-again": (403, 302),
    "consultations_speaker_merge": (403, 200),
    "consultations_speaker_undo-merge": (403, 302),
    "organisations_representative_end": (403, 200),
    "organisations_user_blank": (403, 200),
    "organisations_user_factor": (403, 302),
    "organisations_organisation_verify": (403, 200),
    "organisations_organisation_reject": (403, 200),
    "organisations_organisation_reopen": (403, 302),
    "organisations_organisation_suspend": (403, 302),
    "organisations_organisation_verify-again": (403, 302),
    "organisations_organisation_allow-endorsing": (403, 302),
    "organisations_organisation_stop-endorsing": (403, 302),
    "organisations_organisation_unlist": (403, 200),
    "organisations_organisation_list": (403, 302),
    "organisations_unlistedorganisation_look": (403, 403, 200),
    "recommendations_unnamedsignatures_look": (403, 403, 200),
    "recommendations_comment_approve": (200, 404),
    "recommendations_comment_return": (200, 404),
    "recommendations_comment_reject": (200, 404),
    "recommendations_comment_leave": (302, 404),
    "recommendations_comment_hide": (302, 404),
    "recommendations_comment_restore": (302, 404),
    "recommendations_comment_claim": (200, 404),
    "recommendations_comment_release": (302, 404),
    "recommendations_comment_hide-thread": (302, 404),
    "recommendations_appeal_overturn": (200, 404),
    "recommendations_appeal_let-stand": (200, 404),
    "recommendations_suggestion_take": (403, 200),
    "recommendations_suggestion_answer": (403, 200),
    "recommendations_endorsement_conceal": (403, 200),
    "recommendations_endorsement_withdraw": (403, 302),
    "recommendations_recommendation_paper": (403, 200),
    "recommendations_recommendation_publish": (403, 302),
    "recommendations_recommendation_publish-wording": (403, 302),
    "recommendations_recommendation_drop-wording": (403, 302),
    "recommendations_recommendation_extend": (403, 200),
    "recommendations_recommendation_withdraw": (403, 200),
    "recommendations_recommendation_merge": (403, 200),
    "recommendations_latertext_assess": (403, 200),
    "recommendations_latertext_carry": (403, 200),
    "recommendations_reflection_second": (403, 200),
    "recommendations_reflection_confirm": (403, 302),
    "recommendations_reflection_correct": (403, 200),
    "recommendations_version_withhold": (403, 200),
    "recommendations_version_show-again": (403, 302),
}
# Of these, what needs no record: it makes one.
WITHOUT_A_RECORD = {"consultations_document_import"}
# Pages of the admin itself, for those who may enter it.
ADMIN_FRAME = {"index", "login", "logout", "password_change", "password_change_done", "jsi18n"}
ADMIN_FRAME |= {"autocomplete", "view_on_site", "app_list"}
# For superusers alone: groups, and what the libraries keep.
SUPERUSERS_ONLY = {"auth_group", "account_emailaddress", "mfa_authenticator"}


@pytest.fixture(scope="module")
def made(around_all: None, tmp_path_factory: Any) -> Iterator[dict[str, Any]]:
    """Make one of everything, and the five people."""
    with override_settings(MEDIA_ROOT=str(tmp_path_factory.mktemp("files"))):
        _vocabulary()
        yield _world()


@pytest.fixture
def world(made: dict[str, Any], db: None) -> dict[str, Any]:
    return made


def _people_of(representative: Any, drafter: Any) -> dict[str, Any]:
    return {
        "visitor": None,
        "representative": representative.user,
        "drafter": drafter.user,
        "moderator": factories.make_staff("moderators"),
        "curator": factories.make_staff("curators"),
        "protector": factories.make_protector(),
    }


def _world() -> dict[str, Any]:
    organisation = factories.make_organisation()
    representative = factories.make_representative(organisation=organisation)
    drafter = factories.make_representative(organisation=organisation, may_sign=False)
    colleague = factories.make_representative(organisation=organisation, may_sign=False)
    recommendation = factories.make_recommendation()
    invitation = factories.make_invitation(by=representative)
    consultation, file = recommendation.consultation, factories.make_file()
    session = factories.make_session(consultation=consultation)
    document = factories.make_document(consultation=consultation, session=session, file=file)
    extract = factories.make_extract(document=document)
    appearance = factories.make_appearance(consultation=consultation, session=session)
    pending = factories.make_comment(
        recommendation=recommendation, representative=representative, state="pending"
    )
    comment = factories.make_comment(recommendation=recommendation)
    factories.make_comment(suggested_text="States should open every harbour.")
    factories.make_appeal()
    _what_hangs_on(recommendation)
    people = _people_of(representative, drafter)
    return {
        "people": people,
        "spreadsheet": factories.make_spreadsheet(user=people["curator"]).public_id,
        "acting": {"representative": representative, "drafter": drafter},
        "invitation": invitation.pk,
        "token": invitation.token,
        "leaving": leaving_address(drafter.user).rstrip("/").rpartition("/")[2],
        "colleague": colleague.pk,
        "saved": factories.make_saved_search(representative.user).pk,
        "program": factories.make_token(representative=representative).pk,
        "list": factories.make_frozen_list().public_id,
        "recommendation": recommendation,
        "code": recommendation.code,
        "comment": comment.public_id,
        "pending_comment": pending.public_id,
        "consultation": consultation.slug,
        "process": consultation.process.code,
        "archive": publish(now().date()).day.isoformat(),
        "calendar": make_calendar_address(by=representative),
        "document": document.slug,
        "extract": extract.public_id,
        "speaker": appearance.speaker.slug,
        "organisation": organisation.slug,
        **_not_for_all(document, file),
    }


def _not_for_all(document: Document, file: Any) -> dict[str, str]:
    """Make what some or all may not see, and a newer edition; return their places."""
    return {
        "newer": factories.make_document(replaces=document).slug,
        "draft_edition": factories.make_document(replaces=document, state="draft").slug,
        "pending": factories.make_application().organisation.slug,
        "unlisted": factories.make_organisation(is_listed=False, slug="o-hidden").slug,
        "draft_consultation": factories.make_consultation(state="draft").slug,
        "draft_document": factories.make_document(state=Document.State.DRAFT, file=file).slug,
        "withheld_document": factories.make_document(
            state=Document.State.WITHHELD, withheld_reason="It names people.", file=file
        ).slug,
    }


def _what_hangs_on(recommendation: Any) -> None:
    """Give it an endorsement, a translation, a finding, and another asked beside it."""
    consultation = recommendation.consultation
    factories.make_endorsement(recommendation=recommendation)
    factories.make_translation(version=recommendation.current_version)
    _later, earlier = (factories.make_later_text(consultation.process) for _each in range(2))
    factories.make_reflection(recommendation=recommendation, document=earlier)
    factories.make_recommendation(consultation=consultation)


def _vocabulary() -> None:
    """Put one of each word there is into an otherwise empty vocabulary."""
    make = {
        "theme": {"name": "Data", "slug": "data"},
        "framework": {"code": "GCM", "name": "Objectives", "mapping_is_ours": True},
        "instrument": {"short": "C29", "slug": "c29", "name": "Convention", "is_binding": True},
        "addressee": {"name": "Ministries", "slug": "ministries"},
        "term": {"name": "Harbour", "slug": "harbour"},
    }
    made = {
        name: apps.get_model("vocabulary", name)._default_manager.create(**fields)
        for name, fields in make.items()
    }
    apps.get_model("vocabulary", "objective")._default_manager.create(
        framework=made["framework"], number=1, short_title="Data"
    )
    apps.get_model("vocabulary", "definition")._default_manager.create(
        term=made["term"], text="A place for ships.", authority="Ours"
    )


def _each(often: str, *others: str) -> list[Any]:
    """Return the roles for whom a walk is made: the first in each run, the others in `hold`."""
    return [often, *(pytest.param(role, marks=pytest.mark.hold) for role in others)]


def _client(world: dict[str, Any], role: str) -> Client:
    client = Client()
    if world["people"][role]:
        backend = "django.contrib.auth.backends.ModelBackend"
        client.force_login(world["people"][role], backend=backend)
    return client


def _of(role: str, row: tuple[Any, ...], first: str = "visitor") -> Any:
    """Return what the row, which begins with the first role, says of the role."""
    return row[min(ROLES.index(role) - ROLES.index(first), len(row) - 1)]


def _routes(resolver: Any = None, namespace: str = "") -> Iterator[str]:
    for pattern in (resolver or get_resolver()).url_patterns:
        if hasattr(pattern, "url_patterns"):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _routes(pattern, inner)
        else:
            yield f"{namespace}{pattern.name}"


def _admin_rows() -> set[str]:
    """Return the names of the admin's routes that the tables above decide on."""
    verbs = ("changelist", "add", "history", "delete", "change", "simple_history")
    models = [*ADMIN, *SUPERUSERS_ONLY]
    rows = {f"admin:{model}_{verb}" for model in models for verb in verbs}
    # The last two of the admin have no name: the way to a change page, and what nobody has.
    return rows | {f"admin:{name}" for name in [*ADMIN_ACTS, *ADMIN_FRAME, "None"]}


def test_every_route_has_a_row() -> None:
    without = set(_routes()) - set(READING) - _admin_rows()

    assert not without, f"No row says who may come to: {', '.join(sorted(without))}"


def _digest() -> dict[str, str]:
    """Return a digest of each table that an act could change."""
    passing = {"django_session", "usersessions_usersession", "django_admin_log", "shared_cache"}
    digests = {}
    with connection.cursor() as cursor:
        for table in sorted(set(connection.introspection.table_names(cursor)) - passing):
            cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')  # noqa: S608 - our tables
            digests[table] = hashlib.sha256(repr(cursor.fetchall()).encode()).hexdigest()
    return digests


def _status(client: Client, address: str) -> int:
    """Return the status of the answer, read to its end."""
    answer = client.get(address)
    answer.getvalue()
    return answer.status_code


@pytest.mark.parametrize("role", _each(*ROLES))
def test_each_person_gets_what_the_table_says_and_looking_changes_nothing(
    world: dict[str, Any], role: str
) -> None:
    client = _client(world, role)
    client.get("/")
    before = _digest()
    found = {name: _status(client, row[0].format(**world)) for name, row in READING.items()}

    expected = {name: _of(role, row[1:]) for name, row in READING.items()}
    assert found == expected
    assert _digest() == before


@pytest.mark.parametrize("role", _each(*ROLES))
def test_what_is_hidden_answers_like_what_does_not_exist(world: dict[str, Any], role: str) -> None:
    client = _client(world, role)

    for address, *statuses in HIDDEN:
        there = address.format(**world)
        answer = client.get(there)
        nowhere = client.get(address.replace("{", "no-").replace("}", ""))
        answer.getvalue()
        assert answer.status_code == _of(role, tuple(statuses)), address
        if answer.status_code == 404:
            assert _without(answer, there) == _without(nowhere, nowhere.request["PATH_INFO"])


def _without(answer: Any, address: str) -> bytes:
    """Return the page without what differs in any two: the address asked for, the tokens."""
    page = re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", answer.content)
    return page.replace(address.encode(), b"")


def _form(world: dict[str, Any], role: str, kind: str) -> dict[str, Any]:
    acting = world["acting"].get(role) or world["acting"]["representative"]
    own = {"representative": acting.pk}
    text = world["recommendation"].text
    return {
        "nothing": {},
        "choice": own,
        "guest": own | {"email": "guest@example.org", "may_comment": "on"},
        "signature": own | {"fingerprint": text.fingerprint, "naming": "named"},
        "naming": own | {"naming": "unnamed"},
        "withdrawal": own,
        "search": {"name": "Ports"},
        "words": own | {"version": 1, "stance": "asks", "text": "Why?", "language": "en"},
    }[kind]


@pytest.mark.parametrize("role", _each(*ROLES))
def test_only_those_of_the_table_can_act(world: dict[str, Any], role: str) -> None:
    for address, kind, *statuses in ACTING:
        answer = _client(world, role).post(address.format(**world), _form(world, role, kind))
        assert answer.status_code == _of(role, tuple(statuses)), address


@pytest.mark.parametrize("role", _each("representative", "drafter", "moderator", "curator"))
def test_no_act_is_taken_without_its_token(world: dict[str, Any], role: str) -> None:
    client = _client(world, role)
    client.handler.enforce_csrf_checks = True  # type: ignore[attr-defined]
    before = _digest()

    for address, kind, *_statuses in ACTING[:11]:
        answer = client.post(address.format(**world), _form(world, role, kind))
        assert answer.status_code == 403, address
    assert _digest() == before


def _object_of(model: str) -> Any:
    app, name = model.split("_")
    return apps.get_model(app, name)._default_manager.order_by("pk").first()


@pytest.mark.parametrize("role", _each("moderator", "curator", "protector"))
def test_the_admin_opens_to_each_what_its_table_says(world: dict[str, Any], role: str) -> None:
    client = _client(world, role)
    before = _digest()
    wrong = []
    for model, rights in ADMIN.items():
        may = _of(role, rights, "moderator")
        app, name = model.split("_")
        pk = _object_of(model).pk
        base = f"/admin/{app}/{name}/"
        expected = {
            base: V in may,
            f"{base}{pk}/change/": V in may,
            f"{base}{pk}/history/": V in may,
            f"{base}add/": A in may,
        }
        for address, allowed in expected.items():
            answer = client.get(address)
            # The admin leads back to its first page from the history of what one may not see.
            refused = answer.status_code == 403 or answer.headers.get("Location") == "/admin/"
            if (answer.status_code != 200) if allowed else not refused:
                wrong.append((address, answer.status_code, allowed))
    assert not wrong
    assert _digest() == before


@pytest.mark.parametrize("role", _each("curator", "moderator"))
def test_what_was_public_or_is_in_use_is_deleted_by_nobody(
    world: dict[str, Any], role: str
) -> None:
    client = _client(world, role)
    before = _digest()

    for model in ADMIN:
        app, name = model.split("_")
        address = f"/admin/{app}/{name}/{_object_of(model).pk}/delete/"
        assert client.post(address, {"post": "yes"}).status_code in (302, 403, 200), address
    assert _digest() == before


@pytest.mark.parametrize("role", _each("representative", "visitor", "drafter"))
def test_nobody_else_enters_the_admin(world: dict[str, Any], role: str) -> None:
    client = _client(world, role)

    addresses = ["/admin/", "/admin/password_change/", "/admin/jsi18n/", "/admin/auth/group/"]
    for model in ADMIN:
        app, name = model.split("_")
        base = f"/admin/{app}/{name}/"
        addresses += [base, f"{base}add/", f"{base}{_object_of(model).pk}/change/"]
    for name in ADMIN_ACTS:
        app, model, _act = name.split("_")
        addresses.append(_act_address(name, _object_of(f"{app}_{model}").pk))
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 302, address
        assert "/login/" in answer["Location"], address


def _act_address(name: str, pk: Any) -> str:
    app, model, act = name.split("_")
    return (
        f"/admin/{app}/{model}/{act}/"
        if name in WITHOUT_A_RECORD
        else f"/admin/{app}/{model}/{pk}/{act}/"
    )


@pytest.mark.parametrize("role", _each("moderator", "curator", "protector"))
def test_each_act_in_the_admin_asks_for_its_right(world: dict[str, Any], role: str) -> None:
    client = _client(world, role)
    before = _digest()

    for name, statuses in ADMIN_ACTS.items():
        app, model, _act = name.split("_")
        pk = _object_of(f"{app}_{model}").pk
        if model == "organisation":
            pk = Organisation.objects.get(slug=world["pending"]).pk
        address = _act_address(name, pk)
        assert client.get(address).status_code == _of(role, statuses, "moderator"), address
        is_moderators = name.startswith(("recommendations_comment", "recommendations_appeal"))
        if is_moderators == (role != "moderator"):
            refused = client.post(address, {"reason": "I may not."})
            assert refused.status_code in (403, 404, 405), address
    assert _digest() == before


@pytest.mark.parametrize("role", ["moderator", "curator"])
def test_groups_are_kept_by_superusers_alone(world: dict[str, Any], role: str) -> None:
    client = _client(world, role)

    for model in SUPERUSERS_ONLY:
        app, name = model.split("_")
        assert client.get(f"/admin/{app}/{name}/").status_code == 403
