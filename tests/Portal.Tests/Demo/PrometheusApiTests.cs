using System.Text.Json;

namespace Portal.Tests.Demo;

public sealed class PrometheusApiTests(DemoServerFixture demo) : IClassFixture<DemoServerFixture>
{
    private static readonly string Start = $"{DemoServerFixture.Now.ToUnixTimeSeconds() - 3600}";
    private static readonly string End = $"{DemoServerFixture.Now.ToUnixTimeSeconds()}";

    [Fact]
    public async Task A_range_query_answers_a_matrix_with_a_point_for_each_step()
    {
        var data = await demo.DataAsync("shared/api/v1/query_range", ("query", "sum by (service) (up{tenant=\"acme\",environment=\"prod\",service!=\"\"})"), ("start", Start), ("end", End), ("step", "1m"));
        Assert.Equal("matrix", data.GetProperty("resultType").GetString());
        Assert.Equal(6, data.GetProperty("result").GetArrayLength());
        Assert.All(data.GetProperty("result").EnumerateArray(), s => Assert.Equal(61, s.GetProperty("values").GetArrayLength()));
    }

    [Fact]
    public async Task A_posted_form_is_read_like_the_url()
    {
        using var content = new FormUrlEncodedContent(new Dictionary<string, string> { ["query"] = "vector(42)" });
        using var answer = await demo.Client.PostAsync(new Uri("shared/api/v1/query", UriKind.Relative), content);
        var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal("42", body.GetProperty("data").GetProperty("result")[0].GetProperty("value")[1].GetString());
    }

    [Theory]
    [InlineData("query", 400, "bad_data")]
    [InlineData("query=up%7B", 400, "bad_data")]
    [InlineData("query=up&time=soon", 400, "bad_data")]
    [InlineData("query=up%20%2B%20on()%20up", 422, "execution")]
    [InlineData("query=info(up)", 422, "execution")]
    public async Task What_cannot_be_answered_is_an_error_in_the_form_of_Prometheus(string parameters, int status, string type)
    {
        using var answer = await demo.Client.GetAsync(new Uri("shared/api/v1/query?" + parameters, UriKind.Relative));
        var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("error", body.GetProperty("status").GetString());
        Assert.Equal(type, body.GetProperty("errorType").GetString());
        Assert.NotEmpty(body.GetProperty("error").GetString()!);
    }

    [Theory]
    [InlineData("0", "20000", "1", "exceeded maximum resolution")]
    [InlineData("100", "0", "15", "end timestamp must not be before start time")]
    [InlineData("0", "100", "0", "zero or negative query resolution")]
    [InlineData("0", "100", "1fortnight", "valid duration")]
    public async Task A_range_that_makes_no_sense_is_bad_data(string start, string end, string step, string why)
    {
        var (status, body) = await demo.GetAsync("shared/api/v1/query_range", ("query", "up"), ("start", start), ("end", end), ("step", step));
        Assert.Equal(400, status);
        Assert.Contains(why, body.GetProperty("error").GetString()!);
    }

    [Fact]
    public async Task Without_the_header_the_multi_tenant_path_answers_401()
    {
        var (status, body) = await demo.GetAsync("multi/api/v1/query", ("query", "up"));
        Assert.Equal(401, status);
        Assert.Equal("error", body.GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_store_that_nobody_has_answers_404()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("multi/api/v1/labels", UriKind.Relative));
        request.Headers.Add("X-Scope-OrgID", "nova-production");
        using var answer = await demo.Client.SendAsync(request);
        Assert.Equal(404, (int)answer.StatusCode);
    }

