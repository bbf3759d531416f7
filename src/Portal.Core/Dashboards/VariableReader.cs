using System.Text.RegularExpressions;
using Portal.Core.Diagnostics;
using Portal.Core.Yaml;

namespace Portal.Core.Dashboards;

/// <summary>Reads the variables of a dashboard.</summary>
internal static partial class VariableReader
{
    /// <summary>The kinds as YAML spells them, in the order of <see cref="VariableKind"/>.</summary>
    internal static readonly string[] Kinds = ["query", "custom", "text", "interval"];

    public static IReadOnlyList<Variable> ReadAll(YamlMap dashboard)
    {
        var variables = dashboard.List("variables", "a variable", DashboardLimits.Variables, Read);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var variable in variables)
        {
            if (!names.Add(variable.Name))
            {
                dashboard.Context.Error(DiagnosticCodes.DuplicateId, variable.Mark, $"There are two variables '{variable.Name}'.", "Give each a name of its own.");
            }
        }
        return variables;
    }

    private static Variable? Read(YamlMap map)
    {
        if (!map.Has("type"))
        {
            map.Missing("type");
        }
        var kind = Array.IndexOf(Kinds, map.OneOf("type", Kinds));
        var name = ReadName(map);
        var variable = new Variable
        {
            Name = name ?? "",
            Kind = (VariableKind)Math.Max(0, kind),
            Label = map.String("label"),
            Query = map.String("query"),
            Datasource = map.String("datasource") ?? "prometheus",
            Regex = ReadRegex(map),
            Options = OptionReader.ReadAll(map),
            Default = map.Strings("default") ?? [],
            Multi = map.Boolean("multi") ?? false,
            IncludeAll = map.Boolean("includeAll") ?? false,
            AllValue = map.String("allValue"),
            Hidden = map.Boolean("hidden") ?? false,
            Mark = map.Node.Start,
        };
        if (name is null || kind < 0)
        {
            return null;
        }
        CheckKind(map, variable);
        return variable;
    }

    private static string? ReadRegex(YamlMap map)
    {
        var regex = map.String("regex");
        RegexText.Check(map, "regex", regex);
        return regex;
    }

    private static string? ReadName(YamlMap map)
    {
        var name = map.RequiredString("name");
        if (name.Length == 0)
        {
            return null;
        }
        if (NamePattern().IsMatch(name) && !name.StartsWith("__", StringComparison.Ordinal))
        {
            return name;
        }
        map.Context.Error(DiagnosticCodes.DashboardInvalid, map.MarkOf("name"), $"'{name}' cannot be a variable's name.", "Use at most 63 letters, digits and _, not beginning with a digit or __.");
        return null;
    }

    private static void CheckKind(YamlMap map, Variable variable)
    {
        if (variable.Kind == VariableKind.Query && string.IsNullOrWhiteSpace(variable.Query))
        {
            map.Missing("query");
        }
        if (variable.Kind is VariableKind.Custom or VariableKind.Interval && variable.Options.Count == 0 && !map.Has("options"))
        {
            map.Missing("options");
        }
        if (variable.Kind == VariableKind.Interval)
        {
            foreach (var option in variable.Options)
            {
                if (!DurationText.TryParse(option.Value, out var duration) || duration <= TimeSpan.Zero)
                {
                    map.Context.Error(DiagnosticCodes.TimeInvalid, map.MarkOf("options"), $"The option '{option.Value}' is not a duration.", "Write for example 30s, 5m or 1h.");
                }
            }
        }
        if (variable.Default.Count > 1 && !variable.Multi)
        {
            map.Context.Error(DiagnosticCodes.DashboardInvalid, map.MarkOf("default"), "Only a variable with 'multi: true' can have several defaults.");
        }
        if (variable.Kind is VariableKind.Custom or VariableKind.Interval)
        {
            CheckDefault(map, variable);
        }
    }

    private static void CheckDefault(YamlMap map, Variable variable)
    {
        foreach (var value in variable.Default)
        {
            var known = variable.Options.Any(o => o.Value == value) || (variable.IncludeAll && value == "$__all");
            if (!known && variable.Options.Count > 0)
            {
                map.Context.Error(
                    DiagnosticCodes.NotAllowedValue,
                    map.MarkOf("default"),
                    $"The default '{value}' is not one of the options.",
                    Suggestion.DidYouMean(value, [.. variable.Options.Select(o => o.Value)], "Use one of the options' values."));
            }
        }
    }

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]{0,62}\z", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}
