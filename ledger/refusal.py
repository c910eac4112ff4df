class Refused(Exception):
    """An act that the rules do not allow; its message is meant for the person who tried."""

    def __init__(self, message: object) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)
