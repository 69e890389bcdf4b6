from itertools import permutations

import numpy as np
import pytest
import scipy
from hypothesis import given
from hypothesis import strategies as st

from crowd.stats import Undefined
from crowd.stats.groups import branch_icc, effective_n
from crowd.stats.independence.anchoring import anchoring
from crowd.stats.independence.order import INDEPENDENCE, drift, holm, narrowing_p, runs_p
from crowd.stats.independence.rounding import HEAPS, multiples_of
from crowd.stats.independence.serial_correlation import (
    MAX_PERMUTED_SIZE,
    _neighbour_normal_p,
    neighbour_correlation,
    neighbour_p,
    serial_correlation,
    serial_p,
    serial_test,
)
from crowd.stats.independence.unit_slips import unit_slips
from crowd.stats.transforms import as_countable, discordant_pairs, mid_ranks, rank_test

# Steps between whole numbers survive a shift and a change of unit exactly.
crowds = st.lists(st.integers(-50, 50), min_size=30, max_size=60).filter(lambda x: len(set(x)) > 8)


def rng(seed=1906):
    return np.random.default_rng(seed)


def lognormal(n, sigma=0.7, seed=1906):
    return rng(seed).lognormal(6, sigma, n)


@given(values=st.lists(st.integers(-9, 9) | st.floats(-9, 9), max_size=60))
def test_mid_ranks_equal_scipy(values):
    expected = scipy.stats.rankdata(values) if values else []
    assert mid_ranks(np.array(values, dtype=float)).tolist() == list(expected)


@given(values=st.lists(st.integers(-9, 9) | st.floats(-9, 9), min_size=1, max_size=60))
def test_countable_numbers_have_the_ranks_of_the_values(values):
    values = np.array(values, dtype=float)
    countable = as_countable(values)
    assert mid_ranks(countable).tolist() == mid_ranks(values).tolist()
    assert as_countable(countable) is countable


def test_mid_ranks_of_far_apart_whole_numbers():
    assert mid_ranks([10**15, -(10**15), 0, 0]).tolist() == [4, 1, 2.5, 2.5]


def test_mid_ranks_see_the_smallest_difference():
    assert mid_ranks([0, -1, 2e-287]).tolist() == [2, 1, 3]


def test_rank_test_of_one_group_is_undefined():
    with pytest.raises(Undefined, match="no two groups"):
        rank_test([1, 2, 3], [7, 7, 7])


def test_neighbour_correlation_by_hand():
    # 30 people, half of them 1, then half 2: z is -7.5 or 7.5, 28 products are equal, one is not.
    assert neighbour_correlation([1] * 15 + [2] * 15) == pytest.approx((28 - 1) / 30)
    assert neighbour_correlation([1, 2] * 15) == pytest.approx(-29 / 30)


def test_neighbour_tail_has_the_mean_and_variance_of_all_orders():
    ranks = np.array([-5, -2, -2, 1, 3, 5.0])
    sums = [
        np.dot(order[:-1], order[1:]) / np.dot(order, order)
        for order in map(np.array, permutations(ranks))
    ]
    observed = np.dot(ranks[:-1], ranks[1:]) / np.dot(ranks, ranks)
    z = (observed - np.mean(sums)) / np.std(sums)
    assert _neighbour_normal_p(ranks) == pytest.approx(scipy.stats.norm.sf(z), rel=1e-12)


@pytest.mark.exhaustive
def test_neighbour_p_below_and_above_the_limit_agree():
    values = lognormal(5000)
    values[1::20] = values[::20]
    shuffled = neighbour_p(values, rng())
    assert shuffled == pytest.approx(neighbour_p(np.append(values, 403.0), rng()), abs=0.005)


def test_neighbour_p_is_even_for_independent_crowds():
    chance = rng(5)
    found = [neighbour_p(chance.normal(size=40), chance, permutations=99) for _ in range(400)]
    assert scipy.stats.kstest(found, "uniform").pvalue > 0.001


def test_neighbour_p_repeats_with_the_seed_and_only_with_it():
    values = lognormal(60)
    assert neighbour_p(values, rng()) == neighbour_p(values, rng())
    assert len({neighbour_p(values, rng(seed)) for seed in range(5)}) > 1


def test_neighbour_p_needs_a_permutation():
    with pytest.raises(ValueError, match="at least 1"):
        neighbour_p(range(30), rng(), permutations=0)


def test_serial_correlation_by_hand():
    # z is -1 or 1; of the 30 - k products at distance k, k are -1.
    expected = np.mean([30 / (30 - k) * (30 - 3 * k) / 30 for k in range(1, 6)])
    assert serial_correlation([1] * 15 + [2] * 15) == pytest.approx(expected)


