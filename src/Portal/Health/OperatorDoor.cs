using System.Net;
using Microsoft.Extensions.Options;
using Portal.Configuration;
using Portal.Identity.Tokens;

namespace Portal.Health;

/// <summary>Lets whoever runs the server read what the portal tells of itself, which names every tenant: whoever brings the token, or, where none is configured, this machine.</summary>
/// <param name="options">Names the token's secret.</param>
/// <param name="secrets">Holds it; it is read anew each time, so that an exchanged one counts at once.</param>
internal sealed class OperatorDoor(IOptions<MetricsOptions> options, SecretStore secrets)
{
    // Left over, they say that a proxy on this machine, which the configuration does not name, speaks for others.
    private static readonly string[] SignsOfProxies = ["X-Forwarded-For", "Forwarded", "Via"];

    /// <summary>Whether the request comes from there.</summary>
    public bool Admits(HttpContext context) => options.Value.TokenSecret is { Length: > 0 } name
        ? secrets.Find(name) is { } token && BearerToken.Of(context.Request) is { } sent && SecretStore.IsSame(token, sent)
        : context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address) && !SignsOfProxies.Any(context.Request.Headers.ContainsKey);
}
