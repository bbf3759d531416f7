using System.Net;
using Portal.Backends.Prometheus;
using Portal.Core.Queries;

namespace Portal.Backends.Loki;

/// <summary>One exchange with Loki's HTTP API: sends, reads, and turns its errors into the portal's.</summary>
internal sealed class LokiApi(BackendClient client)
{
    // Tells what is a stream's label, what structured metadata and what came out of the line.
    private static readonly Dictionary<string, string> Headers = new() { ["X-Loki-Response-Encoding-Flags"] = "categorize-labels" };

    private readonly PostOrGet _sender = new(client);

    /// <summary>Asks a question whose answer has Prometheus' envelope.</summary>
    public async Task<(PrometheusAnswer Answer, long Bytes)> AskAsync(BackendRequest request, string path, List<KeyValuePair<string, string>> parameters, TokenReader data, CancellationToken cancellation)
    {
        var answer = new PrometheusAnswer(data);
        using var response = await _sender.PostAsync(request, path, parameters, Headers, cancellation);
        var bytes = await ReadAsync(request, response, answer, cancellation);
        return answer.IsError ? throw new QueryException(LokiErrors.Explain(HttpStatusCode.InternalServerError, answer.Error ?? "", request))
            : answer.Status is not null ? (answer, bytes)
            : throw new QueryException(BackendFailures.NotUnderstood());
    }

    /// <summary>Asks by GET a question whose answer has Prometheus' envelope.</summary>
    public async Task GetAsync(BackendRequest request, string path, List<KeyValuePair<string, string>> parameters, TokenReader data, CancellationToken cancellation)
    {
        var answer = new PrometheusAnswer(data);
        await GetBareAsync(request, path, parameters, answer, cancellation);
        if (answer.Status != "success")
        {
            throw new QueryException(answer.IsError ? LokiErrors.Explain(HttpStatusCode.InternalServerError, answer.Error ?? "", request) : BackendFailures.NotUnderstood());
        }
    }

    /// <summary>Asks by GET a question whose answer has no envelope.</summary>
    public async Task GetBareAsync(BackendRequest request, string path, List<KeyValuePair<string, string>> parameters, TokenReader answer, CancellationToken cancellation)
    {
        using var response = await _sender.GetAsync(request, path, parameters, null, cancellation);
        await ReadAsync(request, response, answer, cancellation);
    }

    private async Task<long> ReadAsync(BackendRequest request, HttpResponseMessage response, TokenReader answer, CancellationToken cancellation) => response.IsSuccessStatusCode
        ? await client.ReadAsync(response, answer, cancellation)
        : throw new QueryException(LokiErrors.Explain(response.StatusCode, await BackendClient.ReadErrorTextAsync(response, cancellation), request));
}
