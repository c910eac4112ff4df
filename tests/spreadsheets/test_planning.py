"""What becomes of each row, and why some are refused."""

from typing import Any

import pytest

from spreadsheets.sheets import SHEETS
from tests import factories
from tests.spreadsheets.filling_in import exported, groups, planned


@pytest.fixture
def one_of_each(db: Any) -> None:
    draft = factories.make_draft()
    meeting = draft.consultation
    session = factories.make_session(consultation=meeting)
    factories.make_recommendation(consultation=meeting)
    document = factories.make_document(consultation=meeting, session=session)
    draft.extracts.add(factories.make_extract(document=document))
    factories.make_appearance(consultation=meeting, session=session)
    factories.make_appearance(consultation=meeting, speaker=None, printed="Some delegates")
    network = factories.make_organisation(kind="network")
    network.members.add(factories.make_organisation())


@pytest.mark.usefixtures("one_of_each")
@pytest.mark.parametrize("kind", SHEETS)
def test_what_was_exported_and_not_edited_changes_nothing(kind: str, curator: Any) -> None:
    what = exported(kind, curator)

    assert what.rows
    assert set(groups(planned(kind, curator, what))) == {"unchanged"}
