from django.db import migrations

from crm.history import track


class Migration(migrations.Migration):
    dependencies = [("accounts", "0017_notebook_views"), ("crm", "0008_track_people")]
    operations = [
        track("account", account="id"),
        track("ownership", journal=True),
        track("contact", naming=["name"]),
        track("judgement", journal=True),
        track("approach", naming=["contact_id", "methods"]),
        track("careevent", naming=["kind", "on"]),
        track("conversation", naming=["purpose"]),
        track("trustevent", naming=["effect", "act"]),
        track("promise", naming=["text", "due_on"]),
        track("touchpoint", journal=True, naming=["kind"]),
        track("attachment", naming=["filename"]),
        track("phrase", naming=["text"]),
        track("territory", naming=["name"]),
        track("product", naming=["code", "name"]),
        track("order", naming=["kind", "total", "currency"]),
        track("orderline", part_of=["order_id", "accounts_order", "lines"], account="account_id"),
        track("processlink", account="supplier_id", naming=["service"]),
        track("stepmember", naming=["user_id"]),
        track("servicestandard", naming=["what"]),
        track("servicerequest", naming=["text"]),
        track("servicerating", naming=["score"]),
        track("service", naming=["code", "name"]),
        track("entitlement", naming=["service_id", "tier"]),
        track("servicedelivery", naming=["service_id", "given_on"]),
        track("consumption", naming=["product_id"]),
        track("stockcount", part_of=["consumption_id", "accounts_consumption", "counts"], account="account_id"),
        track("journey", naming=["arrival"]),
        track("stagechange", journal=True),
        track("need", naming=["said"]),
        track("preference", naming=["text"]),
        track("trialoffer", naming=["text"]),
        track("deal", naming=["name"]),
        track("dealproduct", part_of=["deal_id", "accounts_deal", "products"], account="account_id"),
        track("floorprice", naming=["product_id", "price"]),
        track("quote", account="dealer_id", naming=["total", "currency"]),
        track("quoteline", part_of=["quote_id", "accounts_quote", "lines"], account="dealer_id"),
        track("priceoffence", account="dealer_id", naming=["kind", "fine"]),
        track("welcomeproposal", naming=["proposed"]),
    ]
