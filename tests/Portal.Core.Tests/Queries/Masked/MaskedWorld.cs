using Portal.Core.Catalog;
using Portal.Core.Dashboards;
using Portal.Core.Masking;
using Portal.Core.Queries;
using Portal.Core.Queries.Logs;
using Portal.Core.Tenancy;
using Portal.Core.Tests.Masking;

namespace Portal.Core.Tests.Queries.Masked;

/// <summary>A world whose first tenant masks phones, and a field by its name.</summary>
internal sealed class MaskedWorld
{
    public const string Phone = "13812341234";
    public const string Shown = "138****1234";
    public const string Name = "Ann Lee";

    // 2026-11-25T09:30:00Z, within the last hour of the world's clock.
    public const long Time = 1_795_599_000_000_000_000;

    public MaskedWorld()
    {
        Snapshot = Masked(World.Snapshot, Rules.Read("{detector: phone}", "{field: customer}"));
        World.Snapshot = Snapshot;
        Lines = new PanelLogsService(World.Backend, World.Logs, World.Traffic, World.Options, World.Time);
        Search = new LogSearchService(World.Logs, World.Traffic, World.Options, World.Time);
    }

    public PanelWorld World { get; } = new();

    public CatalogSnapshot Snapshot { get; }

    public PanelLogsService Lines { get; }

    public LogSearchService Search { get; }

    public static TenantEnvironment Environment(CatalogSnapshot snapshot) => snapshot.Tenants[PanelWorld.Acme.Scope.Tenant].Environment("prod")!;

    public Task<PanelData> GetAsync(Dashboard dashboard, Role reader, params (string Name, string[] Values)[] variables) => World.GetAsync(dashboard, PanelWorld.Ask(variables), reader: reader);

    public Task<PanelData> FindAsync(LogSearch search, Role reader) =>
        World.GetAsync(search.Open(Environment(Snapshot)).Dashboard!, new PanelDataRequest { PanelId = LogSearch.PanelId }, reader: reader);

    public static LogStream Stream(string customer, params string[] lines) => new(
        new Dictionary<string, string> { ["service"] = "api", ["tenant"] = "acme", ["customer"] = customer },
        [.. lines.Select((text, i) => new LogLine(Time + i, text, new Dictionary<string, string> { ["caller"] = Phone, ["level"] = "info" }))]);

    private static CatalogSnapshot Masked(CatalogSnapshot plain, MaskingRules rules) => new()
    {
        Revision = plain.Revision,
        Tenants = plain.Tenants.ToDictionary(tenant => tenant.Key, tenant => tenant.Key == PanelWorld.Acme.Scope.Tenant ? tenant.Value with { Masking = rules } : tenant.Value),
        Templates = plain.Templates,
        Diagnostics = [],
    };
}
