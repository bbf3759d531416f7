using System.Reflection;
using System.Text.Json.Nodes;
using Portal.Core.Diagnostics;

namespace Portal.Cli;

/// <summary>Diagnostics in SARIF 2.1.0, which code scanning reads.</summary>
internal static class SarifLog
{
    private static readonly Dictionary<string, string> RuleNames = typeof(DiagnosticCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .ToDictionary(field => (string)field.GetRawConstantValue()!, field => field.Name);

    /// <summary>The log of one run.</summary>
    public static JsonObject Create(Report report)
    {
        var codes = report.Diagnostics.Select(d => d.Code).Distinct().Order(StringComparer.Ordinal).ToList();
        var driver = new JsonObject
        {
            ["name"] = "portal",
            ["semanticVersion"] = typeof(SarifLog).Assembly.GetName().Version!.ToString(3),
            ["rules"] = new JsonArray([.. codes.Select(Rule)]),
        };
        var run = new JsonObject
        {
            ["tool"] = new JsonObject { ["driver"] = driver },
            ["columnKind"] = "utf16CodeUnits",
            ["invocations"] = new JsonArray(new JsonObject { ["executionSuccessful"] = true }),
            ["results"] = new JsonArray([.. report.Diagnostics.Select(d => Result(report.Prefix, d, codes.IndexOf(d.Code)))]),
        };
        return new JsonObject { ["$schema"] = "https://json.schemastore.org/sarif-2.1.0.json", ["version"] = "2.1.0", ["runs"] = new JsonArray(run) };
    }

    private static JsonObject Rule(string code)
    {
        var rule = new JsonObject { ["id"] = code };
        if (RuleNames.TryGetValue(code, out var name))
        {
            rule["name"] = name;
        }
        return rule;
    }

    private static JsonObject Result(string prefix, Diagnostic diagnostic, int rule)
    {
        var result = new JsonObject
        {
            ["ruleId"] = diagnostic.Code,
            ["ruleIndex"] = rule,
            ["level"] = diagnostic.Severity switch { Severity.Error => "error", Severity.Warning => "warning", _ => "note" },
            ["message"] = new JsonObject { ["text"] = string.Join('\n', DiagnosticText.Details(diagnostic).Prepend(diagnostic.Message)) },
            ["occurrenceCount"] = diagnostic.Occurrences,
        };
        if (diagnostic.Location.File != ".")
        {
            result["locations"] = new JsonArray(new JsonObject { ["physicalLocation"] = Place(prefix, diagnostic.Location) });
        }
        return result;
    }

    private static JsonObject Place(string prefix, SourceLocation location)
    {
        var uri = string.Join('/', (prefix + location.File).Split('/').Select(Uri.EscapeDataString));
        var place = new JsonObject { ["artifactLocation"] = new JsonObject { ["uri"] = uri, ["uriBaseId"] = "%SRCROOT%" } };
        if (location.Line > 0)
        {
            var region = new JsonObject { ["startLine"] = location.Line };
            if (location.Column > 0)
            {
                region["startColumn"] = location.Column;
            }
            place["region"] = region;
        }
        return place;
    }
}
