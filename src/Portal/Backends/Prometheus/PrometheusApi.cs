using System.Collections.Concurrent;
using System.Net;
using Portal.Core.Queries;

namespace Portal.Backends.Prometheus;

/// <summary>One exchange with Prometheus' HTTP API: sends, reads, and turns its errors into the portal's.</summary>
internal sealed class PrometheusApi(BackendClient client)
{
    private const int MostAddresses = 1_000;
    private readonly ConcurrentDictionary<Uri, bool> _takesNoPost = new();

    /// <summary>Asks by POST, whose parameters may be long and stay out of the logs on the way; by GET where the backend takes no POST.</summary>
    public async Task<(PrometheusAnswer Answer, long Bytes)> PostAsync(BackendRequest request, string path, List<KeyValuePair<string, string>> parameters, TokenReader data, CancellationToken cancellation)
    {
        var address = request.Query.Datasource.Url;
        if (!_takesNoPost.ContainsKey(address))
        {
            using var message = request.Make(HttpMethod.Post, path, parameters);
            using var response = await client.SendAsync(message, cancellation);
            if (response.StatusCode != HttpStatusCode.MethodNotAllowed)
            {
                return await ReadAsync(request, response, data, cancellation);
            }
            if (_takesNoPost.Count < MostAddresses)
            {
                _takesNoPost.TryAdd(address, true);
            }
        }
        return await GetAsync(request, path, parameters, data, cancellation);
    }

    /// <summary>Asks by GET.</summary>
    public async Task<(PrometheusAnswer Answer, long Bytes)> GetAsync(BackendRequest request, string path, List<KeyValuePair<string, string>> parameters, TokenReader data, CancellationToken cancellation)
    {
        using var message = request.Make(HttpMethod.Get, path, parameters);
        using var response = await client.SendAsync(message, cancellation);
        return await ReadAsync(request, response, data, cancellation);
    }

    private async Task<(PrometheusAnswer Answer, long Bytes)> ReadAsync(BackendRequest request, HttpResponseMessage response, TokenReader data, CancellationToken cancellation)
    {
        if (!response.IsSuccessStatusCode)
        {
            var failed = new PrometheusAnswer(null);
            await BackendClient.TryReadErrorAsync(response, failed, cancellation);
            throw new QueryException(PrometheusErrors.Explain(failed, response.StatusCode, request));
        }
        var answer = new PrometheusAnswer(data);
        var bytes = await client.ReadAsync(response, answer, cancellation);
        if (answer.IsError)
        {
            throw new QueryException(PrometheusErrors.Explain(answer, response.StatusCode, request));
        }
        return answer.Status is not null ? (answer, bytes) : throw new QueryException(BackendFailures.NotUnderstood());
    }
}
