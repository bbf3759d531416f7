using System.Diagnostics;
using System.Globalization;

namespace Portal.Benchmarks;

/// <summary><c>portal validate</c> as a process, over 300 generated tenants with 50 dashboards each.</summary>
internal static class ValidateBenchmark
{
    private const int Tenants = 300;
    private const int Dashboards = 50;
    private const int Runs = 2;

    public static async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("portal-benchmark-").FullName;
        try
        {
            GeneratedContent.Write(folder, Tenants, Dashboards);
            var measured = await Measure.OneAsync(Runs, () => ValidateAsync(folder));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"validate: {Tenants} tenants x {Dashboards} dashboards: {measured.Time.TotalSeconds:F1} s, {measured.Time.TotalMicroseconds / (Tenants * Dashboards):F0} us a dashboard, the start of the process included"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task ValidateAsync(string folder)
    {
        var start = new ProcessStartInfo("dotnet", [SourceTree.PortalAssembly, "validate", "--content", folder, "--assume-grants"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0 || !output.Contains($"{Tenants * Dashboards} dashboards checked", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"{output}\n{await error}");
        }
    }
}
