using System.Text.Json;
using Portal.Cli;
using Portal.Core.Catalog;
using Portal.Core.Diagnostics;

namespace Portal.Tests.Cli;

public sealed class ReportFormatTests
{
    private static readonly Report Example = new(new RevisionId("working-tree-1"), "dash boards/", 12,
    [
        new Diagnostic(DiagnosticCodes.NotARepository, Severity.Info, "The content is a plain folder.", new SourceLocation(".")),
        new Diagnostic(DiagnosticCodes.YamlSyntax, Severity.Warning, "100% wrong: a, b\nand c", new SourceLocation("templates/a,b:c.yaml.sbn", 3)),
        new Diagnostic(DiagnosticCodes.QuerySyntax, Severity.Error, "The query \u001b[31mis not valid.", new SourceLocation("templates/x.yaml.sbn", 12, 5))
        {
            RenderedLine = "    expr: rate(x[5m)",
            RenderedLineNumber = 31,
            Binding = "acme/prod/checkout x",
            Occurrences = 4,
            Remedy = "Close the bracket.",
        },
        new Diagnostic(DiagnosticCodes.Empty, Severity.Error, "There is no panel.", new SourceLocation("templates/x.yaml.sbn")),
    ]);

    [Fact]
    public async Task Text_is_grouped_by_file_and_tells_rendered_line_and_remedy() => Assert.Equal(
        """
        .: info PT006: The content is a plain folder.

        templates/a,b:c.yaml.sbn:3: warning PT101: 100% wrong: a, b\u000aand c

        templates/x.yaml.sbn:12:5: error PT501: The query \u001b[31mis not valid.
            rendered line 31: expr: rate(x[5m)
            in: acme/prod/checkout x and 3 more
            remedy: Close the bracket.
        templates/x.yaml.sbn: error PT408: There is no panel.

        Refused: 2 errors, 1 warning; 12 dashboards checked.

        """, await WriteAsync("text"));

    [Fact]
    public async Task GitHub_gets_annotations_that_its_runner_unescapes_with_paths_from_the_repository_s_root() => Assert.Equal(
        """
        ::notice title=PT006::The content is a plain folder.
        ::warning file=dash boards/templates/a%2Cb%3Ac.yaml.sbn,line=3,title=PT101::100%25 wrong: a, b\u000aand c
        ::error file=dash boards/templates/x.yaml.sbn,line=12,col=5,title=PT501::The query \u001b[31mis not valid.%0Arendered line 31: expr: rate(x[5m)%0Ain: acme/prod/checkout x and 3 more%0Aremedy: Close the bracket.
        ::error file=dash boards/templates/x.yaml.sbn,title=PT408::There is no panel.
        Refused: 2 errors, 1 warning; 12 dashboards checked.

        """, await WriteAsync("github"));

    [Fact]
    public async Task Json_has_the_form_of_the_API()
    {
        using var json = JsonDocument.Parse(await WriteAsync("json"));
        var root = json.RootElement;

        Assert.Equal("working-tree-1", root.GetProperty("revision").GetString());
        Assert.False(root.GetProperty("accepted").GetBoolean());
        Assert.Equal(12, root.GetProperty("bindings").GetInt32());
        var error = root.GetProperty("diagnostics")[2];
        Assert.Equal("PT501", error.GetProperty("code").GetString());
        Assert.Equal("error", error.GetProperty("severity").GetString());
        Assert.Equal(("templates/x.yaml.sbn", 12, 5), (error.GetProperty("file").GetString(), error.GetProperty("line").GetInt32(), error.GetProperty("column").GetInt32()));
        Assert.Equal(31, error.GetProperty("renderedLineNumber").GetInt32());
        Assert.Equal(4, error.GetProperty("occurrences").GetInt32());
    }

    [Fact]
    public async Task Sarif_has_what_its_schema_requires()
    {
        using var json = JsonDocument.Parse(await WriteAsync("sarif"));
        var root = json.RootElement;
        Assert.Equal("2.1.0", root.GetProperty("version").GetString());
        var run = Assert.Single(root.GetProperty("runs").EnumerateArray());
        var driver = run.GetProperty("tool").GetProperty("driver");
        Assert.Equal("portal", driver.GetProperty("name").GetString());
        var rules = driver.GetProperty("rules").EnumerateArray().Select(rule => rule.GetProperty("id").GetString()).ToList();
        Assert.Equal(rules.Distinct(), rules);

        var results = run.GetProperty("results").EnumerateArray().ToList();
        Assert.Equal(["note", "warning", "error", "error"], results.Select(r => r.GetProperty("level").GetString()));
        Assert.All(results, result =>
        {
            Assert.Equal(result.GetProperty("ruleId").GetString(), rules[result.GetProperty("ruleIndex").GetInt32()]);
            Assert.NotEmpty(result.GetProperty("message").GetProperty("text").GetString()!);
            Assert.True(result.GetProperty("occurrenceCount").GetInt32() >= 1);
            foreach (var location in result.TryGetProperty("locations", out var locations) ? locations.EnumerateArray() : default)
            {
                var place = location.GetProperty("physicalLocation");
                Assert.True(Uri.TryCreate(place.GetProperty("artifactLocation").GetProperty("uri").GetString(), UriKind.Relative, out _));
                if (place.TryGetProperty("region", out var region))
                {
                    Assert.All(region.EnumerateObject(), number => Assert.True(number.Value.GetInt32() >= 1));
                }
            }
        });
        Assert.False(results[0].TryGetProperty("locations", out _));
        var artifact = results[1].GetProperty("locations")[0].GetProperty("physicalLocation").GetProperty("artifactLocation");
        Assert.Equal("dash%20boards/templates/a%2Cb%3Ac.yaml.sbn", artifact.GetProperty("uri").GetString());
    }

    private static async Task<string> WriteAsync(string format)
    {
        using var output = new StringWriter();
        await ReportFormat.WriteAsync(output, format, Example);
        return output.ToString();
    }
}
