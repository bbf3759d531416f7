using System.Text.RegularExpressions;
using Portal.Core.Diagnostics;
using Portal.Core.Yaml;

namespace Portal.Core.Dashboards;

/// <summary>Reads the annotations of a dashboard.</summary>
internal static partial class AnnotationReader
{
    /// <summary>What makes a mark as YAML spells it, in the order of <see cref="MarkBegin"/>.</summary>
    internal static readonly string[] Begins = ["positive", "change"];

    public static IReadOnlyList<Annotation> ReadAll(YamlMap dashboard)
    {
        var annotations = dashboard.List("annotations", "an annotation", DashboardLimits.Annotations, Read);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var annotation in annotations)
        {
            if (!names.Add(annotation.Name))
            {
                dashboard.Context.Error(DiagnosticCodes.DuplicateId, annotation.Mark, $"There are two annotations '{annotation.Name}'.", "Give each a name of its own.");
            }
        }
        return annotations;
    }

    private static Annotation? Read(YamlMap map)
    {
        var (name, color) = (ReadName(map), map.String("color"));
        ColorText.Check(map, "color", color);
        var annotation = new Annotation
        {
            Name = name ?? "",
            Label = map.String("label"),
            Query = new PanelQuery { RefId = "A", Expr = map.RequiredString("expr"), Datasource = map.String("datasource") ?? "prometheus", Mark = map.Peek("expr") is YamlScalar text ? text.TextStart : map.Node.Start },
            Title = map.String("title"),
            Text = map.String("text"),
            Color = string.IsNullOrEmpty(color) ? "purple" : color,
            Begin = (MarkBegin)Math.Max(0, Array.IndexOf(Begins, map.OneOf("begin", Begins))),
            Region = map.Boolean("region") ?? false,
            Enabled = map.Boolean("enabled") ?? true,
            Mark = map.Node.Start,
        };
        if (annotation is { Region: true, Begin: MarkBegin.Change })
        {
            map.Context.Error(DiagnosticCodes.DashboardInvalid, map.MarkOf("region"), "A change is a moment and has no end.", "Leave 'region' out, or 'begin: change'.");
        }
        return name is null ? null : annotation;
    }

    private static string? ReadName(YamlMap map)
    {
        var name = map.RequiredString("name");
        if (name.Length == 0)
        {
            return null;
        }
        if (NamePattern().IsMatch(name) && name != Annotation.Revisions)
        {
            return name;
        }
        map.Context.Error(
            DiagnosticCodes.DashboardInvalid, map.MarkOf("name"), name == Annotation.Revisions ? $"'{Annotation.Revisions}' are the portal's own marks." : $"'{name}' cannot be an annotation's name.",
            "Use at most 40 small letters, digits and -, beginning with a letter or digit; 'label' holds what is shown.");
        return null;
    }

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]{0,39}\z", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}
