using System.Collections.Concurrent;
using System.Net;

namespace Portal.Backends;

/// <summary>Sends questions by POST, whose parameters may be long and stay out of the logs on the way; by GET where the backend takes no POST.</summary>
internal sealed class PostOrGet(BackendClient client)
{
    private const int MostAddresses = 1_000;
    private readonly ConcurrentDictionary<Uri, bool> _takesNoPost = new();

    /// <summary>Sends; the answer's body is still to be read.</summary>
    /// <param name="request">Makes the requests.</param>
    /// <param name="path">Below the datasource's URL.</param>
    /// <param name="parameters">Names and values.</param>
    /// <param name="headers">Headers beside those of the datasource; null for none.</param>
    /// <param name="cancellation">Ends waiting.</param>
    public async Task<HttpResponseMessage> PostAsync(
        BackendRequest request, string path, IReadOnlyList<KeyValuePair<string, string>> parameters, IReadOnlyDictionary<string, string>? headers, CancellationToken cancellation)
    {
        var address = request.Query.Datasource.Url;
        if (!_takesNoPost.ContainsKey(address))
        {
            var response = await SendAsync(HttpMethod.Post, request, path, parameters, headers, cancellation);
            if (response.StatusCode != HttpStatusCode.MethodNotAllowed)
            {
                return response;
            }
            response.Dispose();
            if (_takesNoPost.Count < MostAddresses)
            {
                _takesNoPost.TryAdd(address, true);
            }
        }
        return await GetAsync(request, path, parameters, headers, cancellation);
    }

    /// <summary>Sends by GET.</summary>
    public Task<HttpResponseMessage> GetAsync(
        BackendRequest request, string path, IReadOnlyList<KeyValuePair<string, string>> parameters, IReadOnlyDictionary<string, string>? headers, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Get, request, path, parameters, headers, cancellation);

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, BackendRequest request, string path, IReadOnlyList<KeyValuePair<string, string>> parameters, IReadOnlyDictionary<string, string>? headers, CancellationToken cancellation)
    {
        using var message = request.Make(method, path, parameters);
        foreach (var (name, value) in headers ?? Core.Frames.Frame.EmptyLabels)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }
        return await client.SendAsync(message, cancellation);
    }
}
