"""Scrapy settings: polite, bounded, and without anything global."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import Any
from urllib.parse import urlsplit

from config.schema import SourceConfig
from config.settings import Settings

MAX_PAGE_BYTES = 64 * 1024 * 1024
MAX_RUN_SECONDS = 3_600


def user_agent(settings: Settings) -> str:
    """Return who we are and where we can be reached."""
    try:
        number = version("haagsezaken")
    except PackageNotFoundError:
        number = "0"
    return f"HaagseZaken/{number} (IPO, parlementaire monitor; contact: {settings.contact})"


def own_hosts(settings: Settings, config: SourceConfig) -> list[str]:
    """Return the hosts that an operator named in place of the source's own ones.

    These alone may be inside our network, such as a stand-in on this machine.
    """
    urls = (settings.syncfeed_url, settings.odata_url, settings.sources_url)
    named = {host for url in urls if (host := urlsplit(url).hostname)}
    return sorted(named - set(config.allowed_hosts))


def scrapy_settings(settings: Settings, config: SourceConfig) -> dict[str, Any]:
    """Return the settings for one crawl of a source; defaults of Scrapy are too bold.

    A stand-in on this machine needs no pause between requests.
    """
    return {
        "BOT_NAME": "haagsezaken",
        "USER_AGENT": user_agent(settings),
        "DEFAULT_REQUEST_HEADERS": {"Accept": "application/atom+xml, application/xml, */*;q=0.1"},
        "ROBOTSTXT_OBEY": config.robots,
        "CONCURRENT_REQUESTS": 1,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_DELAY": 0 if settings.sources_url else config.delay_seconds,
        "DOWNLOAD_DELAY_JITTER": 0,
        "DOWNLOAD_TIMEOUT": config.timeout_seconds,
        "DOWNLOAD_MAXSIZE": MAX_PAGE_BYTES,
        "DOWNLOAD_WARNSIZE": 0,
        "TWISTED_DNS_RESOLVER": "crawler.resolver.PublicResolver",
        "RUN_OWN_HOSTS": own_hosts(settings, config),
        "REDIRECT_MAX_TIMES": 3,
        "METAREFRESH_ENABLED": False,
        "COOKIES_ENABLED": False,
        "HTTPPROXY_ENABLED": False,
        "REFERRER_POLICY": "no-referrer",
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "CLOSESPIDER_TIMEOUT": MAX_RUN_SECONDS,
        "RETRY_TIMES": 3,
        "LOG_LEVEL": "WARNING",
        "LOG_FORMAT": "%(asctime)s %(levelname)s %(name)s: %(message)s",
        "DOWNLOADER_MIDDLEWARES": {
            "crawler.middlewares.AllowedOrigins": 50,
            "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
            "crawler.middlewares.PatientRetry": 550,
        },
        "ITEM_PIPELINES": {
            "crawler.pipelines.resources.ResourcePipeline": 100,
            "crawler.pipelines.store.StorePipeline": 200,
        },
        "EXTENSIONS": {"crawler.extensions.run_report.RunReport": 100},
    }
