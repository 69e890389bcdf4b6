# The whole image, with compilers: on ARM some packages have to be built.
FROM python:3.13 AS build
WORKDIR /source
RUN python -m venv /crowd
# What is installed changes with the lock file only, so it comes before the sources.
COPY requirements/serve.txt requirements/serve.txt
RUN /crowd/bin/pip install --no-cache-dir --require-hashes --requirement requirements/serve.txt
COPY pyproject.toml README.md LICENSE ./
COPY crowd crowd
COPY templates templates
COPY static static
RUN /crowd/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.13-slim
COPY --from=build /crowd /crowd
RUN useradd --uid 10001 --no-create-home crowd \
    && install --directory --owner crowd --mode 700 /data
USER crowd
WORKDIR /data
# Without REDIS_URL the service brings its own database, which lives in this folder.
ENV PATH=/crowd/bin:$PATH CROWD_DATA=/data HOST=0.0.0.0 PORT=8000 PYTHONUNBUFFERED=1
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
    CMD python -c "import urllib.request as r; r.urlopen('http://127.0.0.1:$PORT/healthz', timeout=2)"
ENTRYPOINT ["crowd"]
CMD ["serve"]
