using System.Text.RegularExpressions;
using Portal.Core.Diagnostics;
using Portal.Core.Masking;
using Portal.Core.Yaml;

namespace Portal.Core.Tenancy;

/// <summary>Reads the key <c>masking</c> of a tenant's file: what is hidden from whom.</summary>
internal static class MaskingReader
{
    private const int MostRules = 50;
    private const int MostNames = 50;
    private const int LongestName = 200;
    private const int LongestPattern = 500;

    /// <summary>Reads all rules and makes them ready.</summary>
    public static MaskingRules ReadAll(YamlMap tenant, IReadOnlyList<TenantEnvironment> environments)
    {
        var kept = Kept(environments);
        var maps = tenant.Maps("masking", "a masking rule");
        if (maps.Count > MostRules)
        {
            Error(tenant, "masking", $"There are {maps.Count} masking rules; there may be {MostRules}.", "Join names that have the same effects in one rule, or patterns with |.");
        }
        return new MaskingRules([.. maps.Take(MostRules).Select(map => Read(map, kept)).OfType<MaskingRule>()], kept);
    }

    /// <summary>Tells where somebody is support, and nothing says what support must not see. An empty list says that nothing is hidden.</summary>
    public static void CheckSupport(YamlMap tenant, IReadOnlyList<AccessLine> access, IReadOnlyList<EmbedKey> embedKeys)
    {
        if (tenant.Has("masking"))
        {
            return;
        }
        if (access.Any(line => line.Role == Role.Support))
        {
            Unmasked(tenant, "access", "'access' makes people support, but the tenant masks nothing: they see what viewers see.");
        }
        if (embedKeys.Any(key => key.Role == Role.Support))
        {
            Unmasked(tenant, "embedKeys", "An embed key shows dashboards as for support, but the tenant masks nothing: they are shown as for viewers.");
        }
    }

    private static void Unmasked(YamlMap tenant, string key, string message) =>
        tenant.Context.Warning(DiagnosticCodes.SupportUnmasked, tenant.MarkOf(key), message, "Say under 'masking' what is hidden from support, write 'masking: []' if nothing is, or give the role viewer.");

    // What the portal finds its way by: were it masked, nothing could be found.
    private static HashSet<string> Kept(IReadOnlyList<TenantEnvironment> environments) =>
    [
        .. environments.SelectMany(environment => environment.Isolation.Labels.Keys),
        .. environments.Select(environment => environment.Services.DiscoverLabel).OfType<string>(),
        .. environments.SelectMany(environment => environment.Datasources).SelectMany(source => source.Kind switch
        {
            DatasourceKind.Loki => [source.ServiceLabel],
            DatasourceKind.Jaeger => [.. source.TraceIdFields, .. source.ServiceAttribute is { } attribute ? [attribute] : Array.Empty<string>()],
            _ => source.ServiceMetrics.ServiceLabels,
        }),
    ];

    private static MaskingRule? Read(YamlMap map, IReadOnlySet<string> kept)
    {
        var fields = map.Strings("field");
        var detector = map.OneOf("detector", [.. Detectors.Names]);
        var text = map.String("pattern");
        var given = ReadRoles(map);
        map.RefuseUnknownKeys();
        if ((map.Has("field") ? 1 : 0) + (map.Has("detector") ? 1 : 0) + (map.Has("pattern") ? 1 : 0) != 1)
        {
            map.Context.Error(DiagnosticCodes.MaskingInvalid, map.Node.Start, "A masking rule finds one kind of thing.", "Give either 'field', 'detector' or 'pattern'.");
            return null;
        }
        var pattern = text is null ? null : ReadPattern(map, text);
        if (fields is not null && !CheckFields(map, fields, kept))
        {
            return null;
        }
        return fields is null && detector is null && pattern is null ? null : new MaskingRule
        {
            Fields = fields ?? [],
            Detector = detector is null ? null : (Detector)Detectors.Names.ToList().IndexOf(detector),
            Pattern = pattern,
            Given = given,
            Location = map.Context.Locate(map.Node.Start),
        };
    }

    private static Dictionary<Role, MaskEffect> ReadRoles(YamlMap map)
    {
        var given = new Dictionary<Role, MaskEffect>();
        if (map.Map("roles", "the effects by role") is not { } roles)
        {
            return given;
        }
        foreach (var name in Roles.Names)
        {
            if (MaskEffects.Parse(roles.OneOf(name, [.. MaskEffects.Names])) is { } effect)
            {
                given[Roles.Parse(name)!.Value] = effect;
            }
        }
        roles.RefuseUnknownKeys();
        foreach (var (role, effect) in given)
        {
            if (given.Where(other => other.Key > role && other.Value > effect).Select(other => other.Key).Order().FirstOrDefault() is not Role.Support and var stronger)
            {
                Error(roles, role.Name(), $"'{role.Name()}' would see more than '{stronger.Name()}', who may do more.", $"Let '{role.Name()}' see as much as '{stronger.Name()}', or less.");
            }
        }
        if (given.Count > 0 && new MaskingRule { Given = given, Location = map.Context.Locate(map.Node.Start) }.Effects.Length == 0)
        {
            map.Context.Warning(DiagnosticCodes.MaskingInvalid, map.MarkOf("roles"), "The rule masks nothing for anybody.", "Give a role 'partial' or 'blank', or remove the rule.");
        }
        return given;
    }

    private static bool CheckFields(YamlMap map, IReadOnlyList<string> fields, IReadOnlySet<string> kept)
    {
        var good = true;
        if (fields.Count is 0 or > MostNames)
        {
            Error(map, "field", fields.Count == 0 ? "'field' names nothing." : $"'field' names {fields.Count} fields; it may name {MostNames}.", "Name at least one, and share many among several rules.");
            good = false;
        }
        foreach (var name in fields)
        {
            if (name.Length is 0 or > LongestName || !name.Any(char.IsAsciiLetterOrDigit) || name.Any(c => char.IsControl(c) || char.IsWhiteSpace(c)))
            {
                Error(map, "field", $"'{name}' cannot be a field's name.", "Write it as labels, fields of JSON or logfmt, or attributes are named, such as customer.phone, with a letter or digit of ASCII, for log stores keep no others; * stands for any text.");
                good = false;
            }
            else if (kept.Contains(name))
            {
                Error(map, "field", $"'{name}' cannot be masked: the portal goes by it.", "Labels of the isolation, of services and of traces' ids stay as they are. Name another field.");
                good = false;
            }
        }
        return good;
    }

    private static Regex? ReadPattern(YamlMap map, string text)
    {
        if (text.Length is 0 or > LongestPattern)
        {
            Error(map, "pattern", $"The pattern has {text.Length} characters; it may have 1 to {LongestPattern}.", "Share it among several rules.");
            return null;
        }
        try
        {
            var regex = TextDetectors.Compile(text);
            if (!regex.IsMatch(""))
            {
                return regex;
            }
            Error(map, "pattern", "The pattern matches the empty text, and with it everywhere.", "Use + instead of *, or name what has to be there.");
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException or RegexMatchTimeoutException)
        {
            Error(map, "pattern", e is NotSupportedException ? "The pattern is too large, or has look-arounds or back references." : "The pattern is no regular expression.", "Leave look-arounds, back references and large counts out; write it as for Prometheus or Loki.");
        }
        return null;
    }

    private static void Error(YamlMap map, string key, string message, string remedy) => map.Context.Error(DiagnosticCodes.MaskingInvalid, map.MarkOf(key), message, remedy);
}
