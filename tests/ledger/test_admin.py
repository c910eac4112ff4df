from django.contrib.auth.models import Group

from ledger.models import Entry
from tests import factories


def test_what_became_of_comments_is_read_by_those_who_decide_on_them(log_in, curator):
    comment = factories.make_comment(state="hidden")
    entry = Entry.objects.get(verb="comment.hidden")
    client = log_in(curator)

    assert comment.public_id not in client.get("/admin/ledger/entry/").content.decode()
    assert client.get(f"/admin/ledger/entry/{entry.pk}/change/").status_code == 302

    curator.groups.add(Group.objects.get(name="moderators"))
    assert comment.public_id in client.get("/admin/ledger/entry/").content.decode()
    assert client.get(f"/admin/ledger/entry/{entry.pk}/change/").status_code == 200
