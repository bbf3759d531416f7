using System.Text.RegularExpressions;
using Portal.Core.Diagnostics;
using Portal.Core.Yaml;

namespace Portal.Core.Dashboards;

/// <summary>Reads the queries of a panel.</summary>
internal static partial class QueryReader
{
    /// <summary>The layouts as YAML spells them, in the order of <see cref="QueryFormat"/>.</summary>
    internal static readonly string[] Formats = ["timeseries", "table", "heatmap"];

    private static readonly TimeSpan LongestInterval = TimeSpan.FromDays(366);

    /// <summary>The panel's queries, each with a letter or name of its own.</summary>
    /// <param name="panel">The panel.</param>
    /// <param name="datasource">Where queries go that do not say it.</param>
    public static IReadOnlyList<PanelQuery> ReadAll(YamlMap panel, string datasource)
    {
        var queries = panel.List("queries", "a query", DashboardLimits.QueriesPerPanel, map => Read(map, datasource));
        if (queries.Count == 0 && panel.Peek("queries") is YamlSequence { Items.Count: 0 } empty)
        {
            panel.Context.Error(DiagnosticCodes.Empty, empty.Start, "There are no queries here.", "Add one with an 'expr'.");
        }
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var query in queries)
        {
            if (query.RefId.Length > 0 && !names.Add(query.RefId))
            {
                panel.Context.Error(DiagnosticCodes.DuplicateId, query.Mark, $"There are two queries '{query.RefId}' in this panel.", "Give each a 'refId' of its own, or leave it out.");
            }
        }
        var letter = 'A';
        for (var i = 0; i < queries.Count; i++)
        {
            if (queries[i].RefId.Length > 0)
            {
                continue;
            }
            while (!names.Add(letter.ToString()))
            {
                letter++;
            }
            queries[i] = queries[i] with { RefId = letter.ToString() };
        }
        return queries;
    }

    private static PanelQuery Read(YamlMap map, string datasource) => new()
    {
        Expr = map.RequiredString("expr"),
        RefId = ReadRefId(map),
        Datasource = map.String("datasource") ?? datasource,
        Legend = map.String("legend"),
        Instant = map.Boolean("instant") ?? false,
        Format = (QueryFormat)Math.Max(0, Array.IndexOf(Formats, map.OneOf("format", Formats))),
        Interval = map.Duration("interval", TimeSpan.FromMilliseconds(1), LongestInterval) is { } interval ? DurationText.Print(interval) : null,
        Exemplars = map.Boolean("exemplars") ?? false,
        Mark = map.Peek("expr") is YamlScalar text ? text.TextStart : map.Node.Start,
    };

    private static string ReadRefId(YamlMap map)
    {
        if (map.String("refId") is not { } refId)
        {
            return "";
        }
        if (RefIdPattern().IsMatch(refId))
        {
            return refId;
        }
        map.Context.Error(DiagnosticCodes.DashboardInvalid, map.MarkOf("refId"), $"'{refId}' cannot be a query's refId.", "Use a letter, or a name of letters, digits and _.");
        return "";
    }

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_]{0,31}\z", RegexOptions.CultureInvariant)]
    private static partial Regex RefIdPattern();
}