    [Fact]
    public async Task The_header_chooses_the_store_of_one_environment()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("multi/api/v1/series?match[]=up", UriKind.Relative));
        request.Headers.Add("X-Scope-OrgID", "nova-prod");
        using var answer = await demo.Client.SendAsync(request);
        var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        var series = body.GetProperty("data").EnumerateArray().ToList();
        Assert.NotEmpty(series);
        Assert.All(series, s => Assert.Equal("nova prod", $"{s.GetProperty("tenant")} {s.GetProperty("environment")}"));
    }

    [Fact]
    public async Task Label_values_keep_to_the_matchers()
    {
        var data = await demo.DataAsync("shared/api/v1/label/service/values", ("match[]", "up{tenant=\"nova\"}"));
        Assert.Equal(["accounts", "cards", "gateway", "ledger", "notify", "transfers"], data.EnumerateArray().Select(v => v.GetString()));
    }

    [Fact]
    public async Task Label_names_come_sorted_and_as_many_as_asked_for()
    {
        var data = await demo.DataAsync("shared/api/v1/labels", ("match[]", "up"), ("limit", "3"));
        Assert.Equal(["__name__", "environment", "instance"], data.EnumerateArray().Select(v => v.GetString()));
    }

    [Fact]
    public async Task Metadata_tells_the_type_of_a_metric()
    {
        var data = await demo.DataAsync("shared/api/v1/metadata", ("metric", "http_server_request_duration_seconds"));
        Assert.Equal("histogram", data.GetProperty("http_server_request_duration_seconds")[0].GetProperty("type").GetString());
    }

    [Fact]
    public async Task Metadata_describes_every_metric_that_there_is()
    {
        var names = (await demo.DataAsync("shared/api/v1/label/__name__/values")).EnumerateArray().Select(v => v.GetString()!).ToList();
        var described = (await demo.DataAsync("shared/api/v1/metadata")).EnumerateObject()
            .SelectMany(m => m.Value[0].GetProperty("type").GetString() == "histogram" ? [m.Name, $"{m.Name}_bucket", $"{m.Name}_sum", $"{m.Name}_count"] : (string[])[m.Name]);
        Assert.NotEmpty(names);
        Assert.Empty(names.Except(described));
    }

    [Fact]
    public async Task Build_information_tells_a_version()
    {
        var data = await demo.DataAsync("shared/api/v1/status/buildinfo");
        Assert.StartsWith("3.", data.GetProperty("version").GetString());
    }

    [Fact]
    public async Task Exemplars_lie_in_their_bucket_and_in_the_range()
    {
        var data = await demo.DataAsync(
            "shared/api/v1/query_exemplars",
            ("query", "histogram_quantile(0.9, rate(http_server_request_duration_seconds_bucket{tenant=\"acme\",environment=\"prod\",service=\"checkout\",le=\"0.1\"}[5m]))"),
            ("start", Start), ("end", End));
        var exemplars = data.EnumerateArray().SelectMany(s => s.GetProperty("exemplars").EnumerateArray()).ToList();
        Assert.NotEmpty(exemplars);
        Assert.All(exemplars, e =>
        {
            Assert.InRange(double.Parse(e.GetProperty("value").GetString()!, System.Globalization.CultureInfo.InvariantCulture), 0.075, 0.1);
            Assert.InRange(e.GetProperty("timestamp").GetDouble(), double.Parse(Start, System.Globalization.CultureInfo.InvariantCulture), double.Parse(End, System.Globalization.CultureInfo.InvariantCulture));
            Assert.Equal(32, e.GetProperty("labels").GetProperty("trace_id").GetString()!.Length);
        });
    }

    [Fact]
    public async Task A_native_histogram_is_written_with_its_buckets()
    {
        var data = await demo.DataAsync("shared/api/v1/query", ("query", "sum(rate(http_client_request_duration_seconds{tenant=\"acme\"}[5m]))"));
        var histogram = data.GetProperty("result")[0].GetProperty("histogram")[1];
        Assert.NotEmpty(histogram.GetProperty("buckets").EnumerateArray());
    }

    [Theory]
    [InlineData("shared/-/healthy")]
    [InlineData("shared/-/ready")]
    public async Task Health_is_answered(string path) =>
        Assert.NotEmpty(await demo.Client.GetStringAsync(new Uri(path, UriKind.Relative)));
}
