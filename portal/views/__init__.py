from portal.views.about import about
from portal.views.health import healthz, readyz, robots
from portal.views.home import home
from portal.views.refusals import csrf_failure

__all__ = ["about", "csrf_failure", "healthz", "home", "readyz", "robots"]
