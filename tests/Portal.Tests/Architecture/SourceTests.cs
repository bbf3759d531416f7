using System.Text.RegularExpressions;

namespace Portal.Tests.Architecture;

/// <summary>Rules of the source text itself.</summary>
public sealed partial class SourceTests
{
    [Fact]
    public void No_file_has_more_than_500_lines() =>
        Assert.Empty(Sources("src", "tests").Where(file => File.ReadLines(file).Count() > 500).Select(Relative));

    [Fact]
    public void The_median_file_is_small()
    {
        var lengths = Sources("src").Select(file => File.ReadLines(file).Count()).Order().ToList();

        Assert.InRange(lengths[lengths.Count / 2], 1, 120);
    }

    [Fact]
    public void Nothing_is_left_to_do() =>
        Assert.Empty(Sources("src").Where(file => Unfinished().IsMatch(File.ReadAllText(file))).Select(Relative));

    [Fact]
    public void Namespaces_follow_folders() =>
        Assert.Empty(Sources("src").Where(file => Namespace().Match(File.ReadAllText(file)) is { Success: true } match && match.Groups[1].Value != Expected(file)).Select(Relative));

    /// <summary>All hand-written C# files below these folders.</summary>
    private static IEnumerable<string> Sources(params string[] folders) => folders
        .SelectMany(folder => Directory.EnumerateFiles(SourceTree.Path(folder), "*.cs", SearchOption.AllDirectories))
        .Where(file => Relative(file).Split('/') is var parts && !parts.Contains("obj") && !parts.Contains("bin") && !parts.Contains("Migrations"));

    private static string Relative(string file) => Path.GetRelativePath(SourceTree.Root, file).Replace('\\', '/');

    private static string Expected(string file) => Path.GetDirectoryName(Relative(file))!["src/".Length..].Replace('/', '.').Replace('\\', '.');

    [GeneratedRegex(@"NotImplementedException|\bTODO\b|\bFIXME\b|\bHACK\b")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
