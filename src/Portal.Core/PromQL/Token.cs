namespace Portal.Core.PromQL;

internal enum TokenKind
{
    Error,
    EndOfInput,

    Identifier,
    MetricIdentifier,
    Number,
    Duration,
    String,

    LeftParen,
    RightParen,
    LeftBrace,
    RightBrace,
    LeftBracket,
    RightBracket,
    Comma,
    Colon,
    Assign,

    Add,
    Sub,
    Mul,
    Div,
    Mod,
    Pow,
    Equal,
    NotEqual,
    Greater,
    Less,
    GreaterOrEqual,
    LessOrEqual,
    TrimUpper,
    TrimLower,
    MatchRegex,
    MatchNotRegex,
    At,
    And,
    Or,
    Unless,
    Atan2,

    Aggregator,

    Offset,
    Anchored,
    Smoothed,
    By,
    Without,
    On,
    Ignoring,
    GroupLeft,
    GroupRight,
    Fill,
    FillLeft,
    FillRight,
    Bool,

    Start,
    End,
    Step,
    Range,
}

/// <summary>A piece of the query text.</summary>
internal readonly record struct Token(TokenKind Kind, int Start, int End)
{
    public Span Span => new(Start, End);

    public bool IsOperator => Kind is >= TokenKind.Add and <= TokenKind.Atan2;

    public bool IsKeyword => Kind is >= TokenKind.Offset and <= TokenKind.Bool;

    /// <summary>The words an error message calls the token by.</summary>
    public string Describe(string input)
    {
        var text = Start >= 0 && End <= input.Length ? input[Start..End] : "";
        return Kind switch
        {
            TokenKind.EndOfInput => "end of input",
            TokenKind.Identifier => $"identifier {Quoting.Quote(text)}",
            TokenKind.MetricIdentifier => $"metric identifier {Quoting.Quote(text)}",
            TokenKind.Number => $"number {Shortened(text)}",
            TokenKind.Duration => $"duration {Shortened(text)}",
            TokenKind.String => $"string {Shortened(text)}",
            TokenKind.Aggregator => $"<aggr:{text}>",
            _ when IsKeyword => $"<{text}>",
            _ when IsOperator => $"<op:{text}>",
            _ => Shortened(text),
        };
    }

    private static string Shortened(string text) => text.Length > 10 ? Quoting.Quote(text[..10]) + "..." : Quoting.Quote(text);
}
