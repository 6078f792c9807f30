"""Orders as Olist publishes them, and shops that took over its names: orders, reviews, customers, payments."""

from __future__ import annotations

from clew.importers.presets.preset import Block, Form, Preset
from clew.importers.suggest.draft import Draft

__all__ = ["OLIST"]

MADE, DUE, KEPT = "order_purchase_timestamp", "order_estimated_delivery_date", "order_delivered_customer_date"
STATUS = "order_status"
#: Orders that came to nothing: their promise is taken back, and nothing was bought.
WITHDRAWN = ["canceled", "cancelled", "unavailable"]
#: What happens to an order: name, touchpoint, channel, who began it, the column of its time.
PASSAGE = (
    ("ordered", "order", "web", "customer", MADE),
    ("payment approved", "payment", "web", "company", "order_approved_at"),
    ("handed to the carrier", "shipping", "carrier", "partner", "order_delivered_carrier_date"),
    ("delivered", "delivery", "carrier", "partner", KEPT),
)
AMOUNT = "order_value|order_total|total|amount|payment_value|price"
BY_ORDER = {"table": "promises", "by": "order_id"}


def orders(form: Form) -> list[Draft]:
    """Return the blocks of orders: what happened to each, its promise of delivery, its purchase."""
    happened = [_event(form, *step) for step in PASSAGE if form.has(step[-1])]
    bought = Block(form, "purchases", "each order is a purchase").key("=order", "order_id")
    bought.put("", "where", _where(form, {"not": WITHDRAWN}), "nothing was bought in orders that came to nothing")
    bought.read(customer_id="customer_id", order_id="order_id", purchased_at=MADE, amount=AMOUNT, currency="currency")
    bought.say(kind="purchase").keep((STATUS,))
    return [block.draft for block in (*happened, *_promises(form), bought)]


def _event(form: Form, name: str, touchpoint: str, channel: str, who: str, time: str) -> Block:
    """One step in the passage of an order, where it was taken."""
    block = Block(form, "events", f"an order is {name}").key("order_id", f"={name}")
    block.put("", "where", {form.column(time): {"not": ""}}, "only orders that came so far")
    block.read(customer_id="customer_id", order_id="order_id", journey_run_id="order_id", occurred_at=time)
    return block.say(name=name, touchpoint=touchpoint, channel=channel, initiated_by=who)


def _promises(form: Form) -> list[Block]:
    """The promise of delivery: standing, and taken back."""
    standing = _promise(form, "delivery by the end of the estimated day")
    if not form.has(STATUS):
        return [standing]
    standing.put("", "where", _where(form, {"not": WITHDRAWN}))
    back = _promise(form, "orders that came to nothing: the promise is not due")
    back.put("", "where", _where(form, WITHDRAWN))
    back.read("when it was taken back does not stand in the file", withdrawn_at=MADE)
    return [standing, back]


def _promise(form: Form, why: str) -> Block:
    block = Block(form, "promises", why).key("order_id")
    block.read(customer_id="customer_id", order_id="order_id", journey_run_id="order_id")
    block.read(made_at=MADE, due_at=DUE, kept_at=KEPT)
    block.say(kind="delivery", touchpoint="delivery", channel="carrier")
    return block.keep((STATUS,))


def _where(form: Form, wanted: object) -> dict[str, object]:
    column = form.column(STATUS)
    return {column: wanted} if column else {}


def reviews(form: Form) -> list[Draft]:
    """Return the block of reviews of orders; the customer is found through the order."""
    block = Block(form, "feedback", "stars and words about an order").key("review_id", "order_id")
    block.read(order_id="order_id", journey_run_id="order_id", customer_id="customer_id")
    block.read(rating="review_score", verbatim="review_comment_message")
    block.read(asked_at="review_creation_date", answered_at="review_answer_timestamp")
    block.say(metric="rating", instrument="order review", program="transactional", kind="review")
    block.put("scale", "min", 1).put("scale", "max", 5)
    if not form.has("customer_id"):
        block.put("join", "customer_id", BY_ORDER, "the order knows its customer, once orders are imported")
    return [block.keep((), title="review_comment_title").draft]


def customers(form: Form) -> list[Draft]:
    """Return the blocks of customers: each order has a customer_id of its own, customer_unique_id is the person."""
    same = Block(form, "identities", "two numbers of one person")
    same.read(from_id="customer_id", to_id="customer_unique_id")
    people = Block(form, "customers", "who they are").read(customer_id="customer_unique_id")
    people.keep((), city="customer_city", state="customer_state")
    return [same.draft, people.draft]


def payments(form: Form) -> list[Draft]:
    """Return the block of payments; customer and time are found through the order."""
    block = Block(form, "purchases", "what each order cost").key("=payment", "order_id", "payment_sequential")
    block.read(order_id="order_id", amount="payment_value", currency="currency").say(kind="payment")
    block.put("join", "customer_id", BY_ORDER, "the order knows its customer, once orders are imported")
    block.put("join", "purchased_at", {"table": "purchases", "by": "order_id"}, "and its time")
    if not form.has("currency"):
        block.note('Say the currency under [constants], such as currency = "BRL".')
    return [block.keep(("payment_type", "payment_installments")).draft]


OLIST = (
    Preset("orders", "Orders with a promised day of delivery (as Olist's)", ("order_id", MADE, DUE), orders),
    Preset("order-reviews", "Reviews of orders (as Olist's)", ("review_id", "order_id", "review_score"), reviews),
    Preset("order-customers", "Customers of orders (as Olist's)", ("customer_id", "customer_unique_id"), customers),
    Preset("order-payments", "Payments of orders (as Olist's)",
           ("order_id", "payment_sequential", "payment_value"), payments),
)  # fmt: skip
