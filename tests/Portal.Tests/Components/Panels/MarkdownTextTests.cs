using Portal.Components.Panels;

namespace Portal.Tests.Components.Panels;

public sealed class MarkdownTextTests
{
    [Fact]
    public void Plain_markdown_is_rendered() =>
        Assert.Equal("<p><strong>Bold</strong> and <code>code</code></p>\n", Html("**Bold** and `code`"));

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("Hello <img src=x onerror=alert(1)>")]
    [InlineData("<iframe src=\"https://example.org\"></iframe>")]
    [InlineData("<style>body{display:none}</style>")]
    [InlineData("a <b onclick=\"x()\">b</b>")]
    [InlineData("| a |\n|---|\n| <svg onload=x()> |")]
    public void Raw_html_is_shown_as_text(string markdown)
    {
        var html = Html(markdown);

        Assert.Contains("&lt;", html, StringComparison.Ordinal);
        Assert.DoesNotMatch("<(script|img|iframe|style|b|svg)", html);
    }

    [Theory]
    [InlineData("[x](javascript:alert(1))")]
    [InlineData("[x](JaVaScRiPt:alert(1))")]
    [InlineData("[x](<java\tscript:alert(1)>)")]
    [InlineData("[x](&#106;avascript:alert(1))")]
    [InlineData("[x](data:text/html;base64,PHNjcmlwdD4=)")]
    [InlineData("[x](vbscript:x)")]
    [InlineData("[x](//evil.example/a)")]
    [InlineData("[x](/\\evil.example/a)")]
    [InlineData("[x][r]\n\n[r]: javascript:alert(1)")]
    [InlineData("![x](javascript:alert(1))")]
    [InlineData("<javascript:alert(1)>")]
    [InlineData("[x](relative)")]
    public void A_link_that_is_not_http_mail_or_of_this_site_leads_nowhere(string markdown)
    {
        var html = Html(markdown);

        Assert.Contains("href=\"#\"", html, StringComparison.Ordinal);
        Assert.Single(System.Text.RegularExpressions.Regex.Matches(html, "href="));
    }

    [Fact]
    public void A_link_elsewhere_opens_beside_and_tells_nothing_of_where_it_came_from() =>
        Assert.Equal("<p><a href=\"https://example.org/a?b=1\" rel=\"noopener noreferrer\" target=\"_blank\">x</a></p>\n", Html("[x](https://example.org/a?b=1)"));

    [Theory]
    [InlineData("/d/acme/prod/overview")]
    [InlineData("#top")]
    [InlineData("?var-a=b")]
    public void A_link_within_the_site_stays_as_it_is(string url) =>
        Assert.Equal($"<p><a href=\"{url}\">x</a></p>\n", Html($"[x]({url})"));

    [Fact]
    public void An_image_is_only_linked_to_so_that_no_foreign_server_learns_of_the_viewer()
    {
        var html = Html("![plan](https://example.org/plan.png)");

        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
        Assert.Contains(">plan</a>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Headings_go_below_the_panels_own_level() =>
        Assert.Equal("<h4>A</h4>\n<h6>B</h6>\n<h6>C</h6>\n", Html("# A\n\n### B\n\n###### C"));

    [Fact]
    public void A_variables_value_is_filled_in_as_text_only()
    {
        var variables = new Dictionary<string, IReadOnlyList<string>> { ["service"] = ["<b>*a*</b>", "[x](https://example.org)"], ["all"] = ["$__all"] };

        var html = MarkdownText.ToHtml("Of ${service}: $all of $unknown", variables).Value;

        Assert.Equal("<p>Of &lt;b&gt;*a*&lt;/b&gt;, [x](https://example.org): All of $unknown</p>\n", html);
    }

    [Fact]
    public void Nothing_yields_nothing() => Assert.True(string.IsNullOrEmpty(MarkdownText.ToHtml(" ").Value));

    private static string Html(string markdown) => MarkdownText.ToHtml(markdown).Value;
}
