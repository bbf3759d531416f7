using System.Net;
using System.Net.Security;
using Microsoft.Extensions.Options;
using Portal.Outgoing;

namespace Portal.Backends;

/// <summary>
/// Sends requests over the connections of their TLS setup. Setups come from secrets and change with them, so the ones that are used least make room for new ones.
/// </summary>
internal sealed class BackendConnections(IOptions<BackendOptions> options, AddressGuard guard, TimeProvider time) : HttpMessageHandler
{
    /// <summary>Names the TLS setup of a request.</summary>
    public static readonly HttpRequestOptionsKey<TlsSetup> Setup = new("Portal.TlsSetup");

    /// <summary>How many setups have connections at a time.</summary>
    internal const int MaxSetups = 64;

    private readonly Lock _lock = new();
    private readonly Dictionary<TlsSetup, Entry> _entries = [];

    /// <summary>How many setups have connections now.</summary>
    internal int Count
    {
        get
        {
            lock (_lock)
            {
                return _entries.Count;
            }
        }
    }

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var entry = Take(request.Options.TryGetValue(Setup, out var setup) ? setup : TlsSetup.Default);
        try
        {
            return await entry.Invoker.SendAsync(request, cancellationToken);
        }
        finally
        {
            Release(entry);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        lock (_lock)
        {
            foreach (var setup in _entries.Keys.ToList())
            {
                Retire(setup);
            }
        }
        base.Dispose(disposing);
    }

    private Entry Take(TlsSetup setup)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(setup, out var entry))
            {
                if (_entries.Count == MaxSetups)
                {
                    Retire(_entries.MinBy(e => e.Value.LastUsed).Key);
                }
                _entries[setup] = entry = new Entry(new HttpMessageInvoker(Handler(setup)));
            }
            entry.LastUsed = time.GetTimestamp();
            entry.Users++;
            return entry;
        }
    }

    private void Release(Entry entry)
    {
        lock (_lock)
        {
            if (--entry.Users == 0 && entry.Retired)
            {
                entry.Invoker.Dispose();
            }
        }
    }

    private void Retire(TlsSetup setup)
    {
        _entries.Remove(setup, out var entry);
        entry!.Retired = true;
        if (entry.Users == 0)
        {
            entry.Invoker.Dispose();
        }
    }

    private SocketsHttpHandler Handler(TlsSetup setup)
    {
        var tls = setup.ToOptions();
        var direct = !options.Value.UseProxy;
        var handler = new SocketsHttpHandler
        {
            // A redirect would carry credentials to wherever it points; cookies would carry one tenant's session into another's request.
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = !direct,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = options.Value.ConnectTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            SslOptions = tls,
        };
        if (direct)
        {
            handler.ConnectCallback = async (context, cancellation) =>
            {
                // Each request's host was granted as it stands in the datasource's URL.
                var stream = await guard.ConnectAsync(context.DnsEndPoint, isListed: true, cancellation);
                return setup.ServerName is not null && IsSecure(context.InitialRequestMessage.RequestUri!) ? await EncryptAsync(stream, tls, cancellation) : stream;
            };
        }
        return handler;
    }

    private static bool IsSecure(Uri address) => address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeWss;

    /// <summary>The handler itself always asks for the URL's host; another name has to be asked for here.</summary>
    private static async Task<Stream> EncryptAsync(Stream stream, SslClientAuthenticationOptions tls, CancellationToken cancellation)
    {
        var encrypted = new SslStream(stream);
        try
        {
            await encrypted.AuthenticateAsClientAsync(tls, cancellation);
            return encrypted;
        }
        catch
        {
            await encrypted.DisposeAsync();
            throw;
        }
    }

    private sealed class Entry(HttpMessageInvoker invoker)
    {
        public HttpMessageInvoker Invoker => invoker;

        public long LastUsed { get; set; }

        public int Users { get; set; }

        public bool Retired { get; set; }
    }
}
