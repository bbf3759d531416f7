using CsCheck;
using Portal.Components.Content;

namespace Portal.Tests.Components.Content;

public sealed class CodeLineTests
{
    [Fact]
    public void No_character_is_lost_or_made_up() =>
        Gen.String[Gen.Char["{} \n#ab:-'\"\t"], 0, 80].Sample(text =>
            Assert.Equal(text.TrimEnd('\n').Split('\n'), CodeLine.Read(text).Select(line => string.Concat(line.Select(piece => piece.Text)))));

    [Fact]
    public void Keys_comments_and_what_stands_between_braces_are_told_apart()
    {
        var lines = CodeLine.Read("# note\n- title: a {{ name }} b\n{{ if x\n# not a comment\nend }}\nlast: 1");

        Assert.Equal("comment", Assert.Single(lines[0]).Kind);
        Assert.Equal([("- ", null), ("title", "key"), (": a ", null), ("{{ name }}", "code"), (" b", null)], lines[1].Select(p => (p.Text, p.Kind)));
        Assert.All(lines.Skip(2).Take(3).SelectMany(l => l), piece => Assert.Equal("code", piece.Kind));
        Assert.Equal("key", lines[5][1].Kind);
    }
}
