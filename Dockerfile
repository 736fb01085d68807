# Call notes in a container: one image for the server and for the workers.
#
# docker build -t callnotes .        (compose.yaml does it by itself)
# The first stage installs exactly what the lock names; the second holds no installer and runs as nobody special.

FROM python:3.13-slim AS installed
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/callnotes
COPY requirements.lock /build/
RUN /opt/callnotes/bin/pip install --require-hashes --only-binary :all: -r /build/requirements.lock
COPY . /build/
RUN /opt/callnotes/bin/pip install --no-deps --no-build-isolation /build

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin callnotes \
  && install -d -o callnotes -g callnotes -m 0700 /data /backups
COPY --from=installed /opt/callnotes /opt/callnotes
ENV PATH=/opt/callnotes/bin:$PATH PYTHONUNBUFFERED=1 CALLNOTES_DATA=/data CALLNOTES_LOG_FORMAT=json
USER callnotes
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
ENTRYPOINT ["callnotes"]
CMD ["serve", "--host", "0.0.0.0", "--no-worker"]
