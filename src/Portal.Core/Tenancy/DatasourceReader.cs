using Portal.Core.Diagnostics;
using Portal.Core.Yaml;

namespace Portal.Core.Tenancy;

/// <summary>Reads the datasources of an environment.</summary>
internal static class DatasourceReader
{
    private static readonly HashSet<string> CredentialHeaders = new(StringComparer.OrdinalIgnoreCase) { "Authorization", "X-Api-Key", "Api-Key", "X-Auth-Token" };

    public static IReadOnlyList<Datasource> ReadAll(YamlMap environment)
    {
        var maps = environment.Maps("datasources", "a datasource");
        if (maps.Count == 0)
        {
            environment.Missing("datasources");
        }
        var datasources = new List<Datasource>();
        foreach (var map in maps)
        {
            if (Read(map) is not { } datasource)
            {
                continue;
            }
            if (datasources.Any(d => d.Name == datasource.Name))
            {
                map.Context.Error(DiagnosticCodes.DatasourceInvalid, map.Node.Start, $"There are two datasources named '{datasource.Name}'.", "Give each a 'name' of its own.");
                continue;
            }
            datasources.Add(datasource);
        }
        return datasources;
    }

    /// <summary>Reads the key <c>url</c>: http or https, with neither user information nor query nor fragment.</summary>
    public static Uri? ReadUrl(YamlMap map)
    {
        var text = map.RequiredString("url");
        if (text.Length == 0)
        {
            return null;
        }
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            map.Context.Error(DiagnosticCodes.DatasourceInvalid, map.MarkOf("url"), $"'{text}' is not an http or https address.", "Write for example http://prometheus.internal:9090.");
            return null;
        }
        if (url.UserInfo.Length > 0)
        {
            map.Context.Error(DiagnosticCodes.SecretInClear, map.MarkOf("url"), "The address holds a user name or password.", "Use 'auth' with a ${secret:NAME}.");
            return null;
        }
        if (url.Query.Length > 0 || url.Fragment.Length > 0)
        {
            map.Context.Error(DiagnosticCodes.DatasourceInvalid, map.MarkOf("url"), "The address has a query or fragment.", "Give the base address only.");
            return null;
        }
        return url;
    }

    private static Datasource? Read(YamlMap map)
    {
        var kindText = map.OneOf("kind", "prometheus", "loki", "jaeger");
        if (!map.Has("kind"))
        {
            map.Missing("kind");
        }
        var name = map.Has("name") ? TenantFileReader.ReadName(map, "name") : map.String("name") ?? kindText;
        var url = ReadUrl(map);
        var headers = EnvironmentReader.ReadHeaders(map);
        foreach (var (header, _) in headers.Where(h => CredentialHeaders.Contains(h.Key) && !SecretReference.Names(h.Value).Any()))
        {
            map.Context.Error(DiagnosticCodes.SecretInClear, map.MarkOf("headers"), $"The header '{header}' holds a secret in clear.", "Write ${secret:NAME} and give the secret to the server; change the one that stood here.");
        }
        var auth = ReadAuth(map);
        var tls = ReadTls(map);
        var timeout = map.Duration("timeout", TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
        var scrapeInterval = map.Duration("scrapeInterval", TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        var experimental = map.Boolean("experimentalSyntax");
        var api = ReadJaegerApi(map, kindText);
        var traceIdFields = ReadTraceIdFields(map, kindText);
        var serviceLabel = LinkReader.Name(map, "serviceLabel", kindText, "loki", LinkReader.IsLabel, "a label of the streams", "service_name");
        var serviceAttribute = LinkReader.Name(map, "serviceAttribute", kindText, "jaeger", LinkReader.IsAttribute, "a tag of spans or their process", "k8s.deployment.name");
        var traceIdIn = LinkReader.TraceIdIn(map, kindText);
        var serviceMetrics = LinkReader.Metrics(map, kindText);
        map.RefuseUnknownKeys();
        return kindText is null || name is null || url is null ? null : new Datasource
        {
            Name = name,
            Kind = Enum.Parse<DatasourceKind>(kindText, ignoreCase: true),
            Url = url,
            Headers = headers,
            Auth = auth,
            Tls = tls,
            Timeout = timeout ?? TimeSpan.FromSeconds(30),
            ScrapeInterval = scrapeInterval ?? TimeSpan.FromSeconds(15),
            ExperimentalSyntax = experimental ?? true,
            JaegerApi = api,
            TraceIdFields = traceIdFields ?? Datasource.UsualTraceIdFields,
            ServiceLabel = serviceLabel ?? Datasource.UsualServiceLabel,
            ServiceAttribute = serviceAttribute,
            TraceIdIn = traceIdIn,
            ServiceMetrics = serviceMetrics ?? ServiceMetrics.OfSpans,
            Location = map.Context.Locate(map.Node.Start),
        };
    }

    private static JaegerApi ReadJaegerApi(YamlMap map, string? kind)
    {
        var text = map.OneOf("api", "v2", "v3");
        if (text is not null && kind is not (null or "jaeger"))
        {
            map.Context.Error(DiagnosticCodes.DatasourceInvalid, map.MarkOf("api"), "Only a datasource of kind jaeger has an 'api' to choose.", "Leave it out.");
        }
        return text == "v3" ? JaegerApi.V3 : JaegerApi.V2;
    }

    private static IReadOnlyList<string>? ReadTraceIdFields(YamlMap map, string? kind)
    {
        var fields = map.Strings("traceIdField");
        if (fields is not null && (kind is not (null or "jaeger") || fields.Count is 0 or > 20 || fields.Any(field => field.Length is 0 or > 128)))
        {
            map.Context.Error(DiagnosticCodes.DatasourceInvalid, map.MarkOf("traceIdField"), "'traceIdField' names one to 20 labels or fields, for a datasource of kind jaeger.", "Write for example [trace_id].");
            return null;
        }
        return fields;
    }

    private static DatasourceAuth? ReadAuth(YamlMap datasource)
    {
        if (datasource.Map("auth", "an auth") is not { } map)
        {
            return null;
        }
        var token = ReadSecret(map, "bearerToken");
        var username = map.String("username");
        var password = ReadSecret(map, "password");
        map.RefuseUnknownKeys();
        if ((token is null) == (username is null && password is null) || (username is null) != (password is null))
        {
            map.Context.Error(DiagnosticCodes.DatasourceInvalid, map.Node.Start, "'auth' needs either 'bearerToken', or 'username' and 'password'.");
            return null;
        }
        return new DatasourceAuth(token, username, password);
    }

    private static DatasourceTls? ReadTls(YamlMap datasource)
    {
        if (datasource.Map("tls", "a tls") is not { } map)
        {
            return null;
        }
        var tls = new DatasourceTls(ReadSecret(map, "ca"), ReadSecret(map, "clientCertificate"), map.String("serverName"));
        map.RefuseUnknownKeys();
        return tls;
    }

    private static string? ReadSecret(YamlMap map, string key)
    {
        var text = map.String(key);
        if (text is not null && !SecretReference.IsWhole(text))
        {
            map.Context.Error(DiagnosticCodes.SecretInClear, map.MarkOf(key), $"'{key}' holds a secret in clear.", "Write ${secret:NAME} and give the secret to the server; change the one that stood here.");
            return null;
        }
        return text;
    }
}
