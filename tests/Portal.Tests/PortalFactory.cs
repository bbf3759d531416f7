using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;

namespace Portal.Tests;

/// <summary>The whole portal in this process, with a data folder of its own and no demo telemetry.</summary>
/// <param name="contentFolder">The folder with templates/ and tenants/.</param>
/// <param name="settings">More configuration.</param>
internal sealed class PortalFactory(string contentFolder, params (string Key, string Value)[] settings) : WebApplicationFactory<Program>
{
    public string DataFolder { get; } = Directory.CreateTempSubdirectory("portal-data-").FullName;

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("Content:Path", contentFolder);
        builder.UseSetting("Data:Folder", DataFolder);
        builder.UseSetting("Demo:Enabled", "false");
        builder.UseSetting("Logging:LogLevel:Default", "Warning");
        // Of many portals at once nobody could tell which one speaks, and what failed would be lost among it.
        builder.UseSetting("Logging:Console:LogLevel:Default", "None");
        foreach (var (key, value) in settings)
        {
            builder.UseSetting(key, value);
        }
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(DataFolder, recursive: true);
        }
    }
}
