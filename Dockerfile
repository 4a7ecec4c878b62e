# syntax=docker/dockerfile:1
# One image for gateway, evidence service and gate: the Debian package in a slim Debian, so that scanners see
# every library and a rebuild brings Debian's fixes (docs/decisions/0048-packages.md). Run it with a read-only
# root: only /var/lib/governed-speed is written.
#
#   docker run --read-only --cap-drop ALL --security-opt no-new-privileges -v gs:/var/lib/governed-speed \
#     -p 8081:8081 ghcr.io/OWNER/governed-speed gateway --listen 0.0.0.0:8081 ...
ARG DEBIAN=debian:12-slim

FROM ${DEBIAN} AS build
WORKDIR /src
# Apart from the sources, so that a change of those does not install everything anew.
COPY dev .
RUN ./dev install package
COPY . .
RUN ./dev package

FROM ${DEBIAN}
# DL3008: Debian stable is the pin; a rebuild takes its security updates.
# hadolint ignore=DL3008
RUN --mount=type=bind,from=build,source=/src/build/packages,target=/packages \
    apt-get update && \
    apt-get install --yes --no-install-recommends ca-certificates /packages/*.deb && \
    rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/log/* && \
    install -d -m 0750 -o 65532 -g 65532 /var/lib/governed-speed
USER 65532:65532
WORKDIR /var/lib/governed-speed
VOLUME /var/lib/governed-speed
EXPOSE 8080 8081
# Without a URL: of the two addresses those that answer. Behind TLS: name the URL and --ca.
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s CMD ["governed-speed", "health"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["governed-speed"]
# On loopback, for a sidecar or a trial. Whoever opens it to the network says so, with keys.
CMD ["up", "--config", "/etc/governed-speed/policy.yaml", "--data", "/var/lib/governed-speed"]
