using Portal.Core.Diagnostics;
using Portal.Core.Yaml;

namespace Portal.Core.Dashboards;

/// <summary>Reads the options of a variable: texts, or mappings of <c>text</c> and <c>value</c>.</summary>
internal static class OptionReader
{
    public static IReadOnlyList<VariableOption> ReadAll(YamlMap variable)
    {
        switch (variable.Any("options"))
        {
            case null:
                return [];
            case YamlSequence sequence:
                if (sequence.Items.Count == 0)
                {
                    variable.Context.Error(DiagnosticCodes.Empty, sequence.Start, "There are no options here.", "Add one.");
                }
                variable.RefuseTooMany("options", sequence.Items.Count, DashboardLimits.Options);
                return ReadItems(sequence, variable.Context);
            case var other:
                variable.Context.Error(DiagnosticCodes.WrongType, other.Start, $"'options' must be a list, not {other.Noun}.", "Write for example [5m, 1h].");
                return [];
        }
    }

    private static List<VariableOption> ReadItems(YamlSequence sequence, YamlContext context)
    {
        var options = new List<VariableOption>(sequence.Items.Count);
        var values = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in sequence.Items.Take(DashboardLimits.Options))
        {
            if (ReadItem(item, context) is not { } option)
            {
                continue;
            }
            if (!values.Add(option.Value))
            {
                context.Error(DiagnosticCodes.DuplicateId, item.Start, $"There are two options '{option.Value}'.", "Keep one of them.");
                continue;
            }
            options.Add(option);
        }
        return options;
    }

    private static VariableOption? ReadItem(YamlNode item, YamlContext context)
    {
        switch (item)
        {
            case YamlScalar { IsNull: false } scalar:
                return new VariableOption(scalar.Text, scalar.Text);
            case YamlMapping mapping:
                var map = new YamlMap(mapping, context, "an option");
                var value = map.String("value");
                var text = map.String("text") ?? value;
                map.RefuseUnknownKeys();
                if (!map.Has("value"))
                {
                    map.Missing("value");
                }
                return value is null ? null : new VariableOption(text!, value);
            default:
                context.Error(DiagnosticCodes.WrongType, item.Start, $"An option must be a text or a mapping of 'text' and 'value', not {item.Noun}.");
                return null;
        }
    }
}
