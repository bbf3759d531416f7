using Microsoft.Extensions.Options;
using Npgsql;
using Portal.Configuration;
using Portal.Core.Queries;

namespace Portal.Tests.Configuration;

public sealed class OptionsTests
{
    [Fact]
    public void All_that_is_wrong_is_told_at_once_and_each_line_names_its_key()
    {
        var result = new ContentOptionsValidator().Validate(null, new ContentOptions
        {
            Path = "/no/such/folder",
            Revision = "a b",
            PollInterval = TimeSpan.Zero,
            MaxFiles = 0,
            MaxFileBytes = int.MaxValue,
            MaxTotalBytes = -1,
        });

        Assert.Equal(
            ["Content:Path", "Content:Revision", "Content:PollInterval", "Content:MaxFiles", "Content:MaxFileBytes", "Content:MaxTotalBytes"],
            result.Failures!.Select(f => f[..f.IndexOf(": ", StringComparison.Ordinal)]));
    }

    [Fact]
    public void The_defaults_are_right()
    {
        Assert.True(new ContentOptionsValidator().Validate(null, new ContentOptions()).Succeeded);
        Assert.True(new DatabaseOptionsValidator().Validate(null, new DatabaseOptions()).Succeeded);
        Assert.True(new QueryOptionsValidator().Validate(null, new QueryOptions()).Succeeded);
    }

    [Fact]
    public void One_tenant_cannot_be_given_all_places_of_queries_and_more() =>
        Assert.StartsWith(
            "Queries:MaxRunningPerTenant: ", Assert.Single(new QueryOptionsValidator().Validate(null, new QueryOptions { MaxRunning = 5, MaxRunningPerTenant = 6 }).Failures!), StringComparison.Ordinal);

    [Fact]
    public void Several_replicas_require_PostgreSQL()
    {
        var validator = new DatabaseOptionsValidator();

        Assert.StartsWith("Replicas: ", Assert.Single(validator.Validate(null, new DatabaseOptions { Replicas = 2 }).Failures!), StringComparison.Ordinal);
        Assert.True(validator.Validate(null, new DatabaseOptions { Replicas = 2, ConnectionString = "Host=db;Database=portal" }).Succeeded);
    }

    [Fact]
    public void A_wrong_connection_string_is_refused_without_repeating_it()
    {
        var failure = Assert.Single(new DatabaseOptionsValidator().Validate(null, new DatabaseOptions { ConnectionString = "Hst=db;Password=geheim" }).Failures!);

        Assert.StartsWith("Database:ConnectionString: ", failure, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host=db;Port=5433;Database=portal;Username=ada;Password=s3")]
    [InlineData("postgres://ada:s3@db:5433/portal")]
    [InlineData("postgresql://ada:s3@db:5433/portal?sslmode=verify-full")]
    public void Both_ways_to_write_a_connection_are_read(string text)
    {
        Assert.True(PostgreSqlConnection.TryNormalize(text, out var normal));
        var connection = new NpgsqlConnectionStringBuilder(normal);
        Assert.Equal(("db", 5433, "portal", "ada", "s3"), (connection.Host, connection.Port, connection.Database, connection.Username, connection.Password));
        Assert.Equal(text.Contains("verify-full", StringComparison.Ordinal), connection.SslMode == SslMode.VerifyFull);
    }

    [Fact]
    public void Signs_in_a_password_are_unescaped()
    {
        Assert.True(PostgreSqlConnection.TryNormalize("postgres://ada:p%40s%3Bs@db/portal", out var normal));
        Assert.Equal("p@s;s", new NpgsqlConnectionStringBuilder(normal).Password);
    }

    [Theory]
    [InlineData("portal.db")]
    [InlineData("Data Source=portal.db")]
    [InlineData("postgres://")]
    [InlineData("postgres://db/x?nonsense=1")]
    [InlineData("Database=portal")]
    public void Anything_else_is_no_connection(string text) => Assert.False(PostgreSqlConnection.TryNormalize(text, out _));

    [Fact]
    public void A_failed_start_is_explained_by_all_of_its_reasons()
    {
        var failure = new AggregateException(new OptionsValidationException("", typeof(ContentOptions), ["Content:Path: a."]), new StartupRefusal(["Replicas: b.", "urls: c."]));

        Assert.Equal(["Content:Path: a.", "Replicas: b.", "urls: c."], StartupRefusal.Explain(failure));
        Assert.Equal(["urls: d."], StartupRefusal.Explain(new IOException("outer", new AggregateException(new StartupRefusal(["urls: d."])))));
    }

    [Fact]
    public void A_bug_is_not_explained_away()
    {
        Assert.Null(StartupRefusal.Explain(new InvalidOperationException("x")));
        Assert.Null(StartupRefusal.Explain(new AggregateException(new StartupRefusal(["a"]), new InvalidOperationException("x"))));
    }
}
