using Portal.Core.Frames;
using Portal.Core.Queries;
using Portal.Core.Tenancy;
using Microsoft.AspNetCore.Http;

namespace Portal.Tests.Backends;

public sealed class SecretsTests : IDisposable
{
    private const string Nothing = """{"status":"success","data":{"resultType":"vector","result":[]}}""";
    private const string Value = "t0p-s3cr3t-v4lue";

    private readonly string _folder = Directory.CreateTempSubdirectory("portal-secrets-").FullName;

    [Theory]
    [InlineData(null, null, "Bearer t0p-s3cr3t-v4lue")]
    [InlineData("ada", "${secret:TOKEN}", "Basic YWRhOnQwcC1zM2NyM3QtdjRsdWU=")]
    public async Task Credentials_are_resolved_when_they_are_sent(string? user, string? password, string header)
    {
        await using var backend = await FakeBackend.StartAsync(Nothing);
        await using var client = new ClientFixture(("Grants:acme:Secrets:0", "TOKEN"), ("Secrets:TOKEN", Value));

        await client.InstantAsync(ClientFixture.Source(backend.Address) with { Auth = new DatasourceAuth(user is null ? "${secret:TOKEN}" : null, user, password) });

        Assert.Equal(header, Assert.Single(backend.Requests).Headers["Authorization"]);
    }

    [Fact]
    public async Task A_secret_may_stand_within_a_header()
    {
        await using var backend = await FakeBackend.StartAsync(Nothing);
        await using var client = new ClientFixture(("Grants:*:Secrets:0", "TOKEN"), ("Secrets:TOKEN", Value));

        await client.InstantAsync(ClientFixture.Source(backend.Address) with { Headers = new Dictionary<string, string> { ["X-Api-Key"] = "v1:${secret:TOKEN}" } });

        Assert.Equal("v1:" + Value, Assert.Single(backend.Requests).Headers["X-Api-Key"]);
    }

    [Fact]
    public async Task A_secret_file_that_changes_is_used_at_once()
    {
        var file = Path.Combine(_folder, "TOKEN");
        await using var backend = await FakeBackend.StartAsync(Nothing);
        await using var client = new ClientFixture(("Grants:acme:Secrets:0", "TOKEN"), ("Secrets:Folder", _folder));
        var source = WithToken(backend);

        await File.WriteAllTextAsync(file, "one\n");
        await client.InstantAsync(source);
        await File.WriteAllTextAsync(file, "two\r\n");
        await client.InstantAsync(source);

        Assert.Equal(["Bearer one", "Bearer two"], backend.Requests.Select(r => r.Headers["Authorization"]));
    }

    [Fact]
    public async Task A_link_within_the_folder_is_followed_and_one_out_of_it_is_not()
    {
        var inside = Directory.CreateDirectory(Path.Combine(_folder, "..data")).FullName;
        await File.WriteAllTextAsync(Path.Combine(inside, "TOKEN"), "mounted");
        var outside = Path.GetTempFileName();
        File.CreateSymbolicLink(Path.Combine(_folder, "TOKEN"), Path.Combine("..data", "TOKEN"));
        File.CreateSymbolicLink(Path.Combine(_folder, "STOLEN"), outside);
        await File.WriteAllTextAsync(outside, Value);
        await using var backend = await FakeBackend.StartAsync(Nothing);
        await using var client = new ClientFixture(("Grants:acme:Secrets:0", "TOKEN"), ("Grants:acme:Secrets:1", "STOLEN"), ("Secrets:Folder", _folder));

        await client.InstantAsync(WithToken(backend));
        var error = await client.ErrorAsync(WithToken(backend, "STOLEN"));

        Assert.Equal("Bearer mounted", Assert.Single(backend.Requests).Headers["Authorization"]);
        Assert.Equal(QueryErrorKind.Unavailable, error.Kind);
        File.Delete(outside);
    }

    [Fact]
    public async Task What_is_not_granted_is_not_sent()
    {
        await using var backend = await FakeBackend.StartAsync(Nothing);
        await using var client = new ClientFixture(("Grants:nova:Secrets:0", "TOKEN"), ("Secrets:TOKEN", Value));

        Assert.Equal(QueryErrorKind.Forbidden, (await client.ErrorAsync(WithToken(backend))).Kind);
        Assert.Equal(QueryErrorKind.Forbidden, (await client.ErrorAsync(ClientFixture.Source(new Uri($"http://localhost:{backend.Address.Port}")))).Kind);
        Assert.Empty(backend.Requests);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("with\nnewline")]
    public async Task A_secret_that_is_missing_or_cannot_be_sent_is_unavailable_with_a_remedy(string? value)
    {
        await using var backend = await FakeBackend.StartAsync(Nothing);
        await using var client = new ClientFixture(("Grants:acme:Secrets:0", "TOKEN"), ("Secrets:TOKEN", value));

        var error = await client.ErrorAsync(WithToken(backend));

        Assert.Equal(QueryErrorKind.Unavailable, error.Kind);
        Assert.NotNull(error.Remedy);
        Assert.Contains(string.IsNullOrEmpty(value) ? "TOKEN" : "Authorization", error.Detail ?? error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("TOKEN", error.Message + error.Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain("newline", error.ToString(), StringComparison.Ordinal);
        Assert.Empty(backend.Requests);
    }

    [Fact]
    public async Task No_log_and_no_error_repeats_a_secret()
    {
        await using var backend = await FakeBackend.StartAsync(async context =>
        {
            context.Response.StatusCode = 500;
            var echo = context.Request.Headers.Authorization.ToString().Replace("\"", "");
            await context.Response.WriteAsync($$"""{"status":"error","errorType":"internal","error":"you sent {{echo}} and {{context.Request.Headers["X-Api-Key"]}}"}""");
        });
        await using var client = new ClientFixture(("Grants:acme:Secrets:0", "TOKEN"), ("Secrets:TOKEN", Value), ("Backends:Retries", "1"));
        var key = new Dictionary<string, string> { ["X-Api-Key"] = "k-${secret:TOKEN}" };

        var bearer = await client.ErrorAsync(WithToken(backend) with { Headers = key });
        var basic = await client.ErrorAsync(WithToken(backend) with { Auth = new DatasourceAuth(null, "ada", "${secret:TOKEN}"), Headers = key });

        Assert.Equal(("you sent Bearer [secret] and k-[secret]", "you sent Basic [secret] and k-[secret]"), (bearer.Detail, basic.Detail));
        Assert.NotEmpty(client.Log);
        Assert.DoesNotContain(client.Log, line => line.Contains(Value, StringComparison.Ordinal) || line.Contains("YWRhOn", StringComparison.Ordinal));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Datasource WithToken(FakeBackend backend, string name = "TOKEN") =>
        ClientFixture.Source(backend.Address) with { Auth = new DatasourceAuth($"${{secret:{name}}}", null, null), Headers = Frame.EmptyLabels };
}
