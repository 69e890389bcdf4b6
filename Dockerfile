FROM python:3.13-slim AS build
WORKDIR /source
COPY pyproject.toml README.md LICENSE ./
COPY crowd crowd
COPY templates templates
COPY static static
RUN pip wheel --no-cache-dir --no-deps --wheel-dir /wheel .

FROM python:3.13-slim
COPY --from=build /wheel /wheel
RUN pip install --no-cache-dir /wheel/*.whl \
    && rm -r /wheel \
    && useradd --uid 10001 --no-create-home crowd \
    && install --directory --owner crowd --mode 700 /data
USER crowd
WORKDIR /data
# Without REDIS_URL the service brings its own database, which lives in this folder.
ENV CROWD_DATA=/data HOST=0.0.0.0 PORT=8000 PYTHONUNBUFFERED=1
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
    CMD python -c "import urllib.request as r; r.urlopen('http://127.0.0.1:$PORT/healthz', timeout=2)"
ENTRYPOINT ["crowd"]
CMD ["serve"]
