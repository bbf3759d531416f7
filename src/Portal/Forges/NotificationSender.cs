using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Portal.Configuration;

namespace Portal.Forges;

/// <summary>Sends notifications as Alertmanager's webhook receiver does (version 4), so that whatever takes those takes these.</summary>
internal sealed class NotificationSender(
    IHttpClientFactory clients, IOptions<NotificationOptions> options, IOptions<PublicAddressOptions> address, IOptions<ForgeOptions> forge, SecretStore secrets, TimeProvider time)
{
    /// <summary>The name of the client that sends them.</summary>
    public const string Client = "notification";

    private const string AlertName = "PortalRevisionRefused";

    /// <summary>Sends one.</summary>
    /// <exception cref="ForgeException">It was not taken. The message does not name the address, which may be a secret.</exception>
    public async Task SendAsync(NotificationReport report, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Target()) { Content = JsonContent.Create(Body(report)) };
        if (options.Value.TokenSecret.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {Secret(options.Value.TokenSecret, nameof(options.Value.TokenSecret))}");
        }
        using var limit = new CancellationTokenSource(options.Value.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            using var client = clients.CreateClient(Client);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (!response.IsSuccessStatusCode)
            {
                throw new ForgeException(string.Create(CultureInfo.InvariantCulture, $"The receiver of notifications answered {(int)response.StatusCode}."))
                {
                    Status = (int)response.StatusCode,
                    RetryAfter = RetryAfter.Of(name => response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null, time.GetUtcNow()),
                };
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw new ForgeException($"The receiver of notifications did not answer within {options.Value.Timeout.TotalSeconds:0} seconds.");
        }
        catch (HttpRequestException e)
        {
            throw new ForgeException($"The receiver of notifications cannot be reached ({e.HttpRequestError}).", e);
        }
    }

    /// <summary>The body that is sent.</summary>
    internal JsonElement Body(NotificationReport report)
    {
        var status = report.Firing ? "firing" : "resolved";
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["alertname"] = AlertName, ["severity"] = "warning", ["context"] = forge.Value.Context };
        if (forge.Value.Repository.Length > 0)
        {
            labels["repository"] = forge.Value.Repository;
        }
        var annotations = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["summary"] = report.Summary, ["revision"] = report.Revision };
        if (report.Errors.Length > 0)
        {
            annotations["description"] = report.Errors;
        }
        var alert = new
        {
            status,
            labels,
            annotations,
            startsAt = report.StartsAt.UtcDateTime,
            // As Alertmanager writes 'not yet'.
            endsAt = report.EndsAt?.UtcDateTime ?? DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc),
            generatorURL = address.Value.Link("/catalog") ?? "",
            // The same for the same alert, firing and resolved.
            fingerprint = ReportText.Hash(string.Join('\n', labels.Select(label => $"{label.Key}={label.Value}")))[..16],
        };
        return JsonSerializer.SerializeToElement(new
        {
            version = "4",
            groupKey = $"{{}}:{{alertname=\"{AlertName}\"}}",
            truncatedAlerts = 0,
            status,
            receiver = forge.Value.Context,
            groupLabels = new { alertname = AlertName },
            commonLabels = labels,
            commonAnnotations = annotations,
            externalURL = address.Value.PublicUrl,
            alerts = new[] { alert },
        });
    }

    private Uri Target()
    {
        var text = options.Value.UrlSecret.Length > 0 ? Secret(options.Value.UrlSecret, nameof(options.Value.UrlSecret)) : options.Value.Url;
        return Uri.TryCreate(text, UriKind.Absolute, out var target) && (target.Scheme == Uri.UriSchemeHttps || target.Scheme == Uri.UriSchemeHttp)
            ? target
            : throw new ForgeException($"The secret '{options.Value.UrlSecret}' is no http or https address.");
    }

    private string Secret(string name, string key) => secrets.Find(name) ?? throw new ForgeException($"The server has no secret '{name}', which Notifications:{key} names.");
}
