using Portal.Core.Yaml;

namespace Portal.Core.Dashboards;

/// <summary>Reads a dashboard from rendered YAML.</summary>
public static class DashboardReader
{
    /// <summary>The dashboard; null, with errors in the context, where the text holds none. Every mistake is reported, not just the first.</summary>
    /// <param name="yaml">What a template has yielded.</param>
    /// <param name="context">Takes diagnostics and knows which template line wrote which place.</param>
    public static Dashboard? Read(string yaml, YamlContext context) => throw new NotImplementedException();
}
