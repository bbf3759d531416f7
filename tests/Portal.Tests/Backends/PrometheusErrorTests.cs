using Microsoft.AspNetCore.Http;
using Portal.Core.Queries;

namespace Portal.Tests.Backends;

public sealed class PrometheusErrorTests
{
    [Theory]
    [InlineData(400, "bad_data", QueryErrorKind.BadData)]
    [InlineData(503, "timeout", QueryErrorKind.Timeout)]
    [InlineData(503, "canceled", QueryErrorKind.Canceled)]
    [InlineData(422, "execution", QueryErrorKind.Execution)]
    [InlineData(503, "unavailable", QueryErrorKind.Unavailable)]
    [InlineData(404, "not_found", QueryErrorKind.NotFound)]
    [InlineData(500, "internal", QueryErrorKind.Internal)]
    [InlineData(406, "not_acceptable", QueryErrorKind.BadData)]
    [InlineData(429, "too_many_requests", QueryErrorKind.Unavailable)]
    [InlineData(401, "unauthorized", QueryErrorKind.Forbidden)]
    [InlineData(200, "execution", QueryErrorKind.Execution)]
    [InlineData(200, "news", QueryErrorKind.Internal)]
    public async Task Each_kind_of_Prometheus_error_has_its_kind(int status, string type, QueryErrorKind kind)
    {
        var error = await ErrorAsync($$"""{"status":"error","errorType":"{{type}}","error":"1:4: parse error: found up{tenant=\"acme\"}"}""", status);

        Assert.Equal(kind, error.Kind);
        Assert.DoesNotContain("parse error", error.Message + error.Remedy, StringComparison.Ordinal);
        Assert.Contains("1:4: parse error", error.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(301, QueryErrorKind.Unavailable)]
    [InlineData(400, QueryErrorKind.BadData)]
    [InlineData(401, QueryErrorKind.Forbidden)]
    [InlineData(403, QueryErrorKind.Forbidden)]
    [InlineData(404, QueryErrorKind.NotFound)]
    [InlineData(405, QueryErrorKind.BadData)]
    [InlineData(408, QueryErrorKind.Timeout)]
    [InlineData(413, QueryErrorKind.BadData)]
    [InlineData(422, QueryErrorKind.Execution)]
    [InlineData(429, QueryErrorKind.Unavailable)]
    [InlineData(500, QueryErrorKind.Internal)]
    [InlineData(501, QueryErrorKind.Internal)]
    [InlineData(502, QueryErrorKind.Unavailable)]
    [InlineData(503, QueryErrorKind.Unavailable)]
    [InlineData(504, QueryErrorKind.Timeout)]
    [InlineData(200, QueryErrorKind.Internal)]
    public async Task A_page_of_a_proxy_is_an_error_without_its_words(int status, QueryErrorKind kind)
    {
        var error = await ErrorAsync("<html><h1>nginx at proxy.internal</h1></html>", status, "text/html");

        Assert.Equal(kind, error.Kind);
        Assert.DoesNotContain("nginx", error.Message + error.Remedy + error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var elsewhere = await FakeBackend.StartAsync("{}");
        await using var backend = await FakeBackend.StartAsync(context =>
        {
            context.Response.Redirect(new Uri(elsewhere.Address, "/api/v1/query").AbsoluteUri, permanent: false, preserveMethod: true);
            return Task.CompletedTask;
        });
        await using var client = new ClientFixture();

        Assert.Equal(QueryErrorKind.Unavailable, (await client.ErrorAsync(ClientFixture.Source(backend.Address))).Kind);
        Assert.Empty(elsewhere.Requests);
    }

    [Fact]
    public async Task Addresses_are_taken_out_of_the_backend_s_words()
    {
        await using var backend = await FakeBackend.StartAsync(async context =>
        {
            context.Response.StatusCode = 500;
            await context.Response.WriteAsync($$"""{"status":"error","errorType":"internal","error":"Post \"http://{{context.Request.Host}}/api\": dial tcp 10.1.2.3:9090, [fd00::7]:10901, store-0.thanos.svc:10901, {{context.Request.Host}} refused\u0007"}""");
        });
        await using var client = new ClientFixture();

        var detail = (await client.ErrorAsync(ClientFixture.Source(backend.Address))).Detail;

        Assert.Equal("Post \"[address]\": dial tcp [address], [address], [address], [address] refused", detail);
    }

    [Fact]
    public async Task A_body_that_breaks_off_is_an_error()
    {
        await using var backend = await FakeBackend.StartAsync(async context =>
        {
            context.Response.ContentLength = 1000;
            await context.Response.WriteAsync("""{"status":"success","data":{"resultType":"vector","result":[""");
            await context.Response.Body.FlushAsync();
            context.Abort();
        });
        await using var client = new ClientFixture();

        Assert.Equal(QueryErrorKind.Unavailable, (await client.ErrorAsync(ClientFixture.Source(backend.Address))).Kind);
    }

    [Fact]
    public async Task A_backend_that_is_not_there_is_unavailable_and_its_address_stays_unsaid()
    {
        var backend = await FakeBackend.StartAsync("{}");
        var address = backend.Address;
        await backend.DisposeAsync();
        await using var client = new ClientFixture();

        var error = await client.ErrorAsync(ClientFixture.Source(address));

        Assert.Equal(QueryErrorKind.Unavailable, error.Kind);
        Assert.DoesNotContain(address.Port.ToString(), error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gateway_s_failure_is_tried_again_and_a_query_s_own_is_not()
    {
        var count = 0;
        await using var backend = await FakeBackend.StartAsync(async context =>
        {
            context.Response.StatusCode = Interlocked.Increment(ref count) == 1 ? 502 : 503;
            context.Response.ContentType = context.Response.StatusCode == 502 ? "text/html" : "application/json";
            await context.Response.WriteAsync("""{"status":"error","errorType":"timeout","error":"query timed out"}""");
        });
        await using var client = new ClientFixture(("Backends:Retries", "3"));

        Assert.Equal(QueryErrorKind.Timeout, (await client.ErrorAsync(ClientFixture.Source(backend.Address))).Kind);
        Assert.Equal(2, count);
    }

    [Fact]
    public async Task A_datasource_that_keeps_failing_is_left_alone_and_others_are_not()
    {
        await using var backend = await FakeBackend.StartAsync("no", 502, "text/plain");
        await using var healthy = await FakeBackend.StartAsync("""{"status":"success","data":{"resultType":"vector","result":[]}}""");
        await using var client = new ClientFixture(("Backends:BreakAfter", "3"), ("Backends:BreakDuration", "00:10:00"));

        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(QueryErrorKind.Unavailable, (await client.ErrorAsync(ClientFixture.Source(backend.Address))).Kind);
        }

        Assert.Equal(3, backend.Requests.Count);
        Assert.Empty((await client.InstantAsync(ClientFixture.Source(healthy.Address))).Frames);
    }

    private static async Task<QueryError> ErrorAsync(string body, int status, string contentType = "application/json")
    {
        await using var backend = await FakeBackend.StartAsync(body, status, contentType);
        await using var client = new ClientFixture();
        return await client.ErrorAsync(ClientFixture.Source(backend.Address));
    }
}
