# The service: the packages of this repository and what requirements.lock pins, nothing else.

FROM python:3.12-slim AS build
WORKDIR /build
# Every wheel is checked against its hash here; the next step takes from these wheels alone.
COPY requirements.lock .
RUN pip wheel --no-cache-dir --require-hashes --no-deps --requirement requirements.lock --wheel-dir /wheels
COPY . .
RUN pip wheel --no-cache-dir --no-index --find-links /wheels --no-deps --wheel-dir /wheels . \
 && python -m venv /opt/lockstep \
 && /opt/lockstep/bin/pip install --no-cache-dir --no-index --find-links /wheels lockstep-graph \
 && /opt/lockstep/bin/python -m compileall -q /opt/lockstep/lib

FROM python:3.12-slim
RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/lockstep lockstep
COPY --from=build /opt/lockstep /opt/lockstep
ENV PATH=/opt/lockstep/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    LOCKSTEP_HOME=/var/lib/lockstep \
    NUMBA_CACHE_DIR=/var/lib/lockstep/numba
USER 10001
WORKDIR /var/lib/lockstep
EXPOSE 8000
ENTRYPOINT ["lockstep"]
CMD ["serve"]
