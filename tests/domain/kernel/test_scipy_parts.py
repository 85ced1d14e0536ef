"""Functions of scipy taken alone are those of scipy."""

import subprocess
import sys

import numpy as np
import pytest
import scipy.optimize
import scipy.special

from trainer.domain.kernel.scipy_parts import scipy_part

POINTS = np.linspace(-40, 40, 4001)


@pytest.mark.parametrize("name", ["ndtr", "expit", "log_expit"])
def test_a_special_function_gives_the_same_to_the_last_bit(name: str) -> None:
    alone = scipy_part("special", "_special_ufuncs", name)
    assert np.array_equal(alone(POINTS), getattr(scipy.special, name)(POINTS))


def test_the_solver_pairs_in_the_same_way_ties_too() -> None:
    alone = scipy_part("optimize", "_lsap", "linear_sum_assignment")
    dice = np.random.default_rng(5)
    for _ in range(200):
        table = dice.integers(0, 4, size=dice.integers(1, 7, size=2))
        expected = scipy.optimize.linear_sum_assignment(table, maximize=True)
        assert all(map(np.array_equal, alone(table, maximize=True), expected))


@pytest.mark.parametrize("extension", ["_no_such_module", "_lsap"])
def test_what_is_not_found_alone_comes_from_the_whole(extension: str) -> None:
    assert scipy_part("optimize", extension, "nnls") is scipy.optimize.nnls


def test_the_packages_are_not_imported_for_it() -> None:
    code = (
        "import sys\n"
        "from trainer.domain.kernel.scipy_parts import scipy_part\n"
        "print(scipy_part('special', '_special_ufuncs', 'ndtr')(0.0))\n"
        "print(scipy_part('optimize', '_lsap', 'linear_sum_assignment')([[1]])[0])\n"
        "assert not {'scipy.special', 'scipy.optimize', 'scipy.linalg'} & set(sys.modules)\n"
        "import scipy.optimize, scipy.special\n"
        "print(scipy.special.ndtr(0.0), scipy.optimize.linear_sum_assignment([[1]])[0])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "0.5\n[0]\n0.5 [0]\n"
