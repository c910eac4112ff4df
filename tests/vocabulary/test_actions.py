import pytest
from django.apps.registry import Apps
from django.core.management import call_command

from vocabulary.actions import load_regions_and_countries
from vocabulary.apps import load_reference_data
from vocabulary.models import Country, Region

pytestmark = pytest.mark.django_db


def _everything() -> list[list[tuple[object, ...]]]:
    return [list(model.objects.order_by("code").values_list()) for model in (Region, Country)]


def test_every_country_of_iso_3166_is_there_after_migrating():
    assert Country.objects.count() == 249


def test_every_country_has_a_region_that_is_part_of_a_continent():
    outside = Country.objects.exclude(region__parent__parent="001")
    assert [country.name for country in outside] == ["Antarctica"]


def test_every_region_but_the_world_is_part_of_another():
    assert [region.name for region in Region.objects.filter(parent=None)] == ["World"]
    assert Region.objects.count() == 28


@pytest.mark.parametrize(
    ("code", "name", "region"),
    [
        ("HT", "Haiti", "Caribbean"),
        ("MX", "Mexico", "Central America"),
        ("PE", "Peru", "South America"),
        ("CA", "Canada", "Northern America"),
        ("KE", "Kenya", "Eastern Africa"),
        ("CM", "Cameroon", "Middle Africa"),
        ("LS", "Lesotho", "Southern Africa"),
        ("CI", "Côte d’Ivoire", "Western Africa"),
        ("TN", "Tunisia", "Northern Africa"),
        ("AQ", "Antarctica", "World"),
    ],
)
def test_a_country_stands_in_its_region(code, name, region):
    country = Country.objects.get(code=code)
    assert (country.name, country.region.name) == (name, region)


def test_loading_twice_changes_nothing():
    before = _everything()
    load_regions_and_countries()
    assert _everything() == before


def test_loading_mends_what_differs():
    Country.objects.filter(code="HT").update(name="Hayti", region_id="001")
    load_regions_and_countries()
    haiti = Country.objects.get(code="HT")
    assert (haiti.name, haiti.region_id) == ("Haiti", "029")


def test_loading_takes_two_statements_in_one_transaction(django_assert_num_queries):
    with django_assert_num_queries(4):  # two of them mark the transaction
        load_regions_and_countries()


def test_a_migration_that_stops_before_our_tables_exist_does_not_fail():
    Country.objects.all().delete()
    load_reference_data(using="default", apps=Apps())
    assert not Country.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_emptying_the_database_brings_regions_and_countries_back():
    call_command("flush", interactive=False, verbosity=0)
    assert (Region.objects.count(), Country.objects.count()) == (28, 249)
