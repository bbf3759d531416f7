using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Portal.Demo;

namespace Portal.Tests.Demo;

/// <summary>The demo server on a free port, at a time that stands still.</summary>
public sealed class DemoServerFixture : IAsyncLifetime
{
    public static readonly DateTimeOffset Now = new(2026, 3, 4, 15, 0, 0, TimeSpan.Zero);

    private readonly DemoServer _server = new(Options.Create(new DemoTelemetryOptions { Port = 0 }), new FakeTimeProvider(Now), NullLoggerFactory.Instance);

    public HttpClient Client { get; } = new();

    public async ValueTask InitializeAsync()
    {
        await _server.StartAsync(CancellationToken.None);
        Client.BaseAddress = _server.BaseAddress;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _server.StopAsync(CancellationToken.None);
        await _server.DisposeAsync();
    }

    /// <summary>Asks by GET and reads status and body.</summary>
    public async Task<(int Status, JsonElement Body)> GetAsync(string path, params (string Name, string Value)[] parameters)
    {
        var query = string.Join('&', parameters.Select(p => $"{Uri.EscapeDataString(p.Name)}={Uri.EscapeDataString(p.Value)}"));
        using var answer = await Client.GetAsync(new Uri($"{path}?{query}", UriKind.Relative));
        return ((int)answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement);
    }

    public async Task<JsonElement> DataAsync(string path, params (string Name, string Value)[] parameters)
    {
        var (status, body) = await GetAsync(path, parameters);
        Assert.True(status == 200, body.ToString());
        return body.GetProperty("data");
    }

    /// <summary>The one number that an instant query yields.</summary>
    public async Task<double> NumberAsync(string query)
    {
        var data = await DataAsync("shared/api/v1/query", ("query", query));
        var series = Assert.Single(data.GetProperty("result").EnumerateArray());
        return double.Parse(series.GetProperty("value")[1].GetString()!, System.Globalization.CultureInfo.InvariantCulture);
    }
}
