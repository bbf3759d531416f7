using Microsoft.Extensions.Options;

namespace Portal.Configuration;

/// <summary>Where the portal keeps its state. Sections <c>Database</c> and <c>Data</c>, and the key <c>Replicas</c>.</summary>
internal sealed class DatabaseOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Database";

    /// <summary>
    /// Empty: a SQLite file in the data folder. Else PostgreSQL, as <c>Host=…;Database=…;Username=…</c> or <c>postgres://user:password@host/database</c>.
    /// </summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>The key <c>Data:Folder</c>: where the SQLite file is, made where it is missing. Empty: <c>data</c> beside the content, or <c>portal</c> in the user's own application data where there is no content.</summary>
    public string Folder { get; set; } = "";

    /// <summary>The key <c>Replicas</c>: how many copies of the portal share the state, 1 to 100. More than one require PostgreSQL. 1 by default.</summary>
    public int Replicas { get; set; } = 1;

    /// <summary>Whether the state is in PostgreSQL.</summary>
    public bool UsesPostgreSql => ConnectionString.Length > 0;
}

/// <summary>Checks <see cref="DatabaseOptions"/>; each message names its key and none repeats a password.</summary>
internal sealed class DatabaseOptionsValidator : IValidateOptions<DatabaseOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, DatabaseOptions options)
    {
        var problems = new OptionProblems("");
        problems.Range(options.Replicas, 1, 100, "Replicas");
        problems.When(options.Replicas > 1 && !options.UsesPostgreSql, "Replicas", $"{options.Replicas} replicas cannot share a SQLite file: set Database:ConnectionString to a PostgreSQL database");
        problems.When(
            options.UsesPostgreSql && !PostgreSqlConnection.TryNormalize(options.ConnectionString, out _),
            "Database:ConnectionString",
            "it is neither 'Host=…;Database=…;Username=…' nor 'postgres://user:password@host/database'");
        problems.When(options.Folder.Length > 0 && File.Exists(options.Folder), "Data:Folder", $"'{options.Folder}' is a file, not a folder");
        return problems.Result();
    }
}
