"""Reviews: Google Play (its CSV, the API's JSON), Apple's App Store, Google Business (maps)."""

from __future__ import annotations

from clew.importers.presets.preset import Block, Form, Preset
from clew.importers.suggest.draft import Draft

__all__ = ["REVIEWS"]

#: How Google Business writes one to five stars.
STARS = {"ONE": "1", "TWO": "2", "THREE": "3", "FOUR": "4", "FIVE": "5"}
#: Where the API of Google Play keeps what the user wrote; after it may come what the developer answered.
WROTE = "comments[0].userComment"


def _review(form: Form, why: str, instrument: str, program: str) -> Block:
    """What all reviews have: one to five stars."""
    block = Block(form, "feedback", why).say(kind="review", metric="rating", program=program)
    block.say(instrument=instrument, channel=instrument)
    return block.put("scale", "min", 1).put("scale", "max", 5)


def google_play_csv(form: Form) -> list[Draft]:
    """Return the block of the monthly file of Google Play."""
    block = _review(form, "reviews of an app in Google Play", "Google Play", "product")
    block.key("Package Name", "Review Submit Millis Since Epoch|Review Submit Date and Time", why="no id stands in it")
    block.read(
        rating="Star Rating",
        verbatim="Review Text",
        language="Reviewer Language",
        answered_at="Review Submit Date and Time",
        product="Package Name",
        device="Device",
    )
    block.version("Review Last Update Date and Time", "a review that is changed replaces the one before")
    return [block.keep(("App Version Name", "App Version Code"), title="Review Title").draft]


def google_play_json(form: Form) -> list[Draft]:
    """Return the block of what the API of Google Play lists."""
    block = _review(form, "reviews of an app in Google Play", "Google Play", "product").key("reviewId")
    inside = {
        "rating": "starRating",
        "verbatim": "text",
        "language": "reviewerLanguage",
        "answered_at": "lastModified.seconds",
        "device": "device",
    }
    for canonical, name in inside.items():
        block.put("columns", canonical, f"{WROTE}.{name}", "the user's part of the review")
    for name in ("appVersionName", "androidOsVersion", "thumbsUpCount"):
        block.put("properties", name, f"{WROTE}.{name}")
    block.put("dates", "answered_at", ["epoch"], "seconds since 1970")
    return [block.draft]


def app_store(form: Form) -> list[Draft]:
    """Return the block of reviews of Apple's App Store, of its API (nested) or flat."""
    block = _review(form, "reviews of an app in the App Store", "App Store", "product")
    block.key("id|review id").read(
        rating="attributes.rating|rating",
        verbatim="attributes.body|body",
        answered_at="attributes.createdDate|createdDate",
        country="attributes.territory|territory",
        product="app|app name|bundleId|attributes.app",
    )
    if not form.has("id|review id"):
        block.note("No column tells the reviews apart: without a key, overlapping exports would count twice.")
    return [block.keep((), title="attributes.title|title").draft]


def google_business(form: Form) -> list[Draft]:
    """Return the block of reviews on Google's maps."""
    block = _review(form, "reviews of a place on Google's maps", "Google Business", "relationship")
    block.key("reviewId|name").read(
        rating="starRating",
        verbatim="comment",
        answered_at="createTime",
        location="locationName|location|storeCode|location.title",
    )
    block.version("updateTime", "a review that is changed replaces the one before")
    block.put("values", "rating", STARS, "stars in words")
    block.put("missing", "rating", ["STAR_RATING_UNSPECIFIED"])
    return [block.draft]


REVIEWS = (
    Preset(
        name="google-play-csv",
        title="Google Play reviews (CSV)",
        signs=("Package Name", "Star Rating", "Review Submit Date and Time"),
        blocks=google_play_csv,
        drop=("Review Link",),
    ),
    Preset(
        name="google-play-json",
        title="Google Play reviews (JSON of the API)",
        signs=("reviewId", "comments"),
        blocks=google_play_json,
        formats=("json", "jsonl"),
        drop=("authorName",),
    ),
    Preset(
        name="google-business",
        title="Google Business reviews (maps)",
        signs=("starRating", "createTime", "reviewId|name"),
        blocks=google_business,
        drop=("reviewer.displayName", "reviewer.profilePhotoUrl"),
    ),
    Preset(
        name="app-store",
        title="App Store reviews (Apple)",
        signs=("attributes.rating|rating", "attributes.createdDate|createdDate", "attributes.territory|territory"),
        blocks=app_store,
        drop=("attributes.reviewerNickname|reviewerNickname",),
    ),
)
