"""Checks that need no night: is what we keep still what we received and recorded, and which words have run out."""

from __future__ import annotations

from datetime import date, timedelta

from pipelines import answers, landing
from pipelines.operating.alerts import Alert
from pipelines.settings import Night, Settings


def integrity(night: Night) -> list[Alert]:
    """Every landed byte against its hash, every answer against the chain.

    Raises:
        LedgerError: the ledger cannot be read.
    """
    found = []
    try:
        kept = landing.deliveries(night)
    except landing.LandingError as damaged:
        return [Alert("damaged_landing", "landing", f"接收库损坏：{damaged}")]
    for delivery in kept:
        for file in delivery.files:
            try:
                landing.verify(delivery, file)
            except landing.LandingError:
                which = f"{delivery.dataset} {delivery.business_date} 的交付 {delivery.delivery_id}"
                found.append(Alert("damaged_landing", delivery.delivery_id, f"{which}与接收时不一致，请从备份恢复。"))
                break
    found.extend(
        Alert("broken_chain", "answers", f"答复记录链不完整（{wrong}），请与备份核对。")
        for wrong in answers.verify_chain(night.settings)
    )
    return found


def expired_words(settings: Settings, today: date) -> list[Alert]:
    """Words of people (releases, waivers …) whose last night was yesterday: what they set aside speaks again."""
    yesterday = today - timedelta(days=1)
    kinds = {"release": "放行的交付", "withdraw": "撤回的交付", "waived": "不予处理的线索"}
    found = []
    for kind, name in kinds.items():
        count = sum(word.until == yesterday for word in answers.known(settings, yesterday, kind))
        if count:
            found.append(Alert("expired_word", kind, f"{count}项“{name}”已到期，自{today.isoformat()}起重新计入。"))
    return found
