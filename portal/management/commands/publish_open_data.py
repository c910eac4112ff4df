from typing import Any

from django.core.management.base import BaseCommand

from ledger.clock import now
from portal.opendata import archives
from portal.opendata.keeping import keep_all


class Command(BaseCommand):
    help = "Publish the open data of today, and take out of older archives what is public no more."

    def handle(self, **_options: Any) -> None:
        again = keep_all()
        archive = archives.publish(now().date())
        dropped = archives.drop_old(archive.day)
        self.stdout.write(f"{archive.day}: {archive.size} bytes, SHA-256 {archive.sha256}")
        self.stdout.write(f"Made again: {again}. Dropped: {dropped}.")
