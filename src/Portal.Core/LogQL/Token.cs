using Portal.Core.Diagnostics;
using Portal.Core.PromQL;

namespace Portal.Core.LogQL;

internal enum TokenKind
{
    Error,
    EndOfInput,
    Identifier,
    Keyword,
    Function,
    Number,
    Duration,
    Bytes,
    String,
    Range,
    Flag,
    Symbol,
}

/// <summary>A piece of the query text. Keywords, functions and symbols are told apart by their text.</summary>
internal readonly record struct Token(TokenKind Kind, int Start, int End, string Text)
{
    public Span Span => new(Start, End);

    public bool Is(string text) => Kind is TokenKind.Symbol or TokenKind.Keyword && Text == text;

    /// <summary>The words an error message calls the token by.</summary>
    public string Describe() => Kind switch
    {
        TokenKind.EndOfInput => "end of query",
        TokenKind.Identifier => $"identifier {Shortened}",
        TokenKind.String => $"string {Shortened}",
        TokenKind.Number => $"number {Text}",
        TokenKind.Duration => $"duration {Text}",
        TokenKind.Bytes => $"size {Text}",
        TokenKind.Range => $"range {Shortened}",
        _ => Text,
    };

    private string Shortened => Excerpt.Of(Text, 40);
}
