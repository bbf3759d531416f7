using System.Text;
using System.Text.Json;
using Portal.Core.LogQL;
using Portal.Demo.Evaluation;

namespace Portal.Demo.LogQueries;

/// <summary>The stage <c>json</c>: every field, nested ones joined by <c>_</c> and lists left out, or those that paths name.</summary>
internal static class JsonFields
{
    public static LineStage Compile(JsonStage stage)
    {
        var paths = stage.Extractions.Select(e => (e.Label, Path: ParsePath(e.Expression))).ToArray();
        return line =>
        {
            try
            {
                using var document = JsonDocument.Parse(line.Text);
                if (document.RootElement.ValueKind != JsonValueKind.Object)
                {
                    line.Fail("JSONParserErr", "expecting json object(6), but it is not");
                }
                else if (paths.Length == 0)
                {
                    AddAll(line, document.RootElement, "");
                }
                foreach (var (label, path) in paths)
                {
                    if (Find(document.RootElement, path) is { } found)
                    {
                        line.AddParsed(label, Text(found));
                    }
                }
            }
            catch (JsonException e)
            {
                line.Fail("JSONParserErr", e.Message);
            }
            return true;
        };
    }

    /// <summary>A text as a label's name: what no name may hold becomes <c>_</c>.</summary>
    public static string Name(string text)
    {
        if (text.Length > 0 && !char.IsAsciiDigit(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
        {
            return text;
        }
        var name = new StringBuilder(text.Length + 1);
        if (text.Length == 0 || char.IsAsciiDigit(text[0]))
        {
            name.Append('_');
        }
        foreach (var c in text)
        {
            name.Append(char.IsAsciiLetterOrDigit(c) ? c : '_');
        }
        return name.ToString();
    }

    private static void AddAll(LineState line, JsonElement element, string prefix)
    {
        foreach (var member in element.EnumerateObject())
        {
            var name = prefix + Name(member.Name);
            if (member.Value.ValueKind == JsonValueKind.Object)
            {
                AddAll(line, member.Value, name + "_");
            }
            else if (member.Value.ValueKind is not (JsonValueKind.Array or JsonValueKind.Null))
            {
                line.AddParsed(name, Text(member.Value));
            }
        }
    }

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Null => "",
        _ => value.GetRawText(),
    };

    private static JsonElement? Find(JsonElement element, List<object> path)
    {
        foreach (var step in path)
        {
            if (step is string name && element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member))
            {
                element = member;
            }
            else if (step is int index && element.ValueKind == JsonValueKind.Array && index < element.GetArrayLength())
            {
                element = element[index];
            }
            else
            {
                return null;
            }
        }
        return element;
    }

    /// <summary>Reads <c>a.b[0]["c"]</c>: names are texts, indexes numbers.</summary>
    private static List<object> ParsePath(string expression)
    {
        var path = new List<object>();
        var at = 0;
        while (at < expression.Length)
        {
            if (expression[at] == '[')
            {
                var close = expression.IndexOf(']', at);
                var inner = close < 0 ? "" : expression[(at + 1)..close];
                path.Add(int.TryParse(inner, out var index) && index >= 0 ? index : inner is ['"', .. var quoted, '"'] ? quoted : throw Bad(expression));
                at = close + 1;
                continue;
            }
            at += expression[at] == '.' && path.Count > 0 ? 1 : 0;
            var end = expression.AsSpan(at).IndexOfAny('.', '[') is >= 0 and var length ? at + length : expression.Length;
            path.Add(end > at ? expression[at..end] : throw Bad(expression));
            at = end;
        }
        return path;
    }

    private static EvaluationException Bad(string expression) => new(EvaluationErrorKind.BadData, $"cannot parse expression [{expression}]");
}
