using System.Net.Http.Headers;
using System.Text;
using Portal.Configuration;
using Portal.Core.Queries;
using Portal.Core.Tenancy;

namespace Portal.Backends;

/// <summary>Makes requests of a scoped query: its address, and its headers with secrets in them, resolved at the moment of sending.</summary>
internal sealed class BackendRequest
{
    /// <summary>Names the datasource of a request; a datasource has a circuit breaker of its own.</summary>
    public static readonly HttpRequestOptionsKey<string> Circuit = new("Portal.Circuit");

    private readonly ScopedQuery _query;
    private readonly Dictionary<string, string> _headers = new(StringComparer.OrdinalIgnoreCase);
    private readonly TlsSetup _tls;

    /// <summary>Resolves what the query's datasource needs.</summary>
    /// <exception cref="QueryException">The host or a secret is not granted, or a secret is not there.</exception>
    public BackendRequest(ScopedQuery query, SecretStore secrets, IGrants grants)
    {
        _query = query;
        var (tenant, datasource) = (query.Scope.Tenant, query.Datasource);
        if (!grants.MayUseHost(tenant, datasource.Url.Host, datasource.Url.Port))
        {
            throw new QueryException(NotSetUp(datasource.Name, $"The tenant '{tenant}' may not use the datasource's host: grant it in the server's configuration, Grants:{tenant}:Hosts."));
        }
        string? Resolve(string? text) => text is null ? null : SecretReference.Resolve(text, name => Redactor.Keep(secrets.Get(tenant, name)));

        foreach (var (name, value) in datasource.Headers)
        {
            Set(name, Resolve(value)!);
        }
        if (datasource.Auth is { BearerToken: { } token })
        {
            Set("Authorization", $"Bearer {Resolve(token)}");
        }
        else if (datasource.Auth is { Username: { } user, Password: var password })
        {
            Set("Authorization", "Basic " + Redactor.Keep(Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{Resolve(password)}"))));
        }
        // Last, so that nothing else of the datasource can choose another tenant.
        foreach (var (name, value) in query.Headers)
        {
            Set(name, value);
        }
        _tls = datasource.Tls is { } tls ? new TlsSetup(Resolve(tls.CaSecret), Resolve(tls.ClientCertificateSecret), tls.ServerName) : TlsSetup.Default;
    }

    /// <summary>Knows the secrets that are sent.</summary>
    public Redactor Redactor { get; } = new();

    /// <summary>The query that is asked.</summary>
    public ScopedQuery Query => _query;

    /// <summary>A request to that path of the backend's API.</summary>
    /// <param name="method">GET, with the parameters in the address, or POST, with them in a form.</param>
    /// <param name="path">Below the datasource's URL, without a leading slash.</param>
    /// <param name="parameters">Names and values; a name may come several times.</param>
    public HttpRequestMessage Make(HttpMethod method, string path, IReadOnlyList<KeyValuePair<string, string>> parameters)
    {
        var address = Address(path, method == HttpMethod.Get ? parameters : []);
        var request = new HttpRequestMessage(method, address);
        if (method != HttpMethod.Get)
        {
            request.Content = new FormUrlEncodedContent(parameters);
        }
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("portal", null));
        foreach (var (name, value) in _headers)
        {
            request.Headers.Remove(name);
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                // Without one of its headers a request could be another tenant's.
                throw new QueryException(NotSetUp(_query.Datasource.Name, $"The header '{name}' cannot be sent with a request."));
            }
        }
        request.Options.Set(BackendConnections.Setup, _tls);
        request.Options.Set(Circuit, $"{_query.Scope} {_query.Datasource.Name} {_query.Datasource.Url.Authority}");
        return request;
    }

    /// <summary>Names the headers and TLS of a connection that stays open.</summary>
    /// <param name="setHeader">Takes each header.</param>
    /// <returns>How TLS is spoken.</returns>
    public TlsSetup Describe(Action<string, string> setHeader)
    {
        foreach (var (name, value) in _headers)
        {
            setHeader(name, value);
        }
        return _tls;
    }

    /// <summary>The address of that path with parameters.</summary>
    public Uri Address(string path, IReadOnlyList<KeyValuePair<string, string>> parameters)
    {
        var address = $"{_query.Datasource.Url.AbsoluteUri.TrimEnd('/')}/{path}";
        return new Uri(parameters.Count == 0 ? address : address + "?" + string.Join('&', parameters.Select(p => $"{Uri.EscapeDataString(p.Key)}={Uri.EscapeDataString(p.Value)}")));
    }

    private static QueryError NotSetUp(string datasource, string reason) =>
        new(QueryErrorKind.Forbidden, $"The datasource '{datasource}' is not set up on this server.", "Tell whoever runs the portal.", reason);

    private void Set(string name, string value)
    {
        if (value.Any(c => c is < ' ' or > '~'))
        {
            throw new QueryException(new QueryError(QueryErrorKind.Unavailable, $"A secret in the header '{name}' holds characters that no header can carry.", "Let a platform engineer check the secret for line breaks and letters outside of ASCII."));
        }
        _headers[name] = value;
    }
}
