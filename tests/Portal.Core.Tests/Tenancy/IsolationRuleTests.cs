using CsCheck;
using Portal.Core.Diagnostics;
using Portal.Core.Tenancy;
using Portal.Core.Tenancy.Rules;

namespace Portal.Core.Tests.Tenancy;

public sealed class IsolationRuleTests
{
    private const string Shared = "http://prometheus:9090";

    [Fact]
    public void Labels_of_different_values_keep_two_tenants_apart_on_one_backend() =>
        Assert.Empty(Check(Tenant("acme", Shared, Labels("tenant", "acme")), Tenant("nova", Shared, Labels("tenant", "nova"))));

    [Fact]
    public void The_same_label_value_in_two_tenants_is_refused() =>
        Assert.Contains("overlaps", Assert.Single(Check(Tenant("acme", Shared, Labels("tenant", "acme")), Tenant("nova", Shared, Labels("tenant", "acme")))).Message);

    [Fact]
    public void Labels_of_different_names_do_not_exclude_each_other() =>
        Assert.Single(Check(Tenant("acme", Shared, Labels("tenant", "acme")), Tenant("nova", Shared, Labels("namespace", "nova"))));

    [Fact]
    public void Headers_beside_labels_do_not_exclude_each_other() =>
        Assert.Single(Check(Tenant("acme", Shared, Labels("tenant", "acme")), Tenant("nova", Shared, Headers("X-Scope-OrgID", "nova"))));

    [Theory]
    [InlineData("acme", "nova", true)]
    [InlineData("acme", "acme", false)]
    [InlineData("acme", "ACME", false)]
    [InlineData("acme", "nova|acme", false)]
    [InlineData("acme", "nova, acme", false)]
    [InlineData("acme|beta", "nova|other", true)]
    [InlineData("acme", " acme ", false)]
    public void A_header_that_names_several_tenants_must_share_none(string value, string other, bool apart) =>
        Assert.Equal(apart, Check(Tenant("acme", Shared, Headers("X-Scope-OrgID", value)), Tenant("nova", Shared, Headers("x-scope-orgid", other))).Count == 0);

    [Theory]
    [InlineData("http://prometheus:9090/")]
    [InlineData("http://PROMETHEUS:9090")]
    [InlineData("http://prometheus.:9090")]
    [InlineData("https://prometheus:9090//")]
    public void A_dedicated_backend_is_named_once_however_it_is_spelled(string spelled)
    {
        var found = Check(Tenant("acme", Shared, Dedicated), Tenant("nova", spelled, Dedicated));

        Assert.Equal(DiagnosticCodes.IsolationOverlap, Assert.Single(found).Code);
    }

    [Fact]
    public void The_two_default_ports_of_a_host_are_one_backend() =>
        Assert.Single(Check(Tenant("acme", "http://mimir/prometheus", Dedicated), Tenant("nova", "https://mimir/prometheus", Dedicated)));

    [Fact]
    public void A_dedicated_backend_cannot_be_shared_by_labels_either() =>
        Assert.Single(Check(Tenant("acme", Shared, Dedicated), Tenant("nova", Shared, Labels("tenant", "nova"))));

    [Theory]
    [InlineData("http://localhost:9090")]
    [InlineData("http://127.0.0.1:9090")]
    [InlineData("http://127.8.8.8:9090")]
    [InlineData("http://[::1]:9090")]
    [InlineData("http://x.localhost:9090")]
    public void All_names_of_this_machine_are_one_backend(string spelled) =>
        Assert.Single(Check(Tenant("acme", "http://127.0.0.1:9090", Dedicated), Tenant("nova", spelled, Dedicated)));

    [Fact]
    public void Two_environments_of_one_tenant_are_kept_apart_as_well()
    {
        var tenant = Tenant("acme", Shared, Labels("tenant", "acme"));
        var environment = tenant.Environments[0];

        Assert.Single(Check(tenant with { Environments = [environment, environment with { Name = "staging" }] }));
        Assert.Empty(Check(tenant with { Environments = [environment, environment with { Name = "staging", Isolation = Labels("tenant", "acme-staging") }] }));
    }

    [Fact]
    public void Different_paths_of_one_host_are_different_backends() =>
        Assert.Empty(Check(Tenant("acme", Shared + "/a", Dedicated), Tenant("nova", Shared + "/b", Dedicated)));

    /// <summary>Whatever two isolations by label say, either they are refused or no series carries both.</summary>
    [Fact]
    public void No_series_belongs_to_two_accepted_environments()
    {
        var labels = Gen.Dictionary(Gen.OneOf(Gen.Const("tenant"), Gen.Const("env"), Gen.Const("namespace")), Gen.OneOf(Gen.Const("a"), Gen.Const("b")))[1, 2];
        Gen.Select(labels, labels, labels).Sample((a, b, series) =>
        {
            var accepted = Check(Tenant("acme", Shared, new Isolation(a, None, false)), Tenant("nova", Shared, new Isolation(b, None, false))).Count == 0;
            var inBoth = Matches(a, series) && Matches(b, series);
            return !(accepted && inBoth);
        });
    }

    private static bool Matches(Dictionary<string, string> matchers, Dictionary<string, string> series) => matchers.All(m => series.GetValueOrDefault(m.Key) == m.Value);

    private static readonly Dictionary<string, string> None = [];

    private static readonly Isolation Dedicated = new(None, None, true);

    private static Isolation Labels(string name, string value) => new(new Dictionary<string, string> { [name] = value }, None, false);

    private static Isolation Headers(string name, string value) => new(None, new Dictionary<string, string> { [name] = value }, false);

    private static List<Diagnostic> Check(params Tenant[] tenants) => [.. TenantRules.Check(tenants, new AllowAll())];

    private static Tenant Tenant(string id, string url, Isolation isolation) => new()
    {
        Id = new TenantId(id),
        Name = id,
        DefaultEnvironment = "prod",
        Environments =
        [
            new TenantEnvironment
            {
                Name = "prod",
                Datasources = [new Datasource { Name = "prometheus", Kind = DatasourceKind.Prometheus, Url = new Uri(url) }],
                Isolation = isolation,
                Services = new ServiceSource([], null, null),
                Location = new SourceLocation($"tenants/{id}.yaml", 1),
            },
        ],
        Dashboards = [],
        Location = new SourceLocation($"tenants/{id}.yaml", 1),
    };

    private sealed class AllowAll : IGrants
    {
        public bool MayUseSecret(TenantId tenant, string secret) => true;

        public bool MayUseHost(TenantId tenant, string host, int port) => true;
    }
}
