FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY global.json Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig ./
COPY src/Portal.Core/Portal.Core.csproj src/Portal.Core/
COPY src/Portal.Demo/Portal.Demo.csproj src/Portal.Demo/
COPY src/Portal/Portal.csproj src/Portal/StaticAssets.targets src/Portal/
RUN dotnet restore src/Portal
COPY wwwroot wwwroot
COPY src src
# The tests' build has analysed the code: again would take half as long again.
RUN dotnet publish src/Portal --configuration Release --no-restore -p:RunAnalyzers=false --output /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
# Content comes from Git, over SSH too; a repository that is mounted belongs to someone else.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends git openssh-client tzdata \
    && rm -rf /var/lib/apt/lists/* \
    && git config --system --add safe.directory '*' \
    && mkdir /content /data \
    && chown $APP_UID /data
WORKDIR /app
COPY --from=build /app .
ENV ASPNETCORE_URLS=http://127.0.0.1:8080 \
    Content__Path=/content \
    Data__Folder=/data
VOLUME ["/content", "/data"]
USER $APP_UID
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s CMD ["./portal", "health"]
ENTRYPOINT ["./portal"]
