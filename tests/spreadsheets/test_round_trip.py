from typing import Any

from consultations.models import Speaker
from ledger.models import Entry
from tests import factories
from tests.spreadsheets.filling_in import as_csv, confirm, download, upload


def test_an_export_is_edited_imported_looked_at_and_confirmed(log_in: Any, curator: Any) -> None:
    desk = log_in(curator)
    factories.make_speaker(name="Ada Quay", slug="ada-quay")
    rows = download(desk, "speakers")
    assert rows == [
        ["slug", "name", "honorific", "identity confirmed"],
        ["ada-quay", "Ada Quay", "", "no"],
    ]
    rows[1][1] = "Ada Quayside"
    rows.append(["", "Ben Mole", "Ms", "yes"])

    preview = upload(desk, "speakers", as_csv(rows))
    html = preview.content.decode()
    assert "<strong>1</strong> changed" in html
    assert Speaker.objects.count() == 1
    done = confirm(desk, preview)

    assert "Imported: 2 rows." in done.content.decode()
    assert sorted(Speaker.objects.values_list("name", flat=True)) == ["Ada Quayside", "Ben Mole"]
    assert [entry.verb for entry in Entry.objects.order_by("pk")] == [
        "speaker.edited",
        "speaker.added",
    ]
