using Portal.Core.Diagnostics;
using Portal.Core.Yaml;

namespace Portal.Core.Templates;

/// <summary>
/// Holds the promise that values are data. The template is rendered once more with values sealed: where YAML then reads the same structure and the same texts, no character of a
/// value has meant anything to it.
/// </summary>
internal static class ValueGuard
{
    private const string Remedy = "Write the value with the filter 'yaml', as a scalar of its own: title: {{ tenant.name | yaml }}.";

    /// <summary>Whether the values, as this template uses them, could mean something to YAML at all. Most cannot.</summary>
    public static bool IsNeeded(TemplateInputs inputs, bool cuts) => !inputs.Texts().All(cuts ? SealedText.IsHarmlessInPieces : SealedText.IsHarmless);

    /// <summary>What is wrong, or null.</summary>
    /// <param name="yaml">The text as people see it.</param>
    /// <param name="sealedText">The text that was rendered with sealed values; null where that failed.</param>
    public static (int Offset, string Message, string Remedy)? Check(RenderedYaml yaml, RenderedYaml? sealedText)
    {
        var opened = SealedText.Open(sealedText?.Text ?? "");
        if (sealedText is null || opened != yaml.Text)
        {
            return (opened.AsSpan().CommonPrefixLength(yaml.Text), "What the template makes of a value's special characters cannot be told apart from its own text.", "Give the pieces as parameters of their own, or as a list.");
        }
        var (real, realProblem) = Parse(yaml);
        var (plain, plainProblem) = Parse(sealedText);
        if (real is null || plain is null)
        {
            // Where both fail the template itself is wrong, which is told by whoever reads it.
            return real is null && plain is null ? null : At(sealedText, (realProblem ?? plainProblem)!.Value, backwards: true);
        }
        return Difference(plain, real) is { } place ? At(sealedText, place, backwards: false) : null;
    }

    private static (YamlNode? Root, YamlMark? Problem) Parse(RenderedYaml yaml)
    {
        var problems = new List<Diagnostic>();
        var root = YamlDocument.Parse(yaml.Text, new YamlContext("", problems));
        var first = problems.Count == 0 ? default : problems[^1].Location;
        return (root, problems.Count == 0 ? null : new YamlMark(first.Line, first.Column));
    }

    /// <summary>The first place where two trees differ.</summary>
    private static YamlMark? Difference(YamlNode plain, YamlNode real) => (plain, real) switch
    {
        (YamlScalar a, YamlScalar b) => a.IsPlain == b.IsPlain && SealedText.Read(a.Text) == b.Text ? null : a.Start,
        (YamlSequence a, YamlSequence b) when a.Items.Count == b.Items.Count => First(a.Items.Zip(b.Items)),
        (YamlMapping a, YamlMapping b) when a.Entries.Count == b.Entries.Count =>
            First(a.Entries.Zip(b.Entries).SelectMany(pair => new (YamlNode, YamlNode)[] { (pair.First.Key, pair.Second.Key), (pair.First.Value, pair.Second.Value) })),
        _ => plain.Start,
    };

    private static YamlMark? First(IEnumerable<(YamlNode Plain, YamlNode Real)> pairs)
    {
        foreach (var (plain, real) in pairs)
        {
            if (Difference(plain, real) is { } place)
            {
                return place;
            }
        }
        return null;
    }

    /// <summary>Names the value's character that is nearest to the place.</summary>
    private static (int Offset, string Message, string Remedy) At(RenderedYaml sealedText, YamlMark mark, bool backwards)
    {
        var text = sealedText.Text;
        var from = sealedText.OffsetOf(mark);
        var after = Array.FindIndex([.. text], Math.Min(from, text.Length), SealedText.IsSealed);
        var before = text.AsSpan(0, Math.Min(from + 1, text.Length)).LastIndexOfAnyInRange('\ue400', '\ue57f');
        var at = backwards ? (before >= 0 ? before : after) : (after >= 0 ? after : before);
        return at < 0
            ? (from, "A value changes the structure of the YAML.", Remedy)
            : (at, $"A value that holds {Describe(SealedText.Open(text[at].ToString())[0])} changes the structure of the YAML.", Remedy);
    }

    private static string Describe(char c) => c switch
    {
        '\n' or '\r' or '\u2028' or '\u2029' => "a line break",
        ' ' => "a space",
        '\t' => "a tab",
        < ' ' or (>= '\u007f' and <= '\u00a0') or '\ufeff' => $"the character U+{(int)c:X4}",
        _ => $"'{c}'",
    };
}
