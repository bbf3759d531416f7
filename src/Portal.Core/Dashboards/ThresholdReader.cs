using Portal.Core.Diagnostics;
using Portal.Core.Yaml;

namespace Portal.Core.Dashboards;

/// <summary>Reads thresholds, of a panel or an override.</summary>
internal static class ThresholdReader
{
    internal static readonly string[] Modes = ["absolute", "percentage"];
    internal static readonly string[] Styles = ["off", "line", "area"];

    public static Thresholds? Read(YamlMap owner)
    {
        if (owner.Map("thresholds", "thresholds") is not { } map)
        {
            return null;
        }
        var mode = map.OneOf("mode", Modes) ?? "absolute";
        var steps = map.List("steps", "a step", DashboardLimits.ThresholdSteps, step => ReadStep(step));
        var style = map.OneOf("style", Styles) ?? "off";
        map.RefuseUnknownKeys();
        if (!map.Has("steps"))
        {
            map.Missing("steps");
            return null;
        }
        CheckOrder(map, steps);
        return new Thresholds(mode, steps, style);
    }

    private static ThresholdStep ReadStep(YamlMap map)
    {
        var color = map.RequiredString("color");
        ColorText.Check(map, "color", color);
        return new ThresholdStep(map.Number("value"), color);
    }

    private static void CheckOrder(YamlMap map, List<ThresholdStep> steps)
    {
        if (steps.Count == 0)
        {
            map.Context.Error(DiagnosticCodes.Empty, map.MarkOf("steps"), "There are no steps here.", "Give at least the base, a step with a 'color' and no 'value'.");
            return;
        }
        if (steps[0].Value is not null)
        {
            map.Context.Error(DiagnosticCodes.DashboardInvalid, map.MarkOf("steps"), "The first step is the base and has no 'value'.", "Begin with a step that has only a 'color'.");
        }
        for (var i = 1; i < steps.Count; i++)
        {
            if (steps[i].Value is null)
            {
                map.Context.Error(DiagnosticCodes.DashboardInvalid, map.MarkOf("steps"), $"Step {i + 1} has no 'value'; only the first may lack it.");
            }
            else if (steps[i].Value <= steps[i - 1].Value)
            {
                map.Context.Error(DiagnosticCodes.DashboardInvalid, map.MarkOf("steps"), $"Step {i + 1} does not lie above the one before it.", "Order the steps by 'value', smallest first.");
            }
        }
    }
}
