"""A million loans as columns: SQL from the IR against SQL written by hand, Parquet to Parquet, on DuckDB.

The 40 rules, the loans (which numpy and pyarrow make) and the hand-written SQL are read from ``../shared/bench``. Read
ratios, not seconds. Both give the
class and the list of rules that fired; every row of both is compared before the timing.
"""

import statistics
import sys
import time
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import duckdb
from benchmarks.record import shared, workload

from postloan_rules.backends.sql.compiled import SqlProgram, compile_program
from postloan_rules.backends.sql.digits import Digits
from postloan_rules.backends.sql.forms import written

ROUNDS = 3
NUMBERS = {
    "balance": Digits(14, 4),
    **dict.fromkeys(("ltv", "dscr", "current_ratio", "ecl_ratio"), Digits(6, 8)),
    **dict.fromkeys(("other_bank_overdue_share", "borrower_npl_share"), Digits(6, 8)),
}
WHOLE = Digits(6, 0)


def compiled(names: tuple[str, ...]) -> SqlProgram:
    """Return the workload as SQL."""
    rules = shared("rules")
    program = workload(rules.RULES, rules.CLASS_NAMES)
    return compile_program(
        program,
        as_of=date(2026, 11, 23),
        currency="CNY",
        dialect="duckdb",
        digits=lambda entity, name: NUMBERS.get(name, WHOLE),
        decisions=names,
    )


def view(program: SqlProgram, source: Path) -> str:
    """Return the table of entities over the Parquet file, its numbers as the columns hold them."""
    columns = [
        f'CAST("{column.field}" AS {column.type}) AS "{name}"'
        for name, column in program.layout.entities["loan"].columns.items()
    ]
    return f"CREATE OR REPLACE VIEW e_loan AS SELECT loan_id AS k, {', '.join(columns)} FROM '{source}'"  # noqa: S608 - our own names


def result(program: SqlProgram, ids: list[str]) -> str:
    """Return the select of class and fired list: words of bits, and a list for each combination that occurs."""
    parts, bits = [], []
    for name, prefix in (("cls", "C"), ("warnings", "W"), ("measures", "M")):
        _, columns = program.answers["loan", name]
        own = [each for each in ids if each.startswith(prefix)]
        parts.append(f'"{columns["fired0"]}" AS {name}')
        bits += [f"CASE WHEN ({name} >> {place}) & 1 = 1 THEN '{each}' END" for place, each in enumerate(own)]
    proved = program.answers["loan", "cls"][1]["proved"]
    words = "cls, warnings, measures"
    return f"""
        WITH f AS MATERIALIZED (SELECT k AS loan_id, CAST("{proved}" AS TINYINT) AS class, {", ".join(parts)}
                                FROM ({written(program.stages[0].query, "duckdb")})),
             d AS MATERIALIZED (SELECT {words}, list_filter([{", ".join(bits)}], lambda x: x IS NOT NULL) AS fired
                                FROM (SELECT DISTINCT {words} FROM f))
        SELECT loan_id, class AS cls, fired FROM f JOIN d USING ({words})"""  # noqa: S608 - our own names


def main(count: int) -> None:
    rules, limits, gen = shared("rules"), shared("limits"), shared("gen")
    ids = [each[0] for each in rules.RULES]
    program = compiled(("cls", "warnings", "measures"))
    with TemporaryDirectory() as folder:
        source = Path(folder) / "loans.parquet"
        gen.write(count, str(source))
        connection = duckdb.connect()
        connection.execute(view(program, source))
        ours = result(program, ids)
        hand = {form: limits.duckdb_sql(f"'{source}'", form) for form in ("dict", "list")}
        apart = "WHERE o.cls <> h.cls OR o.fired <> h.fired"
        both = f"SELECT count(*) FROM ({ours}) o JOIN ({hand['list']}) h USING (loan_id) {apart}"  # noqa: S608 - our own names
        different = connection.execute(both).fetchone()
        print(f"rows {count:,}, different {different[0] if different else '?'}")
        times: dict[str, list[float]] = {}
        for _ in range(ROUNDS):
            for name, query in {"generated": ours, **hand}.items():
                start = time.perf_counter()
                connection.execute(f"COPY ({query}) TO '{folder}/{name}.parquet'")
                times.setdefault(name, []).append(time.perf_counter() - start)
        middle = {name: statistics.median(each) for name, each in times.items()}
        for name, seconds in middle.items():
            print(f"{name:10} {seconds:6.2f} s   x {seconds / middle['dict']:.2f} of the dictionary form by hand")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
