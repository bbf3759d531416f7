using System.Text.Json.Nodes;
using Portal.Core.Dashboards;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Portal.Api;

/// <summary>A rendered dashboard as the API tells it: names as in templates, and queries for editors only.</summary>
internal static class RenderedAnswer
{
    private static readonly ISerializer Yaml = new SerializerBuilder().WithNamingConvention(NullNamingConvention.Instance).WithQuotingNecessaryStrings().DisableAliases().Build();

    /// <summary>The dashboard as JSON.</summary>
    public static JsonObject Json(Dashboard dashboard, bool withQueries)
    {
        var answer = new JsonObject { ["title"] = dashboard.Title };
        Put(answer, "description", dashboard.Description);
        Put(answer, "tags", dashboard.Tags);
        answer["time"] = new JsonObject { ["from"] = dashboard.Time.From, ["to"] = dashboard.Time.To };
        Put(answer, "refresh", dashboard.Refresh);
        answer["timezone"] = dashboard.Timezone;
        Put(answer, "links", dashboard.Links.Select(Link));
        Put(answer, "variables", dashboard.Variables.Select(v => Variable(v, withQueries)));
        Put(answer, "annotations", dashboard.Annotations.Select(a => Annotation(a, withQueries)));
        Put(answer, "rows", dashboard.Rows.Select(row => new JsonObject
        {
            ["title"] = row.Title,
            ["collapsed"] = row.Collapsed,
            ["panels"] = new JsonArray([.. row.Panels.Select(p => Panel(p, withQueries))]),
        }));
        return answer;
    }

    /// <summary>The same as YAML.</summary>
    public static string ToYaml(JsonNode answer) => Yaml.Serialize(Plain(answer)!);

    private static JsonObject Panel(Panel panel, bool withQueries)
    {
        var answer = new JsonObject
        {
            ["id"] = panel.Id,
            ["type"] = Components.Panels.PanelModel.KindName(panel.Kind),
            ["title"] = panel.Title,
        };
        Put(answer, "description", panel.Description);
        answer["grid"] = new JsonObject { ["x"] = panel.Grid.X, ["y"] = panel.Grid.Y, ["w"] = panel.Grid.W, ["h"] = panel.Grid.H };
        if (withQueries)
        {
            Put(answer, "queries", panel.Queries.Select(Query));
        }
        answer["display"] = ApiJson.Node(panel.Display);
        Put(answer, "links", panel.Links.Select(Link));
        return answer;
    }

    private static JsonObject Query(PanelQuery query)
    {
        var answer = new JsonObject { ["refId"] = query.RefId, ["datasource"] = query.Datasource, ["expr"] = query.Expr };
        Put(answer, "legend", query.Legend);
        answer["instant"] = query.Instant;
        answer["format"] = query.Format.ToString().ToLowerInvariant();
        Put(answer, "interval", query.Interval);
        answer["exemplars"] = query.Exemplars;
        return answer;
    }

    private static JsonObject Variable(Variable variable, bool withQueries)
    {
        var answer = new JsonObject { ["name"] = variable.Name, ["label"] = variable.Label ?? variable.Name, ["type"] = variable.Kind.ToString().ToLowerInvariant() };
        if (withQueries)
        {
            Put(answer, "query", variable.Query);
            Put(answer, "regex", variable.Regex);
            Put(answer, "allValue", variable.AllValue);
        }
        Put(answer, "options", variable.Options.Select(o => new JsonObject { ["text"] = o.Text, ["value"] = o.Value }));
        Put(answer, "default", variable.Default);
        answer["multi"] = variable.Multi;
        answer["includeAll"] = variable.IncludeAll;
        answer["hidden"] = variable.Hidden;
        return answer;
    }

    private static JsonObject Annotation(Annotation annotation, bool withQueries)
    {
        var answer = new JsonObject { ["name"] = annotation.Name, ["label"] = annotation.Label ?? annotation.Name, ["color"] = annotation.Color };
        if (withQueries)
        {
            answer["datasource"] = annotation.Query.Datasource;
            answer["expr"] = annotation.Query.Expr;
        }
        Put(answer, "title", annotation.Title);
        Put(answer, "text", annotation.Text);
        answer["begin"] = annotation.Begin.ToString().ToLowerInvariant();
        answer["region"] = annotation.Region;
        answer["enabled"] = annotation.Enabled;
        return answer;
    }

    private static JsonObject Link(DashboardLink link) =>
        new JsonObject { ["title"] = link.Title, ["url"] = link.Url, ["newTab"] = link.NewTab, ["keepTime"] = link.KeepTime };

    private static void Put(JsonObject answer, string name, string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            answer[name] = text;
        }
    }

    private static void Put(JsonObject answer, string name, IEnumerable<string> texts) => Put(answer, name, texts.Select(t => (JsonNode)JsonValue.Create(t)));

    private static void Put(JsonObject answer, string name, IEnumerable<JsonNode> nodes)
    {
        var list = nodes.ToArray();
        if (list.Length > 0)
        {
            answer[name] = new JsonArray(list);
        }
    }

    private static object? Plain(JsonNode? node) => node switch
    {
        JsonObject o => o.ToDictionary(p => p.Key, p => Plain(p.Value)),
        JsonArray a => a.Select(Plain).ToList(),
        JsonValue v when v.TryGetValue(out string? text) => text,
        JsonValue v when v.TryGetValue(out bool flag) => flag,
        JsonValue v when v.TryGetValue(out int number) => number,
        JsonValue v => v.GetValue<double>(),
        _ => null,
    };
}
