using Microsoft.Extensions.Configuration;
using Portal.Configuration;
using Portal.Core.Tenancy;
using Portal.Demo;

namespace Portal.Tests.Configuration;

public sealed class GrantsTests
{
    private static readonly TenantId Acme = new("acme");
    private static readonly TenantId Nova = new("nova");

    [Fact]
    public void What_is_not_named_is_refused()
    {
        var grants = new Grants(new GrantOptions(), null);

        Assert.False(grants.MayUseHost(Acme, "127.0.0.1", 9464));
        Assert.False(grants.MayUseSecret(Acme, "TOKEN"));
    }

    [Fact]
    public void A_grant_is_for_its_tenant_and_a_star_is_for_all()
    {
        var grants = Of(("acme:Hosts:0", "a.internal"), ("acme:Secrets:0", "TOKEN"), ("*:Hosts:0", "shared.internal:9090"), ("*:Secrets:0", "SHARED"));

        Assert.True(grants.MayUseHost(Acme, "a.internal", 1));
        Assert.False(grants.MayUseHost(Nova, "a.internal", 1));
        Assert.True(grants.MayUseSecret(Acme, "TOKEN"));
        Assert.False(grants.MayUseSecret(Nova, "TOKEN"));
        Assert.False(grants.MayUseSecret(Acme, "token"));
        Assert.All([Acme, Nova], tenant => Assert.True(grants.MayUseHost(tenant, "shared.internal", 9090) && grants.MayUseSecret(tenant, "SHARED")));
        Assert.False(grants.MayUseHost(Nova, "shared.internal", 9091));
    }

    [Theory]
    [InlineData("prometheus.internal", "prometheus.internal", 80, true)]
    [InlineData("prometheus.internal", "PROMETHEUS.internal.", 80, true)]
    [InlineData("Prometheus.Internal:9090", "prometheus.internal", 9090, true)]
    [InlineData("prometheus.internal:9090", "prometheus.internal", 80, false)]
    [InlineData("prometheus.internal", "evil-prometheus.internal", 80, false)]
    [InlineData("prometheus.internal", "prometheus.internal.evil.com", 80, false)]
    [InlineData("*.example.com", "a.example.com", 80, true)]
    [InlineData("*.example.com", "a.b.example.com", 80, true)]
    [InlineData("*.example.com", "example.com", 80, false)]
    [InlineData("*.example.com", "badexample.com", 80, false)]
    [InlineData("*.example.com", ".example.com", 80, false)]
    [InlineData("*.example.com:9090", "a.example.com", 9090, true)]
    [InlineData("*.example.com:9090", "a.example.com", 9091, false)]
    [InlineData("[::1]:9090", "[::1]", 9090, true)]
    [InlineData("[::1]", "[0:0:0:0:0:0:0:1]", 9090, true)]
    [InlineData("127.0.0.1:9464", "127.0.0.1", 9464, true)]
    [InlineData("127.0.0.1:9464", "localhost", 9464, false)]
    [InlineData("bücher.example", "xn--bcher-kva.example", 80, true)]
    public void Hosts_match_by_name_port_and_domain(string pattern, string host, int port, bool matches) =>
        Assert.Equal(matches, HostPattern.Parse(pattern)!.Matches(host, port));

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("*.")]
    [InlineData("a.*.com")]
    [InlineData("*a.com")]
    [InlineData("*.169.254")]
    [InlineData("http://a.com")]
    [InlineData("a.com/x")]
    [InlineData("a.com:")]
    [InlineData("a.com:0")]
    [InlineData("a.com:70000")]
    [InlineData("[12:zz]")]
    [InlineData("a.com\n")]
    public void What_is_no_host_is_told_at_the_start(string pattern)
    {
        Assert.Null(HostPattern.Parse(pattern));
        Assert.StartsWith("Grants:acme:Hosts: ", Assert.Single(Failures(("acme:Hosts:0", pattern))), StringComparison.Ordinal);
    }

    [Fact]
    public void Misspelt_keys_are_told_at_the_start()
    {
        Assert.Equal(
            ["Grants:acme:Host", "Grants:acme:Secrets", "Grants:nova", "Grants:x:Secrets"],
            Failures(("acme:Host:0", "a"), ("acme:Secrets", "TOKEN"), ("nova", "a"), ("x:Secrets:0", "../up")).Select(f => f[..f.IndexOf(": ", StringComparison.Ordinal)]).Order());
    }

    [Fact]
    public void The_demo_s_tenants_may_use_the_demo_telemetry_and_nothing_else()
    {
        var grants = new Grants(new GrantOptions(), new DemoTelemetryOptions { Port = 9999 });

        Assert.All(DemoTelemetry.TenantIds, tenant => Assert.True(grants.MayUseHost(new TenantId(tenant), "127.0.0.1", 9999)));
        Assert.False(grants.MayUseHost(Acme, "127.0.0.1", 9998));
        Assert.False(grants.MayUseHost(Acme, "localhost", 9999));
        Assert.False(grants.MayUseHost(new TenantId("other"), "127.0.0.1", 9999));
        Assert.False(new Grants(new GrantOptions(), new DemoTelemetryOptions { Port = 0 }).MayUseHost(Acme, "127.0.0.1", 0));
    }

    [Theory]
    [InlineData("TOKEN", true)]
    [InlineData("team.api-key_1", true)]
    [InlineData("..", false)]
    [InlineData(".", false)]
    [InlineData("a/b", false)]
    [InlineData("folder", false)]
    [InlineData("", false)]
    public void Secrets_have_plain_names(string name, bool valid) => Assert.Equal(valid, SecretStore.IsName(name));

    private static Grants Of(params (string Key, string Value)[] keys) => new(Options(keys), null);

    private static IEnumerable<string> Failures(params (string Key, string Value)[] keys) => new GrantOptionsValidator().Validate(null, Options(keys)).Failures ?? [];

    private static GrantOptions Options((string Key, string Value)[] keys)
    {
        var options = new GrantOptions();
        options.Read(new ConfigurationBuilder().AddInMemoryCollection(keys.Select(k => new KeyValuePair<string, string?>($"Grants:{k.Key}", k.Value))).Build());
        return options;
    }
}
