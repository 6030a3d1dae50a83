"""How many examples a property deserves, relative to what the profile gives."""

from hypothesis import Phase, settings

_ALL_BUT_SHRINKING = [phase for phase in Phase if phase not in (Phase.shrink, Phase.explain)]


def examples(share: float) -> settings:
    """More examples for what is cheap."""
    return settings(max_examples=max(1, int(settings().max_examples * share)))


def costly_examples(share: float) -> settings:
    """Fewer where each example costs a database; a failure is shown as found, not made smaller."""
    return settings(examples(share), phases=_ALL_BUT_SHRINKING)
