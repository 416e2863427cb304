"""Everything the program can be told, from the environment; a wrong value stops the start with a clear sentence."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from crm.environment import Environment
from crm.logs import logging_config

ROOT = Path(__file__).resolve().parent.parent
env = Environment()

#: `demo` is what `make run` starts: safe on one's own machine, with people whose password everybody knows. `production`
#: refuses whatever would be unsafe on a network.
MODE = env.choice("CRM_ENV", ("demo", "production", "test"), "demo")
IN_PRODUCTION = MODE == "production"
DATA_DIR = env.folder("CRM_DATA_DIR", ROOT / ".data")

#: Of one photo or paper, and of all of them together.
FILE_LIMIT = env.number("CRM_FILE_MB", 25, low=1, high=2_000) * 1_000_000
FILES_QUOTA = env.number("CRM_FILES_MB", 50_000, low=1, high=100_000_000) * 1_000_000

#: How long the history (who changed what) is kept; 0 is for good.
HISTORY_YEARS = env.number("CRM_HISTORY_YEARS", 0, low=0, high=100)

# --- the address --------------------------------------------------------------------------------------------------------
PORT = env.number("PORT", 8000, low=1, high=65535)
LISTEN_ON = env.text("CRM_LISTEN", "0.0.0.0" if IN_PRODUCTION else "127.0.0.1")  # noqa: S104
PUBLIC_URL = env.web_address("CRM_PUBLIC_URL", f"http://localhost:{PORT}")
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", str(PUBLIC_URL.hostname), *env.names("CRM_ALLOWED_HOSTS")]
IS_HTTPS = PUBLIC_URL.scheme == "https"
CSRF_TRUSTED_ORIGINS = [f"{PUBLIC_URL.scheme}://{PUBLIC_URL.netloc}"]
#: Addresses of the proxies in front, whose word on https is believed.
PROXIES = env.text("CRM_PROXIES", "127.0.0.1,::1")

# --- secrets and switches -----------------------------------------------------------------------------------------------
PUBLIC_KEY = "everybody knows this key, so it is refused in production"
SECRET_KEY = env.text("CRM_SECRET_KEY", PUBLIC_KEY)
SECRET_KEY_FALLBACKS = env.names("CRM_SECRET_KEY_FALLBACKS")
DEBUG = env.flag("CRM_DEBUG")

if IN_PRODUCTION:
    unsafe = {
        "CRM_SECRET_KEY is missing or shorter than 50 characters.": SECRET_KEY == PUBLIC_KEY or len(SECRET_KEY) < 50,
        "CRM_SECRET_KEY repeats a few characters; let a generator make it.": len(set(SECRET_KEY)) < 10,
        "CRM_DEBUG shows the program's insides to everybody.": DEBUG,
        "CRM_PUBLIC_URL must begin with https://, or passwords and sessions can be read on the way.": not IS_HTTPS,
        "DATABASE_URL is missing; the embedded server is for one person's machine.": not env.text("DATABASE_URL"),
        "CRM_ALLOWED_HOSTS must name the hosts; a * lets anybody's name point here.": any("*" in h for h in ALLOWED_HOSTS),
    }
    if refused := [sentence for sentence, applies in unsafe.items() if applies]:
        raise ImproperlyConfigured("Not started, CRM_ENV is production and this is unsafe:\n- " + "\n- ".join(refused))

# --- the database -------------------------------------------------------------------------------------------------------
#: Seconds a statement of the web may take; jobs and commands have all the time they need.
STATEMENT_SECONDS = env.number("CRM_STATEMENT_SECONDS", 5, low=1, high=600)
EMBEDDED_DURABLE = MODE != "test"
_given = env.database("DATABASE_URL")
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        "ENGINE": "crm.database" if _given else "crm.embedded",
        "NAME": "crm",
        **(_given or {}),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }
}
DATABASES["default"]["OPTIONS"] = {"application_name": "crm", "connect_timeout": 5} | DATABASES["default"].get("OPTIONS", {})
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- time and language --------------------------------------------------------------------------------------------------
BUSINESS_TZ = env.time_zone("CRM_TIME_ZONE", "Asia/Shanghai")
WORKDAYS = env.weekdays("CRM_WORKDAYS", "1,2,3,4,5")
WORK_HOURS = env.hours("CRM_WORK_HOURS", "08:30-17:30")
FREE_DAYS, EXTRA_WORKDAYS = env.days("CRM_FREE_DAYS"), env.days("CRM_EXTRA_WORKDAYS")
#: A road engine on one's own network: `osrm` or `valhalla` and its address. Without one, ways are estimated.
ROUTING_ENGINE = env.choice("CRM_ROUTING", ("none", "osrm", "valhalla"), "none")
ROUTING_URL = env.text("CRM_ROUTING_URL").rstrip("/")
#: Seconds that a page waits for it, before the estimate stands in.
ROUTING_SECONDS = env.number("CRM_ROUTING_SECONDS", 2, low=1, high=60)
if ROUTING_ENGINE != "none" and not ROUTING_URL.startswith(("http://", "https://")):
    raise ImproperlyConfigured("CRM_ROUTING names an engine, so CRM_ROUTING_URL must be its address: http://host:port.")
TIME_ZONE = "UTC"
USE_TZ = True
LANGUAGE_CODE = "zh-hans"

# --- parts -----------------------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "procrastinate.contrib.django",
    "crm",
    "accounts",
    "tiers",
    "visits",
    "api",
    "demo",
]
AUTH_USER_MODEL = "crm.User"
AUTHENTICATION_BACKENDS = ["crm.access.ReachBackend"]
if MODE == "test":
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # sign-in is tested often, never guessed
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# --- the web ------------------------------------------------------------------------------------------------------------
ROOT_URLCONF = "crm.urls"
WSGI_APPLICATION = "crm.wsgi.application"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "crm.shell.BrowserRules",
    "crm.shell.FrontEnd",
    "crm.unavailable.DatabaseAway",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "crm.database.authors.AuthorOfRequest",
]
#: gunicorn's workers show here that they live; memory, because a busy disk must not look like a dead worker.
HEARTBEAT_DIR = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
FRONT_END = ROOT / "frontend" / "dist"
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True  # the admin's few files straight from its package: no collectstatic step

_cookie = "__Host-" if IS_HTTPS else ""
SESSION_ENGINE = "crm.sessions"
SESSION_COOKIE_NAME = f"{_cookie}sessionid"
CSRF_COOKIE_NAME = f"{_cookie}csrftoken"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 30 * 24 * 3600  # a phone may be on the road for weeks
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if IS_HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# --- jobs and logs ------------------------------------------------------------------------------------------------------
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
LOGGING_CONFIG = "logging.config.dictConfig"
LOGGING = logging_config(level=env.choice("CRM_LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR"), "INFO"))

# --- the API ---------------------------------------------------------------------------------------------------------------
CSRF_FAILURE_VIEW = "api.errors.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["api.authentication.BearerAuthentication", "api.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["api.permissions.Known"],
    "DEFAULT_PARSER_CLASSES": ["api.parsers.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["api.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "rest_framework.schemas.inspectors.ViewInspector",  # until somebody asks: api.schema.read_notes
    "EXCEPTION_HANDLER": "api.errors.exception_handler",
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "api.negotiation.AlwaysJSON",
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "CRM",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "DESCRIPTION": "Customers, tiers and visits. See docs/api.md for paging, errors, versions and repeats.",
    "COMPONENT_SPLIT_REQUEST": True,
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "PREPROCESSING_HOOKS": ["api.schema.read_notes"],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "api.schema.describe_problems",
        "api.schema.require_response_fields",
    ],
    "ENUM_NAME_OVERRIDES": {
        "VerbEnum": "accounts.models.BulkAction.Verb",
        "CycleStateEnum": "visits.models.Cycle.State",
        "CycleEditVerbEnum": "visits.models.CycleEdit.Verb",
        "AbsenceKindEnum": "visits.models.Absence.Kind",
        "CycleChangeKindEnum": "api.v1.cycle_shapes.KINDS",
        "NoticeCodeEnum": "api.v1.cycle_shapes.NOTICES",
        "ImportOnDoubtEnum": "accounts.models.importing.ImportRun.OnDoubt",
        "AbuseKindEnum": "accounts.models.abuse.AbuseReport.Kind",
        "OutcomeEnum": "visits.models.visit.Visit.Outcome",
        "AbuseOutcomeEnum": "accounts.models.abuse.AbuseReport.Outcome",
        "GoodwillRoleEnum": "accounts.models.goodwill.LIMITED_ROLES",
        "AccountKindEnum": "accounts.models.AccountKind",
        "AccountRoleEnum": "accounts.models.AccountRole",
        "AccountStatusEnum": "accounts.models.AccountStatus",
        "TierEnum": "accounts.models.TierName",
        "WelcomeEnum": "accounts.models.Welcome",
        "PlaceConfidenceEnum": "accounts.models.PlaceConfidence",
        "PlaceDatumEnum": "accounts.models.PlaceDatum",
        "LoyaltyBandEnum": "accounts.models.Band",
        "UserRoleEnum": "crm.models.Role",
        "AccountStatusToWriteEnum": "api.v1.accounts.STATUSES_TO_WRITE",
        "OrderKindEnum": "accounts.models.trade.Order.Kind",
        "AttachmentKindEnum": "accounts.models.files.Attachment.Kind",
        "FoundKindEnum": "accounts.finding.everywhere.KINDS",
        "TouchpointKindEnum": "accounts.models.timeline.Touchpoint.Kind",
        "ServiceRequestKindEnum": "accounts.models.service.ServiceRequest.Kind",
        "ServiceRequestStateEnum": "accounts.models.service.ServiceRequest.State",
        "AdditionalServiceEnum": "accounts.models.AdditionalKind",
        "NeedKindEnum": "accounts.models.need.Need.Kind",
        "NeedStatusEnum": "accounts.models.need.Need.Status",
        "PreferenceKindEnum": "accounts.models.preference.Preference.Kind",
        "PreferenceSourceEnum": "accounts.models.preference.Preference.Source",
        "VerdictEnum": "accounts.models.timeline.Touchpoint.Verdict",
        "SegmentChannelEnum": "tiers.models.segment.Segment.Channel",
        "ExperimentVerdictEnum": "tiers.models.experiment.ExperimentDecision.Verdict",
        "ExperimentStatusEnum": "tiers.models.experiment.Experiment.Status",
        "ConsumptionBasisEnum": "accounts.models.consumption.Consumption.Basis",
        "JourneyStageEnum": "accounts.models.Stage",
        "BeliefEnum": "accounts.models.Belief",
        "TrialOfferStateEnum": "accounts.models.journey.TrialOffer.State",
        "LadderEnum": "accounts.models.journey.StageChange.Ladder",
        "ConstantTopicEnum": "crm.models.Topic",
        "StandardUnitEnum": "accounts.models.StandardUnit",
        "ConstantUnitEnum": "crm.models.Unit",
        "DealStatusEnum": "accounts.models.deals.Deal.Status",
        "PriceOffenceKindEnum": "accounts.models.deals.PriceOffence.Kind",
        "WorkSideEnum": "api.v1.work_list.SIDES",
        "WelcomeProposalStateEnum": "accounts.models.deals.WelcomeProposal.State",
        "VisitStepEnum": "visits.models.StepKind",
        "VisitStepStateEnum": "visits.models.VisitStep.State",
        "FollowUpKindEnum": "visits.models.FollowUp.Kind",
        "FollowUpStateEnum": "visits.models.FollowUp.State",
        "VisitStatusEnum": "visits.models.Visit.Status",
        "CustomFieldTypeEnum": "accounts.models.custom.CustomField.Type",
        "ImportTypeEnum": "accounts.models.importing.ImportRun.Type",
        "ImportStateEnum": "accounts.models.importing.ImportRun.State",
        "CareKindEnum": "accounts.models.care.CareEvent.Kind",
        "ApproachMethodEnum": "accounts.models.approach.Method",
        "ChannelEnum": "accounts.models.channel.Channel",
        "MethodEnum": "tiers.models.TierPolicy.Method",
        "LoyaltyEvidenceKindEnum": "tiers.models.LoyaltyEvidence.Kind",
        "ReferralStepEnum": "api.v1.loyalty_evidence.STEPS",
        "LoyaltyOutcomeEnum": "api.v1.loyalty.OUTCOMES",
        "EquityOutcomeEnum": "api.v1.equity.OUTCOMES",
        "EquityCauseEnum": "tiers.equity_causes.CAUSES",
        "RunStateEnum": "accounts.models.batches.Run.State",
    },
}
