using System.Text.RegularExpressions;
using Portal.Core.Diagnostics;
using Portal.Core.Yaml;

namespace Portal.Core.Tenancy;

/// <summary>Reads <c>tenants/&lt;id&gt;.yaml</c>, in its long or its four-line form.</summary>
public static partial class TenantFileReader
{
    /// <summary>The label that services are discovered from where nothing else is said.</summary>
    public const string DefaultServiceLabel = "service";

    /// <summary>Reads a file. Null where no tenant could be made of it; diagnostics tell all that is wrong either way.</summary>
    public static Tenant? Read(string file, string text, ICollection<Diagnostic> diagnostics)
    {
        var context = new YamlContext(file, diagnostics);
        switch (YamlDocument.Parse(text, context))
        {
            case null:
                return null;
            case YamlMapping mapping:
                var map = new YamlMap(mapping, context, "a tenant");
                return mapping.Entries.Any(e => e.Key.Text is "url" or "template") ? ReadShort(file, map) : ReadLong(file, map);
            case var other:
                context.Error(DiagnosticCodes.WrongType, other.Start, $"A tenant's file must hold a mapping, not {other.Noun}.", "Begin with 'id: …'.");
                return null;
        }
    }

    internal static Tenant? ReadShort(string file, YamlMap map)
    {
        var id = ReadId(file, map);
        var url = DatasourceReader.ReadUrl(map);
        var environment = ReadName(map, "defaultEnvironment");
        var template = map.RequiredString("template");
        map.RefuseUnknownKeys();
        if (id is null || url is null || environment is null)
        {
            return null;
        }
        var location = map.Context.Locate(map.Node.Start);
        return new Tenant
        {
            Id = id.Value,
            Name = id.Value.Value,
            DefaultEnvironment = environment,
            Environments =
            [
                new TenantEnvironment
                {
                    Name = environment,
                    Datasources = [new Datasource { Name = "prometheus", Kind = DatasourceKind.Prometheus, Url = url, Location = map.Context.Locate(map.MarkOf("url")) }],
                    Isolation = new Isolation(Frames.Frame.EmptyLabels, Frames.Frame.EmptyLabels, Dedicated: true),
                    Services = new ServiceSource(null, DefaultServiceLabel, null),
                    Location = location,
                },
            ],
            Dashboards = [new DashboardGrant { Template = template, Location = map.Context.Locate(map.MarkOf("template")) }],
            Location = location,
        };
    }

    internal static Tenant? ReadLong(string file, YamlMap map)
    {
        var id = ReadId(file, map);
        var name = map.String("name");
        var defaultEnvironment = map.RequiredString("defaultEnvironment");
        var environments = EnvironmentReader.ReadAll(map);
        var dashboards = map.Maps("dashboards", "a dashboard").Select(ReadGrant).ToList();
        var access = AccessReader.ReadAll(map, environments);
        var embedKeys = EmbedKeyReader.ReadAll(map, environments);
        var masking = MaskingReader.ReadAll(map, environments);
        MaskingReader.CheckSupport(map, access, embedKeys);
        map.RefuseUnknownKeys();
        if (environments.Count > 0 && defaultEnvironment.Length > 0 && environments.All(e => e.Name != defaultEnvironment))
        {
            var names = environments.Select(e => e.Name).ToList();
            map.Context.Error(
                DiagnosticCodes.UnknownEnvironment,
                map.MarkOf("defaultEnvironment"),
                $"The default environment '{defaultEnvironment}' is not one of the environments.",
                Suggestion.DidYouMean(defaultEnvironment, names, $"Use one of: {string.Join(", ", names)}."));
        }
        return id is null || environments.Count == 0 ? null : new Tenant
        {
            Id = id.Value,
            Name = string.IsNullOrWhiteSpace(name) ? id.Value.Value : name,
            DefaultEnvironment = environments.Any(e => e.Name == defaultEnvironment) ? defaultEnvironment : environments[0].Name,
            Environments = environments,
            Dashboards = dashboards,
            Access = access,
            EmbedKeys = embedKeys,
            Masking = masking,
            Location = map.Context.Locate(map.Node.Start),
        };
    }

    /// <summary>Reads a name of the form <c>[a-z0-9][a-z0-9-]{0,62}</c>; null with an error where it is none.</summary>
    internal static string? ReadName(YamlMap map, string key)
    {
        var text = map.RequiredString(key);
        if (text.Length > 0 && !NamePattern().IsMatch(text))
        {
            map.Context.Error(DiagnosticCodes.TenantFile, map.MarkOf(key), $"'{key}' cannot be '{text}'.", "Use 1 to 63 of a-z, 0-9 and -, not beginning with -.");
            return null;
        }
        return text.Length > 0 ? text : null;
    }

    private static TenantId? ReadId(string file, YamlMap map)
    {
        if (ReadName(map, "id") is not { } id)
        {
            return null;
        }
        var wanted = Path.GetFileNameWithoutExtension(file);
        if (id != wanted)
        {
            map.Context.Error(DiagnosticCodes.TenantFile, map.MarkOf("id"), $"The id '{id}' is not the file's name.", $"Write 'id: {wanted}', or name the file '{id}.yaml'.");
        }
        return new TenantId(id);
    }

    private static DashboardGrant ReadGrant(YamlMap map)
    {
        var grant = new DashboardGrant
        {
            Template = map.RequiredString("template"),
            Parameters = ReadParameters(map),
            Environments = map.Strings("environments"),
            Services = map.Strings("services"),
            Location = map.Context.Locate(map.MarkOf("template")),
        };
        map.RefuseUnknownKeys();
        return grant;
    }

    private static Dictionary<string, object> ReadParameters(YamlMap map)
    {
        var values = new Dictionary<string, object>();
        if (map.Map("parameters", "the parameters") is not { } parameters)
        {
            return values;
        }
        foreach (var entry in parameters.Node.Entries)
        {
            switch (entry.Value)
            {
                case YamlScalar { IsNull: true }:
                    break;
                case YamlScalar scalar:
                    values[entry.Key.Text] = ParameterText.Read(scalar);
                    break;
                case YamlSequence sequence when sequence.Items.All(i => i is YamlScalar { IsNull: false }):
                    values[entry.Key.Text] = sequence.Items.Cast<YamlScalar>().Select(s => s.Text).ToArray();
                    break;
                default:
                    map.Context.Error(DiagnosticCodes.ParameterInvalid, entry.Value.Start, $"The parameter '{entry.Key.Text}' must be a single value or a list of texts.");
                    break;
            }
        }
        return values;
    }

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]{0,62}\z", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}
