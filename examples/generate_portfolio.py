"""Write the invented portfolio of `postloan demo` into a folder: `python examples/generate_portfolio.py FOLDER`."""

import argparse
from pathlib import Path

from postloan_rules.demo.portfolio import write_portfolio


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--loans", type=int, default=3000)
    arguments = parser.parse_args()

    for name, rows in write_portfolio(arguments.folder, seed=arguments.seed, loans=arguments.loans).items():
        print(f"{name}.csv: {rows} rows")


if __name__ == "__main__":
    main()
