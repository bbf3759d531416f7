using System.Text.Json.Nodes;
using Portal.Core.Catalog;
using Portal.Core.Dashboards;
using Portal.Core.Diagnostics;
using Portal.Core.Schemas;
using Portal.Core.Templates;
using Portal.Core.Tenancy;
using Portal.Core.Yaml;

namespace Portal.Core.Tests.Schemas;

/// <summary>A mapping that a schema describes, and the way to it from the document's root, such as <c>panels[].grid</c>.</summary>
public sealed record SchemaLevel(string File, string Path, JsonObject Node)
{
    public IEnumerable<string> Keys => Node["properties"]!.AsObject().Select(p => p.Key);

    /// <summary>A document that holds nothing but this mapping and what leads to it.</summary>
    public string Document(string mapping)
    {
        var text = mapping;
        foreach (var step in Path.Split('.', StringSplitOptions.RemoveEmptyEntries).Reverse())
        {
            text = step.EndsWith("[]", StringComparison.Ordinal) ? $"{{\"{step[..^2]}\": [{text}]}}" : $"{{\"{step}\": {text}}}";
        }
        return text;
    }

    public override string ToString() => $"{File} {Path}";
}

/// <summary>Asks the readers what they know, by what they say to documents that are wrong in one place.</summary>
internal static class SchemaProbe
{
    public static readonly string[] Files = [.. ContentSchemas.Titles.Keys];

    public static JsonObject Load(string file) => JsonNode.Parse(ContentSchemas.Text(file))!.AsObject();

    /// <summary>What the file's reader says to a text.</summary>
    public static List<Diagnostic> Read(string file, string yaml)
    {
        var diagnostics = new List<Diagnostic>();
        switch (file)
        {
            case "tenant.schema.json":
                TenantFileReader.Read("tenants/acme.yaml", yaml, diagnostics);
                break;
            case "lint.schema.json":
                LintPolicyReader.Read("lint.yaml", yaml, diagnostics);
                break;
            case "template.schema.json":
                FrontMatterReader.Read(yaml, new YamlContext("t.yaml.sbn", diagnostics));
                break;
            default:
                DashboardReader.Read(yaml, new YamlContext("d.yaml", diagnostics));
                break;
        }
        return diagnostics;
    }

    /// <summary>Every mapping that has named keys, with every way to it.</summary>
    public static IEnumerable<SchemaLevel> Levels(string file)
    {
        var root = Load(file);
        return Walk(file, root, root, "");
    }

    /// <summary>The schema that a property stands for, references followed.</summary>
    public static JsonObject Resolve(JsonObject root, JsonNode node)
    {
        var schema = node.AsObject();
        return schema["$ref"]?.GetValue<string>() is { } reference ? root["$defs"]![reference["#/$defs/".Length..]]!.AsObject() : schema;
    }

    private static IEnumerable<SchemaLevel> Walk(string file, JsonObject root, JsonObject node, string path)
    {
        if (node["properties"] is JsonObject properties && node["additionalProperties"] is not null)
        {
            yield return new SchemaLevel(file, path, node);
            foreach (var (key, value) in properties)
            {
                foreach (var level in Below(file, root, Resolve(root, value!), path.Length == 0 ? key : $"{path}.{key}"))
                {
                    yield return level;
                }
            }
        }
        else
        {
            foreach (var level in Below(file, root, node, path))
            {
                yield return level;
            }
        }
    }

    private static IEnumerable<SchemaLevel> Below(string file, JsonObject root, JsonObject node, string path)
    {
        if (node["properties"] is not null && node["additionalProperties"] is not null)
        {
            return Walk(file, root, node, path);
        }
        if (node["items"] is { } items)
        {
            return Below(file, root, Resolve(root, items), path + "[]");
        }
        if (node["additionalProperties"] is JsonObject named)
        {
            return Below(file, root, Resolve(root, named), path + ".some_name");
        }
        IEnumerable<JsonNode?> choices = [.. node["anyOf"] as JsonArray ?? [], node["then"], node["else"]];
        return choices.OfType<JsonObject>().Select(c => Resolve(root, c)).SelectMany(c => Below(file, root, c, path));
    }
}
