using Microsoft.Extensions.Options;

namespace Portal.Forges;

/// <summary>Sends requests to the configured forge and nowhere else, whoever builds them; bounds how long they take and how much is answered.</summary>
/// <param name="options">Names the forge.</param>
/// <param name="time">Measures how long a request takes.</param>
internal sealed class ForgeHandler(IOptions<ForgeOptions> options, TimeProvider time) : DelegatingHandler
{
    /// <summary>The name of the client that uses it.</summary>
    public const string Client = "forge";

    private const int MaxAnswer = 4 << 20;

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var api = options.Value.Api;
        if (request.RequestUri is not { } target || Uri.Compare(target, api, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) != 0)
        {
            throw new ForgeException("The forge leads to another address, which is not followed.");
        }
        using var limit = new CancellationTokenSource(options.Value.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var response = await base.SendAsync(request, either.Token);
            await response.Content.LoadIntoBufferAsync(MaxAnswer, either.Token);
            return response;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw new ForgeException($"The forge did not answer within {options.Value.Timeout.TotalSeconds:0} seconds.");
        }
        catch (HttpRequestException e)
        {
            throw new ForgeException($"The forge cannot be asked: {e.Message}", e);
        }
    }
}
