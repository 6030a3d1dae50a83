"""``tracker alert``: who is told what, and what became of it, for who has no browser."""

import typer

from tracker.cli import alert_deliveries, alert_endpoints, alert_policy, alert_report
from tracker.cli.context import say

app = typer.Typer(name="alert", help=say("cli.alert"), no_args_is_help=True)
app.add_typer(alert_policy.app)
app.add_typer(alert_endpoints.app)
app.add_typer(alert_deliveries.app)
app.add_typer(alert_report.app)
