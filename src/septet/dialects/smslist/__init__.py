"""SEND BULK: messages in a JSON ``smslist``, as several providers of one software take them."""
