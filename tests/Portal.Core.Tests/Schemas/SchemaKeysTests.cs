using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Portal.Core.Diagnostics;
using Portal.Core.Schemas;

namespace Portal.Core.Tests.Schemas;

/// <summary>The schemas' keys, enums, ranges and required keys are the readers', at every level, both ways.</summary>
public partial class SchemaKeysTests
{
    private const string Nonsense = "zzzzzzzzzzzzzzzz";

    public static TheoryData<string, string> Levels => [.. SchemaProbe.Files.SelectMany(SchemaProbe.Levels).Select(l => (l.File, l.Path)).Distinct()];

    [Theory]
    [MemberData(nameof(Levels))]
    public void Schema_and_reader_know_the_same_keys(string file, string path)
    {
        foreach (var level in At(file, path))
        {
            var refusal = Assert.Single(SchemaProbe.Read(file, level.Document(Start(level, $"\"{Nonsense}\": 1"))), d => d.Code == DiagnosticCodes.UnknownKey && d.Message.Contains(Nonsense));

            Assert.Equal(level.Keys.Order(StringComparer.Ordinal), KeyList().Match(refusal.Remedy!).Groups[1].Value.Split(", "));
        }
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public void The_reader_knows_no_mapping_that_the_schema_does_not(string file, string path)
    {
        foreach (var level in At(file, path))
        {
            foreach (var key in level.Keys)
            {
                foreach (var (step, value) in new[] { (key, $"{{{Nonsense}: 1}}"), (key + "[]", $"[{{{Nonsense}: 1}}]") })
                {
                    var known = SchemaProbe.Levels(file).Any(l => l.Path == (path.Length == 0 ? step : $"{path}.{step}"));
                    var refused = SchemaProbe.Read(file, level.Document(Start(level, $"\"{key}\": {value}"))).Any(d => d.Code == DiagnosticCodes.UnknownKey && d.Message.Contains(Nonsense));

                    Assert.True(known == refused, $"{level}: {step} is {(known ? "only the schema's" : "only the reader's")}");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public void Schema_and_reader_know_the_same_values(string file, string path)
    {
        foreach (var level in At(file, path))
        {
            foreach (var (key, node) in level.Node["properties"]!.AsObject())
            {
                var schema = SchemaProbe.Resolve(SchemaProbe.Load(file), node!);
                var refusal = SchemaProbe.Read(file, level.Document(Start(level, $"\"{key}\": {Nonsense}"))).FirstOrDefault(d => d.Code == DiagnosticCodes.NotAllowedValue);
                var allowed = Enum(SchemaProbe.Load(file), schema);

                Assert.True((allowed is null) == (refusal is null), $"{level}: {key} is an enum of {(allowed is null ? "the reader" : "the schema")} alone");
                Assert.Equal(allowed?.Order(), refusal is null ? null : ValueList().Match(refusal.Remedy!).Groups[1].Value.Split(", ").Order());
            }
        }
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public void Schema_and_reader_know_the_same_ranges(string file, string path)
    {
        foreach (var level in At(file, path))
        {
            foreach (var (key, node) in level.Node["properties"]!.AsObject().Where(p => p.Value!["type"]?.ToString() is "number" or "integer"))
            {
                var range = SchemaProbe.Read(file, level.Document(Start(level, $"\"{key}\": 1e300"))).FirstOrDefault(d => d.Code == DiagnosticCodes.OutOfRange);
                var fraction = SchemaProbe.Read(file, level.Document(Start(level, $"\"{key}\": 1.5"))).Any(d => d.Code == DiagnosticCodes.WrongType);

                Assert.Equal(node!["minimum"] is { } min ? $"from {min} to {node["maximum"]}" : "none", range is null ? "none" : Range().Match(range.Message).Value);
                Assert.Equal(node["type"]!.ToString() == "integer", fraction);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public void Schema_and_reader_require_the_same_keys(string file, string path)
    {
        foreach (var level in At(file, path))
        {
            var missing = SchemaProbe.Read(file, level.Document(Start(level, "")))
                .Where(d => d.Code is DiagnosticCodes.MissingKey or DiagnosticCodes.IsolationMissing && d.Location.Column == level.Document("¤").IndexOf('¤') + 1)
                .Select(d => d.Code == DiagnosticCodes.IsolationMissing ? level.Keys.Contains("isolation") ? "isolation" : "" : MissingKey().Match(d.Message).Groups[1].Value)
                .Where(key => key.Length > 0);

            Assert.Equal((level.Node["required"] as JsonArray ?? []).Select(k => k!.ToString()).Except(["url"]).Order(), missing.Except(["url"]).Order());
        }
    }

    [Fact]
    public void Every_key_tells_an_editor_what_it_means() =>
        Assert.Empty(SchemaProbe.Files.SelectMany(SchemaProbe.Levels).SelectMany(l => l.Node["properties"]!.AsObject().Where(p => p.Value!["description"] is null).Select(p => $"{l}.{p.Key}")));

    [Fact]
    public void Every_schema_has_its_way_into_every_level()
    {
        var definitions = SchemaProbe.Files.SelectMany(f => SchemaProbe.Load(f)["$defs"]!.AsObject().Select(d => (File: f, d.Key, d.Value))).Where(d => d.Value!["properties"] is not null);

        Assert.All(definitions, d => Assert.Contains(SchemaProbe.Levels(d.File), l => l.Node.ToJsonString() == d.Value!.ToJsonString()));
        Assert.Equal(4, ContentSchemas.Titles.Count);
    }

    private static IEnumerable<SchemaLevel> At(string file, string path) => SchemaProbe.Levels(file).Where(l => l.Path == path);

    // What makes the reader take a tenant's file as the short form.
    private static string Start(SchemaLevel level, string content) =>
        level is { File: "tenant.schema.json", Path: "" } && level.Keys.Contains("template") ? $"{{\"url\": \"http://a\"{(content.StartsWith("\"url\"", StringComparison.Ordinal) || content.Length == 0 ? "" : ", ")}{(content.StartsWith("\"url\"", StringComparison.Ordinal) ? "" : content)}}}" : $"{{{content}}}";

    private static List<string>? Enum(JsonObject root, JsonObject schema) =>
        schema["enum"] is JsonArray values ? [.. values.Select(v => v!.ToString())]
        : schema["anyOf"] is JsonArray { Count: 2 } choices && choices[1]!["items"] is { } items ? Enum(root, SchemaProbe.Resolve(root, items))
        : null;

    [GeneratedRegex("^It has: (.*)\\.$")]
    private static partial Regex KeyList();

    [GeneratedRegex("^Use (?:one|any) of: (.*)\\.$")]
    private static partial Regex ValueList();

    [GeneratedRegex("from -?\\d+ to \\d+")]
    private static partial Regex Range();

    [GeneratedRegex("^'(.*)' is missing")]
    private static partial Regex MissingKey();
}
