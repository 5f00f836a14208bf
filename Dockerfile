# syntax=docker/dockerfile:1
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
RUN apt-get update \
 && apt-get install --yes --no-install-recommends clang zlib1g-dev \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /source

# Restored on its own layer: it changes only with the packages.
COPY global.json Directory.Build.props Directory.Packages.props ./
COPY src/CiamGateway/CiamGateway.csproj src/CiamGateway/packages.lock.json src/CiamGateway/
RUN dotnet restore src/CiamGateway --locked-mode

COPY .editorconfig appsettings.json ./
COPY .banned-symbols .banned-symbols
COPY config config
COPY src/CiamGateway src/CiamGateway
RUN dotnet publish src/CiamGateway --configuration Release --runtime linux-x64 --no-restore --output /app \
 && rm --force /app/*.dbg /app/*.staticwebassets.endpoints.json

FROM mcr.microsoft.com/dotnet/runtime-deps:10.0-noble-chiseled
WORKDIR /app
COPY --from=build /app ./
# Management stays on the container's loopback until Gateway__Management__Url says otherwise.
ENV ASPNETCORE_URLS=http://+:8080
EXPOSE 8080
USER 1654
HEALTHCHECK CMD ["/app/ciam-gateway", "health"]
ENTRYPOINT ["/app/ciam-gateway"]
