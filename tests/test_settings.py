"""Settings: good ones are read, a wrong one is named with what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from crowd.secret import ensure_secret
from crowd.settings import HomePolls, InvalidSetting, Settings, read_settings


def test_settings_of_an_empty_environment() -> None:
    assert read_settings({"PATH": "/bin"}) == Settings()


@pytest.mark.parametrize(
    "url",
    [
        "redis://db",
        "redis://",
        "rediss://user:p,w@[::1]:6379/1?db=2",
        "unix:///run/redis.sock",
        "redis+cluster://one:7000",
        "rediss+cluster://user:p,w@one,two:7001,[::1]:7002",
    ],
)
def test_address_of_a_database_is_kept_as_it_is(url: str) -> None:
    assert read_settings({"REDIS_URL": url}).redis_url == url


def test_settings_that_are_set() -> None:
    settings = read_settings(
        {
            "REDIS_URL": "redis://db:6379/1",
            "CROWD_DATA": "/data",
            "CROWD_PUBLIC_URL": "https://polls.example.org/",
            "CROWD_RATE_LIMIT": "off",
            "CROWD_TRUSTED_PROXIES": "10.0.0.0/8, 192.0.2.1",
            "CROWD_MAX_PICTURE": "8 mb",
            "CROWD_HOME_POLLS": "Newest",
        }
    )
    assert settings == Settings(
        redis_url="redis://db:6379/1",
        data=Path("/data"),
        public_url="https://polls.example.org",
        rate_limit=False,
        trusted_proxies=("10.0.0.0/8", "192.0.2.1"),
        max_picture_megabytes=8,
        home_polls=HomePolls.NEWEST,
    )
    assert settings.max_picture_bytes == 8 * 1024 * 1024
    assert settings.secure


@pytest.mark.parametrize(
    ("name", "value", "advice"),
    [
        ("REDIS_URL", "mysql://user:secret@db", "an address starts with redis://"),
        ("REDIS_URL", "redis://user:secret@db:port", "its port is not a number"),
        ("REDIS_URL", "redis://user:secret@a,b:1", "only redis+cluster:// takes several"),
        ("REDIS_URL", "redis+cluster://user:secret@a,b:port", "its port is not a number"),
        ("REDIS_URL", "redis+cluster://user:secret@a,", "redis+cluster://host:port,host:port"),
        ("REDIS_URL", "unix+cluster://user:secret@a", "an address starts with redis://"),
        ("CROWD_SECRET", "short", "use at least 32 random characters"),
        ("CROWD_PUBLIC_URL", "polls.example.org", "write an address such as"),
        ("CROWD_PUBLIC_URL", "ftp://polls.example.org", "write an address such as"),
        ("CROWD_PUBLIC_URL", "https://user:secret@polls.example.org", "write an address such as"),
        ("CROWD_PUBLIC_URL", "https://polls.example.org/crowd", "write an address such as"),
        ("CROWD_PUBLIC_URL", "https://polls.example.org?a=b", "write an address such as"),
        ("CROWD_PUBLIC_URL", "https://polls.example.org:port", "write an address such as"),
        ("CROWD_PUBLIC_URL", "https://umfragen-köln.example", "a host in ASCII letters"),
        ("CROWD_RATE_LIMIT", "maybe", "write yes or no"),
        ("CROWD_TRUSTED_PROXIES", "proxy", "is not an address or network"),
        ("CROWD_MAX_PICTURE", "20", "write 1 MB to 50 MB"),
        ("CROWD_MAX_PICTURE", "0 MB", "write 1 MB to 50 MB"),
        ("CROWD_MAX_PICTURE", "51 MB", "write 1 MB to 50 MB"),
        ("CROWD_HOME_POLLS", "all", "write none, picked or newest"),
        ("CROWD_DATAA", "/data", "is not a setting. Known are: CROWD_ACCENT, CROWD_ALLOW_WEAK"),
    ],
)
def test_wrong_setting_is_named(name: str, value: str, advice: str) -> None:
    with pytest.raises(InvalidSetting) as caught:
        read_settings({name: value})
    assert name in str(caught.value)
    assert advice in str(caught.value)
    assert "secret@" not in str(caught.value)


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("HTTPS://Polls.Example.ORG:443/", "https://polls.example.org"),
        ("http://polls.example.org:80", "http://polls.example.org"),
        ("http://polls.example.org:443", "http://polls.example.org:443"),
        ("https://[2001:DB8:0::1]:8443", "https://[2001:db8::1]:8443"),
        ("https://xn--umfragen-kln-ejb.example", "https://xn--umfragen-kln-ejb.example"),
    ],
)
def test_public_url_is_written_as_browsers_do(written: str, url: str) -> None:
    assert read_settings({"CROWD_PUBLIC_URL": written}).public_url == url


def test_secret_is_made_once(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data")
    secret = ensure_secret(settings)
    assert len(secret) == 64
    assert ensure_secret(settings) == secret
    assert (tmp_path / "data" / "secret").stat().st_mode & 0o777 == 0o600
    assert [file.name for file in (tmp_path / "data").iterdir()] == ["secret"]


def test_secret_where_the_folder_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    with pytest.raises(InvalidSetting, match="Set CROWD_DATA to a folder"):
        ensure_secret(Settings(data=tmp_path / "data"))
