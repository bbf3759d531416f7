using Portal.Audit;
using Portal.Backends;
using Portal.Configuration;
using Portal.Core.Queries;
using Portal.Demo;
using Portal.Embedding;
using Portal.Forges;
using Portal.History;
using Portal.Identity.Rights;
using Portal.Identity.SignIn;
using Portal.Identity.Tokens;
using Portal.Previews;
using Portal.Webhooks;

namespace Portal.Tests.Configuration;

public sealed class DocumentationTests
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
    [InlineData(typeof(WebhookOptions), WebhookOptions.Section)]
    [InlineData(typeof(ForgeOptions), ForgeOptions.Section)]
    [InlineData(typeof(NotificationOptions), NotificationOptions.Section)]
    [InlineData(typeof(EmbedOptions), EmbedOptions.Section)]
    [InlineData(typeof(PreviewOptions), PreviewOptions.Section)]
    [InlineData(typeof(HistoryOptions), HistoryOptions.Section)]
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

    private static string Text()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Portal.sln")))
        {
            folder = folder.Parent;
        }
        return File.ReadAllText(Path.Combine(folder.FullName, "docs", "configuration.md"));
    }
}
