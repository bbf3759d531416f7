using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using Portal.Core.Diagnostics;
using Portal.Core.Schemas;
using Portal.Core.Yaml;

namespace Portal.Core.Tests.Schemas;

/// <summary>What an editor underlines is what the portal refuses, and what it does not underline is right in shape.</summary>
public class SchemaAgreementTests
{
    private static readonly Dictionary<string, JsonSchema> Schemas = SchemaProbe.Files.ToDictionary(f => f, f => JsonSchema.FromText(ContentSchemas.Text(f)));

    public static TheoryData<string, string> Right => Samples("right");

    public static TheoryData<string, string> Wrong => Samples("wrong");

    [Theory]
    [MemberData(nameof(Right))]
    public void What_is_right_is_right_for_both(string file, string yaml)
    {
        Assert.DoesNotContain(SchemaProbe.Read(file, yaml), d => d.Severity == Severity.Error);
        Assert.True(IsValid(file, yaml));
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_is_wrong_in_shape_is_wrong_for_both(string file, string yaml)
    {
        Assert.Contains(SchemaProbe.Read(file, yaml), d => d.Severity == Severity.Error);
        Assert.False(IsValid(file, yaml));
    }

    private static bool IsValid(string file, string yaml) => Schemas[file].Evaluate(JsonSerializer.SerializeToElement(Json(YamlDocument.Parse(yaml, new YamlContext("s.yaml", []))!))).IsValid;

    private static JsonNode? Json(YamlNode node) => node switch
    {
        YamlMapping mapping => new JsonObject(mapping.Entries.Select(e => KeyValuePair.Create(e.Key.Text, Json(e.Value)))),
        YamlSequence sequence => new JsonArray([.. sequence.Items.Select(Json)]),
        YamlScalar { IsNull: true } => null,
        YamlScalar { IsPlain: true, Text: "true" or "false" } scalar => scalar.Text == "true",
        YamlScalar { IsPlain: true } scalar when double.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) => number,
        _ => ((YamlScalar)node).Text,
    };

    // A file of TestData/Schemas holds samples between lines of '---'.
    private static TheoryData<string, string> Samples(string kind)
    {
        var data = new TheoryData<string, string>();
        foreach (var file in SchemaProbe.Files)
        {
            var path = Path.Combine(AppContext.BaseDirectory, "TestData", "Schemas", $"{file.Split('.')[0]}.{kind}.yaml");
            foreach (var sample in File.ReadAllText(path).ReplaceLineEndings("\n").Split("---\n", StringSplitOptions.RemoveEmptyEntries))
            {
                data.Add(file, sample);
            }
        }
        return data;
    }
}
