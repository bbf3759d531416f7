using Portal.Core.PromQL;

namespace Portal.Core.Queries.Variables;

/// <summary>What may stand where a variable stands.</summary>
internal enum VariablePlace
{
    /// <summary>Text, inside of quotes.</summary>
    Quoted,
    /// <summary>A number or a duration: in a range, after <c>offset</c> or <c>@</c>.</summary>
    Number,
    /// <summary>The name of a metric or a label, or part of one.</summary>
    Name,
    /// <summary>A number or a name: the query allows both.</summary>
    Either,
}

/// <summary>A variable in a query.</summary>
/// <param name="Variable">Which, and where.</param>
/// <param name="Place">What may stand there.</param>
internal readonly record struct QueryReference(VariableReference Variable, VariablePlace Place);

/// <summary>
/// A PromQL or LogQL text whose variables are found and placed: reads just enough of the syntax (quotes, comments, brackets, braces, groupings) to say what may stand where.
/// Variables in comments are none.
/// </summary>
internal sealed class QueryTemplate
{
    /// <summary>The most variables of a query.</summary>
    public const int MaxReferences = 500;

    private readonly string _text;
    private readonly List<QueryReference> _references = [];
    private readonly Stack<bool> _groupings = new();
    private bool _inBraces;
    private bool _inBrackets;
    private string _lastWord = "";

    private readonly bool _isLogQL;

    private QueryTemplate(string text, bool isLogQL) => (_text, _isLogQL) = (text, isLogQL);

    /// <summary>The variables of the query, in the text's order; the last of more than <see cref="MaxReferences"/> are left out.</summary>
    public static IReadOnlyList<QueryReference> Read(string text, bool isLogQL = false)
    {
        if (!text.Contains('$'))
        {
            return [];
        }
        var template = new QueryTemplate(text, isLogQL);
        template.Scan();
        return template._references;
    }

    private void Scan()
    {
        for (var i = 0; i < _text.Length && _references.Count <= MaxReferences; i++)
        {
            var c = _text[i];
            switch (c)
            {
                case '#':
                    i = _text.AsSpan(i).IndexOfAny('\r', '\n') is var end && end < 0 ? _text.Length : i + end;
                    break;
                case '"' or '\'' or '`':
                    i = ScanQuoted(i);
                    _lastWord = "";
                    break;
                case '$' when VariableReference.At(_text, i) is { } reference:
                    _references.Add(new QueryReference(reference, Place(reference)));
                    i = reference.End - 1;
                    _lastWord = "";
                    break;
                case '{': _inBraces = true; _lastWord = ""; break;
                case '}': _inBraces = false; _lastWord = ""; break;
                case '[': _inBrackets = true; _lastWord = ""; break;
                case ']': _inBrackets = false; _lastWord = ""; break;
                case '(':
                    _groupings.Push(_lastWord is "by" or "without" or "on" or "ignoring" or "group_left" or "group_right");
                    _lastWord = "";
                    break;
                case ')':
                    _groupings.TryPop(out _);
                    _lastWord = "";
                    break;
                case '@': _lastWord = "@"; break;
                case '-' or '+' when _lastWord is "offset" or "@": break;
                case var _ when Lexer.IsWordCharacter(c) || c == ':':
                    var start = i;
                    while (i + 1 < _text.Length && (Lexer.IsWordCharacter(_text[i + 1]) || _text[i + 1] == ':'))
                    {
                        i++;
                    }
                    _lastWord = _text[start..(i + 1)].ToLowerInvariant();
                    break;
                case var _ when !char.IsWhiteSpace(c):
                    _lastWord = "";
                    break;
            }
        }
    }

    private int ScanQuoted(int start)
    {
        var quote = _text[start];
        var i = start + 1;
        for (; i < _text.Length && _text[i] != quote && _references.Count <= MaxReferences; i++)
        {
            if (_text[i] == '\\' && quote != '`')
            {
                i++;
            }
            else if (_text[i] == '$' && VariableReference.At(_text, i) is { } reference)
            {
                _references.Add(new QueryReference(reference, VariablePlace.Quoted));
                i = reference.End - 1;
            }
        }
        return i;
    }

    private VariablePlace Place(VariableReference reference)
    {
        if (_inBrackets || _lastWord is "offset" or "@")
        {
            return VariablePlace.Number;
        }
        var before = reference.Start > 0 ? _text[reference.Start - 1] : ' ';
        var after = reference.End < _text.Length ? _text[reference.End] : ' ';
        var rest = _text.AsSpan(reference.End).TrimStart();
        // Stages of LogQL that take labels; behind their commas a value decides.
        var isName = _inBraces || _lastWord is "drop" or "keep" or "unwrap" or "json" or "logfmt" or "label_format" || (_groupings.TryPeek(out var grouping) && grouping)
            || Lexer.IsWordCharacter(before) || before is ':' or '}' || Lexer.IsWordCharacter(after) || after is ':' or '$'
            // A range stands behind stages in LogQL, behind a name in PromQL.
            || (!_isLogQL && rest.Length > 0 && rest[0] is '{' or '[');
        return isName ? VariablePlace.Name : VariablePlace.Either;
    }
}
