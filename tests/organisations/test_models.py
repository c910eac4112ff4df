import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.test import RequestFactory

from organisations import actions
from organisations.middleware import ActingOrganisationMiddleware, acting_representative
from organisations.models import Organisation, User
from organisations.models.user import CURATE, MODERATE, validate_time_zone
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_a_time_zone_is_one_of_those_that_exist():
    validate_time_zone("Europe/Vienna")
    with pytest.raises(ValidationError, match="not a time zone"):
        validate_time_zone("Vienna")


def test_a_superuser_may_enter_the_admin():
    person = User.objects.create_superuser("root@quay.example", "a quiet harbour 7")
    assert person.is_staff
    assert person.is_superuser


def test_a_person_is_found_by_address_in_any_case():
    person = make.make_user("ada@quay.example", name="Ada Quay")
    assert User.objects.get_by_natural_key("Ada@Quay.example") == person
    assert person.get_full_name() == "Ada Quay"


def test_an_address_is_kept_in_small_letters():
    with pytest.raises(IntegrityError):
        User.objects.create(email="Ada@quay.example")


def test_two_public_bodies_never_look_alike():
    make.make_organisation(name="Harbour Watch")
    with pytest.raises(IntegrityError):
        make.make_organisation(name="HARBOUR WATCH", status="recorded")


def test_only_a_verified_organisation_may_endorse():
    with pytest.raises(IntegrityError):
        make.make_organisation(status="pending", may_endorse=True)


def test_a_decision_reads_as_organisation_and_new_status(curator):
    organisation = make.make_organisation(name="Harbour Watch", status="pending", may_endorse=False)
    decision = actions.decide(organisation=organisation, status="rejected", by=curator, reason="x")
    assert str(decision) == "Harbour Watch: rejected"


def test_a_visitor_acts_for_nobody():
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    ActingOrganisationMiddleware(lambda _request: None)(request)
    assert acting_representative(request) is None


def test_organisations_are_found_by_what_their_name_looks_like():
    organisation = make.make_organisation(name="Harbour Watch")
    assert list(Organisation.objects.looking_like("harbour-watch")) == [organisation]


def test_who_may_do_everything_holds_each_permission_and_who_is_inactive_none(db):
    everything = User.objects.create_superuser("all@example.org", "x")
    assert "organisations.curate" in everything.get_all_permissions()
    assert everything.has_module_perms("organisations")

    everything.is_active = False
    assert everything.get_all_permissions() == set()
    assert not everything.has_module_perms("organisations")


def test_a_group_gives_nothing_to_who_may_not_enter_the_admin():
    curator = make.make_staff("curators")
    assert curator.has_perm(CURATE)

    curator.is_staff = False
    curator.save()
    former = User.objects.get(pk=curator.pk)

    assert not former.has_perm(CURATE)
    assert not former.has_module_perms("recommendations")


def test_who_may_not_enter_the_admin_holds_nothing():
    keeper, former = make.make_staff("moderators"), make.make_staff("moderators")
    User.objects.filter(pk=former.pk).update(is_staff=False)

    assert list(User.objects.holding(MODERATE)) == [keeper]
