using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Portal.Core.Metrics;
using Portal.Data;
using Portal.Forges;
using Portal.Limits;
using Portal.Webhooks.Payloads;

namespace Portal.Webhooks;

/// <summary>Takes deliveries: checks the signature, stores what is asked for, and answers. The work is done later.</summary>
internal sealed partial class WebhookEndpoint(
    IOptions<WebhookOptions> options, IOptions<ForgeOptions> content, SignatureCheck signatures, DeliveryStore store, Deliveries deliveries, TimeProvider time, ILogger<WebhookEndpoint> logger) : IDisposable
{
    // Bodies are read into memory before anything is known of the sender.
    private const int MaxAtOnce = 16;
    private const int MaxOfSender = 4;
    private const int MaxWaiting = 12;
    private const int MaxId = 100;
    private static readonly TimeSpan LongestBody = TimeSpan.FromSeconds(10);
    private readonly SemaphoreSlim _places = new(MaxAtOnce);
    // Whoever sends slowly keeps nobody else waiting.
    private readonly PartitionedRateLimiter<string?> _senders = RateWindows.AtOnce(MaxOfSender, MaxWaiting);

    /// <summary>Answers a delivery.</summary>
    public async Task<Results<JsonHttpResult<WebhookAnswer>, StatusCodeHttpResult>> ReceiveAsync(WebhookForge forge, HttpContext context)
    {
        var cancellation = context.RequestAborted;
        using var turn = await _senders.AcquireAsync(RateWindows.Key(context.Connection.RemoteIpAddress), 1, cancellation);
        if (!turn.IsAcquired || !await _places.WaitAsync(TimeSpan.Zero, cancellation))
        {
            return Busy(forge, context);
        }
        try
        {
            return await ReceiveAsync(forge, context, cancellation);
        }
        finally
        {
            _places.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _places.Dispose();
        _senders.Dispose();
    }

    private async Task<Results<JsonHttpResult<WebhookAnswer>, StatusCodeHttpResult>> ReceiveAsync(WebhookForge forge, HttpContext context, CancellationToken cancellation)
    {
        var request = context.Request;
        byte[]? body;
        using (var limit = new CancellationTokenSource(LongestBody, time))
        using (var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation))
        {
            try
            {
                body = await WebhookBody.ReadAsync(request, options.Value.MaxBodyBytes, either.Token);
            }
            catch (OperationCanceledException) when (limit.IsCancellationRequested)
            {
                return Refuse(forge, StatusCodes.Status408RequestTimeout, "the body took too long");
            }
        }
        if (body is null)
        {
            return Refuse(forge, StatusCodes.Status413PayloadTooLarge, $"the body is larger than {options.Value.MaxBodyBytes} bytes");
        }
        if (signatures.Refusal(forge, request.Headers, body) is { } why)
        {
            return Refuse(forge, StatusCodes.Status401Unauthorized, why);
        }
        if (!WebhookBody.IsKnown(request.ContentType))
        {
            return Refuse(forge, StatusCodes.Status415UnsupportedMediaType, "the content type is neither application/json nor application/x-www-form-urlencoded");
        }
        if (WebhookBody.Json(request.ContentType, body) is not { } json || PayloadReader.Read(forge, request.Headers, json) is not { } read)
        {
            return Refuse(forge, StatusCodes.Status400BadRequest, "the signature is right, but the payload is not what such an event has");
        }
        return read.Ask switch
        {
            WebhookAsk.Ping => Answer(forge, "ping", StatusCodes.Status200OK),
            WebhookAsk.Nothing => Answer(forge, "ignored", StatusCodes.Status202Accepted, $"The portal does nothing upon '{read.Name}'."),
            _ when IsOther(read.Repository) => Answer(forge, "ignored", StatusCodes.Status202Accepted, "It is about another repository than the content's."),
            _ => await StoreAsync(forge, read, context, cancellation),
        };
    }

    private async Task<Results<JsonHttpResult<WebhookAnswer>, StatusCodeHttpResult>> StoreAsync(WebhookForge forge, WebhookEvent read, HttpContext context, CancellationToken cancellation)
    {
        var stored = await store.AddAsync(forge, DeliveryId(context.Request.Headers), read, cancellation);
        switch (stored)
        {
            case StoredDelivery.Added:
                LogAdded(forge, read.Name, read.Repository);
                deliveries.Tell();
                return Answer(forge, "accepted", StatusCodes.Status202Accepted);
            case StoredDelivery.Again:
                deliveries.Tell();
                return Answer(forge, "repeated", StatusCodes.Status200OK, "It was delivered before, and is worked off once more.");
            case StoredDelivery.Known:
                return Answer(forge, "repeated", StatusCodes.Status200OK, "It was delivered before.");
            default:
                return Busy(forge, context);
        }
    }

    private bool IsOther(string repository) =>
        repository.Length > 0 && content.Value.Repository.Length > 0 && !repository.Equals(content.Value.Repository, StringComparison.OrdinalIgnoreCase);

    /// <summary>The id that stays the same when a delivery is sent again; a new one where the sender gives none.</summary>
    private static string DeliveryId(IHeaderDictionary headers)
    {
        foreach (var name in (ReadOnlySpan<string>)["X-GitHub-Delivery", "X-Gitea-Delivery", "X-Forgejo-Delivery", "X-Gogs-Delivery", StandardWebhooks.Id, "Idempotency-Key", "X-Gitlab-Event-UUID", "X-Request-UUID", "X-Request-Id"])
        {
            if (headers[name] is [{ Length: > 0 } id] && PayloadParts.Clean(id, MaxId) is { } clean)
            {
                return clean;
            }
        }
        return Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);
    }

    private static JsonHttpResult<WebhookAnswer> Answer(WebhookForge forge, string outcome, int status, string? detail = null)
    {
        PortalMeter.Delivered(forge.ToString().ToLowerInvariant(), outcome);
        return TypedResults.Json(new WebhookAnswer(outcome, detail), statusCode: status);
    }

    private StatusCodeHttpResult Refuse(WebhookForge forge, int status, string why)
    {
        LogRefused(forge, status, why);
        deliveries.Refuse(forge, why);
        return TypedResults.StatusCode(status);
    }

    private static StatusCodeHttpResult Busy(WebhookForge forge, HttpContext context)
    {
        PortalMeter.Delivered(forge.ToString().ToLowerInvariant(), "busy");
        context.Response.Headers.RetryAfter = "30";
        return TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Forge} has delivered {Event} of {Repository}")]
    private partial void LogAdded(WebhookForge forge, string @event, string repository);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A delivery of {Forge} is refused with {Status}: {Why}")]
    private partial void LogRefused(WebhookForge forge, int status, string why);
}

/// <summary>What is answered to a delivery that is not refused.</summary>
/// <param name="Outcome"><c>accepted</c>, <c>repeated</c>, <c>ignored</c> or <c>ping</c>.</param>
/// <param name="Detail">More about it, or null.</param>
internal sealed record WebhookAnswer(string Outcome, string? Detail);
