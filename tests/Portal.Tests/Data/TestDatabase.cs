using Microsoft.Extensions.Options;
using Npgsql;
using Portal.Configuration;
using Portal.Data;

namespace Portal.Tests.Data;

/// <summary>An empty database of its own for one test.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("portal-data-").FullName;
    private readonly DatabaseOptions _options = new();
    private string? _server;

    public static async Task<TestDatabase> SqliteAsync() => await new TestDatabase().MigrateAsync();

    public static async Task<TestDatabase> PostgreSqlAsync()
    {
        var server = Environment.GetEnvironmentVariable("PORTAL_TEST_POSTGRES");
        if (string.IsNullOrEmpty(server))
        {
            const string Reason = "PORTAL_TEST_POSTGRES names no PostgreSQL server that may create databases; tests/run starts one.";
            Assert.SkipUnless(IsSet("CI") || IsSet("PORTAL_REQUIRE_TOOLS"), Reason);
            Assert.Fail(Reason);
        }
        var name = $"portal_{Guid.NewGuid():N}";
        await ExecuteAsync(server, $"CREATE DATABASE {name}");
        var database = new TestDatabase { _server = server };
        database._options.ConnectionString = new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString;
        return await database.MigrateAsync();
    }

    /// <summary>What a restarted process opens.</summary>
    public PortalDatabase Reopen() => new(Options.Create(_options), new DataFolder(_folder));

    public async ValueTask DisposeAsync()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
        if (_server is not null)
        {
            var name = new NpgsqlConnectionStringBuilder(_options.ConnectionString).Database;
            await ExecuteAsync(_server, $"DROP DATABASE {name} WITH (FORCE)");
        }
    }

    private static bool IsSet(string variable) => Environment.GetEnvironmentVariable(variable) is "1" or "true";

    private static async Task ExecuteAsync(string server, string sql)
    {
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<TestDatabase> MigrateAsync()
    {
        await Reopen().MigrateAsync(CancellationToken.None);
        return this;
    }
}
