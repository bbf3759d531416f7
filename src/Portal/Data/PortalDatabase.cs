using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Configuration;
using Portal.Data.PostgreSql;
using Portal.Data.Sqlite;

namespace Portal.Data;

/// <summary>Opens the database that the configuration names.</summary>
/// <param name="options">Which.</param>
/// <param name="folder">Where the SQLite file is.</param>
internal sealed class PortalDatabase(IOptions<DatabaseOptions> options, DataFolder folder)
{
    private readonly Lazy<Func<PortalDbContext>> _open = new(() => Opener(options.Value, folder));

    /// <summary>A context of its own for one piece of work.</summary>
    public PortalDbContext Open() => _open.Value();

    /// <summary>Makes the database and brings it to the model of this version.</summary>
    /// <exception cref="StartupRefusal">It cannot be reached or written.</exception>
    public async Task MigrateAsync(CancellationToken cancellation)
    {
        try
        {
            await using var context = Open();
            await context.Database.MigrateAsync(cancellation);
        }
        catch (Exception e) when (e is DbException or IOException or UnauthorizedAccessException or InvalidOperationException { InnerException: DbException })
        {
            throw new StartupRefusal([$"{(options.Value.UsesPostgreSql ? "Database:ConnectionString" : "Data:Folder")}: the database cannot be used: {(e is DbException or IOException or UnauthorizedAccessException ? e : e.InnerException!).Message}"], e);
        }
    }

    private static Func<PortalDbContext> Opener(DatabaseOptions options, DataFolder data)
    {
        if (options.UsesPostgreSql && PostgreSqlConnection.TryNormalize(options.ConnectionString, out var connectionString))
        {
            // PostgreSQL restarts; a statement that never ran is sent again.
            var postgres = new DbContextOptionsBuilder<PostgresPortalDbContext>().UseNpgsql(connectionString, npgsql => npgsql.EnableRetryOnFailure(3)).Options;
            return () => new PostgresPortalDbContext(postgres);
        }
        Directory.CreateDirectory(data.Path);
        var sqlite = new DbContextOptionsBuilder<SqlitePortalDbContext>().UseSqlite($"Data Source={Path.Combine(data.Path, "portal.db")};Default Timeout=10").Options;
        return () => new SqlitePortalDbContext(sqlite);
    }
}
