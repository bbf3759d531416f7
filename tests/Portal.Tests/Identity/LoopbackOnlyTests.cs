using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Portal.Configuration;
using Portal.Identity;
using Portal.Identity.SignIn;

namespace Portal.Tests.Identity;

public sealed class LoopbackOnlyTests
{
    [Theory]
    [InlineData("urls", "http://127.0.0.1:5080")]
    [InlineData("urls", "http://localhost:5080;http://[::1]:5081")]
    [InlineData("urls", "http://127.8.9.1:80")]
    [InlineData("urls", "")]
    [InlineData("Kestrel:Endpoints:Main:Url", "https://localhost:443")]
    public void Loopback_addresses_are_accepted(string key, string value) => LoopbackOnly.Check(Configuration((key, value)));

    [Theory]
    [InlineData("urls", "http://0.0.0.0:5080")]
    [InlineData("urls", "http://*:5080")]
    [InlineData("urls", "http://+:80")]
    [InlineData("urls", "http://[::]:5080")]
    [InlineData("urls", "http://127.0.0.1:5080;http://192.168.1.2:5080")]
    [InlineData("urls", "http://portal.example.org")]
    [InlineData("urls", "http://localhost.example.org:5080")]
    [InlineData("urls", "http://unix:/tmp/portal.sock")]
    [InlineData("urls", "nonsense")]
    [InlineData("Kestrel:Endpoints:Main:Url", "http://*:8080")]
    [InlineData("http_ports", "8080")]
    [InlineData("https_ports", "8443")]
    public void Every_other_address_is_refused_with_a_reason(string key, string value)
    {
        var refusal = Assert.Throws<StartupRefusal>(() => LoopbackOnly.Check(Configuration((key, value))));

        Assert.StartsWith("urls: ", Assert.Single(refusal.Problems), StringComparison.Ordinal);
        Assert.Contains("administrator", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_slipped_past_the_configuration_is_not_listened_on()
    {
        var builder = WebApplication.CreateBuilder();
        builder.AddPortalIdentity(SignInMode.Read(builder.Configuration, builder.Environment));
        await using var app = builder.Build();
        // As code would do it: no configuration tells of it.
        app.Urls.Add("http://0.0.0.0:0");

        var failure = await Assert.ThrowsAnyAsync<Exception>(() => app.StartAsync(TestContext.Current.CancellationToken));

        Assert.NotNull(StartupRefusal.Explain(failure));
    }

    [Fact]
    public async Task Every_way_to_listen_goes_through_the_guard()
    {
        var builder = WebApplication.CreateBuilder();
        builder.AddPortalIdentity(SignInMode.Read(builder.Configuration, builder.Environment));
        await using var app = builder.Build();

        var factories = app.Services.GetServices<IConnectionListenerFactory>().ToList();

        Assert.NotEmpty(factories);
        Assert.All(factories, factory => Assert.IsType<LoopbackOnly>(factory));
        Assert.Empty(app.Services.GetServices<IMultiplexedConnectionListenerFactory>());
        foreach (EndPoint endpoint in new EndPoint[] { new IPEndPoint(IPAddress.Any, 0), new IPEndPoint(IPAddress.IPv6Any, 0), new UnixDomainSocketEndPoint("/tmp/x"), new FileHandleEndPoint(0, FileHandleType.Auto) })
        {
            await Assert.ThrowsAsync<StartupRefusal>(async () => await factories[0].BindAsync(endpoint));
        }
        await using var listener = await factories[0].BindAsync(new IPEndPoint(IPAddress.Loopback, 0), TestContext.Current.CancellationToken);
        Assert.True(((IPEndPoint)listener.EndPoint).Port > 0);
    }

    private static IConfiguration Configuration(params (string Key, string Value)[] values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values.ToDictionary(v => v.Key, v => (string?)v.Value)).Build();
}
