using System.Net;
using System.Text.RegularExpressions;
using Portal.Tests.Git;

namespace Portal.Tests.Components;

/// <summary>The first answer of the server, before any script runs.</summary>
public sealed partial class PagesOverHttpTests : IDisposable
{
    private readonly TempContent _content = TempContent.Plain();

    public void Dispose() => _content.Dispose();

    [Fact]
    public async Task A_page_is_whole_in_the_first_answer_and_decides_its_theme_before_any_style()
    {
        await using var portal = new PortalFactory(_content.Folder);
        using var client = portal.CreateClient();

        var answer = await client.GetAsync("/");
        var html = await answer.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("<h1>Dashboards</h1>", html, StringComparison.Ordinal);
        var theme = html.IndexOf("src=\"js/theme.", StringComparison.Ordinal);
        Assert.InRange(theme, 0, html.IndexOf("rel=\"stylesheet\"", StringComparison.Ordinal));
        Assert.DoesNotMatch(InlineScript(), html);
        Assert.DoesNotMatch(ForeignAsset(), html);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/t/acme")]
    [InlineData("/templates")]
    [InlineData("/catalog")]
    [InlineData("/api/docs")]
    [InlineData("/nothing")]
    public async Task A_page_has_one_policy_and_runs_only_scripts_that_carry_its_nonce(string address)
    {
        await using var portal = new PortalFactory(_content.Folder);
        using var client = portal.CreateClient();

        var (first, second) = (await client.GetAsync(address), await client.GetAsync(address));
        var html = await first.Content.ReadAsStringAsync();
        var policy = Assert.Single(first.Headers.GetValues("Content-Security-Policy"));

        Assert.DoesNotContain(',', policy);
        Assert.NotEqual(policy, Assert.Single(second.Headers.GetValues("Content-Security-Policy")));
        var directives = policy.Split("; ").ToDictionary(d => d.Split(' ')[0], d => d.Split(' ')[1..]);
        Assert.Equal(["'none'"], directives["default-src"]);
        Assert.Equal(["'none'"], directives["object-src"]);
        Assert.Equal(["'none'"], directives["frame-ancestors"]);
        Assert.Equal(["'self'"], directives["base-uri"]);
        Assert.Equal(["'self'"], directives["form-action"]);
        Assert.Equal(["'self'"], directives["connect-src"]);
        Assert.Equal("'self'", directives["script-src"][0]);
        var nonce = Assert.Single(directives["script-src"][1..]).Trim('\'')["nonce-".Length..];
        var scripts = Script().Matches(html).Select(m => WebUtility.HtmlDecode(m.Groups[1].Value)).ToList();
        Assert.NotEmpty(scripts);
        Assert.All(scripts, script => Assert.Equal(nonce, script));
        Assert.DoesNotMatch(InlineHandler(), html);
    }

    [Fact]
    public async Task Every_script_and_style_of_a_page_has_a_body()
    {
        await using var portal = new PortalFactory(_content.Folder);
        using var client = portal.CreateClient();
        var html = await client.GetStringAsync("/");

        var assets = Asset().Matches(html).Select(m => m.Groups[1].Value).Where(a => a != "/").ToList();

        Assert.InRange(assets.Count, 6, 20);
        foreach (var asset in assets.Append("css/shell.css").Append("css/pages.css").Append("css/mud.css").Append("Components/Layout/CommandPalette.razor.js"))
        {
            var answer = await client.GetAsync(asset);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.NotEmpty(await answer.Content.ReadAsByteArrayAsync());
        }
    }

    [Theory]
    [InlineData("/nothing")]
    [InlineData("/nothing/at/all")]
    [InlineData("/templates/none")]
    public async Task What_is_not_there_answers_404_with_a_page(string address)
    {
        await using var portal = new PortalFactory(_content.Folder);
        using var client = portal.CreateClient();

        var answer = await client.GetAsync(address);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("There is no such page here", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [GeneratedRegex("<(?:script|link)[^>]*\\s(?:src|href)=\"([^\"]+)\"")]
    private static partial Regex Asset();

    [GeneratedRegex("""<script(?:[^>]*?\snonce="([^"]*)")?""")]
    private static partial Regex Script();

    [GeneratedRegex("""<[a-z][^>]*\son[a-z]+=|javascript:""")]
    private static partial Regex InlineHandler();

    [GeneratedRegex("""<script(?![^>]*\ssrc=)""")]
    private static partial Regex InlineScript();

    [GeneratedRegex("""(?:src|href)="(?:https?:)?//""")]
    private static partial Regex ForeignAsset();
}
