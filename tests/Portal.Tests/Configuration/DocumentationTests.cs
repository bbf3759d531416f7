using System.Text.RegularExpressions;
using Portal.Audit;
using Portal.Backends;
using Portal.Canaries;
using Portal.Configuration;
using Portal.Core.Queries;
using Portal.Demo;
using Portal.Embedding;
using Portal.Forges;
using Portal.Health;
using Portal.History;
using Portal.Identity.Protection;
using Portal.Identity.Rights;
using Portal.Identity.SignIn;
using Portal.Identity.Tokens;
using Portal.Limits;
using Portal.Outgoing;
using Portal.Previews;
using Portal.Webhooks;

namespace Portal.Tests.Configuration;

public sealed partial class DocumentationTests
{
    [Theory]
    [InlineData(typeof(ContentOptions), ContentOptions.Section)]
    [InlineData(typeof(RemoteOptions), RemoteOptions.Section)]
    [InlineData(typeof(BackendOptions), BackendOptions.Section)]
    [InlineData(typeof(QueryOptions), QueryOptions.Section)]
    [InlineData(typeof(AccessOptions), AccessOptions.Section)]
    [InlineData(typeof(SignInOptions), SignInOptions.Section)]
    [InlineData(typeof(TokenOptions), TokenOptions.Section)]
    [InlineData(typeof(AuditOptions), AuditOptions.Section)]
    [InlineData(typeof(SecretOptions), SecretOptions.Section)]
    [InlineData(typeof(MetricsOptions), MetricsOptions.Section)]
    [InlineData(typeof(WebhookOptions), WebhookOptions.Section)]
    [InlineData(typeof(ForgeOptions), ForgeOptions.Section)]
    [InlineData(typeof(NotificationOptions), NotificationOptions.Section)]
    [InlineData(typeof(EmbedOptions), EmbedOptions.Section)]
    [InlineData(typeof(PreviewOptions), PreviewOptions.Section)]
    [InlineData(typeof(HistoryOptions), HistoryOptions.Section)]
    [InlineData(typeof(ProtectionOptions), ProtectionOptions.Section)]
    [InlineData(typeof(OutgoingOptions), OutgoingOptions.Section)]
    [InlineData(typeof(IsolationOptions), IsolationOptions.Section)]
    [InlineData(typeof(RateOptions), RateOptions.Section)]
    [InlineData(typeof(DemoTelemetryOptions), DemoTelemetryOptions.Section)]
    public void Every_key_is_told_in_the_documentation(Type options, string section)
    {
        var text = Text();
        var keys = options.GetProperties().Where(p => p.CanWrite).Select(p => $"`{section}:{p.Name}`").ToList();

        Assert.NotEmpty(keys);
        Assert.All(keys, key => Assert.Contains($"| {key} |", text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Database:ConnectionString")]
    [InlineData("Data:Folder")]
    [InlineData("Replicas")]
    [InlineData("PublicUrl")]
    [InlineData("Demo:Public")]
    [InlineData("AllowedHosts")]
    [InlineData("Proxies")]
    [InlineData("Demo:Enabled")]
    [InlineData("Grants:<tenant>:Hosts")]
    [InlineData("Grants:<tenant>:Secrets")]
    public void Keys_that_stand_alone_are_told_too(string key) => Assert.Contains($"| `{key}` |", Text(), StringComparison.Ordinal);

    [Fact]
    public void Each_test_that_a_promise_is_held_by_is_there()
    {
        var files = Directory.EnumerateFiles(SourceTree.Path("tests"), "*.cs", SearchOption.AllDirectories).Select(Path.GetFileNameWithoutExtension).ToHashSet(StringComparer.Ordinal);
        var rows = File.ReadLines(SourceTree.Path("docs", "security.md")).SkipWhile(line => line != "## Promises").TakeWhile(line => line != "## Hardening").Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1).ToList();

        Assert.InRange(rows.Count, 15, 100);
        Assert.All(rows, row => Assert.Matches("`[A-Za-z]+`[^|]*\\|$", row));
        Assert.All(rows.SelectMany(row => TestName().Matches(row.Split('|')[^2]).Select(m => m.Groups[1].Value)), name => Assert.Contains(name, files));
    }

    [GeneratedRegex("`([A-Za-z]+)`")]
    private static partial Regex TestName();

    private static string Text() => File.ReadAllText(SourceTree.Path("docs", "configuration.md"));
}
