using Microsoft.Extensions.Options;
using Portal.Backends;
using Portal.Canaries;
using Portal.Configuration;
using Portal.Core.Catalog;
using Portal.Core.Diagnostics;
using Portal.Core.Linting;
using Portal.Core.Queries;
using Portal.Core.Queries.Canaries;
using Portal.Core.Tenancy;
using Portal.Git;

namespace Portal.Cli;

/// <summary>What the verbs beside <c>serve</c> need: settings, content and grants as the server has them, but no server, no database and no log.</summary>
internal sealed class CliHost : IDisposable
{
    private readonly IHost _host;

    /// <summary>Reads the settings.</summary>
    /// <param name="settings">Configuration keys that win over all others.</param>
    public CliHost(IEnumerable<KeyValuePair<string, string?>> settings)
    {
        var environment = Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT") ?? Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT") ?? Environments.Production;
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = environment, ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration
            .AddEnvironmentVariables("ASPNETCORE_")
            .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
            .AddJsonFile(Path.Combine(AppContext.BaseDirectory, $"appsettings.{environment}.json"), optional: true)
            .AddEnvironmentVariables();
        // What a verb works on is on this machine, also where the server fetches it.
        builder.Configuration[$"{RemoteOptions.Section}:{nameof(RemoteOptions.Url)}"] = "";
        // Files are what an author has at hand; a server's setting of another revision is respected.
        builder.Configuration[$"{ContentOptions.Section}:{nameof(ContentOptions.Revision)}"] ??= ContentOptions.WorkingTree;
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Configuration[$"{ContentOptions.Section}:{nameof(ContentOptions.Follow)}"] = "false";
        builder.AddPortalConfiguration();
        builder.Services.AddSingleton(TimeProvider.System).AddPortalContent().AddPortalQueries().AddPortalCanaries().AddBackendClients().AddHttpClient();
        _host = builder.Build();
    }

    /// <summary>The settings.</summary>
    public IConfiguration Configuration => _host.Services.GetRequiredService<IConfiguration>();

    /// <summary>What the server's configuration allows tenants to use.</summary>
    public IGrants Grants => _host.Services.GetRequiredService<IGrants>();

    /// <summary>Tries the isolation of environments on their live backends.</summary>
    public IsolationCheck IsolationCheck => _host.Services.GetRequiredService<IsolationCheck>();

    /// <summary>Tries queries on the live backends.</summary>
    public QueryLinter Linter => _host.Services.GetRequiredService<QueryLinter>();

    /// <summary>Asks the live backends which services there are.</summary>
    public ServiceSurvey Survey => _host.Services.GetRequiredService<ServiceSurvey>();

    /// <summary>Asks a running portal.</summary>
    public IHttpClientFactory Http => _host.Services.GetRequiredService<IHttpClientFactory>();

    /// <summary>Where the content is within the repository around it: empty, or folders with a <c>/</c> at the end.</summary>
    public string Prefix => ContentFolder.Locate(Content).Prefix;

    private ContentOptions Content => _host.Services.GetRequiredService<IOptions<ContentOptions>>().Value;

    /// <summary>Reads the content.</summary>
    public ContentTree Read(CancellationToken cancellation)
    {
        // Resolving the options first tells what is wrong with them.
        _ = Content;
        return _host.Services.GetRequiredService<CatalogSource>().Read(cancellation);
    }

    /// <summary>Validates content; where its source has errors, they are all there is to say.</summary>
    /// <param name="content">The content.</param>
    /// <param name="grants">What tenants may use.</param>
    /// <param name="cancellation">Stops the work.</param>
    public async Task<LoadResult> LoadAsync(ContentTree content, IGrants grants, CancellationToken cancellation)
    {
        if (content.Notices.HasErrors())
        {
            return new LoadResult(null, content.Notices.Deduplicate(), 0);
        }
        return await _host.Services.GetRequiredService<CatalogLoader>().LoadAsync(content, grants, _ => [], cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => _host.Dispose();
}
