using System.Text.Json;
using Microsoft.AspNetCore.StaticAssets;

namespace Portal.Embedding;

/// <summary>
/// The addresses of scripts and styles that name what is in them, so that a browser that has them asks for none of them again. A map tells modules, which name each other plainly, of them.
/// </summary>
/// <param name="services">Knows all endpoints once they are mapped.</param>
internal sealed class EmbedAssets(IServiceProvider services)
{
    private readonly Lazy<Dictionary<string, string>> _addresses = new(() => Read(services));
    private string? _map;

    /// <summary>The address of a file, such as <c>js/embed.js</c>.</summary>
    public string this[string file] => "/" + _addresses.Value.GetValueOrDefault(file, file);

    /// <summary>The import map of all modules that panels are drawn with.</summary>
    public string Map => _map ??= JsonSerializer.Serialize(new
    {
        imports = _addresses.Value.Where(a => a.Key.EndsWith(".js", StringComparison.Ordinal) && (a.Key.StartsWith("js/", StringComparison.Ordinal) || a.Key.StartsWith("Components/Panels/", StringComparison.Ordinal) || a.Key.StartsWith("_content/Plotly.Blazor/plotly-basic", StringComparison.Ordinal)))
            .OrderBy(a => a.Key, StringComparer.Ordinal).ToDictionary(a => "/" + a.Key, a => "/" + a.Value),
    });

    private static Dictionary<string, string> Read(IServiceProvider services)
    {
        var addresses = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var asset in services.GetRequiredService<EndpointDataSource>().Endpoints.Select(e => e.Metadata.GetMetadata<StaticAssetDescriptor>()).OfType<StaticAssetDescriptor>())
        {
            if (asset.Properties.FirstOrDefault(p => p.Name == "label")?.Value is { } label)
            {
                addresses.TryAdd(label, asset.Route);
            }
        }
        return addresses;
    }
}
