using CsCheck;
using Markdig;
using Portal.Core.Diagnostics;
using Portal.Forges;

namespace Portal.Tests.Forges;

public sealed class ReportTextTests
{
    [Theory]
    [InlineData("plain", "`plain`")]
    [InlineData("a`b", "`` a`b ``")]
    [InlineData("a``b`", "``` a``b` ```")]
    [InlineData("one\ntwo", "`one two`")]
    [InlineData("a | b", "`a ¦ b`")]
    [InlineData("safe\u202Egnp.exe\u2066\u200B", "`safegnp.exe`")]
    [InlineData("", "")]
    [InlineData("\n", "")]
    public void A_text_of_an_author_is_a_code_span(string text, string expected) => Assert.Equal(expected, ReportText.Cell(text));

    [Fact]
    public void Whatever_an_author_writes_is_neither_markup_nor_another_cell()
    {
        var pipeline = new MarkdownPipelineBuilder().UsePipeTables().UseAutoLinks().Build();
        Gen.OneOf(Gen.String[Gen.Char["`|<>[]()!*_~\\@#&;\n\r\t:/.\u202e"], 0, 60], Gen.String[0, 60]).Sample(text =>
        {
            var table = ReportText.Table([new Diagnostic("PT101", Severity.Error, text, new SourceLocation(text, 3)) { Binding = text, Remedy = text }]);
            var html = Markdown.ToHtml(table, pipeline);
            return System.Text.RegularExpressions.Regex.Count(html, "<td") == 5 && System.Text.RegularExpressions.Regex.Count(html, "<tr") == 2
                && !System.Text.RegularExpressions.Regex.IsMatch(html, "<(?!/?(table|thead|tbody|tr|th|td|code)\\b)");
        });
    }

    [Fact]
    public void A_table_is_bounded_and_tells_how_much_more_there_is()
    {
        var many = Enumerable.Range(0, 3_000).Select(i => new Diagnostic("PT101", i == 2_999 ? Severity.Error : Severity.Warning, new string('x', 5_000), new SourceLocation($"templates/{i}.sbn", i))).ToList();

        var table = ReportText.Table(many);

        Assert.InRange(table.Length, 1_000, ReportText.MostComment);
        Assert.StartsWith("| Error | `templates/2999.sbn`", table.Split('\n')[2], StringComparison.Ordinal);
        Assert.Contains("… and 2960 more.", table, StringComparison.Ordinal);
        var bound = ReportText.Bound(table, 1_000);
        Assert.InRange(bound.Length, 500, 1_000);
        Assert.EndsWith(" |\n…", bound, StringComparison.Ordinal);
    }

    [Fact]
    public void Errors_are_counted_with_their_files()
    {
        var error = new Diagnostic("PT101", Severity.Error, "x", new SourceLocation("a"));

        Assert.Equal("2 errors in 1 file", ReportText.Errors([error, error with { Message = "y" }, error with { Severity = Severity.Warning, Location = new SourceLocation("b") }]));
        Assert.Equal(140, ReportText.Shorten(new string('x', 500), ReportText.MostSummary).Length);
    }
}
