using System.Diagnostics;
using System.IO.Enumeration;

namespace Portal.EndToEnd;

/// <summary>Does what the build stage of the Dockerfile says, without Docker: copies what it copies, and runs what it runs.</summary>
internal static class DockerBuild
{
    private const string Output = "/app";

    /// <summary>Publishes the portal and returns the folder that it is in.</summary>
    /// <param name="work">An empty folder to work in.</param>
    public static async Task<string> PublishAsync(string work)
    {
        var source = Directory.CreateDirectory(Path.Combine(work, "source")).FullName;
        var output = Path.Combine(work, "app");
        var stage = Instructions().Skip(1).TakeWhile(line => !line.StartsWith("FROM ", StringComparison.Ordinal)).ToList();
        Assert.Contains(stage, line => line.StartsWith("RUN dotnet publish ", StringComparison.Ordinal) && line.EndsWith($" {Output}", StringComparison.Ordinal));
        foreach (var words in stage.Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        {
            switch (words)
            {
                case ["COPY", .. var sources, var target]:
                    foreach (var path in sources)
                    {
                        Copy(path, Path.Combine(source, target), target.EndsWith('/') ? Path.GetFileName(path) : "");
                    }
                    break;
                case ["RUN", "dotnet", .. var arguments]:
                    await RunAsync(source, [.. arguments.Select(a => a == Output ? output : a)]);
                    break;
                default:
                    Assert.Equal("WORKDIR", words[0]);
                    break;
            }
        }
        return output;
    }

    private static IEnumerable<string> Instructions() => File.ReadAllText(Path.Combine(SourceTree.Root, "Dockerfile"))
        .Replace("\\\n", " ", StringComparison.Ordinal)
        .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Where(line => line[0] != '#');

    // What .dockerignore keeps out is not there in a real build either.
    private static void Copy(string path, string target, string name)
    {
        var allowed = File.ReadLines(Path.Combine(SourceTree.Root, ".dockerignore")).Where(line => line.StartsWith('!')).Select(line => line[1..]);
        Assert.Contains(path.Split('/')[0], allowed);
        var from = Path.Combine(SourceTree.Root, path);
        if (File.Exists(from))
        {
            Directory.CreateDirectory(target);
            File.Copy(from, Path.Combine(target, name));
            return;
        }
        var files = new FileSystemEnumerable<string>(from, (ref FileSystemEntry entry) => entry.ToFullPath(), new EnumerationOptions { RecurseSubdirectories = true })
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory,
            ShouldRecursePredicate = (ref FileSystemEntry entry) => entry.FileName is not ("bin" or "obj"),
        };
        foreach (var file in files)
        {
            var copy = Path.Combine(target, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy, overwrite: true);
        }
    }

    private static async Task RunAsync(string folder, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"dotnet {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{await output}\n{await error}");
    }
}
