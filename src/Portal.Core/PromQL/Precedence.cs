namespace Portal.Core.PromQL;

/// <summary>How tightly operators bind; a higher number binds tighter. All associate to the left but <c>^</c>.</summary>
internal static class Precedence
{
    public const int None = 0;
    public const int Lowest = 1;
    public const int Additive = 4;
    public const int Multiplicative = 5;
    public const int Power = 6;

    public static int Of(TokenKind kind) => kind switch
    {
        TokenKind.Or => 1,
        TokenKind.And or TokenKind.Unless => 2,
        TokenKind.Equal or TokenKind.NotEqual or TokenKind.Greater or TokenKind.Less or TokenKind.GreaterOrEqual or TokenKind.LessOrEqual
            or TokenKind.TrimUpper or TokenKind.TrimLower => 3,
        TokenKind.Add or TokenKind.Sub => Additive,
        TokenKind.Mul or TokenKind.Div or TokenKind.Mod or TokenKind.Atan2 => Multiplicative,
        TokenKind.Pow => Power,
        _ => None,
    };

    /// <summary>The operator of a token that <see cref="Of"/> knows.</summary>
    public static BinaryOperator Operator(TokenKind kind) => kind switch
    {
        TokenKind.Or => BinaryOperator.Or,
        TokenKind.And => BinaryOperator.And,
        TokenKind.Unless => BinaryOperator.Unless,
        TokenKind.Equal => BinaryOperator.Equal,
        TokenKind.NotEqual => BinaryOperator.NotEqual,
        TokenKind.Greater => BinaryOperator.Greater,
        TokenKind.Less => BinaryOperator.Less,
        TokenKind.GreaterOrEqual => BinaryOperator.GreaterOrEqual,
        TokenKind.LessOrEqual => BinaryOperator.LessOrEqual,
        TokenKind.TrimUpper => BinaryOperator.TrimUpper,
        TokenKind.TrimLower => BinaryOperator.TrimLower,
        TokenKind.Add => BinaryOperator.Add,
        TokenKind.Sub => BinaryOperator.Sub,
        TokenKind.Mul => BinaryOperator.Mul,
        TokenKind.Div => BinaryOperator.Div,
        TokenKind.Mod => BinaryOperator.Mod,
        TokenKind.Atan2 => BinaryOperator.Atan2,
        TokenKind.Pow => BinaryOperator.Pow,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a binary operator."),
    };
}
