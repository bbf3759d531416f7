namespace Portal.Tests;

/// <summary>The repository that the tests were built from, and the content in it.</summary>
internal static class SourceTree
{
    /// <summary>Its folder.</summary>
    public static string Root { get; } = Find();

    /// <summary>The portal as built, in the same configuration as these tests.</summary>
    public static string PortalAssembly { get; } = Path("src", "Portal", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "portal.dll");

    /// <summary>A file or folder of it.</summary>
    public static string Path(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    /// <summary>The files below <c>templates/</c> and <c>tenants/</c> of a folder, by their paths in it; of the repository where none is given.</summary>
    public static Dictionary<string, string> Content(string? folder = null) => new[] { "templates", "tenants" }
        .SelectMany(name => Directory.EnumerateFiles(System.IO.Path.Combine(folder ?? Root, name), "*", SearchOption.AllDirectories))
        .ToDictionary(file => System.IO.Path.GetRelativePath(folder ?? Root, file).Replace('\\', '/'), File.ReadAllText);

    /// <summary>Copies the content that ships to a folder that tests may change, with the demo tenants pointed to another port.</summary>
    public static void CopyContent(string target, int demoPort)
    {
        foreach (var (path, text) in Content())
        {
            var copy = System.IO.Path.Combine(target, path);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(copy)!);
            File.WriteAllText(copy, text.Replace("127.0.0.1:9464", $"127.0.0.1:{demoPort}", StringComparison.Ordinal));
        }
    }

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(System.IO.Path.Combine(folder.FullName, "Portal.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException($"no Portal.sln above {AppContext.BaseDirectory}");
        }
        return folder.FullName;
    }
}
