# One image for the web server and for the scheduler; docker-compose.yml runs both.
#
# requirements.lock also pins what the tests need. An image without that is built from a lock made
# like `make lock`, without `--extra dev` but with hatchling:
#   docker build --build-arg REQUIREMENTS=requirements-runtime.lock .
FROM python:3.11-slim-bookworm AS build
ARG REQUIREMENTS=requirements.lock
WORKDIR /build
RUN python -m venv /opt/tracker
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
COPY ${REQUIREMENTS} locked.txt
RUN /opt/tracker/bin/pip install --require-hashes -r locked.txt
COPY pyproject.toml README.md ./
COPY tracker tracker
COPY scheduler scheduler
RUN /opt/tracker/bin/pip install --no-deps --no-build-isolation .

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/tracker tracker \
  && mkdir -p /var/lib/tracker/data/evidence \
  && chown -R tracker: /var/lib/tracker/data \
  && chmod 700 /var/lib/tracker/data/evidence
COPY --from=build /opt/tracker /opt/tracker
ENV PATH=/opt/tracker/bin:$PATH PYTHONUNBUFFERED=1 TRACKER_HOME=/var/lib/tracker/data
USER tracker
WORKDIR /var/lib/tracker
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
ENTRYPOINT ["tracker"]
CMD ["serve", "--host", "0.0.0.0"]
