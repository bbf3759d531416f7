using System.Net.WebSockets;
using Portal.Configuration;
using Portal.Core.Queries;
using Portal.Core.Tenancy;

namespace Portal.Backends;

/// <summary>Opens WebSockets to backends: over the same guarded connections, with the same headers and TLS as requests.</summary>
internal sealed class BackendSockets(BackendConnections connections, SecretStore secrets, IGrants grants, TimeProvider time)
{
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(20);

    /// <summary>Connects, within the datasource's time.</summary>
    /// <param name="query">Where and as whom.</param>
    /// <param name="path">Below the datasource's URL.</param>
    /// <param name="parameters">Names and values.</param>
    /// <param name="cancellation">The caller has gone.</param>
    /// <exception cref="QueryException">It failed in an expected way.</exception>
    public async Task<WebSocket> ConnectAsync(ScopedQuery query, string path, IReadOnlyList<KeyValuePair<string, string>> parameters, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(query.Datasource.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        var socket = new ClientWebSocket();
        try
        {
            var request = new BackendRequest(query, secrets, grants);
            socket.Options.KeepAliveInterval = KeepAlive;
            socket.Options.KeepAliveTimeout = KeepAlive;
            socket.Options.CollectHttpResponseDetails = true;
            var tls = request.Describe(socket.Options.SetRequestHeader);
            var address = new UriBuilder(request.Address(path, parameters));
            address.Scheme = address.Scheme == Uri.UriSchemeHttps ? Uri.UriSchemeWss : Uri.UriSchemeWs;
            using var invoker = new HttpMessageInvoker(new WithSetup(connections, tls), disposeHandler: false);
            await socket.ConnectAsync(address.Uri, invoker, either.Token);
            return socket;
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            var status = socket.HttpStatusCode;
            socket.Dispose();
            var error = (int)status >= 300 ? BackendFailures.Explain(status) : BackendFailures.Explain(Inner(e), timeout.IsCancellationRequested, query.Datasource.Timeout);
            if (error is null)
            {
                throw;
            }
            throw new QueryException(error, e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static Exception Inner(Exception exception) => exception is WebSocketException ? exception.InnerException ?? new IOException(exception.Message, exception) : exception;

    /// <summary>Tells the connections which TLS setup a socket's request has; it cannot do so itself.</summary>
    private sealed class WithSetup : DelegatingHandler
    {
        private readonly TlsSetup _tls;

        public WithSetup(HttpMessageHandler inner, TlsSetup tls)
            : base(inner) => _tls = tls;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Options.Set(BackendConnections.Setup, _tls);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
