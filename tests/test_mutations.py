"""What `make mutations` breaks is there to be broken, and the tests that notice are there, too."""

import pytest

from scripts.mutate import ROOT, Mutation, mutations

FEWEST = 20


@pytest.mark.parametrize("mutation", mutations(), ids=lambda each: each.name)
def test_each_applies_to_exactly_one_place_and_names_tests(mutation: Mutation) -> None:
    assert compile(mutation.broken(ROOT), mutation.file, "exec")
    named = [each.partition("::") for each in mutation.tests]
    assert named
    for file, _sign, test in named:
        assert f"def {test}" in (ROOT / file).read_text()


def test_there_are_as_many_as_are_asked_for_each_under_its_own_name() -> None:
    names = {each.name for each in mutations()}

    assert len(names) == len(mutations()) >= FEWEST


def test_a_place_that_is_gone_is_said() -> None:
    gone = Mutation("nothing", "manage.py", "this does not stand there", "", ["tests/x.py"])

    with pytest.raises(ValueError, match="has 0 such places"):
        gone.broken(ROOT)
