"""How much of what is sent is taken in at all."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler

from consultations.media_types import MOST_BYTES_OF_A_FILE


class BoundedUploadHandler(FileUploadHandler):
    """Takes no more of a file than tells that it is too large; the rest is let go unread.

    It stands before the handlers that keep what they are given, in memory or in a file.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return raw_data if start <= MOST_BYTES_OF_A_FILE else None

    def file_complete(self, file_size: int) -> Any:
        return None
