import subprocess

import pytest
from app import answer

COMMAND = ["node_modules/.bin/ollama-conformance", "stand-in"]


@pytest.fixture(scope="session")
def stand_in():
    """The address of a server. Each deviation has a base URL of its own there."""
    with subprocess.Popen(COMMAND, stdout=subprocess.PIPE, text=True) as process:
        yield process.stdout.readline().strip().removesuffix("/v1")
        process.terminate()


def test_gives_an_answer(stand_in):
    assert answer("Say hello.", f"{stand_in}/v1").strip()


@pytest.mark.parametrize("deviation", ["usage-absent", "id-null", "created-text"])
def test_survives(stand_in, deviation):
    assert answer("Say hello.", f"{stand_in}/{deviation}/v1").strip()


@pytest.mark.parametrize("deviation", ["choices-null", "choices-empty", "content-empty"])
def test_says_that_there_is_no_answer(stand_in, deviation):
    with pytest.raises(ValueError, match="no answer"):
        answer("Say hello.", f"{stand_in}/{deviation}/v1")
