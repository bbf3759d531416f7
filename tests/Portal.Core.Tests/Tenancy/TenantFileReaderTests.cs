using Portal.Core.Diagnostics;
using Portal.Core.Tenancy;

namespace Portal.Core.Tests.Tenancy;

public sealed class TenantFileReaderTests
{
    private const string Long = """
        id: acme
        name: Acme Corp
        defaultEnvironment: prod
        environments:
          - name: prod
            datasources:
              - kind: prometheus
                url: https://prometheus.internal:9090
                auth: {bearerToken: "${secret:TOKEN}"}
                timeout: 10s
                scrapeInterval: 30s
                headers: {X-Team: platform}
            isolation: {labels: {tenant: acme, environment: prod}}
            services: [checkout, cart]
          - name: staging
            datasources: [{kind: prometheus, url: "https://mimir.internal/prometheus", experimentalSyntax: false}]
            isolation: {headers: {X-Scope-OrgID: acme-staging}}
            services: {discover: {label: app, match: 'up{job="x"}'}}
        dashboards:
          - template: service-overview
          - template: latency-slo
            parameters: {objective: 99.5, strict: true, names: [a, b], text: "5"}
            environments: [prod]
            services: [checkout, "pay*"]
        """;

    [Fact]
    public void The_short_form_is_a_dedicated_backend_with_discovered_services()
    {
        var tenant = Read("id: acme\nurl: http://prometheus.acme:9090\ndefaultEnvironment: prod\ntemplate: service-overview\n", out var found)!;

        Assert.Empty(found);
        var environment = Assert.Single(tenant.Environments);
        Assert.True(environment.Isolation.Dedicated);
        Assert.Equal(("prod", "service", "service-overview"), (environment.Name, environment.Services.DiscoverLabel, tenant.Dashboards[0].Template));
    }

