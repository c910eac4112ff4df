from django import template

register = template.Library()


@register.filter
def web_address(value: str) -> str:
    """Return the address where a link may lead there: that of a page; else nothing."""
    return value if value.lower().startswith(("http://", "https://")) else ""
