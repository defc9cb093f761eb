# Neo4j Community with Graph Data Science: the plugin's jars are fetched while the image is built,
# each checked against the lock that the local server uses too, so that the running container needs
# no way out of its network. The first stage is thrown away.

FROM python:3.12-slim AS plugins
WORKDIR /build
COPY requirements.lock .
RUN pip install --no-cache-dir --require-hashes --requirement requirements.lock
COPY . .
RUN PYTHONPATH=. python docker/plugins.py /plugins

FROM neo4j:5.26.30-community
COPY --from=plugins --chown=neo4j:neo4j /plugins/ /var/lib/neo4j/plugins/
