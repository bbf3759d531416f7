using CsCheck;
using Portal.Core.Diagnostics;
using Portal.Core.Yaml;

namespace Portal.Core.Tests.Yaml;

public sealed class YamlDocumentTests
{
    [Fact]
    public void Nodes_know_their_places()
    {
        var root = Assert.IsType<YamlMapping>(Parse("a: 1\nlist:\n  - x\n  - {k: v}\n", out _));

        var list = Assert.IsType<YamlSequence>(root.Entries[1].Value);
        Assert.Equal(new YamlMark(3, 5), list.Items[0].Start);
        Assert.Equal(new YamlMark(4, 9), Assert.IsType<YamlMapping>(list.Items[1]).Entries[0].Value.Start);
    }

    [Fact]
    public void Quotes_make_a_text_of_a_number()
    {
        var root = Assert.IsType<YamlMapping>(Parse("a: 5\nb: '5'\nc: null\nd: 'null'", out _));

        Assert.Equal([true, false, true, false], root.Entries.Select(e => ((YamlScalar)e.Value).IsPlain));
        Assert.Equal([false, false, true, false], root.Entries.Select(e => ((YamlScalar)e.Value).IsNull));
    }

    [Theory]
    [InlineData("a: &anchor 1\nb: *anchor", DiagnosticCodes.YamlUnsupported)]
    [InlineData("a: !!binary x", DiagnosticCodes.YamlUnsupported)]
    [InlineData("<<: {a: 1}", DiagnosticCodes.YamlUnsupported)]
    [InlineData("? [a, b]\n: 1", DiagnosticCodes.YamlUnsupported)]
    [InlineData("a: 1\n---\nb: 2", DiagnosticCodes.YamlUnsupported)]
    [InlineData("a: 1\na: 2", DiagnosticCodes.YamlDuplicateKey)]
    [InlineData("a: 'open", DiagnosticCodes.YamlSyntax)]
    [InlineData("a: b: c", DiagnosticCodes.YamlSyntax)]
    [InlineData("a:\n\tb: 1", DiagnosticCodes.YamlSyntax)]
    public void What_is_not_read_is_told_with_a_remedy(string text, string code)
    {
        Parse(text, out var found);

        var problem = Assert.Single(found);
        Assert.Equal(code, problem.Code);
        Assert.NotNull(problem.Remedy);
        Assert.InRange(problem.Location.Line, 1, 3);
    }

    [Fact]
    public void An_alias_bomb_ends_before_it_grows()
    {
        var bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + string.Join('\n', Enumerable.Range(0, 20).Select(i => $"{(char)('b' + i)}: &{(char)('b' + i)} [{string.Join(',', Enumerable.Repeat($"*{(char)('a' + i)}", 9))}]"));

        Assert.Null(Parse(bomb, out var found));
        Assert.Equal(DiagnosticCodes.YamlUnsupported, Assert.Single(found).Code);
    }

    [Fact]
    public void Deep_nesting_is_refused_without_recursing_without_bound()
    {
        Assert.Null(Parse(new string('[', 200_000), out var found));
        Assert.Equal(DiagnosticCodes.YamlTooLarge, Assert.Single(found).Code);
    }

    [Fact]
    public void No_text_whatever_makes_it_throw() =>
        Gen.String[Gen.OneOf(Gen.Char["abc:-[]{}#&*!|>'\"%@` \n\t,?~<="], Gen.Char), 0, 60].Sample(
            text =>
            {
                var node = Parse(text, out var found);
                Assert.True(node is not null || found.HasErrors());
            },
            iter: 100_000);

    private static YamlNode? Parse(string text, out List<Diagnostic> found)
    {
        found = [];
        return YamlDocument.Parse(text, new YamlContext("tenants/x.yaml", found));
    }
}
