using System.Globalization;
using Portal.Core.Templates;

namespace Portal.Core.Changes;

/// <summary>What the front matter of a template says.</summary>
internal static class TemplateFacts
{
    /// <summary>Its facts.</summary>
    public static IEnumerable<Fact> Of(DashboardTemplate template) =>
    [
        new("title", template.FrontMatter.Title),
        new("description", template.FrontMatter.Description),
        new("tags", string.Join(", ", template.FrontMatter.Tags)),
        new("folder", template.FrontMatter.Folder),
        new("scope", template.FrontMatter.Scope.ToString().ToLowerInvariant()),
        .. template.FrontMatter.Parameters.SelectMany(Of),
    ];

    private static IEnumerable<Fact> Of(TemplateParameter parameter)
    {
        var name = $"parameter {parameter.Name}";
        yield return new(name, parameter.Type.ToString().ToLowerInvariant()) { IsItem = true };
        yield return new($"{name}: default", parameter.Default is { } value ? TenantFacts.ParameterText(value) : null);
        yield return new($"{name}: min", parameter.Min?.ToString(CultureInfo.InvariantCulture));
        yield return new($"{name}: max", parameter.Max?.ToString(CultureInfo.InvariantCulture));
        yield return new($"{name}: options", string.Join(", ", parameter.Options));
        yield return new($"{name}: description", parameter.Description);
    }
}
