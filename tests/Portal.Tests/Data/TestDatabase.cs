using Microsoft.EntityFrameworkCore;
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

    /// <param name="migration">The newest of its migrations; null for all.</param>
    public static async Task<TestDatabase> SqliteAsync(string? migration = null) => await new TestDatabase().MigrateAsync(migration);

    /// <inheritdoc cref="SqliteAsync"/>
    public static async Task<TestDatabase> PostgreSqlAsync(string? migration = null)
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
        return await database.MigrateAsync(migration);
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

    private async Task<TestDatabase> MigrateAsync(string? migration)
    {
        await using var context = Reopen().Open();
        await context.Database.MigrateAsync(migration);
        return this;
    }
}
