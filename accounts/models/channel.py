"""How people reach each other."""

from django.db import models


class Channel(models.TextChoices):
    IN_PERSON = "in_person", "当面"
    PHONE = "phone", "电话"
    WEB = "web", "网站"
    MOBILE = "mobile", "手机"
    LETTER = "letter", "信函"
    EMAIL = "email", "邮件"
    MESSENGER = "messenger", "即时消息"


class Direction(models.TextChoices):
    INBOUND = "in", "客户找我们"
    OUTBOUND = "out", "我们找客户"
