"""Where jobs run: each run in a thread that ends with the process, whatever it is doing."""

from datetime import datetime
from threading import Thread, current_thread
from time import monotonic
from typing import Final

from apscheduler.executors.base import BaseExecutor, run_job
from apscheduler.job import Job

_JOBSTORE: Final = "default"


class Threads(BaseExecutor):  # type: ignore[misc]
    """Starts a thread a run.

    Threads of a pool would be waited for when the process ends; a job that does not hear that
    it is to stop must not keep a server from being switched off.
    """

    def __init__(self) -> None:
        super().__init__()
        self._running: set[Thread] = set()

    def finish(self, seconds: float) -> list[str]:
        """Waits until the runs have ended, so long in all; gives the jobs of those that have not.

        Call it after the scheduler was shut down: nothing is started any more.
        """
        end = monotonic() + seconds
        for thread in list(self._running):
            thread.join(max(end - monotonic(), 0))
        return sorted(thread.name for thread in list(self._running) if thread.is_alive())

    def _do_submit_job(self, job: Job, run_times: list[datetime]) -> None:
        thread = Thread(target=self._run, args=(job, run_times), name=job.id, daemon=True)
        self._running.add(thread)
        thread.start()

    def _run(self, job: Job, run_times: list[datetime]) -> None:
        # It catches whatever the job raises, and logs it with its traceback.
        events = run_job(job, _JOBSTORE, run_times, self._logger.name)
        self._run_job_success(job.id, events)
        self._running.discard(current_thread())
