"""The engines open with their bounds kept, and one that cannot be opened says what to do."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import duckdb
import ibis
import pytest
from ibis import BaseBackend
from pyspark.errors import PySparkRuntimeError

from posology.cohort import engines
from posology.cohort.engines import DUCKDB, QUIET, SPARK, EngineUnavailable, open_engine


def _setting(engine: BaseBackend, name: str) -> object:
    return engine.con.execute(f"SELECT current_setting('{name}')").fetchone()[0]


def test_duckdb_keeps_to_its_bounds(tmp_path: Path) -> None:
    """Memory and threads are those that were asked for, and what does not fit goes to the folder that was given."""
    engine = open_engine(DUCKDB, memory="500MB", threads=1, folder=tmp_path)
    assert _setting(engine, "memory_limit") == "476.8 MiB"
    assert _setting(engine, "threads") == 1
    assert _setting(engine, "temp_directory") == str(tmp_path)


def test_duckdb_writes_nothing_where_no_folder_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Values of patients are never left on a disk that nobody named."""
    monkeypatch.chdir(tmp_path)
    engine = open_engine(DUCKDB)
    assert _setting(engine, "temp_directory") == ""
    assert engine.to_pyarrow(ibis.range(3).unnest().name("row").as_table()).num_rows == 3
    assert list(tmp_path.iterdir()) == []


def test_duckdb_fetches_nothing() -> None:
    """No extension is fetched from the network because a query mentions it."""
    engine = open_engine(DUCKDB)
    assert _setting(engine, "autoinstall_known_extensions") is False
    assert _setting(engine, "autoload_known_extensions") is False


def test_a_database_is_asked_where_its_tables_live(tmp_path: Path) -> None:
    """A URL opens the database, with what is in it."""
    with duckdb.connect(str(tmp_path / "clinic.duckdb")) as clinic:
        clinic.execute("CREATE TABLE patients AS SELECT 'invented' AS id")
    engine = open_engine(f"duckdb://{tmp_path}/clinic.duckdb")
    assert engine.to_pyarrow(engine.table("patients")).to_pylist() == [{"id": "invented"}]


def test_a_database_stays_as_it_is(tmp_path: Path) -> None:
    """A file of DuckDB is opened to be read, and one that is not there is not made."""
    place = tmp_path / "clinic.duckdb"
    with duckdb.connect(str(place)) as clinic:
        clinic.execute("CREATE TABLE patients AS SELECT 'invented' AS id")
    engine = open_engine(f"duckdb://{place}", folder=tmp_path)
    with pytest.raises(duckdb.InvalidInputException, match="read-only"):
        engine.con.execute("CREATE TABLE other AS SELECT 1 AS one")
    engine.disconnect()
    with pytest.raises(EngineUnavailable):
        open_engine(f"duckdb://{tmp_path}/other.duckdb")
    assert not (tmp_path / "other.duckdb").exists()


def test_a_word_that_is_no_engine_is_refused() -> None:
    """What is neither an engine nor a URL is told, with what there is."""
    with pytest.raises(EngineUnavailable) as refused:
        open_engine("duckbd")
    assert refused.value.why == "`duckbd` is no engine"
    assert "`spark`" in refused.value.remedy


@pytest.mark.parametrize("url", ["nosuch://clinic:secret@host/warehouse", "duckdb:///no/such/folder/secret.duckdb"])
def test_a_url_that_does_not_open_is_told_without_what_is_in_it(url: str) -> None:
    """A message names the scheme and nothing else of the URL, which may hold a password."""
    with pytest.raises(EngineUnavailable) as refused:
        open_engine(url)
    told = f"{refused.value.why} {refused.value.remedy}"
    assert f"`{url.partition('://')[0]}`" in told
    assert "secret" not in told


