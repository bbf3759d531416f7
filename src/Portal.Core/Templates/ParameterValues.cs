using System.Globalization;
using Portal.Core.Diagnostics;
using Portal.Core.Tenancy;
using Portal.Core.Yaml;

namespace Portal.Core.Templates;

/// <summary>Values of a template's parameters: typed, in their ranges, complete.</summary>
internal static class ParameterValues
{
    private const double LargestInteger = 9_007_199_254_740_991;

    /// <summary>The values that a grant's dashboards are rendered with. What is wrong is told at the grant; the default stands in for a value that was refused.</summary>
    public static IReadOnlyDictionary<string, object> Resolve(DashboardTemplate template, DashboardGrant grant, Action<Diagnostic>? report = null)
    {
        var parameters = template.FrontMatter.Parameters;
        var values = new Dictionary<string, object>();
        foreach (var parameter in parameters)
        {
            if (grant.Parameters.TryGetValue(parameter.Name, out var given))
            {
                var (value, problem) = Read(parameter, given);
                if (problem is not null)
                {
                    report?.Invoke(Problem(grant, $"The parameter '{parameter.Name}' of '{template.Name}' {problem}.", parameter.Description.Length > 0 ? parameter.Description : null));
                }
                values[parameter.Name] = value ?? parameter.Default ?? Neutral(parameter.Type);
            }
            else
            {
                if (parameter.Default is null)
                {
                    report?.Invoke(Problem(grant, $"The parameter '{parameter.Name}' of '{template.Name}' has no default and is not given.", $"Add it below 'parameters'. {parameter.Description}".TrimEnd()));
                }
                values[parameter.Name] = parameter.Default ?? Neutral(parameter.Type);
            }
        }
        foreach (var name in grant.Parameters.Keys.Where(name => parameters.All(p => p.Name != name)))
        {
            var names = parameters.Select(p => p.Name).ToList();
            report?.Invoke(Problem(
                grant, $"The template '{template.Name}' has no parameter '{name}'.", Suggestion.DidYouMean(name, names, names.Count == 0 ? "It has none." : $"It has: {string.Join(", ", names)}.")));
        }
        return values;
    }

    /// <summary>The value as the parameter's type has it (text, double, long, bool or list of texts), or what is wrong, to be read after the parameter's name.</summary>
    public static (object? Value, string? Problem) Read(TemplateParameter parameter, object given) => parameter.Type switch
    {
        ParameterType.Number => given is double number ? InRange(parameter, number, number) : (null, "must be a number"),
        ParameterType.Integer => given is double whole && Math.Floor(whole) == whole && Math.Abs(whole) <= LargestInteger ? InRange(parameter, whole, (long)whole) : (null, "must be a whole number"),
        ParameterType.Boolean => given is bool ? (given, null) : (null, "must be true or false"),
        ParameterType.Duration => given is string text && DurationText.TryParse(text, out _) ? OneOf(parameter, text, text) : (null, "must be a duration such as 5m or 1h30m"),
        ParameterType.List => ReadList(parameter, given),
        _ => given is IReadOnlyList<string> ? (null, "must be a single text, not a list") : OneOf(parameter, Text(given), Text(given)),
    };

    private static (object? Value, string? Problem) ReadList(TemplateParameter parameter, object given)
    {
        var items = given as IReadOnlyList<string> ?? [Text(given)];
        var wrong = items.Select(item => OneOf(parameter, item, item).Problem).FirstOrDefault(problem => problem is not null);
        return wrong is null ? (items, null) : (null, wrong);
    }

    private static (object? Value, string? Problem) InRange(TemplateParameter parameter, double number, object value) =>
        number < parameter.Min ? (null, $"is {Text(number)}; it must be at least {Text(parameter.Min.Value)}")
        : number > parameter.Max ? (null, $"is {Text(number)}; it must be at most {Text(parameter.Max.Value)}")
        : OneOf(parameter, Text(number), value);

    private static (object? Value, string? Problem) OneOf(TemplateParameter parameter, string text, object value) =>
        parameter.Options.Count == 0 || parameter.Options.Contains(text)
            ? (value, null)
            : (null, $"cannot be '{text}'; it is one of: {string.Join(", ", parameter.Options)}");

    private static object Neutral(ParameterType type) => type switch
    {
        ParameterType.Number => 1.0,
        ParameterType.Integer => 1L,
        ParameterType.Boolean => false,
        ParameterType.Duration => "1m",
        ParameterType.List => Array.Empty<string>(),
        _ => "",
    };

    private static string Text(object value) => value switch
    {
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static Diagnostic Problem(DashboardGrant grant, string message, string? remedy) =>
        new(DiagnosticCodes.ParameterInvalid, Severity.Error, message, grant.Location) { Remedy = remedy };
}
