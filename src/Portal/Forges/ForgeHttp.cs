using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Portal.Configuration;
using Portal.Webhooks.Payloads;

namespace Portal.Forges;

/// <summary>Speaks JSON with the forge's REST API.</summary>
internal sealed class ForgeHttp(IHttpClientFactory clients, IOptions<ForgeOptions> options, SecretStore secrets, TimeProvider time)
{
    /// <summary>Sends a request.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">Below the API's address, escaped.</param>
    /// <param name="body">Sent as JSON; null for none.</param>
    /// <param name="cancellation">Ends the request.</param>
    /// <returns>The answer; of kind Undefined where it is empty.</returns>
    /// <exception cref="ForgeException">It failed, or was answered with anything but success.</exception>
    public async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, new Uri(options.Value.Api, path));
        request.Content = body is null ? null : JsonContent.Create(body);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        Authorize(request.Headers);
        using var client = clients.CreateClient(ForgeHandler.Client);
        using var response = await client.SendAsync(request, cancellation);
        var answer = Read(await response.Content.ReadAsByteArrayAsync(cancellation));
        if (response.IsSuccessStatusCode)
        {
            return answer;
        }
        throw new ForgeException(string.Create(CultureInfo.InvariantCulture, $"{options.Value.Kind} answered {(int)response.StatusCode} to {method} {path}{Said(answer)}"))
        {
            Status = (int)response.StatusCode,
            RetryAfter = RetryAfter.Of(name => response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null, time.GetUtcNow()),
        };
    }

    private void Authorize(HttpRequestHeaders headers)
    {
        if (secrets.Find(options.Value.TokenSecret) is not { } token)
        {
            throw new ForgeException($"The server has no secret '{options.Value.TokenSecret}', which Forge:TokenSecret names.");
        }
        if (options.Value.Kind == ForgeKind.GitLab)
        {
            headers.TryAddWithoutValidation("PRIVATE-TOKEN", token);
            return;
        }
        headers.TryAddWithoutValidation("Authorization", $"{(options.Value.Kind == ForgeKind.Gitea ? "token" : "Bearer")} {token}");
    }

    private static JsonElement Read(byte[] body)
    {
        try
        {
            return body.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(body);
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private static string Said(JsonElement answer) =>
        (answer.Text("message") ?? answer.Text("error") ?? answer.Text("error", "message") ?? (answer.At("errors") is { ValueKind: JsonValueKind.Array } all && all.GetArrayLength() > 0 ? all[0].Text("message") : null)) is { } said
            ? $": {said}" : ".";
}
