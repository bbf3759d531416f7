using System.Diagnostics.CodeAnalysis;
using Npgsql;

namespace Portal.Configuration;

/// <summary>Reads the two ways to write a PostgreSQL connection.</summary>
internal static class PostgreSqlConnection
{
    /// <summary>Turns a connection string or a <c>postgres://</c> address into a connection string; false where it is neither.</summary>
    public static bool TryNormalize(string text, [NotNullWhen(true)] out string? connectionString)
    {
        connectionString = null;
        try
        {
            var builder = IsAddress(text) ? FromAddress(text) : new NpgsqlConnectionStringBuilder(text);
            if (string.IsNullOrEmpty(builder?.Host))
            {
                return false;
            }
            connectionString = builder.ConnectionString;
            return true;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException)
        {
            return false;
        }
    }

    private static bool IsAddress(string text) =>
        text.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase);

    private static NpgsqlConnectionStringBuilder? FromAddress(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address))
        {
            return null;
        }
        var builder = new NpgsqlConnectionStringBuilder { Host = address.Host, Database = Uri.UnescapeDataString(address.AbsolutePath.TrimStart('/')) };
        if (address.Port > 0)
        {
            builder.Port = address.Port;
        }
        var user = address.UserInfo.Split(':', 2);
        if (user[0].Length > 0)
        {
            builder.Username = Uri.UnescapeDataString(user[0]);
        }
        if (user.Length == 2)
        {
            builder.Password = Uri.UnescapeDataString(user[1]);
        }
        foreach (var (key, value) in Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(address.Query))
        {
            builder[key.Equals("sslmode", StringComparison.OrdinalIgnoreCase) ? "SSL Mode" : key] = SslMode(key, value.ToString());
        }
        return builder;
    }

    // libpq writes verify-full where Npgsql writes VerifyFull.
    private static string SslMode(string key, string value) => key.Equals("sslmode", StringComparison.OrdinalIgnoreCase) ? value.Replace("-", "") : value;
}
