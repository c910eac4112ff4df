import pytest
from django.apps import apps
from django.apps.registry import Apps
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from portal import roles
from portal.apps import keep_roles

pytestmark = pytest.mark.django_db


def _held(role: str) -> set[str]:
    held = Group.objects.get(name=role).permissions.select_related("content_type")
    return {f"{each.content_type.app_label}.{each.codename}" for each in held}


def test_after_migrating_each_group_holds_every_permission_that_is_written_down():
    assert _held("curators") == roles.ROLES["curators"]
    assert _held("moderators") == roles.ROLES["moderators"]


@pytest.mark.django_db(transaction=True)
def test_the_groups_are_there_again_after_the_database_was_emptied():
    call_command("flush", interactive=False, verbosity=0)
    assert _held("curators") == roles.ROLES["curators"]


def test_migrating_again_changes_nothing_and_takes_back_what_was_added_by_hand():
    group = Group.objects.get(name="moderators")
    group.permissions.add(Permission.objects.get(codename="change_recommendation"))
    roles.keep_roles()
    roles.keep_roles()
    assert _held("moderators") == roles.ROLES["moderators"]
    assert Group.objects.filter(name="moderators").count() == 1


def test_a_migration_that_stops_before_the_groups_exist_is_not_disturbed():
    keep_roles(using="default", apps=Apps())
    assert Group.objects.count() == 3


def test_curators_see_no_comment_and_moderators_touch_no_record():
    about_comments = {"comment", "commentrevision", "moderationdecision"}
    assert not {name for name in _held("curators") if name.split("_")[-1] in about_comments}
    assert {name.split("_")[-1] for name in _held("moderators")} <= about_comments | {
        "organisations.moderate",
        "rule",
        "appeal",
    }
    assert "recommendations.change_rule" not in _held("moderators")


def test_nobody_may_delete_who_acts_what_was_signed_or_what_was_decided():
    deletable = {name for role in roles.ROLES for name in _held(role) if ".delete_" in name}
    assert deletable
    assert {name.split(".")[0] for name in deletable} == {"consultations", "recommendations"}
    assert "recommendations.delete_recommendation" in deletable
    assert "recommendations.delete_endorsement" not in deletable


def test_every_kind_of_record_of_what_was_said_is_in_the_curators_hands():
    models = apps.get_app_config("consultations").get_models()
    all_of_it = {each._meta.model_name for each in models if "Histor" not in each.__name__}
    # What only an act adds is read.
    read = {
        "storedfile",
        "keptreading",
        "paragraphdecision",
        "consultationextension",
        "sentencemark",
        "placement",
        "speakermerge",
    }
    held = _held("curators")
    assert {f"consultations.change_{name}" for name in all_of_it - read} <= held
    assert {f"consultations.view_{name}" for name in all_of_it} <= held
    assert not {f"consultations.change_{name}" for name in read} & held


def test_curators_look_at_regions_and_change_themes():
    held = _held("curators")
    assert "vocabulary.view_region" in held
    assert "vocabulary.change_region" not in held
    assert "vocabulary.change_theme" in held
