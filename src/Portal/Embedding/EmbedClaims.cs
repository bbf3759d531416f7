using System.Text.Json;
using System.Text.Json.Serialization;

namespace Portal.Embedding;

/// <summary>
/// What an embed token says, as its payload spells it; docs/embedding.md explains each claim. A claim that is not known is refused, because it may have been meant to narrow.
/// </summary>
internal sealed record EmbedClaims
{
    /// <summary>The audience of every embed token, so that a token made for something else is none.</summary>
    public const string ForPortal = "portal-embed";

    private const int MaxText = 200;
    private const int MaxVariables = 100;
    private const int MaxValues = 200;
    private const int MaxOrigins = 20;
    private const long LastSecond = 253_402_300_799;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        AllowDuplicateProperties = false,
        NumberHandling = JsonNumberHandling.Strict,
        MaxDepth = 4,
    };

    /// <summary>Always <see cref="ForPortal"/>.</summary>
    public required string Aud { get; init; }

    /// <summary>The token's id, unique for its tenant; 1 to 100 characters.</summary>
    public required string Jti { get; init; }

    /// <summary>When it was issued, seconds since 1970.</summary>
    public required long Iat { get; init; }

    /// <summary>When it ends.</summary>
    public required long Exp { get; init; }

    /// <summary>When it begins; null for at once.</summary>
    public long? Nbf { get; init; }

    /// <summary>Who issued it, for the host's own use.</summary>
    public string? Iss { get; init; }

    /// <summary>For whom, for the host's own use.</summary>
    public string? Sub { get; init; }

    /// <summary>The tenant's id.</summary>
    public required string Tenant { get; init; }

    /// <summary>The environment.</summary>
    public required string Environment { get; init; }

    /// <summary>The dashboard's name in addresses.</summary>
    public required string Dashboard { get; init; }

    /// <summary>The service, where the dashboard is made for services.</summary>
    public string? Service { get; init; }

    /// <summary>The only panel that is shown; null for all.</summary>
    public string? Panel { get; init; }

    /// <summary>Values that variables are bound to.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Variables { get; init; }

    /// <summary>Variables that the page's address may choose. All others have the dashboard's default.</summary>
    public IReadOnlyList<string>? Free { get; init; }

    /// <summary>Start of the range that is shown; null for the dashboard's.</summary>
    public string? From { get; init; }

    /// <summary>Its end.</summary>
    public string? To { get; init; }

    /// <summary>The IANA zone of <see cref="From"/> and <see cref="To"/>; UTC by default.</summary>
    public string? TimeZone { get; init; }

    /// <summary>Within which the page's address may choose another range; null where it may not.</summary>
    public EmbedWindow? Window { get; init; }

    /// <summary>The origins whose pages may frame the embed; null for the key's, none for nobody.</summary>
    public IReadOnlyList<string>? Origins { get; init; }

    /// <summary>The role that data is shown for, <c>viewer</c> or <c>support</c>; null for the key's.</summary>
    public string? Role { get; init; }

    /// <summary>Data frozen at a moment that is shown instead of what is there now.</summary>
    public string? Snapshot { get; init; }

    /// <summary>Reads a payload. Null where it is none, or larger than any that is meant.</summary>
    public static EmbedClaims? Read(ReadOnlySpan<byte> payload)
    {
        try
        {
            return JsonSerializer.Deserialize<EmbedClaims>(payload, Json) is { } claims && claims.IsBounded() ? claims : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The payload.</summary>
    public string Write() => JsonSerializer.Serialize(this, Json);

    /// <summary>Whether all texts, lists and times are of a size that can be meant: times from 1970 to the end of 9999.</summary>
    public bool IsBounded() =>
        Aud == ForPortal
        && new[] { Iat, Exp, Nbf ?? 0 }.All(second => second is >= 0 and <= LastSecond)
        && new[] { Jti, Tenant, Environment, Dashboard }.All(text => text.Length is > 0 and <= MaxText)
        && Jti.Length <= 100 && Jti.All(c => c is > ' ' and < '\x7f')
        && new[] { Iss, Sub, Service, Panel, From, To, TimeZone, Role, Snapshot, Window?.From, Window?.To }.All(text => text is null || text.Length is > 0 and <= MaxText)
        && (Variables is null || (Variables.Count <= MaxVariables && Variables.All(v => v.Key.Length <= MaxText && v.Value is { Count: > 0 and <= MaxValues } && v.Value.All(value => value is { Length: <= 1000 }))))
        && (Free is null || (Free.Count <= MaxVariables && Free.All(name => name is { Length: > 0 and <= MaxText }) && !Free.Any(name => Variables?.ContainsKey(name) == true)))
        && (Origins is null || (Origins.Count <= MaxOrigins && Origins.All(origin => origin is not null)));
}

/// <summary>A range within which others may be chosen.</summary>
/// <param name="From">Its start, such as <c>now-7d</c>.</param>
/// <param name="To">Its end, such as <c>now</c>.</param>
internal sealed record EmbedWindow(string From, string To);
