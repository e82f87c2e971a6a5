"""Telling people what stands out: by mail and by webhook, over Airflow's connections. Texts name no person."""

from __future__ import annotations

from html import escape
from typing import Any

import httpx
from airflow.providers.smtp.notifications.smtp import SmtpNotifier
from airflow.sdk import BaseHook, BaseNotifier


class WebhookNotifier(BaseNotifier):
    """POSTs one message as JSON to the URL of a connection; a refused message is an error of the task."""

    template_fields = ()

    def __init__(self, connection: str, body: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.connection, self.body = connection, body

    def notify(self, context: Any) -> None:
        """Send it.

        Raises:
            ConnectionError: the address cannot be reached or does not accept the message.
        """
        url = BaseHook.get_connection(self.connection).get_uri()
        try:
            httpx.post(url, json=self.body, timeout=30).raise_for_status()
        except httpx.HTTPError as error:
            # the address may carry a key
            raise ConnectionError(f"webhook {self.connection}: {type(error).__name__}") from None


def tell(day: str | None, found: list[Any], context: Any) -> int:
    """Send one message with all alerts to everybody the settings name; returns how many messages went out.

    Raises:
        ConnectionError: a message could not be sent.
    """
    from pipelines.operating import message
    from pipelines.settings import load_settings

    who = load_settings().alerts
    if not found:
        return 0
    subject, text = message(day, found)
    notifiers: list[BaseNotifier] = []
    if who.mail_to:
        page = escape(text, quote=False).replace("\n", "<br>")
        mail = {"to": list(who.mail_to), "subject": subject, "html_content": page}
        notifiers.append(SmtpNotifier(smtp_conn_id=who.mail_connection, **mail))
    if who.webhook_connection:
        listed = [{"code": each.code, "subject": each.subject, "text": each.text} for each in found]
        body = {"subject": subject, "text": text, "alerts": listed}
        notifiers.append(WebhookNotifier(who.webhook_connection, body))
    for notifier in notifiers:
        notifier.notify(context)
    return len(notifiers)
