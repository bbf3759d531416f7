using Portal.Core.Catalog;
using Portal.Core.Diagnostics;
using Portal.Core.Tenancy;

namespace Portal.Core.Tests.Catalog;

/// <summary>Small content for tests.</summary>
internal static class Content
{
    public const string Acme =
        """
        id: acme
        name: Acme
        defaultEnvironment: prod
        environments:
          - name: prod
            datasources: [{kind: prometheus, url: "http://prometheus.acme"}]
            isolation: {dedicated: true}
            services: [checkout, cart]
        dashboards:
          - template: overview
        """;

    public const string Overview =
        """
        ---
        title: Overview
        ---
        title: "{{ tenant.name }} {{ environment | string.upcase }} - {{ service_name }}"
        panels:
          - title: Up
            type: stat
            queries: [{expr: up}]
        """;

    public static Task<LoadResult> LoadAsync(params (string Path, string Text)[] files) => LoadAsync(_ => [], files);

    public static Task<LoadResult> LoadAsync(Func<Scope, IReadOnlyList<string>> services, params (string Path, string Text)[] files) =>
        new CatalogLoader().LoadAsync(Tree(files), new AllGrants(), services, TestContext.Current.CancellationToken);

    public static ContentTree Tree(params (string Path, string Text)[] files) => new(new RevisionId("test"), files.ToDictionary(f => f.Path, f => f.Text), []);

    public static string Describe(IEnumerable<Diagnostic> diagnostics) => string.Join('\n', diagnostics.Select(d => $"{d.Location} {d.Severity} {d.Code} {d.Message} | {d.Remedy} | {d.RenderedLine} x{d.Occurrences} {d.Binding}"));
}