def test_serial_p_of_all_orders_by_hand():
    """Of 30 answers all orders are too many: the tail is that of a sample drawn by other means."""
    values = lognormal(30)
    values[1::3] = values[::3]
    z = scipy.stats.rankdata(values) - 15.5
    square = np.mean(z**2)

    def larger(z):
        sums = [np.dot(z[:-k], z[k:]) for k in range(1, 6)]
        return max(
            (total + pairs * square / 29) / (square * np.sqrt(pairs))
            for total, pairs in ((sums[0], 29), (sum(sums), 29 + 28 + 27 + 26 + 25))
        )

    chance = rng(3)
    drawn = [larger(chance.permutation(z)) for _ in range(4_000)]
    expected = np.mean(np.array(drawn) >= larger(z) - 1e-9)
    assert serial_p(values, rng()) == pytest.approx(expected, abs=0.02)


@pytest.mark.parametrize(
    ("limit", "step"),
    [(1000, 10), pytest.param(MAX_PERMUTED_SIZE, 20, marks=pytest.mark.exhaustive)],
)
def test_serial_p_below_and_above_the_limit_agree(limit, step, monkeypatch):
    monkeypatch.setattr("crowd.stats.independence.serial_correlation.MAX_PERMUTED_SIZE", limit)
    values = lognormal(limit)
    values[5::step] = values[::step]
    shuffled = serial_p(values, rng())
    assert 0.001 < shuffled < 0.5
    assert shuffled == pytest.approx(serial_p(np.append(values, 403.0), rng()), abs=0.01)


def test_serial_p_is_at_most_its_level_for_independent_crowds():
    chance = rng(5)
    found = [serial_p(chance.normal(size=40), chance, permutations=99) for _ in range(400)]
    assert scipy.stats.kstest(found, "uniform").pvalue > 0.001


def test_serial_p_sees_answers_like_the_five_before_and_neighbours_do_not():
    found = []
    for seed in range(10):
        values = rng(seed).normal(size=300)
        for place in range(5, 300):
            values[place] += 0.3 * np.mean(values[place - 5 : place])
        found.append(serial_test(values, rng(seed), 999))
    assert sum(each.serial_p < 0.01 for each in found) > sum(
        each.neighbour_p < 0.01 for each in found
    )


def test_holm_by_hand():
    assert holm([0.04, 0.01, 0.03, 0.005]).tolist() == [0.06, 0.03, 0.06, 0.02]
    assert holm([0.7, 0.6]).tolist() == [1, 1]
    assert holm([]).tolist() == []
    with pytest.raises(ValueError, match="0 to 1"):
        holm([1.1])


def test_runs_by_hand():
    # 15 above, 15 below, 2 runs; expected 16, variance 30 * 14 * 15 * ... = 15 * 14 / 29.
    z = (2 - 16) / np.sqrt(15 * 14 / 29)
    assert runs_p([1] * 15 + [2] * 15) == pytest.approx(2 * scipy.stats.norm.cdf(z))
    # Answers at the median are left out.
    assert runs_p([1] * 15 + [1.5] + [2] * 15) == runs_p([1] * 15 + [2] * 15)


def test_runs_of_a_crowd_at_its_median_are_undefined():
    with pytest.raises(Undefined, match="equal the median"):
        runs_p([5] * 25 + [1, 2, 3, 7, 8, 9])


def test_drift_and_narrowing_equal_scipy():
    for seed in range(5):
        values = np.round(lognormal(80 + seed, seed=seed))
        half = values.size // 2
        expected = scipy.stats.fligner(values[:half], values[half:]).pvalue
        assert narrowing_p(values) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("n", [30, 33, 34, 65, 1000, 4097])
@pytest.mark.parametrize("ties", [False, True])
def test_drift_equals_kendalls_tau_of_scipy(n, ties):
    """Up to n = 33 without ties with the exact probability; at every number of halvings."""
    values = lognormal(n, seed=n) + np.arange(n) / 4
    values = np.round(values, -2) if ties else values
    assert (np.unique(values).size < n) == ties
    expected = scipy.stats.kendalltau(values, range(n))
    assert drift(values) == pytest.approx(tuple(expected), rel=1e-12)
    assert drift(-values) == pytest.approx((-expected.statistic, expected.pvalue), rel=1e-12)


@pytest.mark.parametrize("n", [0, 1, 2, 64, 65, 129, 500])
def test_discordant_pairs_are_those_of_all_pairs(n):
    ranks = rng().integers(0, n + 1, n) << 20
    earlier, later = np.triu_indices(n, 1)
    assert discordant_pairs(ranks) == np.count_nonzero(ranks[earlier] > ranks[later])


