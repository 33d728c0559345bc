"""Sparse matrices of SciPy."""

from typing import Any, NoReturn

from seqguard.sources.adapters import Asked, Container
from seqguard.sources.refusal import refuse


def refuse_scipy_sparse(value: Any, asked: Asked) -> NoReturn:
    """Say what to pass instead."""
    refuse(value, asked, "a sparse matrix is not read; pass {a}.toarray()")


CONTAINER = Container(
    "SciPy sparse matrix",
    "nothing",
    refuse_scipy_sparse,
    types=(
        "scipy._spbase",
        "scipy.spmatrix",
    ),
    left="pass X.toarray()",
)
