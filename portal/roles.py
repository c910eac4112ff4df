"""The groups of people who work in the admin, and what each may do there."""

from collections.abc import Iterable

from django.apps.registry import Apps, apps
from django.db import DEFAULT_DB_ALIAS, models, transaction

CURATORS, MODERATORS, PROTECTORS = "curators", "moderators", "protectors"

# What is kept up, but once there stays.
_KEPT = {
    "vocabulary": "theme framework objective instrument addressee term definition",
    "organisations": "organisation representative user",
    "portal": "aboutpage",
    "recommendations": "translation rule",
}
# What is a draft at first, and its parts; the admin refuses to delete what was ever public.
_DRAFTED = {
    "consultations": "process consultation session clusternumber guidingquestion speaker "
    "appearance document paragraph extract extractspan extractlink attribution",
    "recommendations": "recommendation",
}
_READ = {
    "vocabulary": "region country",
    "consultations": "storedfile keptreading paragraphdecision consultationextension sentencemark "
    "placement speakermerge",
    "organisations": "application verificationdecision",
    "recommendations": "version withholdingdecision endorsement recommendationextension "
    "requestedwithdrawal appeal suggestion reflection latertext",
    "ledger": "entry",
}
# What is made once and never changed.
_FROZEN = {"recommendations": "frozenlist"}
# Moderators decide on comments; nobody changes a comment's words.
_MODERATED = {"recommendations": "comment"}
_DECIDED = {"recommendations": "commentrevision moderationdecision rule appeal"}


def _permissions(kinds: dict[str, str], *verbs: str) -> set[str]:
    return {
        f"{app}.{verb}_{model}"
        for app, names in kinds.items()
        for model in names.split()
        for verb in verbs
    }


ROLES = {
    CURATORS: {"organisations.curate"}
    | _permissions(_KEPT, "view", "add", "change")
    | _permissions(_DRAFTED, "view", "add", "change", "delete")
    | _permissions(_READ, "view")
    | _permissions(_FROZEN, "view", "add"),
    # Given to a few curators in addition: to ask, with a reason, who is not listed or not named.
    PROTECTORS: {
        "organisations.protect",
        "organisations.view_unlistedorganisation",
        "recommendations.view_unnamedsignatures",
    },
    MODERATORS: {"organisations.moderate"}
    | _permissions(_MODERATED, "view", "change")
    | _permissions(_DECIDED, "view"),
}


def keep_roles(*, registry: Apps = apps, using: str = DEFAULT_DB_ALIAS) -> None:
    """Make the groups exist and hold exactly the permissions written above.

    Doing it again changes nothing. Raises LookupError where `registry` has no groups.
    """
    group = registry.get_model("auth", "Group")
    permission = registry.get_model("auth", "Permission")
    with transaction.atomic(using):
        for role, names in ROLES.items():
            role_group, _created = group._default_manager.using(using).get_or_create(name=role)
            known = permission._default_manager.using(using).filter(_any_of(names))
            role_group.permissions.set(known)


def _any_of(names: Iterable[str]) -> models.Q:
    condition = models.Q()
    for name in names:
        app, codename = name.split(".")
        condition |= models.Q(content_type__app_label=app, codename=codename)
    return condition