def test_a_driver_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Which package has the driver is said."""

    def without_driver(_: str, **_options: object) -> None:
        raise ImportError

    monkeypatch.setattr(ibis, "connect", without_driver)
    with pytest.raises(EngineUnavailable) as refused:
        open_engine("postgres://clinic")
    assert refused.value.remedy == "pip install 'ibis-framework[postgres]==12.0.*'"


@pytest.mark.parametrize(("name", "extra"), [(DUCKDB, "screen"), (SPARK, "spark")])
def test_an_extra_that_is_not_installed_is_named(name: str, extra: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which extra brings the engine is said."""
    monkeypatch.setattr(engines, "find_spec", _not_found)
    with pytest.raises(EngineUnavailable) as refused:
        open_engine(name)
    assert refused.value.extra == extra
    assert refused.value.remedy == f"pip install 'posology[{extra}]'"


def _not_found(_: str) -> None:
    """No library is installed."""


class _Builder:
    """Stands for the builder of a Spark session: keeps what it is told, and starts or fails as it is made to."""

    def __init__(self, fault: Exception | None = None) -> None:
        self.settings: dict[str, str] = {}
        self.asked = ""
        self.fault = fault

    def master(self, asked: str) -> _Builder:
        self.asked = asked
        return self

    def appName(self, _: str) -> _Builder:  # noqa: N802 - Spark calls it so
        return self

    def config(self, setting: str, value: str) -> _Builder:
        self.settings[setting] = value
        return self

    def getOrCreate(self) -> str:  # noqa: N802 - Spark calls it so
        if self.fault is not None:
            raise self.fault
        return "a session"


def _with_spark(builder: _Builder, monkeypatch: pytest.MonkeyPatch) -> None:
    found = {
        "pyspark.sql": SimpleNamespace(SparkSession=SimpleNamespace(builder=builder)),
        "pyspark.errors": SimpleNamespace(PySparkException=PySparkRuntimeError),
    }
    monkeypatch.setattr(engines, "import_module", found.__getitem__)
    monkeypatch.setattr(ibis, "pyspark", SimpleNamespace(connect=str), raising=False)


def test_spark_computes_as_the_other_engines_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cast that fails fails, decimals are never rounded in silence, and dates have no time zone."""
    builder = _Builder()
    _with_spark(builder, monkeypatch)
    assert str(open_engine(SPARK, threads=3, memory="4GB", folder=tmp_path)) == "a session"
    assert builder.asked == "local[3]"
    assert builder.settings["spark.sql.ansi.enabled"] == "true"
    assert builder.settings["spark.sql.decimalOperations.allowPrecisionLoss"] == "false"
    assert builder.settings["spark.sql.session.timeZone"] == "UTC"
    assert builder.settings["spark.driver.memory"] == "4g"
    assert builder.settings["spark.local.dir"] == str(tmp_path)


def test_a_cluster_decides_for_itself_how_it_shares_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is set for one machine is not set for many."""
    builder = _Builder()
    _with_spark(builder, monkeypatch)
    open_engine(SPARK, master="spark://cluster:7077")
    assert builder.asked == "spark://cluster:7077"
    assert "spark.sql.shuffle.partitions" not in builder.settings
    assert "spark.driver.host" not in builder.settings


def test_spark_logs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The file that silences Spark is there and turns everything off."""
    builder = _Builder()
    _with_spark(builder, monkeypatch)
    open_engine(SPARK)
    assert str(QUIET) in builder.settings["spark.driver.extraJavaOptions"]
    assert "rootLogger.level = off" in QUIET.read_text("utf-8")


@pytest.mark.parametrize(
    ("condition", "told"), [("JAVA_GATEWAY_EXITED", "Spark needs Java"), ("MASTER_URL_NOT_SET", "Spark did not start")]
)
def test_a_spark_that_does_not_start_says_why(condition: str, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where Java is missing, that is said; anything else names the master."""
    fault = PySparkRuntimeError(errorClass=condition, messageParameters={})
    _with_spark(_Builder(fault), monkeypatch)
    with pytest.raises(EngineUnavailable) as refused:
        open_engine(SPARK)
    assert refused.value.why.startswith(told)
