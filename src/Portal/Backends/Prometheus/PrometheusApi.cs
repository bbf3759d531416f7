using Portal.Core.Queries;

namespace Portal.Backends.Prometheus;

/// <summary>One exchange with Prometheus' HTTP API: sends, reads, and turns its errors into the portal's.</summary>
internal sealed class PrometheusApi(BackendClient client)
{
    private readonly PostOrGet _sender = new(client);

    /// <summary>Asks by POST, or by GET where the backend takes no POST.</summary>
    public async Task<(PrometheusAnswer Answer, long Bytes)> PostAsync(BackendRequest request, string path, List<KeyValuePair<string, string>> parameters, TokenReader data, CancellationToken cancellation)
    {
        using var response = await _sender.PostAsync(request, path, parameters, null, cancellation);
        return await ReadAsync(request, response, data, cancellation);
    }

    /// <summary>Asks by GET.</summary>
    public async Task<(PrometheusAnswer Answer, long Bytes)> GetAsync(BackendRequest request, string path, List<KeyValuePair<string, string>> parameters, TokenReader data, CancellationToken cancellation)
    {
        using var response = await _sender.GetAsync(request, path, parameters, null, cancellation);
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
