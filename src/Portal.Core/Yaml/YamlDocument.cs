using Portal.Core.Diagnostics;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Portal.Core.Yaml;

/// <summary>
/// Reads one YAML document into nodes with places. Anchors, aliases, tags and merge keys are refused: nothing that is read can be larger than its text.
/// </summary>
public static class YamlDocument
{
    private const int MaxCharacters = 1 << 20;
    private const int MaxDepth = 50;
    private const int MaxNodes = 100_000;

    /// <summary>Reads the text; null, with an error in the context, where it is not one such document. An empty text is an empty mapping.</summary>
    public static YamlNode? Parse(string text, YamlContext context)
    {
        if (text.Length > MaxCharacters)
        {
            context.Error(DiagnosticCodes.YamlTooLarge, new YamlMark(1, 1), $"The text is longer than {MaxCharacters:N0} characters.", "Split it.");
            return null;
        }
        var parser = new Parser(new StringReader(text));
        try
        {
            return new Reader(parser, text, context).ReadDocument();
        }
        catch (YamlException problem)
        {
            context.Error(DiagnosticCodes.YamlSyntax, Mark(problem.Start), $"This is not YAML: {Lower(problem.Message)}.", "Check the indentation, and quote values that hold ': ' or ' #'.");
            return null;
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // The library loses its place in some malformed texts, or chokes on a tag, and says so in this way.
            context.Error(DiagnosticCodes.YamlSyntax, Mark(parser.Current?.End ?? YamlDotNet.Core.Mark.Empty), "This is not YAML: it cannot be read beyond this place.", "Check the brackets and quotes before it.");
            return null;
        }
        catch (RefusedException)
        {
            return null;
        }
    }

    private static YamlMark Mark(Mark mark) => new(Math.Max(1, (int)mark.Line), Math.Max(1, (int)mark.Column));

    private static string Lower(string message)
    {
        var text = message.TrimEnd('.');
        return text.Length == 0 ? "it cannot be read" : char.ToLowerInvariant(text[0]) + text[1..];
    }

    private sealed class RefusedException : Exception;

    private sealed class Reader(IParser parser, string text, YamlContext context)
    {
        private int _nodes;

        public YamlNode ReadDocument()
        {
            parser.Consume<StreamStart>();
            if (parser.TryConsume<StreamEnd>(out _))
            {
                return new YamlMapping([], new YamlMark(1, 1), new YamlMark(1, 1));
            }
            parser.Consume<DocumentStart>();
            var root = ReadNode(0);
            parser.Consume<DocumentEnd>();
            if (!parser.Accept<StreamEnd>(out _))
            {
                Refuse(parser.Current!.Start, "There is more than one document.", "Keep one document and remove the '---' between them.");
            }
            return root is YamlScalar { IsNull: true } ? new YamlMapping([], root.Start, root.End) : root;
        }

        private YamlNode ReadNode(int depth)
        {
            if (depth > MaxDepth || ++_nodes > MaxNodes)
            {
                context.Error(DiagnosticCodes.YamlTooLarge, Mark(parser.Current!.Start), depth > MaxDepth ? $"This is nested deeper than {MaxDepth} levels." : $"There are more than {MaxNodes:N0} values.");
                throw new RefusedException();
            }
            if (parser.TryConsume<AnchorAlias>(out var alias))
            {
                Refuse(alias.Start, $"The alias '*{alias.Value}' is not supported.", "Write the value out, or use an include.");
            }
            if (parser.Current is NodeEvent { Anchor.IsEmpty: false } anchored)
            {
                Refuse(anchored.Start, $"The anchor '&{anchored.Anchor}' is not supported.", "Write values out, or use an include. A text that begins with & needs quotes.");
            }
            if (parser.Current is NodeEvent { Tag: { IsEmpty: false } tag } tagged)
            {
                Refuse(tagged.Start, $"The tag '{tag}' is not supported.", "Remove it. A text that begins with ! needs quotes.");
            }
            if (parser.TryConsume<Scalar>(out var scalar))
            {
                return new YamlScalar(scalar.Value, scalar.Style == ScalarStyle.Plain, Mark(scalar.Start), Mark(scalar.End)) { TextStart = TextStart(scalar) };
            }
            return parser.TryConsume<SequenceStart>(out var sequence) ? ReadSequence(sequence, depth) : ReadMapping(depth);
        }

        private YamlMark TextStart(Scalar scalar)
        {
            var start = Mark(scalar.Start);
            if (scalar.Style is ScalarStyle.Plain)
            {
                return start;
            }
            if (scalar.Style is not (ScalarStyle.Literal or ScalarStyle.Folded))
            {
                return start with { Column = start.Column + 1 };
            }
            var rest = text.AsSpan((int)Math.Min(scalar.Start.Index, text.Length));
            var lines = rest[(rest.IndexOf('\n') + 1)..].TrimStart("\r\n");
            return new YamlMark(start.Line + 1, 1 + Math.Max(0, lines.IndexOfAnyExcept(' ')));
        }

        private YamlSequence ReadSequence(SequenceStart start, int depth)
        {
            var items = new List<YamlNode>();
            while (!parser.Accept<SequenceEnd>(out _))
            {
                items.Add(ReadNode(depth + 1));
            }
            return new YamlSequence(items, Mark(start.Start), Mark(parser.Consume<SequenceEnd>().End));
        }

        private YamlMapping ReadMapping(int depth)
        {
            var start = parser.Consume<MappingStart>();
            var entries = new List<YamlEntry>();
            var keys = new HashSet<string>();
            while (!parser.Accept<MappingEnd>(out _))
            {
                var node = ReadNode(depth + 1);
                if (node is not YamlScalar key)
                {
                    context.Error(DiagnosticCodes.YamlUnsupported, node.Start, "A key must be a single value.", "Quote text that begins with { or [.");
                    throw new RefusedException();
                }
                var value = ReadNode(depth + 1);
                if (key is { IsPlain: true, Text: "<<" })
                {
                    context.Error(DiagnosticCodes.YamlUnsupported, key.Start, "Merge keys are not supported.", "Write the values out, or use an include.");
                }
                else if (!keys.Add(key.Text))
                {
                    context.Error(DiagnosticCodes.YamlDuplicateKey, key.Start, $"The key '{key.Text}' stands twice.", "Keep one of them.");
                }
                else
                {
                    entries.Add(new YamlEntry(key, value));
                }
            }
            return new YamlMapping(entries, Mark(start.Start), Mark(parser.Consume<MappingEnd>().End));
        }

        private void Refuse(Mark mark, string message, string remedy)
        {
            context.Error(DiagnosticCodes.YamlUnsupported, Mark(mark), message, remedy);
            throw new RefusedException();
        }
    }
}
