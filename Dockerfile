# Pactgraph as an image: the program, the Paris data and the certificates that TLS takes. No shell, no root.
#
#   docker build --build-arg VERSION="$(git describe --tags --always)" --tag pactgraph .
#
# It takes BuildKit, which docker build has been using since Docker 23. docs/deploy.md says how to run it.
# The test in internal/image runs each step without Docker, in a folder in place of a root: so a RUN names no paths but
# those below its WORKDIR, and what comes from a base image is fetched by COPY.

# What a browser is served. Scripts are the same for every platform, so this runs on the builder's own.
FROM --platform=$BUILDPLATFORM node:26.13.0-bookworm-slim AS web
WORKDIR /src
COPY scripts/web.sh scripts/
COPY schema.graphqls ./
COPY web web
RUN --mount=type=cache,target=/root/.npm scripts/web.sh

# The program, compiled on the builder's platform for the image's.
FROM --platform=$BUILDPLATFORM golang:1.26.8-bookworm AS build
WORKDIR /src
COPY . .
COPY --from=web /src/server/assets/dist server/assets/dist
ARG TARGETOS
ARG TARGETARCH
ARG VERSION=unknown
ENV CGO_ENABLED=0
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build \
    GOOS=$TARGETOS GOARCH=$TARGETARCH \
    go build -trimpath -ldflags "-s -w -X main.version=$VERSION" -o root/usr/bin/pactgraph ./cmd/pactgraph
# The user has a name, which loads are signed with; the empty folder becomes those that the user may write to.
RUN mkdir -p root/etc empty && \
    echo 'pactgraph:x:65532:65532::/var/lib/pactgraph:/' > root/etc/passwd && \
    echo 'pactgraph:x:65532:' > root/etc/group

# JupyterLab with the notebooks, the Python package and the program. No part of the image: docker compose --profile notebooks asks
# for this stage by its name.
FROM python:3.13.7-slim-bookworm AS notebooks
WORKDIR /opt/pactgraph
COPY scripts/venv.sh scripts/notebooks.sh scripts/
COPY clients/python clients/python
COPY notebooks/requirements.txt notebooks/
RUN --mount=type=cache,target=/root/.cache/pip scripts/notebooks.sh install
# What readers change here is kept in a volume, which begins as a copy of this folder.
COPY --chown=65532:65532 notebooks notebooks
COPY --from=build /src/root/usr/bin/pactgraph bin/
# All that JupyterLab and its kernels write but notebooks goes into memory.
ENV HOME=/tmp
ENV PATH=/opt/pactgraph/bin:/usr/local/bin:/usr/bin:/bin
USER 65532:65532
EXPOSE 8888
ENTRYPOINT ["/opt/pactgraph/var/venv/bin/python", "-m", "jupyterlab"]
CMD ["--ServerApp.ip=0.0.0.0", "--ServerApp.port=8888", "--ServerApp.root_dir=/opt/pactgraph/notebooks", "--no-browser"]

FROM scratch
ARG VERSION=unknown
LABEL org.opencontainers.image.title="Pactgraph" \
      org.opencontainers.image.description="Who promised what to whom, under which condition, how binding, and on whose word" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="$VERSION"
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /src/root/ /
COPY --from=build --chown=65532:65532 /src/empty/ /var/lib/pactgraph/
COPY --from=build --chown=65532:65532 /src/empty/ /tmp/
# Readable for the user, whatever the modes are where the project was checked out.
COPY --chmod=755 data/paris-2026/ /usr/share/pactgraph/paris-2026/
COPY --chmod=755 LICENSE /usr/share/doc/pactgraph/
WORKDIR /var/lib/pactgraph
# Without another store, the graph is a SQLite file. No VOLUME: it would leave a nameless one behind wherever the graph
# is in Neo4j. Who keeps the file mounts a volume here.
ENV PACTGRAPH_STORE=sqlite:/var/lib/pactgraph/pactgraph.db
USER 65532:65532
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=6s --start-period=60s --start-interval=2s --retries=3 \
    CMD ["/usr/bin/pactgraph", "health", "--url", "http://127.0.0.1:8080/readyz"]
ENTRYPOINT ["/usr/bin/pactgraph"]
CMD ["serve", "--listen", "0.0.0.0:8080"]
