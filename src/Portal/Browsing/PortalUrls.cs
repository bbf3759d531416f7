using Portal.Core.Catalog;
using Portal.Core.Queries;
using Portal.Core.Tenancy;

namespace Portal.Browsing;

/// <summary>The addresses of the portal's pages.</summary>
internal static class PortalUrls
{
    /// <summary>A tenant's page.</summary>
    public static string Tenant(TenantId tenant) => $"/t/{Uri.EscapeDataString(tenant.Value)}";

    /// <summary>A tenant's page with an environment.</summary>
    public static string Tenant(TenantId tenant, string environment) => $"{Tenant(tenant)}?env={Uri.EscapeDataString(environment)}";

    /// <summary>A dashboard's page.</summary>
    public static string Dashboard(BindingKey key) =>
        Dashboard(key.Scope, key.Template.Replace('/', '~')) + Query([], key.Service);

    /// <summary>A dashboard's page, without a service.</summary>
    public static string Dashboard(Scope scope, string slug) =>
        $"/d/{Uri.EscapeDataString(scope.Tenant.Value)}/{Uri.EscapeDataString(scope.Environment)}/{Uri.EscapeDataString(slug)}";

    /// <summary>Where a panel's data is asked for.</summary>
    public static string PanelData(Binding binding, string panel) => PanelData(binding.Key, panel, []);

    /// <summary>What the addresses of an environment's own pages begin with.</summary>
    public static string Environment(Scope scope) => $"{Tenant(scope.Tenant)}/{Uri.EscapeDataString(scope.Environment)}";

    /// <summary>The page that looks for an environment's logs.</summary>
    public static string Logs(Scope scope) => $"{Environment(scope)}/logs";

    /// <summary>Where an environment's logs are asked for.</summary>
    public static string LogsApi(Scope scope) => $"/api/v1/logs/{Uri.EscapeDataString(scope.Tenant.Value)}/{Uri.EscapeDataString(scope.Environment)}";

    /// <summary>The page that looks for an environment's traces.</summary>
    public static string Traces(Scope scope) => $"{Environment(scope)}/traces";

    /// <summary>Where an environment's traces are asked for.</summary>
    public static string TracesApi(Scope scope) => $"/api/v1/traces/{Uri.EscapeDataString(scope.Tenant.Value)}/{Uri.EscapeDataString(scope.Environment)}";

    /// <summary>The page of an embed, for frames.</summary>
    public static string Embed(string token) => $"/embed/{token}";

    /// <summary>The page that lists a tenant's embeds.</summary>
    public static string Embeds(TenantId tenant) => $"{Tenant(tenant)}/embeds";

    /// <summary>Where the data of a preview's panel is asked for.</summary>
    /// <param name="key">The dashboard.</param>
    /// <param name="panel">The panel's id.</param>
    /// <param name="preview">The preview's name.</param>
    /// <param name="before">Whether the panel of what the preview is compared with is meant.</param>
    public static string PanelData(BindingKey key, string panel, string preview, bool before = false) =>
        PanelData(key, panel, [$"preview={Uri.EscapeDataString(preview)}", .. before ? ["side=before"] : Array.Empty<string>()]);

    /// <summary>The page of a preview's dashboard.</summary>
    public static string Dashboard(BindingKey key, string preview) => $"{Dashboard(key)}{(key.Service is null ? '?' : '&')}preview={Uri.EscapeDataString(preview)}";

    /// <summary>Where the data of a panel is asked for as of a past revision.</summary>
    public static string PanelDataAsOf(BindingKey key, string panel, string revision) => PanelData(key, panel, [$"rev={Uri.EscapeDataString(revision)}"]);

    /// <summary>Where the marks of a dashboard are asked for, given where a panel's data is.</summary>
    public static string Annotations(string panelData)
    {
        var panels = panelData.IndexOf("/panels/", StringComparison.Ordinal);
        var query = panelData.IndexOf('?', StringComparison.Ordinal);
        return $"{panelData[..panels]}/annotations{(query < 0 ? "" : panelData[query..])}";
    }

    /// <summary>The page of a dashboard's history.</summary>
    public static string History(BindingKey key) =>
        $"{Dashboard(key.Scope, key.Template.Replace('/', '~'))}/history{Query([], key.Service)}";

    /// <summary>The overview of a preview.</summary>
    public static string Preview(string id) => $"/previews/{Uri.EscapeDataString(id)}";

    /// <summary>A dashboard of a preview beside what it is compared with.</summary>
    public static string PreviewDashboard(string id, BindingKey key) =>
        $"{Preview(id)}/d/{Uri.EscapeDataString(key.Scope.Tenant.Value)}/{Uri.EscapeDataString(key.Scope.Environment)}/{Uri.EscapeDataString(key.Template.Replace('/', '~'))}"
        + Query([], key.Service);

    /// <summary>A template's page.</summary>
    public static string Template(string slug) => $"/templates/{Uri.EscapeDataString(slug)}";

    private static string PanelData(BindingKey key, string panel, IReadOnlyList<string> parameters) =>
        $"/api/v1/dashboards/{Uri.EscapeDataString(key.Scope.Tenant.Value)}/{Uri.EscapeDataString(key.Scope.Environment)}/{Uri.EscapeDataString(key.Template.Replace('/', '~'))}"
        + $"/panels/{Uri.EscapeDataString(panel)}/data{Query(parameters, key.Service)}";

    private static string Query(IReadOnlyList<string> parameters, string? service)
    {
        string[] all = service is null ? [.. parameters] : [.. parameters, $"service={Uri.EscapeDataString(service)}"];
        return all.Length == 0 ? "" : $"?{string.Join('&', all)}";
    }
}
