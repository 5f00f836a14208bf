# syntax=docker/dockerfile:1
# A digest for each base image, and a version for each package: the same image from the same commit. To renew them:
#   docker buildx imagetools inspect mcr.microsoft.com/dotnet/sdk:10.0-noble --format '{{.Manifest.Digest}}'
#   docker buildx imagetools inspect mcr.microsoft.com/dotnet/runtime-deps:10.0-noble-chiseled --format '{{.Manifest.Digest}}'
#   docker run --rm ubuntu:noble sh -c 'apt-get update >/dev/null && apt-cache policy clang zlib1g-dev | grep Candidate'
FROM mcr.microsoft.com/dotnet/sdk:10.0-noble@sha256:e70cdb7f80b0348f5cb85f19a8f670fca061f033d57eed12fa003d58b0e06317 AS build
ARG CLANG_VERSION=1:18.0-59~exp2
ARG ZLIB_VERSION=1:1.3.dfsg-3.1ubuntu2.1
RUN apt-get update \
 && apt-get install --yes --no-install-recommends "clang=$CLANG_VERSION" "zlib1g-dev=$ZLIB_VERSION" \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /source

# amd64 or arm64; builders set it from --platform.
ARG TARGETARCH=amd64
# Restored on its own layer: it changes only with the packages. For the runtime, since a restore without one leaves out what publish needs.
COPY global.json Directory.Build.props Directory.Packages.props ./
COPY src/CiamGateway/CiamGateway.csproj src/CiamGateway/packages.lock.json src/CiamGateway/
RUN dotnet restore src/CiamGateway --locked-mode --property RuntimeIdentifier=linux-$(echo $TARGETARCH | sed s/amd64/x64/)

COPY .editorconfig appsettings.json ./
COPY .banned-symbols .banned-symbols
COPY config config
COPY src/CiamGateway src/CiamGateway
RUN dotnet publish src/CiamGateway --configuration Release --runtime linux-$(echo $TARGETARCH | sed s/amd64/x64/) --no-restore --output /app \
 && rm --force /app/*.dbg /app/*.staticwebassets.endpoints.json

FROM mcr.microsoft.com/dotnet/runtime-deps:10.0-noble-chiseled@sha256:18d4848091a40d13dbfdd6a8340c1657dc3e2f2d7fa2f042e9d162e68669dbc9
ARG VERSION=0.1.0
ARG REVISION
LABEL org.opencontainers.image.title="CiamGateway" \
      org.opencontainers.image.description="Attaches OAuth access tokens to calls of the CIAM Provisioning API" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION"
WORKDIR /app
COPY --from=build /app ./
# Callers reach the gateway from outside the container, and need credentials for that: see Gateway:Callers.
# Management stays on the container's loopback until Gateway__Management__Url says otherwise.
ENV ASPNETCORE_URLS=http://+:8080
EXPOSE 8080
USER 1654
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s CMD ["/app/ciam-gateway", "health"]
ENTRYPOINT ["/app/ciam-gateway"]
