using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Portal.Core.Queries;
using Portal.Outgoing;
using Portal.Tests.Backends;

namespace Portal.Tests.Outgoing;

/// <summary>Names that lead astray, asked for by the clients of backends as by the portal's own.</summary>
public sealed class OutgoingCallTests
{
    private const string Up = """{"status":"success","data":{"resultType":"vector","result":[]}}""";
    private static readonly (string, string?)[] Granted = [("Grants:acme:Hosts:1", "metrics.example"), ("Grants:acme:Hosts:2", "169.254.169.254")];

    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("fd00:ec2::254")]
    [InlineData("0.0.0.0")]
    public async Task A_granted_name_that_leads_to_metadata_is_not_called_and_the_log_alone_says_where_it_led(string address)
    {
        await using var client = new ClientFixture((_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(address)]), Granted);

        var error = await client.ErrorAsync(ClientFixture.Source(new Uri("http://metrics.example:9090")));

        Assert.Equal(QueryErrorKind.Unavailable, error.Kind);
        Assert.DoesNotContain("metrics.example", $"{error.Message} {error.Remedy} {error.Detail}", StringComparison.Ordinal);
        Assert.DoesNotContain(address, $"{error.Message} {error.Remedy} {error.Detail}", StringComparison.Ordinal);
        Assert.Contains(client.Log, line => line.StartsWith($"'metrics.example' leads to {IPAddress.Parse(address)}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_tail_of_a_name_that_leads_to_metadata_is_not_opened()
    {
        await using var client = new ClientFixture((_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("169.254.169.254")]), Granted);

        var error = await Assert.ThrowsAsync<QueryException>(async () =>
        {
            await foreach (var _ in client.Logs.TailAsync(ClientFixture.Lines(ClientFixture.Source(new Uri("http://metrics.example:3100"))), 0, TestContext.Current.CancellationToken))
            {
            }
        });

        Assert.Contains("does not call", error.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_called_is_what_was_checked_whatever_the_resolver_says_next()
    {
        await using var backend = await FakeBackend.StartAsync(Up);
        var asked = 0;
        // A name that rebinds: this machine at the first question, metadata at all others.
        Task<IPAddress[]> Resolve(string host, CancellationToken cancellation) =>
            Task.FromResult<IPAddress[]>([Interlocked.Increment(ref asked) == 1 ? IPAddress.Loopback : IPAddress.Parse("169.254.169.254")]);
        await using var client = new ClientFixture(Resolve, Granted);
        var source = ClientFixture.Source(new UriBuilder(backend.Address) { Host = "metrics.example" }.Uri);

        await client.InstantAsync(source);

        Assert.Single(backend.Requests);
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task Of_several_addresses_only_good_ones_are_called()
    {
        await using var backend = await FakeBackend.StartAsync(Up);
        await using var client = new ClientFixture((_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("169.254.169.254"), IPAddress.Loopback]), Granted);

        await client.InstantAsync(ClientFixture.Source(new UriBuilder(backend.Address) { Host = "metrics.example" }.Uri));

        Assert.Single(backend.Requests);
    }

    [Fact]
    public async Task A_redirect_is_not_followed_and_takes_no_credentials_along()
    {
        await using var stranger = await FakeBackend.StartAsync(Up);
        await using var backend = await FakeBackend.StartAsync(context =>
        {
            context.Response.Redirect(stranger.Address.ToString());
            return Task.CompletedTask;
        });
        await using var client = new ClientFixture();

        var error = await client.ErrorAsync(ClientFixture.Source(backend.Address) with { Headers = new Dictionary<string, string> { ["X-Api-Key"] = "k" } });

        Assert.Contains("redirect", error.Message, StringComparison.Ordinal);
        Assert.Empty(stranger.Requests);
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest")]
    [InlineData("http://[::ffff:169.254.169.254]/latest")]
    [InlineData("http://idp.example/token")]
    public async Task What_a_provider_names_as_its_endpoint_may_be_no_metadata_address_either(string address)
    {
        var guard = new AddressGuard((_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("169.254.169.254")]), Options.Create(new OutgoingOptions()), NullLogger<AddressGuard>.Instance);
        using var http = new HttpClient(guard.Handler(host => host == "login.example"));

        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(new Uri(address), TestContext.Current.CancellationToken));

        Assert.IsType<RefusedAddressException>(failure.InnerException);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_proxy_of_the_environment_is_used_where_the_configuration_says_so(bool uses)
    {
        using var handler = new AddressGuard(Dns.GetHostAddressesAsync, Options.Create(new OutgoingOptions { UseProxy = uses }), NullLogger<AddressGuard>.Instance).Handler(_ => true);

        Assert.Equal(uses, handler.UseProxy);
    }

    [Fact]
    public async Task The_portal_s_own_requests_follow_no_redirect()
    {
        await using var stranger = await FakeBackend.StartAsync(Up);
        await using var forge = await FakeBackend.StartAsync(context =>
        {
            context.Response.Redirect(stranger.Address.ToString());
            return Task.CompletedTask;
        });
        var guard = new AddressGuard(Dns.GetHostAddressesAsync, Options.Create(new OutgoingOptions()), NullLogger<AddressGuard>.Instance);
        using var http = new HttpClient(guard.Handler(_ => true));

        using var answer = await http.GetAsync(forge.Address, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Empty(stranger.Requests);
    }
}
