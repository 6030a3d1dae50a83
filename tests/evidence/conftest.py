"""An installation with a folder of its own for evidence, and a real S3 server for a bucket."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from tests.api.asking import WHEN_ASKED, WITHOUT_RATES
from tests.conftest import Databases
from tests.evidence.files_office import FilesOffice, filing
from tests.support.programs import programs
from tracker.clock import FixedClock
from tracker.evidence.store import Store, open_store
from tracker.settings import Settings

BUCKET = "minh-chung"


@pytest.fixture(scope="session")
def s3_address() -> Iterator[str]:
    with programs() as start:
        yield start("s3_server", BUCKET).says()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def bucket(s3_address: str, prefix: str) -> dict[str, Any]:
    """The settings of a bucket, under a prefix of one's own."""
    return {
        "evidence_url": f"s3://{BUCKET}/{prefix}",
        "evidence_endpoint": s3_address,
        "evidence_key_id": "tests",
        "evidence_secret_key": "tests",
    }


@pytest.fixture(params=["folder", "bucket"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, Any]:
    """What the settings say of where evidence lies: one, then the other."""
    if request.param == "folder":
        return {}
    return bucket(request.getfixturevalue("s3_address"), tmp_path.name)


@pytest.fixture
def store(place: dict[str, Any], home: Path) -> Store:
    return open_store(Settings(home=home, **place))


@contextmanager
def filing_in(databases: Databases, home: Path, **told: Any) -> Iterator[FilesOffice]:
    with databases.fresh() as url:
        settings = Settings(
            database_url=SecretStr(url), home=home, evidence_max_mb=1, **WITHOUT_RATES, **told
        )
        with filing(settings, FixedClock(WHEN_ASKED)) as office:
            yield office


@pytest.fixture(scope="module")
def folder_office(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[FilesOffice]:
    with filing_in(databases, tmp_path_factory.mktemp("folder") / ".tracker") as office:
        yield office


@pytest.fixture(scope="module")
def bucket_office(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory, s3_address: str
) -> Iterator[FilesOffice]:
    home = tmp_path_factory.mktemp("bucket")
    with filing_in(databases, home, **bucket(s3_address, home.name)) as office:
        yield office


@pytest.fixture
def folder_files(folder_office: FilesOffice) -> FilesOffice:
    """An office that brings files of one megabyte at most to a folder; shared by a module."""
    folder_office.anew()
    return folder_office


@pytest.fixture(params=["folder", "bucket"])
def files(request: pytest.FixtureRequest) -> FilesOffice:
    """The same, and another with a bucket."""
    office: FilesOffice = request.getfixturevalue(f"{request.param}_office")
    office.anew()
    return office
