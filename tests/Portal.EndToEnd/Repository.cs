namespace Portal.EndToEnd;

/// <summary>Paths in the repository that the tests were built from, and copies of its content that tests may change.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The portal as built, in the same configuration as these tests.</summary>
    public static string PortalAssembly { get; } = Path.Combine(
        Root, "src", "Portal", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "portal.dll");

    /// <summary>Copies templates/ and tenants/ and points the demo tenants to another port.</summary>
    public static void CopyContent(string target, int demoPort)
    {
        foreach (var folder in new[] { "templates", "tenants" })
        {
            foreach (var file in Directory.EnumerateFiles(Path.Combine(Root, folder), "*", SearchOption.AllDirectories))
            {
                var copy = Path.Combine(target, Path.GetRelativePath(Root, file));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.WriteAllText(copy, File.ReadAllText(file).Replace("127.0.0.1:9464", $"127.0.0.1:{demoPort}"));
            }
        }
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Portal.sln")))
        {
            folder = folder.Parent;
        }
        return folder?.FullName ?? throw new InvalidOperationException($"no Portal.sln above {AppContext.BaseDirectory}");
    }
}
