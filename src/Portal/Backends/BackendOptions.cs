using Microsoft.Extensions.Options;
using Portal.Configuration;

namespace Portal.Backends;

/// <summary>How the portal asks backends. Section <c>Backends</c>.</summary>
internal sealed class BackendOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Backends";

    /// <summary>The most bytes of an answer, decompressed, 64 KiB to 1 GiB. 64 MiB by default.</summary>
    public int MaxResponseBytes { get; set; } = 64 << 20;

    /// <summary>The most values of an answer; each bucket of a native histogram is one. 1,000 to 50,000,000; 2,000,000 by default.</summary>
    public int MaxSamples { get; set; } = 2_000_000;

    /// <summary>How long making a connection may take, 0.1 s to 1 min. 5 s by default.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often a query is sent again when no connection came about or a gateway failed, within the datasource's time-out. 0 to 5; 2 by default.</summary>
    public int Retries { get; set; } = 2;

    /// <summary>How many failures of a datasource within 30 s, when they are half of its queries or more, make the portal leave it alone. 2 to 1,000; 10 by default.</summary>
    public int BreakAfter { get; set; } = 10;

    /// <summary>How long a failing datasource is left alone, 1 s to 10 min. 10 s by default.</summary>
    public TimeSpan BreakDuration { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether the proxy that the environment names (HTTPS_PROXY and so on) is used. It then resolves names, so the check of resolved addresses does not apply. False by default.</summary>
    public bool UseProxy { get; set; }

    /// <summary>How often services are discovered, 1 s to 1 h. 1 min by default.</summary>
    public TimeSpan DiscoveryInterval { get; set; } = TimeSpan.FromMinutes(1);
}

/// <summary>Checks <see cref="BackendOptions"/>; each message names its key.</summary>
internal sealed class BackendOptionsValidator : IValidateOptions<BackendOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, BackendOptions options)
    {
        var problems = new OptionProblems(BackendOptions.Section);
        problems.Range(options.MaxResponseBytes, 64 << 10, 1 << 30, nameof(options.MaxResponseBytes));
        problems.Range(options.MaxSamples, 1_000, 50_000_000, nameof(options.MaxSamples));
        problems.Range(options.ConnectTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1), nameof(options.ConnectTimeout));
        problems.Range(options.Retries, 0, 5, nameof(options.Retries));
        problems.Range(options.BreakAfter, 2, 1_000, nameof(options.BreakAfter));
        problems.Range(options.BreakDuration, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10), nameof(options.BreakDuration));
        problems.Range(options.DiscoveryInterval, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), nameof(options.DiscoveryInterval));
        return problems.Result();
    }
}
