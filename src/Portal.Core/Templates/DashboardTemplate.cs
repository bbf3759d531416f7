namespace Portal.Core.Templates;

/// <summary>What a dashboard is made for.</summary>
public enum TemplateScope
{
    /// <summary>One for each tenant; shown in each environment that it is granted for, with that environment's data.</summary>
    Tenant,
    /// <summary>One for each environment.</summary>
    Environment,
    /// <summary>One for each service of each environment.</summary>
    Service,
}

/// <summary>The front matter of a template.</summary>
public sealed record FrontMatter
{
    /// <summary>What lists show where nothing is rendered.</summary>
    public required string Title { get; init; }

    /// <summary>Markdown.</summary>
    public string Description { get; init; } = "";

    /// <summary>For search.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Heading that it is listed under; empty for none.</summary>
    public string Folder { get; init; } = "";

    /// <summary>What it is made for.</summary>
    public TemplateScope Scope { get; init; } = TemplateScope.Service;

    /// <summary>Its parameters.</summary>
    public IReadOnlyList<TemplateParameter> Parameters { get; init; } = [];
}

/// <summary>The types of parameter.</summary>
public enum ParameterType
{
#pragma warning disable CS1591 // the names say it
    String, Number, Integer, Boolean, Duration, List,
#pragma warning restore CS1591
}

/// <summary>A parameter of a template, typed.</summary>
public sealed record TemplateParameter
{
    /// <summary><c>[a-z_][a-z0-9_]*</c>, used as <c>params.name</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Its type.</summary>
    public ParameterType Type { get; init; } = ParameterType.String;

    /// <summary>What it is for.</summary>
    public string Description { get; init; } = "";

    /// <summary>Text, double, bool, or list of texts; null: the tenant's file must give it.</summary>
    public object? Default { get; init; }

    /// <summary>Smallest number.</summary>
    public double? Min { get; init; }

    /// <summary>Largest number.</summary>
    public double? Max { get; init; }

    /// <summary>The allowed texts; empty for any.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];
}

/// <summary>A template: <c>templates/&lt;name&gt;.yaml.sbn</c>, parsed.</summary>
public sealed class DashboardTemplate
{
    /// <summary>Path below <c>templates/</c> without <c>.yaml.sbn</c>, such as <c>service-overview</c> or <c>infra/node</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The name as it stands in a URL's path: <c>/</c> becomes <c>~</c>.</summary>
    public string Slug => Name.Replace('/', '~');

    /// <summary>The file.</summary>
    public required string File { get; init; }

    /// <summary>The whole text of the file.</summary>
    public required string Source { get; init; }

    /// <summary>The front matter.</summary>
    public required FrontMatter FrontMatter { get; init; }

    /// <summary>The line of the file, from 1, that the Scriban part begins at.</summary>
    public required int BodyLine { get; init; }

    /// <summary>The Scriban part, parsed; null where it does not parse.</summary>
    internal Scriban.Template? Body { get; init; }
}

/// <summary>The templates and partials of one revision.</summary>
public sealed class TemplateSet
{
    /// <summary>Where templates and parts are.</summary>
    internal const string Folder = "templates/";

    /// <summary>Dashboards by name.</summary>
    public required IReadOnlyDictionary<string, DashboardTemplate> Dashboards { get; init; }

    /// <summary>Everything that <c>include</c> can name, by path below <c>templates/</c>, parsed.</summary>
    internal IReadOnlyDictionary<string, Scriban.Template> Partials { get; init; } = new Dictionary<string, Scriban.Template>();

    /// <summary>Names of dashboards and paths of parts that were read and cannot be used; the reasons are told already.</summary>
    internal IReadOnlySet<string> Broken { get; init; } = new HashSet<string>();

    /// <summary>The template of that name, or null.</summary>
    public DashboardTemplate? Find(string name) => Dashboards.GetValueOrDefault(name);

    /// <summary>The template of that <see cref="DashboardTemplate.Slug"/>, or null.</summary>
    public DashboardTemplate? FindSlug(string slug) => Find(slug.Replace('~', '/'));
}
