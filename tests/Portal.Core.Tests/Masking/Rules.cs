using Portal.Core.Diagnostics;
using Portal.Core.Masking;
using Portal.Core.Tenancy;

namespace Portal.Core.Tests.Masking;

/// <summary>Reads masking rules as a tenant's file gives them.</summary>
internal static class Rules
{
    private const string Head =
        "id: acme\ndefaultEnvironment: prod\nenvironments:\n  - {name: prod, datasources: [{kind: prometheus, url: \"http://p\"}, {kind: loki, url: \"http://l\"}, {kind: jaeger, url: \"http://j\"}], isolation: {labels: {tenant: acme}}}\nmasking:\n";

    /// <summary>The line of the first rule.</summary>
    public const int FirstLine = 6;

    public static MaskingRules Read(params string[] rules)
    {
        var read = Read(out var found, rules);
        Assert.Empty(found);
        return read;
    }

    public static MaskingRules Read(out List<Diagnostic> found, params string[] rules)
    {
        found = [];
        return TenantFileReader.Read("tenants/acme.yaml", Head + string.Concat(rules.Select(rule => $"  - {rule}\n")), found)!.Masking;
    }

    /// <summary>What support sees by these rules.</summary>
    public static Masker Support(params string[] rules) => Read(rules).For(Role.Support)!;
}
