namespace Portal.Core.PromQL;

internal sealed partial class Parser
{
    private sealed record BinaryModifiers(bool ReturnBool, EquatableList<string> Labels, bool On, MatchCardinality Cardinality, EquatableList<string> Include)
    {
        public static readonly BinaryModifiers Plain = new(false, [], false, MatchCardinality.OneToOne, []);

        public double? FillLeft { get; init; }

        public double? FillRight { get; init; }

        public bool HasFill => FillLeft is not null || FillRight is not null;
    }

    private BinaryModifiers? ParseBinaryModifiers()
    {
        var modifiers = BinaryModifiers.Plain;
        if (_current.Kind == TokenKind.Bool)
        {
            Advance();
            modifiers = modifiers with { ReturnBool = true };
        }
        if (_current.Kind is TokenKind.On or TokenKind.Ignoring)
        {
            var on = Advance().Kind == TokenKind.On;
            if (ParseGroupingLabels() is not { } labels)
            {
                return null;
            }
            modifiers = modifiers with { On = on, Labels = labels };
            if (_current.Kind is TokenKind.GroupLeft or TokenKind.GroupRight)
            {
                var cardinality = Advance().Kind == TokenKind.GroupLeft ? MatchCardinality.ManyToOne : MatchCardinality.OneToMany;
                // group_left (x) y: the parentheses are always labels, never the right operand.
                EquatableList<string>? include = [];
                if (_current.Kind == TokenKind.LeftParen && (include = ParseGroupingLabels()) is null)
                {
                    return null;
                }
                modifiers = modifiers with { Cardinality = cardinality, Include = include };
            }
        }
        return ParseFill(modifiers);
    }

    private BinaryModifiers? ParseFill(BinaryModifiers modifiers)
    {
        while (_current.Kind is TokenKind.Fill or TokenKind.FillLeft or TokenKind.FillRight)
        {
            var repeated = _current.Kind switch
            {
                TokenKind.FillLeft => modifiers.FillLeft is not null,
                TokenKind.FillRight => modifiers.FillRight is not null,
                _ => modifiers.HasFill,
            };
            if (repeated)
            {
                Unexpected();
                return null;
            }
            var kind = Advance().Kind;
            if (!Expect(TokenKind.LeftParen) || ParseSignedNumber("fill value", "number") is not { } value || !Expect(TokenKind.RightParen, "fill value", "\")\""))
            {
                return null;
            }
            modifiers = modifiers with
            {
                FillLeft = kind == TokenKind.FillRight ? modifiers.FillLeft : value,
                FillRight = kind == TokenKind.FillLeft ? modifiers.FillRight : value,
            };
        }
        return modifiers;
    }

    private double? ParseSignedNumber(string context, string expected)
    {
        var negative = _current.Kind == TokenKind.Sub;
        if (_current.Kind is TokenKind.Add or TokenKind.Sub)
        {
            Advance();
        }
        if (_current.Kind is not (TokenKind.Number or TokenKind.Duration))
        {
            Unexpected(context, expected);
            return null;
        }
        var number = ParseNumber();
        return negative ? -number!.Value : number!.Value;
    }

    private EquatableList<string>? ParseGroupingLabels()
    {
        const string Context = "grouping opts";
        if (!Expect(TokenKind.LeftParen, Context, "\"(\""))
        {
            return null;
        }
        var labels = new List<string>();
        while (_current.Kind != TokenKind.RightParen)
        {
            if (Keywords.NamesLabel(_current.Kind))
            {
                labels.Add(Text(Advance()));
            }
            else if (_current.Kind == TokenKind.String)
            {
                var literal = Advance();
                var label = Quoting.Unquote(input.AsSpan(literal.Start, literal.End - literal.Start));
                if (label.Length == 0 || HoldsRawBytes(label))
                {
                    Error(literal.Span, $"invalid label name for grouping: {Quoting.Quote(label)}");
                }
                labels.Add(label);
            }
            else
            {
                Unexpected(Context, "label");
                return null;
            }
            if (_current.Kind == TokenKind.RightParen)
            {
                break;
            }
            if (!Expect(TokenKind.Comma, Context, "\",\" or \")\""))
            {
                return null;
            }
        }
        Advance();
        return labels.ToEquatableList();
    }

    // Names must be valid UTF-8; a byte that is not lives in the text as a lone surrogate.
    private static bool HoldsRawBytes(string name)
    {
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsSurrogate(name[i]))
            {
                if (i + 1 >= name.Length || !char.IsSurrogatePair(name[i], name[i + 1]))
                {
                    return true;
                }
                i++;
            }
        }
        return false;
    }
}