    [Fact]
    public void The_long_form_gives_everything()
    {
        var tenant = Read(Long, out var found)!;

        Assert.Empty(found);
        Assert.Equal(["prod", "staging"], tenant.Environments.Select(e => e.Name));
        var source = tenant.Environments[0].Datasources[0];
        Assert.Equal((TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30), "${secret:TOKEN}"), (source.Timeout, source.ScrapeInterval, source.Auth!.BearerToken));
        Assert.Equal("acme", tenant.Environments[0].Isolation.Labels["tenant"]);
        Assert.False(tenant.Environments[1].Datasources[0].ExperimentalSyntax);
        Assert.Equal("app", tenant.Environments[1].Services.DiscoverLabel);
        var grant = tenant.Dashboards[1];
        Assert.Equal((99.5, true, "5"), (grant.Parameters["objective"], grant.Parameters["strict"], grant.Parameters["text"]));
        Assert.Equal(["a", "b"], Assert.IsType<string[]>(grant.Parameters["names"]));
        Assert.Equal(21, grant.Location.Line);
    }

    [Theory]
    [InlineData("isolation: {labels: {tenant: acme, environment: prod}}", "isolation: {labels: {tenant: ''}}", DiagnosticCodes.IsolationInvalid)]
    [InlineData("isolation: {labels: {tenant: acme, environment: prod}}", "isolation: {labels: {__name__: up}}", DiagnosticCodes.IsolationInvalid)]
    [InlineData("isolation: {labels: {tenant: acme, environment: prod}}", "isolation: {}", DiagnosticCodes.IsolationMissing)]
    [InlineData("    isolation: {labels: {tenant: acme, environment: prod}}\n", "", DiagnosticCodes.IsolationMissing)]
    [InlineData("isolation: {headers: {X-Scope-OrgID: acme-staging}}", "isolation: {headers: {X-Scope-OrgID: ' '}}", DiagnosticCodes.IsolationInvalid)]
    [InlineData("isolation: {headers: {X-Scope-OrgID: acme-staging}}", "isolation: {headers: {X-Scope-OrgID: '${secret:ID}'}}", DiagnosticCodes.IsolationInvalid)]
    [InlineData("isolation: {headers: {X-Scope-OrgID: acme-staging}}", "isolation: {headers: {Host: acme}}", DiagnosticCodes.HeaderInvalid)]
    [InlineData("{X-Team: platform}", "{X-Team: \"a\\nb: c\"}", DiagnosticCodes.HeaderInvalid)]
    [InlineData("isolation: {headers: {X-Scope-OrgID: acme-staging}}", "isolation: {headers: {X-Scope-OrgID: acme, x-scope-orgid: nova}}", DiagnosticCodes.HeaderInvalid)]
    [InlineData("isolation: {headers: {X-Scope-OrgID: acme-staging}}", "isolation: {headers: {Expires: acme}}", DiagnosticCodes.HeaderInvalid)]
    [InlineData("isolation: {headers: {X-Scope-OrgID: acme-staging}}", "isolation: {headers: {\"X-Scope-OrgID\\n\": acme}}", DiagnosticCodes.HeaderInvalid)]
    [InlineData("- name: staging", "- name: \"staging\\n\"", DiagnosticCodes.TenantFile)]
    [InlineData("{X-Team: platform}", "{X-Team: platform, x-team: other}", DiagnosticCodes.HeaderInvalid)]
    [InlineData("{X-Team: platform}", "{Authorization: Bearer hunter2}", DiagnosticCodes.SecretInClear)]
    [InlineData("\"${secret:TOKEN}\"", "hunter2", DiagnosticCodes.SecretInClear)]
    [InlineData("https://prometheus.internal:9090", "https://me:hunter2@prometheus.internal:9090", DiagnosticCodes.SecretInClear)]
    [InlineData("https://prometheus.internal:9090", "file:///etc/passwd", DiagnosticCodes.DatasourceInvalid)]
    [InlineData("https://prometheus.internal:9090", "https://prometheus.internal:9090/?x=1", DiagnosticCodes.DatasourceInvalid)]
    [InlineData("kind: prometheus\n", "kind: influx\n", DiagnosticCodes.NotAllowedValue)]
    [InlineData("timeout: 10s", "timeout: 10h", DiagnosticCodes.OutOfRange)]
    [InlineData("timeout: 10s", "timeout: soon", DiagnosticCodes.WrongType)]
    [InlineData("defaultEnvironment: prod", "defaultEnvironment: prd", DiagnosticCodes.UnknownEnvironment)]
    [InlineData("- name: staging", "- name: prod", DiagnosticCodes.TenantDuplicate)]
    [InlineData("[checkout, cart]", "[checkout, 'a/b']", DiagnosticCodes.ServiceName)]
    [InlineData("id: acme", "id: nova", DiagnosticCodes.TenantFile)]
    [InlineData("id: acme", "id: 'a/../b'", DiagnosticCodes.TenantFile)]
    [InlineData("name: Acme Corp", "nme: Acme Corp", DiagnosticCodes.UnknownKey)]
    [InlineData("match: 'up{job=\"x\"}'", "match: 'sum(up)'", DiagnosticCodes.QuerySyntax)]
    public void A_mistake_is_named_with_its_place(string right, string wrong, string code)
    {
        Assert.Contains(right, Long);
        Read(Long.Replace(right, wrong), out var found);

        var mistake = Assert.Single(found, d => d.Code == code);
        Assert.Equal(("tenants/acme.yaml", Severity.Error), (mistake.Location.File, mistake.Severity));
        Assert.InRange(mistake.Location.Line, 1, 30);
        Assert.DoesNotContain("hunter2", mistake.Message + mistake.Remedy);
    }

    [Fact]
    public void All_mistakes_are_told_at_once()
    {
        Read(Long.Replace("timeout: 10s", "timeout: soon").Replace("name: Acme", "nme: Acme").Replace("[checkout, cart]", "['?']"), out var found);

        Assert.Equal(3, found.Count);
    }

    [Fact]
    public void A_misspelled_key_is_answered_with_what_was_meant()
    {
        Read(Long.Replace("scrapeInterval", "scrapeIntervall"), out var found);

        Assert.Equal("Did you mean 'scrapeInterval'?", Assert.Single(found).Remedy);
    }

    [Theory]
    [InlineData("- a\n- b")]
    [InlineData("just text")]
    [InlineData("a: [1")]
    [InlineData("a: &x 1\nb: *x")]
    [InlineData("")]
    public void What_is_no_tenant_is_refused(string text)
    {
        Assert.Null(Read(text, out var found));
        Assert.True(found.HasErrors());
    }

    private static Tenant? Read(string text, out List<Diagnostic> found)
    {
        found = [];
        return TenantFileReader.Read("tenants/acme.yaml", text, found);
    }
}
