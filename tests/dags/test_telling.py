"""What stands out reaches a mail server and a webhook, in words that name no person; a deaf address is an error."""

from __future__ import annotations

import importlib
import json
import socket
import threading
from email import message_from_bytes
from email.policy import default
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message

from pipelines.operating import Alert

FOUND = [Alert("held_delivery", "court.sentences", "法院“裁判”的交付被扣留 <见首页>。")]


class Mailbox(Message):
    """Keeps what arrives."""

    def __init__(self) -> None:
        super().__init__()
        self.mails: list[bytes] = []

    def handle_message(self, message) -> None:
        self.mails.append(message.as_bytes())


@pytest.fixture
def telling(airflow_home, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)  # no settings file
    return importlib.import_module("telling")


@pytest.fixture
def mailbox(monkeypatch):
    box = Mailbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    extra = {"disable_ssl": True, "disable_tls": True, "from_email": "crosscheck@example.org", "retry_limit": 1}
    connection = {"conn_type": "smtp", "host": "127.0.0.1", "port": port, "extra": extra}
    monkeypatch.setenv("AIRFLOW_CONN_CROSSCHECK_SMTP", json.dumps(connection))
    monkeypatch.setenv("CROSSCHECK_ALERTS__MAIL_TO", '["duty@example.org"]')
    yield box
    server.stop()


@pytest.fixture
def webhook(monkeypatch):
    bodies: list[dict] = []
    answer = {"code": 204}

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(answer["code"])
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Taking)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("AIRFLOW_CONN_DUTY", f"http://127.0.0.1:{server.server_port}/hook?key=secret")
    monkeypatch.setenv("CROSSCHECK_ALERTS__WEBHOOK_CONNECTION", "duty")
    yield SimpleNamespace(bodies=bodies, answer=answer)
    server.shutdown()


def test_one_message_goes_to_mail_and_to_the_webhook(telling, mailbox, webhook):
    assert telling.tell("2025-10-15", FOUND, {}) == 2
    mail = message_from_bytes(mailbox.mails[0], policy=default)
    assert mail["To"] == "duty@example.org"
    assert mail["Subject"] == "crosscheck 2025-10-15：1项提醒"
    assert "扣留 &lt;见首页&gt;" in mail.get_body(("html",)).get_content()
    assert webhook.bodies[0]["alerts"] == [
        {"code": "held_delivery", "subject": "court.sentences", "text": FOUND[0].text}
    ]


def test_nothing_found_and_nobody_named_send_nothing(telling, webhook, monkeypatch):
    assert telling.tell("2025-10-15", [], {}) == 0
    monkeypatch.delenv("CROSSCHECK_ALERTS__WEBHOOK_CONNECTION")
    assert telling.tell("2025-10-15", FOUND, {}) == 0
    assert webhook.bodies == []


def test_a_webhook_that_refuses_is_an_error_that_is_tried_again_and_keeps_its_key(telling, webhook):
    webhook.answer["code"] = 500
    with pytest.raises(ConnectionError) as refused:
        telling.tell("2025-10-15", FOUND, {})
    assert "secret" not in str(refused.value)


def test_a_failed_task_is_told_without_the_words_of_its_error(telling, webhook):
    conduct = importlib.import_module("conduct")
    run = SimpleNamespace(conf={"business_date": "2025-10-15"}, logical_date=None)
    error = RuntimeError("张三 150102199001011234")
    conduct.tell_of_failure({"dag_run": run, "ti": SimpleNamespace(task_id="pull_court.landing"), "exception": error})
    told = json.dumps(webhook.bodies[0], ensure_ascii=False)
    assert "pull_court.landing" in told
    assert "张三" not in told
