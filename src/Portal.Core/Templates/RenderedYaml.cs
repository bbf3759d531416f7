using Portal.Core.Diagnostics;
using Portal.Core.Yaml;

namespace Portal.Core.Templates;

/// <summary>The text that a template has yielded, and which lines of the template and its parts wrote it.</summary>
internal sealed class RenderedYaml(string file, TrackedOutput output)
{
    private int[]? _starts;

    /// <summary>The text.</summary>
    public string Text { get; } = output.ToString();

    /// <summary>The parts that it was made with, by path below <c>templates/</c>.</summary>
    public IReadOnlySet<string> Parts { get; init; } = new HashSet<string>();

    /// <summary>Where the character at this offset of the text comes from.</summary>
    public SourceLocation Locate(int offset) => output.Locate(offset, file);

    /// <summary>Where the character at this place of the text comes from.</summary>
    public SourceLocation Locate(YamlMark mark) => Locate(OffsetOf(mark));

    /// <summary>The line, from 1, without its end; shortened where it is long.</summary>
    public string Line(int number)
    {
        var start = OffsetOf(new YamlMark(number, 1));
        var end = Text.IndexOf('\n', start);
        var line = Text.AsSpan(start, (end < 0 ? Text.Length : end) - start).TrimEnd('\r');
        return line.Length <= 300 ? line.ToString() : $"{line[..300]}…";
    }

    /// <summary>The place of an offset.</summary>
    public YamlMark MarkOf(int offset)
    {
        var before = Text.AsSpan(0, Math.Clamp(offset, 0, Text.Length));
        return new YamlMark(before.Count('\n') + 1, before.Length - before.LastIndexOf('\n'));
    }

    /// <summary>The offset of a place.</summary>
    public int OffsetOf(YamlMark mark)
    {
        var starts = _starts ??= Starts();
        var line = Math.Clamp(mark.Line, 1, starts.Length) - 1;
        return Math.Clamp(starts[line] + Math.Max(1, mark.Column) - 1, 0, Text.Length);
    }

    private int[] Starts()
    {
        var starts = new List<int> { 0 };
        for (var at = Text.IndexOf('\n'); at >= 0; at = Text.IndexOf('\n', at + 1))
        {
            starts.Add(at + 1);
        }
        return [.. starts];
    }
}

/// <summary>Diagnostics about rendered YAML: they name the template's line, and show the rendered one.</summary>
internal sealed class RenderedYamlContext(RenderedYaml yaml, string binding, string file, ICollection<Diagnostic> diagnostics) : YamlContext(file, diagnostics)
{
    /// <inheritdoc/>
    public override SourceLocation Locate(YamlMark mark) => yaml.Locate(mark);

    /// <inheritdoc/>
    protected override Diagnostic Enrich(Diagnostic diagnostic, YamlMark mark) =>
        diagnostic with { RenderedLine = yaml.Line(mark.Line), RenderedLineNumber = mark.Line, Binding = binding };
}
