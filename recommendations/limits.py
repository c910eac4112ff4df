"""How often an organisation may say something, by whatever way."""

from organisations.limits import is_over_limit
from organisations.models import Representative

AN_HOUR = 60 * 60
_COMMENTS_AN_HOUR = 10


def is_commenting_too_often(by: Representative) -> bool:
    """Take one of the organisation's comments within the hour; tell if none is left."""
    key = str(by.organisation_id)
    return is_over_limit("comment", key, limit=_COMMENTS_AN_HOUR, seconds=AN_HOUR)
