using System.Collections.Frozen;

namespace Portal.Core.PromQL;

/// <summary>The words of PromQL. They are recognised in any case, and most may still name a metric or a label.</summary>
internal static class Keywords
{
    private static readonly FrozenDictionary<string, TokenKind> Kinds = new Dictionary<string, TokenKind>(StringComparer.OrdinalIgnoreCase)
    {
        ["and"] = TokenKind.And,
        ["or"] = TokenKind.Or,
        ["unless"] = TokenKind.Unless,
        ["atan2"] = TokenKind.Atan2,
        ["sum"] = TokenKind.Aggregator,
        ["avg"] = TokenKind.Aggregator,
        ["count"] = TokenKind.Aggregator,
        ["min"] = TokenKind.Aggregator,
        ["max"] = TokenKind.Aggregator,
        ["group"] = TokenKind.Aggregator,
        ["stddev"] = TokenKind.Aggregator,
        ["stdvar"] = TokenKind.Aggregator,
        ["topk"] = TokenKind.Aggregator,
        ["bottomk"] = TokenKind.Aggregator,
        ["count_values"] = TokenKind.Aggregator,
        ["quantile"] = TokenKind.Aggregator,
        ["limitk"] = TokenKind.Aggregator,
        ["limit_ratio"] = TokenKind.Aggregator,
        ["offset"] = TokenKind.Offset,
        ["anchored"] = TokenKind.Anchored,
        ["smoothed"] = TokenKind.Smoothed,
        ["by"] = TokenKind.By,
        ["without"] = TokenKind.Without,
        ["on"] = TokenKind.On,
        ["ignoring"] = TokenKind.Ignoring,
        ["group_left"] = TokenKind.GroupLeft,
        ["group_right"] = TokenKind.GroupRight,
        ["fill"] = TokenKind.Fill,
        ["fill_left"] = TokenKind.FillLeft,
        ["fill_right"] = TokenKind.FillRight,
        ["bool"] = TokenKind.Bool,
        ["start"] = TokenKind.Start,
        ["end"] = TokenKind.End,
        ["step"] = TokenKind.Step,
        ["range"] = TokenKind.Range,
        ["inf"] = TokenKind.Number,
        ["nan"] = TokenKind.Number,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, TokenKind>.AlternateLookup<ReadOnlySpan<char>> Lookup = Kinds.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The kind of a keyword, or null for a plain word.</summary>
    public static TokenKind? Find(ReadOnlySpan<char> word) => Lookup.TryGetValue(word, out var kind) ? kind : null;

    /// <summary>Whether a token of this kind may stand as a metric's name without quotes.</summary>
    public static bool NamesMetric(TokenKind kind) => kind is TokenKind.Identifier or TokenKind.MetricIdentifier or TokenKind.Aggregator
        or TokenKind.And or TokenKind.Or or TokenKind.Unless or TokenKind.By or TokenKind.Without or TokenKind.Offset
        or TokenKind.Anchored or TokenKind.Smoothed or TokenKind.Start or TokenKind.End or TokenKind.Step or TokenKind.Range;

    /// <summary>Whether a token of this kind may stand as a label's name in a list of labels without quotes.</summary>
    public static bool NamesLabel(TokenKind kind) => kind is TokenKind.Identifier or TokenKind.MetricIdentifier or TokenKind.Aggregator
        or TokenKind.And or TokenKind.Or or TokenKind.Unless or TokenKind.Atan2
        or TokenKind.Start or TokenKind.End or TokenKind.Step or TokenKind.Range
        || (kind is >= TokenKind.Offset and <= TokenKind.Bool && kind != TokenKind.Without);

    /// <summary>Whether the name can be printed as a metric's name before braces.</summary>
    public static bool IsBareMetricName(string name) => IsName(name, colons: true) && (Find(name) is not { } kind || NamesMetric(kind) || IsFill(kind));

    /// <summary>Whether the name can be printed without quotes in a list of labels.</summary>
    public static bool IsBareGroupingLabel(string name) => IsName(name, colons: false) && (Find(name) is not { } kind || NamesLabel(kind));

    /// <summary>Whether the name can be printed without quotes before a match operator.</summary>
    public static bool IsBareMatcherLabel(string name) => IsName(name, colons: false);

    private static bool IsFill(TokenKind kind) => kind is TokenKind.Fill or TokenKind.FillLeft or TokenKind.FillRight;

    private static bool IsName(string name, bool colons)
    {
        if (name.Length == 0 || char.IsAsciiDigit(name[0]))
        {
            return false;
        }
        foreach (var c in name)
        {
            if (!Lexer.IsWordCharacter(c) && !(colons && c == ':'))
            {
                return false;
            }
        }
        return true;
    }
}