@pytest.mark.parametrize("ranks", [[0.5], [-1.0], [2.0**32]])
def test_discordant_pairs_refuse_what_is_no_rank(ranks):
    with pytest.raises(ValueError, match="ranks must be"):
        discordant_pairs(ranks)


def test_drift_by_hand():
    assert drift(range(30)).tau == 1
    assert drift(range(30)).p < 1e-9
    assert drift(range(30, 0, -1)).tau == -1


def test_narrowing_of_two_equal_distances_is_undefined():
    with pytest.raises(Undefined, match="equally far"):
        narrowing_p([1, 3] * 20)


@given(values=crowds)
def test_checks_of_the_order_do_not_depend_on_shift_or_unit(values):
    checks = [*INDEPENDENCE.values(), lambda x: drift(x).p, lambda x: neighbour_p(x, rng(), 99)]
    x = np.array(values, dtype=float)
    for check in checks:
        try:
            expected = check(x)
        except Undefined:
            continue
        assert check(x + 1024) == pytest.approx(expected)
        assert check(4 * x) == pytest.approx(expected)


@given(values=crowds)
def test_checks_of_the_order_read_backwards_the_same(values):
    assert neighbour_correlation(values[::-1]) == pytest.approx(neighbour_correlation(values))
    assert drift(values[::-1]).tau == pytest.approx(-drift(values).tau)


@pytest.mark.parametrize(
    "check",
    [
        *INDEPENDENCE.values(),
        *HEAPS.values(),
        drift,
        unit_slips,
        lambda x: neighbour_p(x, rng()),
        lambda x: branch_icc(x, [1] * len(x)),
        lambda x: effective_n(x, [1] * len(x)),
        lambda x: anchoring(x, [7]),
    ],
)
def test_fewer_than_thirty_are_too_few_to_tell(check):
    for n in (0, 1, 2, 29):
        with pytest.raises(Undefined, match=r"^Too few to tell: this needs at least 30 answers\.$"):
            check(list(range(1, n + 1)))


@pytest.mark.parametrize("check", [neighbour_correlation, drift, narrowing_p])
def test_equal_answers_have_no_order(check):
    with pytest.raises(Undefined, match="All answers are equal"):
        check([4] * 40)


