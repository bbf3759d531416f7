using System.Text;
using CsCheck;
using Portal.Core.Templates;
using Portal.Core.Yaml;

namespace Portal.Core.Tests.Templates;

/// <summary>Values are data: whatever they hold, the YAML has the structure that the template wrote.</summary>
public sealed class ValueTests
{
    private static readonly string[] Pieces =
    [
        ": ", " #", "#", "\n", "\r\n", "\n  x: y\n", "- ", "-", "---", "...", "\"", "'", "''", "\\", "\\n", "\\\"", "{", "}", "[", "]", ",", "&a", "*a", "!!str", "|", ">", "%", "@", "`", "? ", "?", "~", "null",
        "<<", "<<: ", "\t", "\u0085", "\u2028", "\ufeff", "\ue43a", " ", "  ", "a", "Acme", "1e5", "true", "=", "{{", "}}", "\u00e9", "\U0001F600",
    ];

    private static readonly Gen<string> Nasty = Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]).Array[0, 6].Select(pieces => string.Concat(pieces));

    private static readonly string[] Positions =
    [
        "a: {{ v }}\nb: end\n",
        "a: \"{{ v }}\"\nb: end\n",
        "a: '{{ v }}'\nb: end\n",
        "a: \"x {{ v }} y\"\nb: end\n",
        "a: 'x {{ v }} y'\nb: end\n",
        "a: x {{ v }} y\nb: end\n",
        "a: |\n  {{ v }}\nb: end\n",
        "a: >\n  x {{ v }}\nb: end\n",
        "a: {x: {{ v }}, y: 1}\nb: end\n",
        "a: [{{ v }}, y]\nb: end\n",
        "a: [\"{{ v }}\", y]\nb: end\n",
        "a:\n  - {{ v }}\n  - y\nb: end\n",
        "a:\n  {{ v }}: x\nb: end\n",
        "{{ v }}\nb: end\n",
        "a: {{ v }}{{ v }}\nb: end\n",
        "a: {{ v | yaml }}\nb: end\n",
        "a: \"{{ v | yaml }}\"\nb: end\n",
        "a: {x: {{ v | yaml }}, y: 1}\nb: end\n",
        "a: {{ [v, v] | yaml }}\nb: end\n",
        "a: {{ v | yaml | string.slice 1 3 }}\nb: end\n",
        "a: {{ v | string.slice 0 1 }}\nb: end\n",
        "a: {{ v | string.upcase }}\nb: end\n",
        "a: \"{{ v | string.replace 'a' 'b' }}\"\nb: end\n",
        "a: {{ for x in (v | string.split 'a'); \"'\" + x + \"'\"; end }}\nb: end\n",
        "a: '{{ v | html.url_encode }}'\nb: end\n",
        "a: {{ v == 'a: ' ? '[x, y]' : 'x' }}\nb: end\n",
        "a: \"{{ v }}\\\nb: end\n",
        "{{ capture c }}a: {{ v }}{{ end }}{{ c }}\nb: end\n",
        "{{ func f(x); ret \"{x: '\" + x + \"'}\"; end }}a: {{ f v }}\nb: end\n",
    ];

    [Fact]
    public void No_value_adds_structure() => Gen.Select(Nasty, Gen.Int[0, Positions.Length - 1]).Sample((value, at) =>
    {
        var body = "{{ v = tenant.name }}" + Positions[at];
        var (yaml, diagnostics) = Renders.Render(body, name: value);
        if (yaml is null)
        {
            return diagnostics.Count == 1;
        }
        // What the same template makes of a value that means nothing.
        return Shape(yaml) is not { } shape || Neutral(body, value, at) is not { } neutral || shape == neutral;
    }, iter: 6_000, threads: 1);

    [Fact]
    public void The_filter_yaml_writes_what_YAML_reads_back() => Gen.OneOf(Nasty, Gen.String).Where(v => !v.Any(char.IsSurrogate) && !v.Any(SealedText.IsSealed)).Sample(value =>
    {
        var (yaml, diagnostics) = Renders.Render("a: {{ tenant.name | yaml }}\nb: [{{ params.list | yaml }}]\n", value, new Dictionary<string, object> { ["list"] = new[] { value } });
        Assert.Empty(diagnostics);
        var root = (YamlMapping)YamlDocument.Parse(yaml!.Text, new YamlContext("", []))!;
        return ((YamlScalar)root.Entries[0].Value).Text == value;
    }, iter: 3_000, threads: 1);

    [Theory]
    [InlineData("O'Brien & Co: the best", "title: \"{{ tenant.name }}\"")]
    [InlineData("Acme \"2\"", "title: 'Of {{ tenant.name }}'")]
    [InlineData("a#b", "title: {{ tenant.name }}")]
    [InlineData("pay*", "title: '{{ tenant.name == \"pay*\" ? \"yes\" : \"no\" }} {{ tenant.name }}'")]
    [InlineData("a,b: c", "title: [{{ for x in (tenant.name | string.split \",\"); \"'\" + x + \"', \"; end }}]")]
    [InlineData("-", "title: \"{{ tenant.name }}\"")]
    [InlineData("line\nbreak", "title: {{ tenant.name | yaml }}")]
    public void Values_that_stay_in_their_scalar_are_welcome(string name, string body) => Assert.Empty(Renders.Render(body, name).Diagnostics);

    [Theory]
    [InlineData("a: b", "title: {{ tenant.name }}", "t.yaml.sbn:4:11", "':'")]
    [InlineData("a #b", "title: {{ tenant.name }}", "t.yaml.sbn:4:11", "' '|a space|'#'")]
    [InlineData("a\"b", "x: 1\ntitle: \"{{ tenant.name }}\"", "t.yaml.sbn:5:12", "'\"'")]
    [InlineData("it's", "title: '{{ tenant.name }}'", "t.yaml.sbn:4:12", "'''")]
    [InlineData("a\\nb", "title: \"{{ tenant.name }}\"", "t.yaml.sbn:4:12", "'\\'")]
    [InlineData("x\ny", "title: \"{{ tenant.name }}\"", "t.yaml.sbn:4:12", "a line break")]
    [InlineData("a, b", "title: [{{ tenant.name }}]", "t.yaml.sbn:4:12", "','")]
    [InlineData("---", "{{ tenant.name }}\ntitle: x", "t.yaml.sbn:4:4", "'-'")]
    public void A_value_that_would_change_the_structure_is_refused_with_its_place(string name, string body, string place, string character)
    {
        var (yaml, diagnostics) = Renders.Render(body, name);

        Assert.Null(yaml);
        var diagnostic = Assert.Single(diagnostics);
        Assert.Equal(("PT307", $"templates/{place}"), (diagnostic.Code, diagnostic.Location.ToString()));
        Assert.Contains(character.Split('|'), c => diagnostic.Message.Contains(c, StringComparison.Ordinal));
        Assert.NotNull(diagnostic.RenderedLine);
    }

    /// <summary>The shape that the template gives to a mere word; null where that depends on the value's length or pieces, which a template may well look at.</summary>
    private static string? Neutral(string body, string value, int at)
    {
        if (Positions[at].Contains("split", StringComparison.Ordinal) || Positions[at].Contains("==", StringComparison.Ordinal) || value.Length == 0)
        {
            return null;
        }
        var (yaml, _) = Renders.Render(body, name: new string('w', value.Length));
        return yaml is null ? null : Shape(yaml);
    }

    private static string? Shape(RenderedYaml yaml)
    {
        var root = YamlDocument.Parse(yaml.Text, new YamlContext("", []));
        if (root is null)
        {
            return null;
        }
        var shape = new StringBuilder();
        Describe(root, shape);
        return shape.ToString();
    }

    private static void Describe(YamlNode node, StringBuilder shape)
    {
        switch (node)
        {
            case YamlMapping mapping:
                shape.Append('{');
                foreach (var entry in mapping.Entries)
                {
                    Describe(entry.Value, shape);
                }
                shape.Append('}');
                break;
            case YamlSequence sequence:
                shape.Append('[');
                foreach (var item in sequence.Items)
                {
                    Describe(item, shape);
                }
                shape.Append(']');
                break;
            default:
                shape.Append('s');
                break;
        }
    }
}
