using System.Net.Mime;
using Microsoft.Extensions.Options;
using Portal.Configuration;
using Portal.Core.Metrics;
using Portal.Core.Queries;
using Portal.Core.Tenancy;

namespace Portal.Backends;

/// <summary>Asks a backend once: within its time, measured, with every expected failure told as a <see cref="QueryException"/>.</summary>
internal sealed partial class BackendClient(
    IHttpClientFactory clients, SecretStore secrets, IGrants grants, IOptions<BackendOptions> options, TimeProvider time, ILogger<BackendClient> logger)
{
    /// <summary>The name of the HTTP client.</summary>
    public const string Name = "backend";

    // More of a failed request's body than this tells nobody anything.
    private const int MaxErrorBytes = 64 << 10;

    /// <summary>Sends requests and reads their answers.</summary>
    /// <param name="query">The query that is asked; decides where and as whom.</param>
    /// <param name="work">Sends and reads; its requests are made by the argument.</param>
    /// <param name="cancellation">The caller has gone.</param>
    /// <exception cref="QueryException">It failed in an expected way.</exception>
    public async Task<T> AskAsync<T>(ScopedQuery query, Func<BackendRequest, CancellationToken, Task<T>> work, CancellationToken cancellation)
    {
        var (tenant, limit) = (query.Scope.Tenant, query.Datasource.Timeout);
        var started = time.GetTimestamp();
        using var timeout = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        var outcome = QueryErrorKind.Internal;
        var done = false;
        try
        {
            var answer = await work(new BackendRequest(query, secrets, grants), either.Token);
            done = true;
            return answer;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            outcome = QueryErrorKind.Canceled;
            throw;
        }
        catch (Exception e) when (BackendFailures.Explain(e, timeout.IsCancellationRequested, limit) is { } error)
        {
            outcome = error.Kind;
            LogFailed(e, query.Scope, query.Datasource.Name, error.Message);
            throw new QueryException(error, e);
        }
        finally
        {
            PortalMeter.Queried(tenant, done ? "ok" : Problems.QueryProblems.Name(outcome), time.GetElapsedTime(started));
        }
    }

    /// <summary>Sends a request; the answer's body is still to be read.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation) =>
        clients.CreateClient(Name).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);

    /// <summary>Reads the body of an answer.</summary>
    /// <returns>How many bytes it had, decompressed.</returns>
    public async Task<long> ReadAsync(HttpResponseMessage response, TokenReader reader, CancellationToken cancellation)
    {
        RefusePage(response);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
        return await reader.ReadAsync(stream, options.Value.MaxResponseBytes, cancellation);
    }

    /// <summary>Reads the body of an answer that is looked into as a whole.</summary>
    public async Task<ReadOnlyMemory<byte>> ReadWholeAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        RefusePage(response);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
        return await WholeBody.ReadAsync(stream, response.Content.Headers.ContentLength, options.Value.MaxResponseBytes, cancellation);
    }

    /// <summary>Reads the body of a failed answer as far as it is of use; false where it is not JSON.</summary>
    public static async Task<bool> TryReadErrorAsync(HttpResponseMessage response, TokenReader reader, CancellationToken cancellation)
    {
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
            await reader.ReadAsync(stream, MaxErrorBytes, cancellation);
            return true;
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or QueryException or IOException or InvalidDataException)
        {
            return false;
        }
    }

    /// <summary>Reads the body of a failed answer as text, as far as it is of use; empty where it cannot be read.</summary>
    public static async Task<string> ReadErrorTextAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
            var buffer = new byte[MaxErrorBytes];
            var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
            return System.Text.Encoding.UTF8.GetString(buffer, 0, length);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or HttpRequestException)
        {
            return "";
        }
    }

    private static void RefusePage(HttpResponseMessage response)
    {
        if (response.Content.Headers.ContentType?.MediaType is MediaTypeNames.Text.Html)
        {
            throw new QueryException(BackendFailures.NotUnderstood());
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "A query of {Scope} to its datasource {Datasource} failed: {Reason}")]
    private partial void LogFailed(Exception exception, Scope scope, string datasource, string reason);
}
