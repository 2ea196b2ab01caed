"""Guards that are there by name and guard nothing; what must not be printed of the place of a trail."""

from __future__ import annotations

import pytest
from sqlalchemy import NullPool, create_engine

from posology.results.trail import FaultKind
from posology.trail.store import Store, Unavailable, open_store
from tests.unit.trail.test_store import writer
from tests.unit.trail.written import fill

GUTTED_IN_A_FILE = (
    "drop trigger posology_trail_entries_delete",
    "create trigger posology_trail_entries_delete before delete on posology_trail_entries begin select 1; end",
)
GUTTED_ON_A_SERVER = (
    "create or replace function posology_trail_refuse() returns trigger language plpgsql as $$begin return old; end$$",
)
SOMETIMES_ON_A_SERVER = (
    "drop trigger posology_trail_entries_kept on posology_trail_entries",
    (
        "create trigger posology_trail_entries_kept before update or delete on posology_trail_entries for each row "
        "when (old.number > 1000) execute function posology_trail_refuse()"
    ),
)


def gut(where: str, *statements: str) -> None:
    """What somebody does who owns the database."""
    is_file = "://" not in where
    address = f"sqlite:///{where}" if is_file else where.replace("postgresql://", "postgresql+psycopg://")
    engine = create_engine(address, poolclass=NullPool)
    with engine.begin() as connection:
        for each in statements:
            connection.exec_driver_sql(each)


def test_a_guard_that_does_something_else_is_told(store: Store, where: str) -> None:
    """Its name is there, and what it does is not what the store was made with."""
    fill(store, 1)
    assert store.verify().faults == ()
    gut(where, *(GUTTED_ON_A_SERVER if "://" in where else GUTTED_IN_A_FILE))
    faults = store.verify().faults
    assert {each.kind for each in faults} == {FaultKind.UNGUARDED}
    assert any("`posology_trail_entries_" in each.says and "does something else" in each.says for each in faults)


def test_a_guard_that_guards_sometimes_is_told(store: Store, where: str) -> None:
    """A condition on a guard of a server, under the same name."""
    if "://" not in where:
        pytest.skip("a guard of a file is compared as a whole")
    fill(store, 1)
    gut(where, *SOMETIMES_ON_A_SERVER)
    assert ["`posology_trail_entries_kept`" in each.says for each in store.verify().faults] == [True]


def test_writers_wait_whatever_the_default_of_the_server(store: Store, where: str) -> None:
    """With a stricter default the second would go on from the head before the first, and be refused."""
    fill(store, 1)
    strict = where if "://" not in where else f"{where}%20-cdefault_transaction_isolation%3Dserializable"
    with writer(strict, 1000, 15) as one, writer(strict, 2000, 15) as other:
        for process in (one, other):
            process.communicate()
    assert (one.returncode, other.returncode) == (0, 0)
    assert len(store.entries()) == 31
    assert store.verify().faults == ()


@pytest.mark.parametrize(
    "secret",
    ["password=s3cret-word", "passfile=s3cret-word", "sslpassword=s3cret-word", "user=u&password=s3cret-word"],
)
def test_no_credential_of_a_url_is_printed(secret: str) -> None:
    """Wherever in the URL it stands."""
    for url in (f"postgresql://localhost:1/db?{secret}", "postgresql://me:s3cret-word@localhost:1/db"):
        with pytest.raises(Unavailable) as refused:
            open_store(url, create=False)
        assert "s3cret" not in str(refused.value)
        assert "postgresql://localhost:1/db" in str(refused.value)


def test_a_new_trail_is_known_to_be_new(where: str) -> None:
    """And one that was there is not."""
    assert open_store(where, create=True).is_new
    assert not open_store(where, create=True).is_new
    assert not open_store(where, create=False).is_new
