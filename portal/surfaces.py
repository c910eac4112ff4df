"""All lists there are, by their names: what is exported, answered to programs and followed."""

from consultations.catalogue import DOCUMENTS, EXTRACTS
from organisations.catalogue import ORGANISATIONS
from recommendations.catalogue import RECOMMENDATIONS

SURFACES = {
    surface.name: surface for surface in (RECOMMENDATIONS, EXTRACTS, DOCUMENTS, ORGANISATIONS)
}
