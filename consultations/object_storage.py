"""Where files are kept when several servers share them: in a bucket that speaks S3.

It promises what the folder of `consultations/storage.py` does: each file stands whole under its
name or not at all, since a bucket shows an object only when all of it has come; it is read whole
before the first of it is handed on; what goes wrong is an OSError, whatever library says so; and
nothing but a view of ours gives a file out, so none has an address.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

SECONDS_TO_CONNECT, SECONDS_TO_ANSWER, MOST_TRIES = 4, 30, 2
# Larger files are read into a temporary one.
MOST_BYTES_IN_MEMORY = 4_000_000


@contextmanager
def _as_os_error() -> Iterator[None]:
    try:
        yield
    except (BotoCoreError, Boto3Error, ClientError) as error:
        raise OSError(f"The bucket did not do it: {type(error).__name__}") from error


class WholeObjectStorage(S3Storage):
    """A bucket that only this product writes and reads."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            # Files are named after their content: who writes one again writes the same.
            file_overwrite=True,
            max_memory_size=MOST_BYTES_IN_MEMORY,
            transfer_config=TransferConfig(use_threads=False),
            client_config=Config(
                connect_timeout=SECONDS_TO_CONNECT,
                read_timeout=SECONDS_TO_ANSWER,
                retries={"max_attempts": MOST_TRIES},
                signature_version="s3v4",
                s3={"addressing_style": "path"},
            ),
            **options,
        )

    def _save(self, name: str, content: Any) -> str:
        with _as_os_error():
            return str(super()._save(name, content))

    def _open(self, name: str, mode: str = "rb") -> Any:
        with _as_os_error():
            file = super()._open(name, mode)
            return file.open()

    def exists(self, name: str) -> bool:
        with _as_os_error():
            return bool(super().exists(name))

    def delete(self, name: str) -> None:
        with _as_os_error():
            super().delete(name)

    def url(self, *_asked: Any, **_more: Any) -> NoReturn:
        raise NotImplementedError("Files are given out by views, which ask who may have them.")