def test_branches_by_hand():
    values = [1, 2, 3] * 10
    # Three answers in each branch, the same three: less alike than chance, no smaller crowd.
    assert branch_icc(values, np.arange(30) // 3) == pytest.approx(-1 / 2)
    assert effective_n(values, np.arange(30) // 3) == 30
    # Everybody answers as the branch does: a branch is worth one person.
    assert branch_icc(values, np.arange(30) % 3) == 1
    assert effective_n(values, np.arange(30) % 3) == pytest.approx(3)


def test_branches_of_one_and_two_count_in_the_size_but_not_in_the_likeness():
    values = [1, 2, 3] * 10 + [50, 60]
    branches = [*np.arange(30) % 3, 7, 8]
    assert branch_icc(values, branches) == 1
    size = (3 * 100 + 2) / 32
    assert effective_n(values, branches) == pytest.approx(32 / size)


def test_branches_are_compared_by_factors_where_all_are_above_zero():
    values, branches = lognormal(60), np.arange(60) % 4
    assert branch_icc(values, branches) == pytest.approx(branch_icc(1000 * values, branches))
    with_zero = np.append(values, 0)
    raised = branch_icc(with_zero + 7, np.append(branches, 9))
    assert raised != pytest.approx(branch_icc(with_zero, np.append(branches, 9)))


def test_multiples_by_hand():
    values = [0, 5, -10, 100, 7, 12.5] * 5
    found = {name: round(heap(values), 3) for name, heap in HEAPS.items()}
    assert found == {"multiples_of_5": 0.667, "multiples_of_10": 0.5, "multiples_of_100": 0.333}
    with pytest.raises(ValueError, match="at least 1"):
        multiples_of(values, 0)


def test_anchoring_by_hand():
    values = [98.0] * 2 + [100.0] * 8 + [101.0] * 2 + [130.0] * 6 + [131.0] * 3 + [260.0] * 19
    (anchor,) = anchoring(values, [100])
    # On the scale 20, 50, 100, 200, 500 the others draw none of 19: one more of each makes 1/20.
    # Near by, 9 answers lie within one band.
    assert anchor[:3] == (100, 10 / 40, 9 / 40)
    assert anchor.p == pytest.approx(scipy.stats.binom.sf(9, 19, 2 / 3))
    assert anchoring(values, [0]) == []
    (mirrored,) = anchoring(-np.array(values), [-100])
    assert mirrored == anchor._replace(number=-100)
    assert anchoring(values, [-100]) == [], "nobody is near numbers as round"


def test_anchoring_follows_a_change_of_unit_and_not_the_order():
    values = np.round(lognormal(200))
    assert anchoring(values[::-1], [400, 500]) == anchoring(values, [400, 500])
    for one, thousand in zip(
        anchoring(values, [400, 500]), anchoring(1000 * values, [400_000, 500_000]), strict=True
    ):
        assert thousand[1:] == pytest.approx(one[1:])


@pytest.mark.parametrize("number", [100, 300, 450, 500, 1000, 1200])
def test_leaning_on_a_number_is_found(number):
    values = np.round(lognormal(300))
    values[::2] = number
    (anchor,) = anchoring(values, [number])
    assert anchor.share >= 0.5
    assert anchor.p < 0.01


@pytest.mark.parametrize(
    "draw",
    [
        pytest.param(
            lambda rng, shares=shares: rng.choice(5, 200, p=shares) + 1.0, id=f"ratings {shares}"
        )
        for shares in ([0.05, 0.2, 0.5, 0.2, 0.05], [0.02, 0.08, 0.8, 0.08, 0.02], [0.2] * 5)
    ]
    + [
        pytest.param(lambda rng: np.round(rng.normal(3, 0.1, 200), 1), id="narrow"),
        pytest.param(lambda rng: rng.poisson(3, 200).astype(float), id="counts"),
    ],
)
def test_three_in_the_question_is_no_anchor_of_answers_that_are_few(draw):
    for seed in range(20):
        assert all(anchor.p >= 0.01 for anchor in anchoring(draw(rng(seed)), [3]))


@pytest.mark.parametrize("number", [100, 300, 500, 1000, 2000])
@pytest.mark.parametrize("digits", [(1, 2, 5), (1, 2, 3, 5, 7)])
def test_round_number_of_the_question_is_no_anchor_where_all_are_round(number, digits):
    round_numbers = np.array([digit * 10.0**power for power in range(7) for digit in digits])
    for seed in range(10):
        values = lognormal(300, seed=seed)
        far = np.abs(np.log(values)[:, np.newaxis] - np.log(round_numbers))
        assert all(
            anchor.p >= 0.01 for anchor in anchoring(round_numbers[far.argmin(axis=1)], [number])
        )


def test_middle_and_quarters_of_a_scale_are_no_anchors():
    values = [50.0] * 40 + [*range(5, 100, 2)]
    assert [anchor.number for anchor in anchoring(values, [20, 25, 50, 100], 0, 100)] == [20]
    assert [anchor.number for anchor in anchoring(values, [50])] == [50]


@pytest.mark.parametrize("factor", [0.001, 0.01, 0.1, 10, 100, 1000])
@pytest.mark.parametrize(("sigma", "share"), [(0.1, 0.02), (0.3, 0.05)])
def test_slip_of_the_unit_is_found(factor, sigma, share):
    values = lognormal(1000, sigma)
    slipped = int(share * values.size)
    values[:slipped] *= factor
    (slip,) = unit_slips(values)
    assert slip.factor == pytest.approx(factor)
    assert 0.8 * slipped <= slip.n <= slipped + 1
    assert slip.share == slip.n / 1000


@pytest.mark.parametrize("n", [30, 300, pytest.param(3000, marks=pytest.mark.exhaustive)])
@pytest.mark.parametrize("sigma", [0.1, 0.5, 1, 1.5, 2, 3, 5])
def test_wide_crowd_has_no_slip_of_the_unit(n, sigma):
    # Large crowds have a slip by chance least often.
    crowds = [lognormal(n, sigma, seed) for seed in range(60 if n < 3000 else 15)]
    assert [unit_slips(values) for values in crowds] == [[]] * len(crowds)
    rounded = [[float(f"{value:.1g}") for value in values] for values in crowds[: len(crowds) // 3]]
    assert [unit_slips(values) for values in rounded] == [[]] * len(rounded)


@pytest.mark.parametrize("factor", [3, 5, 20, 30, 50, 200, 300])
@pytest.mark.parametrize("share", [0.1, 0.2, 0.5])
def test_second_camp_is_no_slip_of_the_unit(factor, share):
    for seed in range(20):
        values = lognormal(200, 0.3, seed)
        values[: int(share * 200)] *= factor
        assert unit_slips(values) == []


def test_half_of_a_crowd_is_no_slip_of_the_unit():
    values = lognormal(200, 0.1)
    values[:60] *= 100
    assert unit_slips(values) == []


def test_slips_follow_a_change_of_unit_and_not_the_order():
    values = np.concatenate((lognormal(200, 0.2), 1000 * lognormal(20, 0.2)))
    (slip,) = unit_slips(values)
    assert unit_slips(7 * values[::-1]) == [slip]


def test_slips_need_numbers_above_zero():
    with pytest.raises(Undefined, match="above zero"):
        unit_slips([0] * 40)
