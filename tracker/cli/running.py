"""The commands that stay: serve, demo, scheduler."""

import logging
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from queue import SimpleQueue
from threading import Event, Thread
from typing import Annotated

import typer
import uvicorn

from scheduler.running import run as run_scheduler
from tracker.bootstrap import Installation
from tracker.cli.context import installation, progress_bar, say, settings
from tracker.cli.demo import LOOK, load_sample, print_figures
from tracker.cli.demo_people import settle_people
from tracker.days import local_day
from tracker.people.listing import people
from tracker.serving import background, listen

app = typer.Typer()

Host = Annotated[str | None, typer.Option("--host", help=say("option.host"))]
Port = Annotated[int | None, typer.Option("--port", min=1, max=65535, help=say("option.port"))]


@app.command(help=say("cli.serve"))
def serve(host: Host = None, port: Port = None) -> None:
    """Web and API, with the projector beside them."""
    with installation() as found:
        _serve(found, host, port)


@app.command(help=say("cli.demo"))
def demo(host: Host = None, port: Port = None) -> None:
    """The same with the sample data and a scheduler."""
    with installation() as found:
        load_sample(found)
        with progress_bar("cli.projecting") as progress:
            found.catch_up(progress)
        print_figures(found)
        settle_people(found)
        with _scheduler(found):
            _serve(found, host, port, look=LOOK)


@app.command(name="scheduler", help=say("cli.scheduler"))
def scheduler() -> None:
    """The scheduler alone; any number may run, one works."""
    with installation() as found:
        stop = set_by_signals()
        typer.echo(say("cli.scheduler_running"))
        run_scheduler(found, stop)


def set_by_signals() -> Event:
    """An event that SIGTERM and SIGINT set from now on.

    They interrupt the main thread anywhere, even where it holds the lock inside the event; so
    they only leave word in a queue that allows for it, and a thread sets the event.
    """
    stop = Event()
    told: SimpleQueue[int] = SimpleQueue()

    def hear() -> None:
        told.get()
        stop.set()

    Thread(target=hear, name="signals", daemon=True).start()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, _: told.put(number))
    return stop


def _serve(
    found: Installation, host: str | None, port: int | None, look: str | None = None
) -> None:
    """Serves until it is told to stop; ``look`` is a page to begin with."""
    # The web server raises the signal again when it has finished; to end by it is no failure.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    # Loading the web takes a second, which nobody who asks another command should wait.
    from tracker.api.guard.log import logger as access_log  # noqa: PLC0415
    from tracker.web.site import create_site  # noqa: PLC0415

    where = host or settings().host
    number = port or settings().port
    # Links and cookies go by where people reach it.
    found.settings = found.settings.model_copy(update={"host": where, "port": number})
    if found.embedded is not None:
        typer.echo(say("cli.data_home", home=settings().home.resolve()))
    if not people(found.pool, local_day(found.clock.now()), limit=1):
        typer.echo(say("cli.nobody_yet"))
    listening = listen(where, number)
    address = f"http://{where}:{number}"
    if look is not None:
        typer.echo(say("demo.look", address=f"{address}{look}"))
    typer.echo(say("cli.serving", address=f"{address}/"))
    # One line for each request, of ours; the web server's own would hold what was asked for.
    access_log.setLevel(logging.INFO)
    # Ctrl+C ends the server, which then raises it again; there is nothing left to end by it.
    with background(found) as health, suppress(KeyboardInterrupt):
        config = uvicorn.Config(
            create_site(found, health),
            log_level="warning",
            access_log=False,
            # Whom to believe about addresses is a setting of ours, not the web server's default.
            proxy_headers=False,
            server_header=False,
            ws="none",
        )
        server = uvicorn.Server(config)
        server.run(sockets=[listening])
        if not server.started:
            raise typer.Exit(1)


@contextmanager
def _scheduler(found: Installation) -> Iterator[None]:
    stop = Event()
    thread = Thread(target=run_scheduler, args=(found, stop), name="scheduler", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
