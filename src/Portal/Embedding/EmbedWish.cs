namespace Portal.Embedding;

/// <summary>An embed that someone wants to issue. Everything in it is untrusted.</summary>
internal sealed record EmbedWish
{
    /// <summary>The tenant's id.</summary>
    public required string Tenant { get; init; }

    /// <summary>The environment.</summary>
    public required string Environment { get; init; }

    /// <summary>The dashboard's name in addresses.</summary>
    public required string Dashboard { get; init; }

    /// <summary>The service, where the dashboard is made for services.</summary>
    public string? Service { get; init; }

    /// <summary>The only panel; null for all.</summary>
    public string? Panel { get; init; }

    /// <summary>Values that variables are bound to.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Variables { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Variables that the embed's address may choose.</summary>
    public IReadOnlyList<string> Free { get; init; } = [];

    /// <summary>Start of the range; null for the dashboard's.</summary>
    public string? From { get; init; }

    /// <summary>End of the range; null for the dashboard's.</summary>
    public string? To { get; init; }

    /// <summary>The IANA zone of the range; null for the dashboard's.</summary>
    public string? TimeZone { get; init; }

    /// <summary>Within which the embed's address may choose another range; null where it may not.</summary>
    public EmbedWindow? Window { get; init; }

    /// <summary>The origins whose pages may frame it; none for a link that is opened by itself.</summary>
    public IReadOnlyList<string> Origins { get; init; } = [];

    /// <summary><c>support</c> for masked fields, or <c>viewer</c>.</summary>
    public string Role { get; init; } = "support";

    /// <summary>How long it is good, such as <c>30d</c>.</summary>
    public string Lifetime { get; init; } = "30d";

    /// <summary>Whether the data is frozen as it is now.</summary>
    public bool Snapshot { get; init; }
}

/// <summary>What came of a wish: a token, or why there is none. Neither where what is wanted does not exist, or not for this person.</summary>
/// <param name="Embed">What was issued.</param>
/// <param name="Token">The token; told once.</param>
/// <param name="Problem">What is wrong with the wish.</param>
internal sealed record EmbedOutcome(IssuedEmbed? Embed, string? Token, string? Problem)
{
    /// <summary>Nothing of the kind exists for this person.</summary>
    public static readonly EmbedOutcome Missing = new(null, null, null);

    /// <summary>The wish is wrong.</summary>
    public static EmbedOutcome Wrong(string problem) => new(null, null, problem);
}
