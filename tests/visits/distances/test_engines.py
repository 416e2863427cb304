"""The road engine: believed when it makes sense, forgotten for a minute when it hangs or talks nonsense; a real server each time."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from visits.distances import matrix as memory
from visits.distances.engines import EngineFailed, ask_osrm, ask_valhalla
from visits.distances.matrix import matrix
from visits.models import TravelLeg
from visits.planning.geo import Place, haversine_m

A, B, C = Place(29.0, 120.0), Place(29.01, 120.0), Place(29.0, 120.02)


class Engine:
    """A server on this machine that answers as it is told; `asked` counts."""

    def __init__(self) -> None:
        self.answer: Callable[[Any], None] = lambda handler: None
        self.asked = 0
        self.stopped = threading.Event()
        engine = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                engine.asked += 1
                engine.answer(self)

            do_POST = do_GET  # noqa: N815

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def says(self, text: str, status: int = 200) -> None:
        def answer(handler: Any) -> None:
            handler.send_response(status)
            handler.end_headers()
            handler.wfile.write(text.encode())

        self.answer = answer

    def hangs(self) -> None:
        self.answer = lambda handler: (self.stopped.wait(20), None)[1]

    def drips(self) -> None:
        def answer(handler: Any) -> None:
            handler.send_response(200)
            handler.end_headers()
            while not self.stopped.wait(0.2):
                handler.wfile.write(b" ")
                handler.wfile.flush()

        self.answer = answer


@pytest.fixture
def engine(settings) -> Iterator[Engine]:
    memory._resting.clear()
    engine = Engine()
    settings.ROUTING_ENGINE, settings.ROUTING_URL, settings.ROUTING_SECONDS = "osrm", engine.url, 1
    yield engine
    engine.stopped.set()
    engine.server.shutdown()
    engine.server.server_close()
    memory._resting.clear()


def osrm_table(*places: Place, percent: int = 130, mps: float = 8.0) -> str:
    metres = [[haversine_m(a, b) * percent / 100 for b in places] for a in places]
    return json.dumps({"code": "Ok", "distances": metres, "durations": [[m / mps for m in row] for row in metres]})


@pytest.mark.django_db
def test_what_the_engine_measured_is_used_and_remembered(engine):
    engine.says(osrm_table(A, B, C, percent=150))

    found = matrix([A, B, C])
    again = matrix([C, B, A])

    assert (found.engine, found.is_estimated, found.trouble) == ("osrm", False, None)
    assert found.leg(0, 1).metres == round(haversine_m(A, B) * 1.5)
    assert again.leg(2, 1) == found.leg(0, 1)
    assert engine.asked == 1
    assert TravelLeg.objects.count() == 6


@pytest.mark.django_db
def test_an_engine_that_hangs_costs_one_waiting_and_is_named(engine):
    engine.hangs()

    before = time.monotonic()
    found = matrix([A, B])
    waited = time.monotonic() - before
    again = matrix([A, B])

    assert (found.engine, found.is_estimated, found.trouble) == ("estimate", True, "timeout")
    assert found.leg(0, 1).metres == round(haversine_m(A, B) * 1.3)
    assert waited < 5
    assert (again.trouble, engine.asked) == ("resting", 1)


@pytest.mark.django_db
def test_an_engine_that_drips_is_given_up_on(engine):
    engine.drips()

    assert matrix([A, B]).trouble == "timeout"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    [
        "<html>", "[]", '{"code": "NoTable"}', '{"code": "Ok"}', '{"code": "Ok", "distances": [[0]], "durations": [[0]]}',
        '{"code": "Ok", "distances": [[0, "far"], [1, 0]], "durations": [[0, 1], [1, 0]]}',
        '{"code": "Ok", "distances": [[0, 5], [5, 0]], "durations": [[0, 1], [1, 0]]}',
        '{"code": "Ok", "distances": [[0, 9999999], [9999999, 0]], "durations": [[0, 1], [1, 0]]}',
        '{"code": "Ok", "distances": [[0, NaN], [NaN, 0]], "durations": [[0, 1], [1, 0]]}',
    ],
)  # fmt: skip
def test_nonsense_is_not_believed(engine, text):
    engine.says(text)

    found = matrix([A, B])

    assert (found.engine, found.trouble) == ("estimate", "nonsense")
    assert not TravelLeg.objects.exists()


@pytest.mark.django_db
def test_an_error_or_nobody_there_is_estimated_too(engine, settings):
    engine.says("no", status=500)
    assert matrix([A, B]).trouble == "unreachable"

    memory._resting.clear()
    settings.ROUTING_URL = "http://127.0.0.1:9"
    assert matrix([A, B]).trouble == "unreachable"


@pytest.mark.django_db
def test_an_island_is_estimated_and_the_rest_measured(engine):
    body = json.loads(osrm_table(A, B, C))
    for n in range(2):
        body["distances"][n][2] = body["distances"][2][n] = body["durations"][n][2] = body["durations"][2][n] = None
    engine.says(json.dumps(body))

    found = matrix([A, B, C])

    assert (found.engine, found.estimated, found.is_estimated) == ("osrm", 2, True)


def test_valhalla_says_the_same_in_its_own_words(engine):
    cells = [[{"distance": haversine_m(a, b) * 1.3 / 1000, "time": round(haversine_m(a, b) / 6)} for b in (A, B)] for a in (A, B)]
    engine.says(json.dumps({"sources_to_targets": cells}))

    table = ask_valhalla(engine.url, [A, B], "car", seconds=1)

    assert table[0][1]
    assert table[0][1].metres == round(haversine_m(A, B) * 1.3)
    with pytest.raises(EngineFailed):
        ask_osrm(engine.url, [A, B], "car", seconds=1)


@pytest.mark.django_db
def test_without_an_engine_nobody_is_asked(settings):
    settings.ROUTING_ENGINE = "none"

    found = matrix([A, B, A])

    assert (found.engine, found.is_estimated, found.trouble) == ("estimate", True, None)
    assert found.legs()[0][2].metres == 0
