"""Texts as campaigns have them, made up from a seed: four in five in GSM-7, 129 characters on the average."""

from __future__ import annotations

import random

_GSM7 = (
    "Dear customer, your order 48121 was sent today and will reach you tomorrow. Track it here: example.com/t/48121 ",
    "Für die Lieferung à Genève: prenez rendez-vous; così è più rapido, señor Muñoz, ø og å. Danke, merci, tack! ",
    "Your code is 481207. It is valid for 10 minutes; do not tell it to anybody, and not to us either. Halmbrook ",
    "Your voucher [SAVE20] is worth 20 € until 31 May, see the {terms} ~ at the shop or by telephone. Reply STOP ",
)
_UCS2 = (
    "Ваш заказ отправлен и будет доставлен завтра с девяти до шести часов. Спасибо, что выбрали нас! ",
    "We’ve shipped your order – it’s on its way… 🎉 Track it here: example.com/t/48121 and tell us how it was 😀 ",
    "Η παραγγελία σας εστάλη σήμερα και θα φτάσει αύριο. Κωδικός MAY073315, έκπτωση 20% σε όλα τα είδη. ",
    "您的订单已发货,预计明天送达。如有疑问,请联系客服。谢谢您的惠顾! ",
)


def texts(n_texts: int, seed: int = 6) -> list[str]:
    """Return so many texts, no two of them the same object."""
    made = random.Random(seed)
    found = []
    for number in range(n_texts):
        language = made.choice(_GSM7 if made.random() < 0.8 else _UCS2)
        n_chars = min(max(round(made.gauss(129, 40)), 20), 320)
        start = made.randrange(len(language))
        found.append(f"{number} {(language * 4)[start : start + n_chars]}"[:n_chars])
    return found
