class CodeConverter:
    """The code of a recommendation in an address; capital letters are the rule, not required."""

    regex = "[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*-[0-9]{2,}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
