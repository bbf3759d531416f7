using Microsoft.Extensions.Primitives;

namespace Portal.Embedding;

/// <summary>How an embed looks, and what its address chooses of what is free: the query of its page.</summary>
internal sealed record EmbedView
{
    private const string VariablePrefix = "var-";
    private const int MostValues = 200;
    private const int LongestText = 1000;

    /// <summary><c>light</c>, <c>dark</c>, or <c>auto</c> for the browser's.</summary>
    public string Theme { get; init; } = "auto";

    /// <summary>Whether the host's page shows through.</summary>
    public bool Transparent { get; init; }

    /// <summary>Whether panels show their headings.</summary>
    public bool Titles { get; init; } = true;

    /// <summary>The refresh interval in seconds, 0 for none; null for the dashboard's.</summary>
    public int? RefreshSeconds { get; init; }

    /// <summary>Start of the range; null for the token's.</summary>
    public string? From { get; init; }

    /// <summary>End of the range; null for the token's.</summary>
    public string? To { get; init; }

    /// <summary>The zone that times are shown in; null for the dashboard's.</summary>
    public string? TimeZone { get; init; }

    /// <summary>Values of free variables.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Variables { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Reads a query. Null where a key is not known, stands twice, or has a value that cannot be meant.</summary>
    public static EmbedView? Read(IEnumerable<KeyValuePair<string, StringValues>> query)
    {
        var (view, variables) = (new EmbedView(), new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal));
        foreach (var (key, values) in query)
        {
            if (key.StartsWith(VariablePrefix, StringComparison.Ordinal))
            {
                if (values.Count > MostValues || values.Any(value => value is null || value.Length > LongestText))
                {
                    return null;
                }
                variables[key[VariablePrefix.Length..]] = [.. values.OfType<string>()];
                continue;
            }
            if (values is not [{ Length: > 0 and <= 64 } text] || view.With(key, text) is not { } changed)
            {
                return null;
            }
            view = changed;
        }
        return view with { Variables = variables };
    }

    private EmbedView? With(string key, string text) => (key, text) switch
    {
        ("theme", "light" or "dark" or "auto") => this with { Theme = text },
        ("background", "transparent" or "solid") => this with { Transparent = text == "transparent" },
        ("titles", "0" or "1") => this with { Titles = text == "1" },
        ("refresh", _) when Seconds(text) is { } seconds => this with { RefreshSeconds = seconds },
        ("from", _) => this with { From = text },
        ("to", _) => this with { To = text },
        ("tz", _) => this with { TimeZone = text },
        _ => null,
    };

    /// <summary>The seconds of an interval of 5 s to a day, 0 for <c>off</c>; null for another text.</summary>
    public static int? Seconds(string? text) => text is null ? null : text == "off" ? 0
        : Core.Yaml.DurationText.TryParse(text, out var interval) && interval >= TimeSpan.FromSeconds(5) && interval <= TimeSpan.FromDays(1) ? (int)interval.TotalSeconds : null;
}
