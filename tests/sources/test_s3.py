"""An S3-compatible object store, against a server that the test starts."""

from __future__ import annotations

import os

import boto3
import pytest
from moto.server import ThreadedMotoServer

from pipelines import landing, sources
from pipelines.sources import SourceError

TERMS = """
kind = "s3"
system = "police"
datasets = ["travel", "border"]
owner = "公安科信处"
complete_when = "marker"
marker = "_DONE"
connection = "police_store"
bucket = "exports"
root = "nightly"
"""


@pytest.fixture(scope="module")
def endpoint():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(endpoint, monkeypatch):
    monkeypatch.setenv(
        "AIRFLOW_CONN_POLICE_STORE",
        f'{{"conn_type": "aws", "login": "canary-key", "password": "canary-secret", '
        f'"extra": {{"endpoint_url": "{endpoint}", "region_name": "us-east-1"}}}}',
    )
    store = boto3.resource(
        "s3",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="canary-key",
        aws_secret_access_key="canary-secret",
    )
    made = store.create_bucket(Bucket="exports")
    yield made
    made.objects.delete()
    made.delete()


def put(bucket, path, content=b"x", marker=True):
    bucket.put_object(Key=f"nightly/{path}", Body=content)
    if marker:
        bucket.put_object(Key=f"nightly/{path.rsplit('/', 1)[0]}/_DONE", Body=b"")


def test_complete_deliveries_land_byte_for_byte_and_once(bucket, declared, monkeypatch):
    night = declared(police_store=TERMS)
    big = os.urandom(20 << 20)  # more than one block of reading ahead
    put(bucket, "travel/2025-10-15/a.csv", big)
    put(bucket, "travel/2025-10-16/tomorrow.csv")
    put(bucket, "border/2025-10-15/half.csv", marker=False)
    bucket.put_object(Key="nightly/travel/", Body=b"")  # consoles write such a key for a folder
    assert landing.land(night)["landed"] == 1
    (delivery,) = landing.deliveries(night)
    assert (delivery.dataset, [file.name for file in delivery.files]) == ("police.travel", ["a.csv"])
    assert landing.read_verified(delivery, delivery.files[0]) == big
    assert {(p.dataset, p.code) for p in sources.available(night).problems} == {("police.border", "incomplete")}
    monkeypatch.setattr("pipelines.landing.arrival._digest", None)  # reading again would fail
    assert landing.land(night)["unchanged"] == 1


def test_an_object_replaced_lands_as_the_next_in_sequence(bucket, declared):
    night = declared(police_store=TERMS)
    put(bucket, "travel/2025-10-15/a.csv", b"one")
    landing.land(night)
    put(bucket, "travel/2025-10-15/a.csv", b"two")
    assert landing.land(night)["landed"] == 1
    assert [delivery.sequence for delivery in landing.deliveries(night)] == [1, 2]


def test_a_missing_bucket_is_no_network_fault_and_names_the_source(bucket, declared):
    night = declared(police_store=TERMS.replace('"exports"', '"elsewhere"'))
    with pytest.raises(SourceError, match="source police-store: 'elsewhere/nightly' is not there") as raised:
        landing.land(night)
    assert not isinstance(raised.value, ConnectionError)


def test_a_store_that_is_down_is_a_network_fault_that_shows_no_secret(bucket, declared, monkeypatch, caplog):
    monkeypatch.setattr("pipelines.sources.kinds.s3.CONNECT_SECONDS", 1)
    monkeypatch.setenv(
        "AIRFLOW_CONN_POLICE_STORE", "aws://canary-key:canary-secret@/?endpoint_url=http%3A%2F%2F127.0.0.1%3A1"
    )
    with pytest.raises(ConnectionError, match="source police-store: the connection failed") as raised:
        landing.land(declared(police_store=TERMS))
    assert "canary" not in str(raised.value) + caplog.text


def test_an_account_without_its_secret_is_named_before_anything_is_asked(declared, monkeypatch):
    monkeypatch.setenv("AIRFLOW_CONN_POLICE_STORE", "aws://canary-key@")
    with pytest.raises(SourceError, match="AIRFLOW_CONN_POLICE_STORE must hold access key and secret key"):
        landing.land(declared(police_store=TERMS))
