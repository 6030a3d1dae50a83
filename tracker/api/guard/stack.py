"""The guard in its order, around the application."""

from starlette.types import ASGIApp

from tracker.api.guard.answering import Answering
from tracker.api.guard.hosts import Hosted
from tracker.api.guard.log import Logged
from tracker.api.guard.rates import Rates
from tracker.api.guard.refusing import Refusing
from tracker.api.guard.sizes import Sized
from tracker.api.upkeep.measuring import Measured
from tracker.bootstrap import Installation


def guarded(app: ASGIApp, installation: Installation) -> ASGIApp:
    """The application behind its guard.

    What is cheapest to refuse is refused first, and the outermost rooms see every answer: also
    those of the guard itself, and those to mistakes of ours.
    """
    inner: ASGIApp = Sized(app)
    inner = Rates(inner, installation.settings, installation.clock)
    inner = Refusing(Hosted(inner))
    return Answering(Measured(Logged(inner)))
