using Portal.Core.Queries.Masked;

namespace Portal.Embedding;

/// <summary>What the texts of an embed are filled with.</summary>
internal static class EmbedTexts
{
    /// <summary>What is bound or chosen, as the token's role may see it; the rest has its default, where no backend has to be asked for it.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Of(EmbedGrant grant, LiveEmbed live, IReadOnlyDictionary<string, IReadOnlyList<string>> chosen)
    {
        var masker = live.Snapshot.Masker(grant.Tenant, grant.Role);
        var texts = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var variable in live.Dashboard.Variables)
        {
            var values = grant.Claims.Variables?.GetValueOrDefault(variable.Name) ?? chosen.GetValueOrDefault(variable.Name) ?? variable.Default;
            if (values.Count > 0)
            {
                texts[variable.Name] = [.. values.Select(value => MaskedValues.Of(masker, variable, value))];
            }
        }
        return texts;
    }
}
