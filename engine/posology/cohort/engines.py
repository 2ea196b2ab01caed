"""Where the queries run: DuckDB within this process, Spark, or any database that Ibis knows, where the tables live."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import ibis
from ibis import BaseBackend

DUCKDB, SPARK = "duckdb", "spark"

MEMORY, THREADS = "2GB", 2
"""What DuckDB or a Spark on this machine uses where nothing is said: what a small laptop has to spare."""

QUIET = Path(__file__).with_name("quiet-spark.properties")
"""Spark logs the values that a query fails on; a message must not name anybody, so that it logs nothing at all."""

_QUICKLY_COMPILED: Final = "-XX:+IgnoreUnrecognizedVMOptions -XX:MaxNodeLimit=20000 -XX:NodeLimitFudgeFactor=1000"
"""Java gives up early on making the best of a method. One that Spark has written for a row of a hundred columns takes
it up to twenty seconds of a core otherwise, and the query is done before it is."""

_WIDEST_COMPILED_WHOLE: Final = 30

_QUICKLY_WRITTEN: Mapping[str, str] = MappingProxyType(
    {
        # a row of more columns goes through many small methods in place of one that Java does not compile at all
        "spark.sql.codegen.maxFields": str(_WIDEST_COMPILED_WHOLE),
        # a stage is gone within the minute: a small file with what its pages hold is not worth the time
        "spark.hadoop.parquet.enable.dictionary": "false",
        "spark.hadoop.parquet.column.statistics.enabled": "false",
        "spark.hadoop.parquet.size.statistics.enabled": "false",
        "spark.hadoop.parquet.page.write-checksum.enabled": "false",
    }
)

_PARTS_FOR_EACH_THREAD = 2
_NO_JAVA = "JAVA_GATEWAY_EXITED"


class EngineUnavailable(Exception):  # noqa: N818 - it says how things stand on this machine, not what the program did wrong
    """An engine that cannot be opened: `why` says so, `remedy` what to do, `extra` what to install of this program."""

    def __init__(self, why: str, remedy: str, extra: str | None = None) -> None:
        super().__init__(why)
        self.why, self.remedy, self.extra = why, remedy, extra


def open_engine(
    name: str,
    *,
    master: str | None = None,
    memory: str | None = None,
    threads: int | None = None,
    folder: Path | None = None,
) -> BaseBackend:
    """The engine, open: `duckdb`, `spark`, or the URL of a database.

    `master` is Spark's, this machine by default. `memory` (`4GB`) bounds what DuckDB or Spark's driver takes; what does
    not fit goes to `folder`, which holds values of patients and is the caller's to delete. Without a folder DuckDB
    writes nothing to disk.

    Raises:
        EngineUnavailable: a part that it needs is not installed, or it does not answer.
    """
    if name == DUCKDB:
        return _duckdb(memory or MEMORY, threads or THREADS, folder)
    if name == SPARK:
        return _spark(master, memory or MEMORY, threads or THREADS, folder)
    return _connect(name, memory or MEMORY, threads or THREADS, folder)


def refuse_absent(name: str) -> None:
    """Nothing, where the engine of that name is installed; the driver of a URL is found when it is opened.

    Raises:
        EngineUnavailable: it is not.
    """
    if name == SPARK and find_spec("pyspark") is None:
        raise EngineUnavailable("Spark is not installed", "pip install 'posology[spark]'", "spark")


def _duckdb(memory: str, threads: int, folder: Path | None) -> BaseBackend:
    """A database in memory that fetches nothing from the network."""
    if find_spec("duckdb") is None:
        raise EngineUnavailable("DuckDB is not installed", "pip install 'posology[screen]'", "screen")
    return ibis.duckdb.connect(
        memory_limit=memory,
        threads=threads,
        temp_directory="" if folder is None else str(folder),
        autoinstall_known_extensions=False,
        autoload_known_extensions=False,
    )


def _spark(master: str | None, memory: str, threads: int, folder: Path | None) -> BaseBackend:
    """A session in which the types and the calendar are those of the other engines."""
    refuse_absent(SPARK)
    spark = import_module("pyspark.sql")
    errors = import_module("pyspark.errors")
    asked = master or f"local[{threads}]"
    builder = spark.SparkSession.builder.master(asked).appName("posology")
    for setting, value in _spark_settings(asked, memory, threads, folder).items():
        builder = builder.config(setting, value)
    try:
        session = builder.getOrCreate()
    except errors.PySparkException as fault:
        raise _why_spark_did_not_start(fault, asked) from fault
    return ibis.pyspark.connect(session)


def _spark_settings(master: str, memory: str, threads: int, folder: Path | None) -> dict[str, str]:
    settings = {
        # a cast that fails must fail, not be null, and a decimal must never be rounded in silence
        "spark.sql.ansi.enabled": "true",
        "spark.sql.decimalOperations.allowPrecisionLoss": "false",
        "spark.sql.session.timeZone": "UTC",
        # a whole protocol is a query of many stages, which Spark would otherwise give up on resolving
        "spark.sql.analyzer.maxIterations": "1000",
        "spark.sql.execution.arrow.pyspark.enabled": "true",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.memory": memory.lower().removesuffix("b"),
        "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={QUIET} {_QUICKLY_COMPILED}",
        **_QUICKLY_WRITTEN,
    }
    if master.startswith("local"):
        settings |= {
            "spark.sql.shuffle.partitions": str(_PARTS_FOR_EACH_THREAD * threads),
            "spark.driver.host": "localhost",
            "spark.driver.bindAddress": "127.0.0.1",
        }
    if folder is not None:
        settings |= {"spark.local.dir": str(folder), "spark.sql.warehouse.dir": str(folder / "warehouse")}
    return settings


def _why_spark_did_not_start(fault: Any, master: str) -> EngineUnavailable:  # noqa: ANN401 - pyspark is loaded late
    if fault.getCondition() == _NO_JAVA:
        return EngineUnavailable("Spark needs Java, and none was found", "install Java 17 and let JAVA_HOME name it")
    return EngineUnavailable(f"Spark did not start with the master `{master}`", "see that the master is running")


def _connect(url: str, memory: str, threads: int, folder: Path | None) -> BaseBackend:
    """The database at the URL. What a driver says may hold the password, so that none of it is repeated.

    A file of DuckDB is opened to be read: what is made on the way is temporary, and the file stays as it is.
    """
    scheme, found, _ = url.partition("://")
    if not found:
        raise EngineUnavailable(
            f"`{url}` is no engine",
            f"`{DUCKDB}`, `{SPARK}`, or the URL of a database such as `duckdb:///clinic.duckdb`",
        )
    options: dict[str, object] = {}
    if scheme == DUCKDB:
        spilled = "" if folder is None else str(folder)
        options = {"read_only": True, "memory_limit": memory, "threads": threads, "temp_directory": spilled}
    try:
        return ibis.connect(url, **options)
    except ImportError as fault:
        remedy = f"pip install 'ibis-framework[{scheme}]==12.0.*'"
        raise EngineUnavailable(f"the driver for `{scheme}` is not installed", remedy) from fault
    except Exception as fault:  # each driver has exceptions of its own
        why = f"the database at the `{scheme}` URL does not open ({type(fault).__name__})"
        raise EngineUnavailable(why, "see that the URL, the name and the password are right") from fault
