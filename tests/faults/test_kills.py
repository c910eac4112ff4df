"""Workers, and all of them at once, are killed while twelve people write."""

import pytest

from tests.faults.writing import SECONDS_TO_SERVE, Writers, assert_nothing_was_lost, some_time

pytestmark = pytest.mark.hold


@pytest.mark.parametrize("kills", [5, pytest.param(200, marks=pytest.mark.exhaustive)])
def test_no_act_is_lost_when_workers_are_killed(server, record, tell, kills):
    writers = Writers(server, record)
    with writers.at_work():
        for _each in range(kills):
            some_time()
            server.kill_a_worker()
            writers.wait_for_an_act()
        writers.wait_for_a_new_act()

    tell(f"{kills} workers killed: {writers.told()}")
    assert_nothing_was_lost(writers)
    assert writers.longest_pause() <= SECONDS_TO_SERVE


@pytest.mark.parametrize("kills", [1, pytest.param(20, marks=pytest.mark.exhaustive)])
def test_no_act_is_lost_when_all_are_killed(server, record, tell, kills):
    writers = Writers(server, record)
    with writers.at_work():
        for _each in range(kills):
            writers.wait_for_a_new_act()
            some_time()
            server.kill_all()
            server.start()
        writers.wait_for_a_new_act()

    tell(f"all killed {kills} times: {writers.told()}")
    assert_nothing_was_lost(writers)
    assert writers.longest_pause() <= SECONDS_TO_SERVE
