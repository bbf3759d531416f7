using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Portal.Core.Dashboards;
using Portal.Core.Diagnostics;
using Portal.Core.Yaml;

namespace Portal.Core.Tests.Dashboards;

/// <summary>Pairs in TestData/Dashboards: a rendered dashboard beside the model that it means, or beside the diagnostics that it deserves. With PORTAL_ACCEPT=1 the second files are written anew.</summary>
public class GoldenTests
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { OnlyWhatWasRead } },
    };

    public static TheoryData<string> Valid => Names("Valid");

    public static TheoryData<string> Invalid => Names("Invalid");

    [Theory]
    [MemberData(nameof(Valid))]
    public void A_dashboard_means_its_model(string name)
    {
        var diagnostics = new List<Diagnostic>();

        var dashboard = DashboardReader.Read(File.ReadAllText(Folder("Valid", name + ".yaml")), new YamlContext(name + ".yaml", diagnostics));

        Assert.Empty(diagnostics);
        Hold("Valid", name + ".json", JsonSerializer.Serialize(dashboard, Json) + "\n");
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public void A_mistaken_dashboard_deserves_its_diagnostics(string name)
    {
        var diagnostics = new List<Diagnostic>();

        DashboardReader.Read(File.ReadAllText(Folder("Invalid", name + ".yaml")), new YamlContext(name + ".yaml", diagnostics));

        Hold("Invalid", name + ".txt", string.Concat(diagnostics.OrderBy(d => d.Location).Select(d => $"{d.Location.Line}:{d.Location.Column} {d.Severity} {d.Code}: {d.Message}{(d.Remedy is null ? "" : $"\n    {d.Remedy}")}\n")));
    }

    private static void Hold(string folder, string file, string actual)
    {
        if (Environment.GetEnvironmentVariable("PORTAL_ACCEPT") == "1")
        {
            File.WriteAllText(SourceTree.Path("tests", "Portal.Core.Tests", "TestData", "Dashboards", folder, file), actual);
            return;
        }
        Assert.Equal(File.ReadAllText(Folder(folder, file)).ReplaceLineEndings("\n"), actual);
    }

    // A dashboard's panels are those of its rows, and marks are held by the tests of places.
    private static void OnlyWhatWasRead(JsonTypeInfo type)
    {
        for (var i = type.Properties.Count - 1; i >= 0; i--)
        {
            if (type.Properties[i].PropertyType == typeof(YamlMark) || (type.Type == typeof(Dashboard) && type.Properties[i].Name == "panels"))
            {
                type.Properties.RemoveAt(i);
            }
        }
    }

    private static TheoryData<string> Names(string folder) =>
        [.. Directory.EnumerateFiles(Folder(folder), "*.yaml").Select(f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal)];

    private static string Folder(params string[] parts) => Path.Combine([AppContext.BaseDirectory, "TestData", "Dashboards", .. parts]);
}
