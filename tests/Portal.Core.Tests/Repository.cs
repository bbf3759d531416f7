namespace Portal.Core.Tests;

/// <summary>The repository that the tests were built from: its documentation and content are held to the code.</summary>
internal static class Repository
{
    /// <summary>Its folder.</summary>
    public static string Root { get; } = Find();

    /// <summary>A file or folder of it.</summary>
    public static string Path(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(System.IO.Path.Combine(folder!.FullName, "Portal.sln")))
        {
            folder = folder.Parent;
        }
        return folder.FullName;
    }
}
