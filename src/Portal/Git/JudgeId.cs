using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Portal.Configuration;
using Portal.Core.Catalog;
using Portal.Demo;

namespace Portal.Git;

/// <summary>Names the rules and grants that revisions are judged by: two portals of one id find the same.</summary>
/// <param name="Value">A hash.</param>
internal sealed record JudgeId(string Value)
{
    /// <summary>The id of this build with these settings.</summary>
    public static JudgeId Of(GrantOptions grants, DemoTelemetryOptions demo, IHostEnvironment environment)
    {
        string Lists(Dictionary<string, List<string>> lists) => JsonSerializer.Serialize(lists.OrderBy(l => l.Key, StringComparer.Ordinal));
        var text = string.Join('\n', Build(typeof(CatalogLoader)), Build(typeof(JudgeId)), Lists(grants.Hosts), Lists(grants.Secrets), environment.IsDevelopment() ? $"demo {demo.Port}" : "");
        return new JudgeId(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32]);
    }

    private static string Build(Type type) => type.Module.ModuleVersionId.ToString();
}
