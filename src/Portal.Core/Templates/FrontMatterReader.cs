using System.Text.RegularExpressions;
using Portal.Core.Diagnostics;
using Portal.Core.Yaml;

namespace Portal.Core.Templates;

/// <summary>Reads what stands between the two <c>---</c> of a template.</summary>
internal static partial class FrontMatterReader
{
    private const int MaxParameters = 100;

    /// <summary>Reads the YAML; null, with errors in the context, where it cannot be used. Every mistake is reported.</summary>
    public static FrontMatter? Read(string yaml, YamlContext context)
    {
        switch (YamlDocument.Parse(yaml, context))
        {
            case null:
                return null;
            case YamlMapping mapping:
                return Read(new YamlMap(mapping, context, "the front matter"));
            case var other:
                context.Error(DiagnosticCodes.FrontMatter, other.Start, $"The front matter must be a mapping, not {other.Noun}.", "Begin with 'title: …'.");
                return null;
        }
    }

    private static FrontMatter? Read(YamlMap map)
    {
        var title = map.RequiredString("title");
        var frontMatter = new FrontMatter
        {
            Title = title,
            Description = map.String("description") ?? "",
            Tags = map.Strings("tags") ?? [],
            Folder = map.String("folder") ?? "",
            Scope = map.OneOf("scope", "service", "environment", "tenant") is { } scope ? Enum.Parse<TemplateScope>(scope, ignoreCase: true) : TemplateScope.Service,
            Parameters = ReadParameters(map),
        };
        map.RefuseUnknownKeys();
        return string.IsNullOrWhiteSpace(title) ? null : frontMatter;
    }

    private static List<TemplateParameter> ReadParameters(YamlMap map)
    {
        var parameters = new List<TemplateParameter>();
        if (map.Map("parameters", "the parameters") is not { } all)
        {
            return parameters;
        }
        foreach (var (key, value) in all.Node.Entries.Take(MaxParameters))
        {
            if (!NamePattern().IsMatch(key.Text))
            {
                map.Context.Error(DiagnosticCodes.FrontMatter, key.Start, $"A parameter cannot be called '{key.Text}'.", "Use 1 to 63 of a-z, 0-9 and _, not beginning with a digit.");
            }
            else if (value is YamlMapping mapping)
            {
                parameters.Add(ReadParameter(key.Text, new YamlMap(mapping, map.Context, "a parameter")));
            }
            else
            {
                map.Context.Error(DiagnosticCodes.WrongType, value.Start, $"The parameter '{key.Text}' must be a mapping, not {value.Noun}.", "Give it at least a 'type'.");
            }
        }
        if (all.Node.Entries.Count > MaxParameters)
        {
            map.Context.Error(DiagnosticCodes.TooMany, all.Node.Entries[MaxParameters].Key.Start, $"There are more than {MaxParameters} parameters.");
        }
        return parameters;
    }

    private static TemplateParameter ReadParameter(string name, YamlMap map)
    {
        var parameter = new TemplateParameter
        {
            Name = name,
            Type = map.OneOf("type", "string", "number", "integer", "boolean", "duration", "list") is { } type ? Enum.Parse<ParameterType>(type, ignoreCase: true) : ParameterType.String,
            Description = map.String("description") ?? "",
            Min = map.Number("min"),
            Max = map.Number("max"),
            Options = map.Strings("options") ?? [],
        };
        if ((parameter.Min ?? parameter.Max) is not null && parameter.Type is not (ParameterType.Number or ParameterType.Integer))
        {
            map.Context.Error(DiagnosticCodes.FrontMatter, map.MarkOf(parameter.Min is null ? "max" : "min"), $"The parameter '{name}' is no number, so that it can have neither 'min' nor 'max'.");
            parameter = parameter with { Min = null, Max = null };
        }
        if (parameter.Min > parameter.Max)
        {
            map.Context.Error(DiagnosticCodes.FrontMatter, map.MarkOf("max"), $"The parameter '{name}' has a 'max' below its 'min'.");
        }
        var written = ReadDefault(map);
        map.RefuseUnknownKeys();
        if (written is null)
        {
            return parameter;
        }
        var (value, problem) = ParameterValues.Read(parameter, written);
        if (problem is not null)
        {
            map.Context.Error(DiagnosticCodes.FrontMatter, map.MarkOf("default"), $"The default of '{name}' {problem}.");
        }
        // A default that was refused must not make the tenants' files look wrong too.
        return parameter with { Default = value ?? written };
    }

    private static object? ReadDefault(YamlMap map) => map.Any("default") switch
    {
        null => null,
        YamlScalar scalar => ParameterText.Read(scalar),
        YamlSequence => map.Strings("default"),
        var other => Refuse(map.Context, other),
    };

    private static object? Refuse(YamlContext context, YamlNode node)
    {
        context.Error(DiagnosticCodes.WrongType, node.Start, $"'default' must be a single value or a list of texts, not {node.Noun}.");
        return null;
    }

    [GeneratedRegex(@"^[a-z_][a-z0-9_]{0,62}\z", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}
