using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Portal.Api;
using Portal.Core.Queries;

namespace Portal.Tests.Api;

public sealed class TailResultTests
{
    [Fact]
    public async Task Whoever_follows_knows_at_once_although_no_line_comes_and_no_time_passes()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseTestServer();
        builder.Services.AddOptions().AddSingleton<TimeProvider>(new FakeTimeProvider());
        await using var app = builder.Build();
        app.Run(context => new TailResult(SilenceAsync, _ => true, forEditor: false).ExecuteAsync(context));
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = app.GetTestClient();

        using var answer = await client.GetAsync("/", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);

        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
    }

    private static async IAsyncEnumerable<LogTail> SilenceAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.Delay(Timeout.Infinite, cancellation);
        yield break;
    }
}
