"""The files by which an installation is deployed are well formed, hardened, and in the guide."""

import configparser
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
FILES = ROOT / "deploy"
UNITS = sorted(FILES.glob("*.service")) + sorted(FILES.glob("*.timer"))
HARDENED = {
    "NoNewPrivileges": "yes",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "CapabilityBoundingSet": "",
    "SystemCallFilter": "@system-service",
    "UMask": "0077",
    "User": "plenary",
}


def _unit(file):
    unit = configparser.ConfigParser(interpolation=None, strict=True)
    unit.optionxform = str
    unit.read_string(file.read_text())
    return unit


def _compose():
    return yaml.safe_load((FILES / "compose.yaml").read_text())


@pytest.mark.parametrize("file", sorted(FILES.glob("*.service")), ids=lambda file: file.stem)
def test_each_service_may_do_no_more_than_it_must(file):
    service = dict(_unit(file)["Service"])
    assert {name: service.get(name) for name in HARDENED} == HARDENED
    written = service["ReadWritePaths"].split()
    assert written in (["/srv/plenary/media"], ["/srv/plenary/backups"])


@pytest.mark.hold
@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd here")
@pytest.mark.parametrize("file", UNITS, ids=lambda file: file.name)
def test_systemd_understands_each_unit(file, tmp_path):
    for each in UNITS:
        here = each.read_text().replace("/srv/plenary/app/.venv/bin/python", sys.executable)
        (tmp_path / each.name).write_text(here.replace("/srv/plenary", str(tmp_path)))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / file.name)],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_only_the_proxy_is_reached_from_outside():
    services = _compose()["services"]
    assert {name for name, each in services.items() if "ports" in each} == {"caddy"}
    assert services.keys() == {"web", "work", "postgres", "redis", "caddy"}
    for name in ("web", "work"):
        assert services[name]["read_only"] is True
        assert services[name]["cap_drop"] == ["ALL"]


def test_no_secret_stands_in_them_and_none_is_optional():
    text = (FILES / "compose.yaml").read_text()
    given = re.findall(r"\$\{(\w+)(:\?)?", text)
    assert {name for name, _is_asked in given} == {"POSTGRES_PASSWORD", "PLENARY_HOST"}
    assert all(is_asked for _name, is_asked in given)


def test_containers_are_given_settings_that_there_are():
    known = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert _compose()["services"]["web"]["environment"].keys() <= known
    built = re.findall(r"^ENV (.*)$", (FILES / "Dockerfile").read_text(), re.MULTILINE)
    named = {each.partition("=")[0] for line in built for each in line.split()}
    assert {name for name in named if not name.startswith(("PYTHON", "MALLOC"))} <= known


def test_the_image_holds_every_room_and_no_settings_or_data():
    taken = re.findall(r"^!(.*)$", (FILES / "Dockerfile.dockerignore").read_text(), re.MULTILINE)
    rooms = {file.parent.name for file in ROOT.glob("*/apps.py")} | {"catalogue"}
    assert rooms | {"config", "templates", "static", "locale", "manage.py"} <= set(taken)
    assert not {".env", "var", ".git", "tests"} & set(taken)


def test_the_guides_name_each_file():
    guides = "".join(
        (ROOT / "docs" / name).read_text() for name in ("one-server.md", "several-servers.md")
    )
    missing = {file.name for file in FILES.iterdir() if f"deploy/{file.name}" not in guides}
    assert missing - {"Dockerfile.dockerignore"} == set()
