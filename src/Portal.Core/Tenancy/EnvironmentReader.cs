using System.Text.RegularExpressions;
using Portal.Core.Diagnostics;
using Portal.Core.Yaml;

namespace Portal.Core.Tenancy;

/// <summary>Reads the environments of a tenant's file.</summary>
internal static partial class EnvironmentReader
{
    /// <summary>Headers that mean something to HTTP itself, so that no tenant may be chosen, nor a request bent, by them.</summary>
    internal static readonly HashSet<string> RefusedHeaders = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "Connection", "Content-Length", "Content-Type", "Content-Encoding", "Transfer-Encoding", "TE", "Trailer", "Upgrade",
        "Keep-Alive", "Proxy-Authorization", "Proxy-Connection", "Proxy-Authenticate", "Expect", "Cookie",
        // Of an answer's or a body's, so that no request carries them.
        "Allow", "Content-Disposition", "Content-Language", "Content-Location", "Content-MD5", "Content-Range", "Expires", "Last-Modified",
    };

    public static IReadOnlyList<TenantEnvironment> ReadAll(YamlMap tenant)
    {
        var maps = tenant.Maps("environments", "an environment");
        if (maps.Count == 0)
        {
            tenant.Missing("environments");
        }
        var environments = new List<TenantEnvironment>();
        foreach (var map in maps)
        {
            if (Read(map) is not { } environment)
            {
                continue;
            }
            if (environments.Any(e => e.Name == environment.Name))
            {
                map.Context.Error(DiagnosticCodes.TenantDuplicate, map.MarkOf("name"), $"There are two environments '{environment.Name}'.", "Give each a name of its own.");
                continue;
            }
            environments.Add(environment);
        }
        return environments;
    }

    /// <summary>Reads the key <c>environments</c> of what may be narrowed to some of the tenant's.</summary>
    /// <param name="map">What has the key.</param>
    /// <param name="environments">The tenant's.</param>
    /// <param name="code">The code of a list that names none.</param>
    /// <param name="what">How a person calls it, such as <c>The line</c>.</param>
    /// <returns>Null for all.</returns>
    public static IReadOnlyList<string>? ReadNarrowing(YamlMap map, IReadOnlyList<TenantEnvironment> environments, string code, string what)
    {
        var names = map.Strings("environments");
        if (names is { Count: 0 })
        {
            map.Context.Error(code, map.MarkOf("environments"), $"{what} names no environment.", "Name some, or leave the key out for all.");
        }
        var known = environments.Select(e => e.Name).ToList();
        foreach (var unknown in (names ?? []).Where(name => known.Count > 0 && !known.Contains(name)))
        {
            map.Context.Error(
                DiagnosticCodes.UnknownEnvironment, map.MarkOf("environments"), $"The tenant has no environment '{unknown}'.",
                Suggestion.DidYouMean(unknown, known, $"Use one of: {string.Join(", ", known)}."));
        }
        return names;
    }

    /// <summary>Whether the text is a label name that every PromQL reader takes without quotes.</summary>
    internal static bool IsLabelName(string name) => LabelPattern().IsMatch(name) && !name.StartsWith("__", StringComparison.Ordinal);

    /// <summary>Reads the key <c>headers</c> of a datasource or an isolation. Case does not count in a header's name, so none may stand there in two spellings.</summary>
    internal static IReadOnlyDictionary<string, string> ReadHeaders(YamlMap map)
    {
        var headers = map.Texts("headers");
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in headers)
        {
            CheckHeader(map.Context, map.MarkOf("headers"), name, value);
            if (!names.Add(name))
            {
                map.Context.Error(DiagnosticCodes.HeaderInvalid, map.MarkOf("headers"), $"The header '{name}' stands twice, in different spellings.", "Keep one of them.");
            }
        }
        return headers;
    }

    private static void CheckHeader(YamlContext context, YamlMark mark, string name, string value)
    {
        if (!HeaderPattern().IsMatch(name) || RefusedHeaders.Contains(name))
        {
            context.Error(DiagnosticCodes.HeaderInvalid, mark, $"The header '{name}' cannot be set.", "Use a header of your backend's own, such as X-Scope-OrgID.");
        }
        if (value.Any(c => c is < ' ' or > '~'))
        {
            context.Error(DiagnosticCodes.HeaderInvalid, mark, $"The value of the header '{name}' may hold printable ASCII characters only.");
        }
    }

    private static TenantEnvironment? Read(YamlMap map)
    {
        var name = TenantFileReader.ReadName(map, "name");
        var datasources = DatasourceReader.ReadAll(map);
        var isolation = ReadIsolation(map);
        var services = ReadServices(map);
        map.RefuseUnknownKeys();
        return name is null || isolation is null || datasources.Count == 0 ? null : new TenantEnvironment
        {
            Name = name,
            Datasources = datasources,
            Isolation = isolation,
            Services = services,
            Location = map.Context.Locate(map.Node.Start),
        };
    }

    private static Isolation? ReadIsolation(YamlMap environment)
    {
        if (environment.Map("isolation", "an isolation") is not { } map)
        {
            if (!environment.Has("isolation"))
            {
                environment.Context.Error(
                    DiagnosticCodes.IsolationMissing,
                    environment.Node.Start,
                    "Nothing keeps this environment's telemetry apart from others'.",
                    "Add 'isolation' with 'labels', 'headers' or 'dedicated: true'.");
            }
            return null;
        }
        var labels = map.Texts("labels");
        foreach (var (label, value) in labels)
        {
            if (!IsLabelName(label))
            {
                map.Context.Error(DiagnosticCodes.IsolationInvalid, map.MarkOf("labels"), $"'{label}' cannot be an isolation label.", "Use a label name of letters, digits and _, not beginning with __.");
            }
            if (value.Length == 0)
            {
                map.Context.Error(DiagnosticCodes.IsolationInvalid, map.MarkOf("labels"), $"The isolation label '{label}' has an empty value, which series without the label would match.", "Give it the tenant's own value.");
            }
        }
        var headers = ReadHeaders(map);
        foreach (var (header, value) in headers)
        {
            if (value.Trim().Length == 0 || value.Contains("${", StringComparison.Ordinal))
            {
                map.Context.Error(DiagnosticCodes.IsolationInvalid, map.MarkOf("headers"), $"The isolation header '{header}' must have a plain value.", "Write the tenant's id in the backend. Secrets belong to the datasource's headers.");
            }
        }
        var dedicated = map.Boolean("dedicated") ?? false;
        map.RefuseUnknownKeys();
        if (labels.Count == 0 && headers.Count == 0 && !dedicated)
        {
            map.Context.Error(DiagnosticCodes.IsolationMissing, map.Node.Start, "The isolation names nothing.", "Give it 'labels', 'headers' or 'dedicated: true'.");
            return null;
        }
        return new Isolation(labels, headers, dedicated);
    }

    private static ServiceSource ReadServices(YamlMap environment)
    {
        switch (environment.Any("services"))
        {
            case null:
                return new ServiceSource([], null, null);
            case YamlMapping mapping:
                return ReadDiscovery(new YamlMap(mapping, environment.Context, "services"));
            default:
                var names = environment.Strings("services") ?? [];
                foreach (var name in names.Where(n => !ServiceNames.IsValid(n)))
                {
                    environment.Context.Error(DiagnosticCodes.ServiceName, environment.MarkOf("services"), $"'{name}' cannot be a service's name.", ServiceNames.Rule);
                }
                return new ServiceSource([.. names.Where(ServiceNames.IsValid).Distinct()], null, null);
        }
    }

    private static ServiceSource ReadDiscovery(YamlMap services)
    {
        var discover = services.Map("discover", "a discovery");
        services.RefuseUnknownKeys();
        if (discover is null)
        {
            services.Missing("discover");
            return new ServiceSource([], null, null);
        }
        var label = discover.String("label") ?? TenantFileReader.DefaultServiceLabel;
        if (!IsLabelName(label))
        {
            discover.Context.Error(DiagnosticCodes.ServiceName, discover.MarkOf("label"), $"'{label}' is not a label's name.");
        }
        var match = discover.String("match");
        if (match is not null && PromQL.PromQLParser.Parse(match) is not { Expression: PromQL.VectorSelector })
        {
            discover.Context.Error(DiagnosticCodes.QuerySyntax, discover.MarkOf("match"), "'match' is not a series selector.", "Write for example up{job=~\"api.*\"}.");
        }
        discover.RefuseUnknownKeys();
        return new ServiceSource(null, label, match);
    }

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex LabelPattern();

    // RFC 9110, section 5.6.2: a token.
    [GeneratedRegex(@"^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}\z", RegexOptions.CultureInvariant)]
    private static partial Regex HeaderPattern();
}
