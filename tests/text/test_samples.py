"""How much of what files say of themselves is read rightly; the table is printed by `make samples`."""

from __future__ import annotations

import pytest

from tests import samples
from tests.samples import Tally

needs_samples = pytest.mark.skipif(
    not samples.SAMPLES.is_dir(), reason="there are no format samples in ../shared/samples"
)


@pytest.mark.parametrize("source", [pytest.param(samples.samples, marks=needs_samples), samples.cases])
def test_the_fields_of_sample_files_stay_above_the_floor(source):
    report = samples.measure(source())
    assert min(report.total.precision, report.total.recall) >= samples.FLOOR, samples.table(report)


def test_a_field_that_is_rightly_left_empty_counts_nothing():
    tally = Tally()
    assert tally.add([None], None)
    assert (tally.stated, tally.found) == (0, 0)


def test_a_wrong_value_costs_precision_and_recall_and_an_accepted_one_neither():
    tally = Tally()
    assert not tally.add(["the lamp"], "the ladder")
    assert tally.add(["the lamp", "the lamp v"], "the lamp v")
    assert (tally.precision, tally.recall) == (0.5, 0.5)
