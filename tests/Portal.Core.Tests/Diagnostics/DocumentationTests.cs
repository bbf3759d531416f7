using System.Reflection;
using System.Text.RegularExpressions;
using Portal.Core.Diagnostics;

namespace Portal.Core.Tests.Diagnostics;

public partial class DocumentationTests
{
    private static readonly IReadOnlyDictionary<string, string> Codes = typeof(DiagnosticCodes).GetFields(BindingFlags.Public | BindingFlags.Static).ToDictionary(f => f.Name, f => (string)f.GetRawConstantValue()!);

    [Fact]
    public void Every_code_is_explained_and_no_other() =>
        Assert.Equal(Codes.Values.Order(StringComparer.Ordinal), Rows().Select(row => row[0].Trim('`')));

    [Fact]
    public void Every_code_has_a_meaning_an_example_and_a_remedy() =>
        Assert.All(Rows(), row => Assert.True(row.Length == 4 && row.All(cell => cell.Length > 0), string.Join(" | ", row)));

    [Fact]
    public void A_code_names_one_thing() => Assert.Equal(Codes.Count, Codes.Values.Distinct().Count());

    [Fact]
    public void Every_code_is_used_by_its_name()
    {
        var sources = string.Concat(Directory.EnumerateFiles(SourceTree.Path("src"), "*.cs", SearchOption.AllDirectories)
            .Where(f => Path.GetFileName(f) != "DiagnosticCodes.cs" && !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}")).Select(File.ReadAllText));
        var used = Use().Matches(sources).Select(m => m.Groups[1].Value).ToHashSet();

        Assert.All(Codes.Keys, name => Assert.Contains(name, used));
        Assert.DoesNotMatch("\"PT[0-9]{3}\"", sources);
    }

    private static IEnumerable<string[]> Rows() => File.ReadAllLines(SourceTree.Path("docs", "diagnostics.md"))
        .Where(line => line.StartsWith("| `PT", StringComparison.Ordinal))
        .Select(line => line.Trim('|', ' ').Split(" | "));

    [GeneratedRegex(@"DiagnosticCodes\.(\w+)")]
    private static partial Regex Use();
}
