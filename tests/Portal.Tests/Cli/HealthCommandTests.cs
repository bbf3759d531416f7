using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Portal.Tests.Cli;

public sealed class HealthCommandTests : IDisposable
{
    private readonly CommandLine _portal = new();

    public void Dispose() => _portal.Dispose();

    [Theory]
    [InlineData(200, 0, "ready: revision 1f0c2a9e\nisolation of environments: 6 proven\n", "")]
    [InlineData(503, 1, "", "ready: revision 1f0c2a9e\nisolation of environments: 6 proven\n")]
    public async Task An_answer_is_printed_line_by_line_as_it_came(int status, int exitCode, string output, string error)
    {
        await using var server = await StartAsync("ready: revision 1f0c2a9e\nisolation of environments: 6 proven\n", status);

        Assert.Equal(new Outcome(exitCode, output, error), await _portal.RunAsync("health", "--ready", "--url", server.Urls.Single()));
    }

    [Fact]
    public async Task What_would_drive_a_terminal_is_written_out()
    {
        await using var server = await StartAsync("ready\u001b[2J\n", 200);

        Assert.Equal(new Outcome(0, "ready\\u001b[2J\n", ""), await _portal.RunAsync("health", "--ready", "--url", server.Urls.Single()));
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("+")]
    [InlineData("127.0.0.1")]
    public async Task A_portal_that_listens_everywhere_is_asked_on_this_machine(string host)
    {
        await using var server = await StartAsync("alive\n", 200);
        _portal.Settings["urls"] = $"http://{host}:{new Uri(server.Urls.Single()).Port};http://[::1]:1";

        Assert.Equal(new Outcome(0, "alive\n", ""), await _portal.RunAsync("health"));
    }

    [Theory]
    [InlineData("nowhere")]
    [InlineData("file:///etc/passwd")]
    public async Task What_is_no_web_address_is_refused_with_an_example(string url)
    {
        var outcome = await _portal.RunAsync("health", "--url", url);

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains($"'{url}' is no address such as http://127.0.0.1:8080.", outcome.Error, StringComparison.Ordinal);
    }

    private static async Task<WebApplication> StartAsync(string text, int status)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        server.Run(context =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsync(text, context.RequestAborted);
        });
        await server.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }
}
