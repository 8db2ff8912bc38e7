"""The cells of decision tables: ``> 90``, ``1..30``, ``"retail", "sme"``, ``not(…)`` and ``-``."""

from postloan_rules.feel import ast
from postloan_rules.feel.cursor import Cursor, SyntaxProblem
from postloan_rules.feel.grammar import cell_tests
from postloan_rules.text.catalogue import syntax
from postloan_rules.text.diagnostic import Diagnostic


def unary_tests(cursor: Cursor) -> ast.UnaryTests:
    """Rule 13, the whole of a cell."""
    start = cursor.token.start
    tests = cell_tests(cursor)
    for test in tests:
        remark = _meant_as_range(test)
        if remark is not None:
            raise SyntaxProblem(remark)
    return ast.UnaryTests(tests, span=cursor.span(start), key=cursor.key())


def _meant_as_range(test: ast.UnaryTest) -> Diagnostic | None:
    """Return a remark on ``1-30``, which subtracts."""
    match test:
        case ast.ExpressionTest(ast.Arithmetic("-", ast.NumberLiteral(low), ast.NumberLiteral(high))):
            return syntax.subtraction_in_cell(test.span, f"{low:f}", f"{high:f}")
        case _:
            return None
