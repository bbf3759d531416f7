namespace Portal.Api;

/// <summary>A tenant.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What people read.</param>
/// <param name="DefaultEnvironment">The environment that pages open with; null where the asker may not see it.</param>
/// <param name="Environments">Those that the asker may see.</param>
/// <param name="Url">Its page.</param>
internal sealed record TenantAnswer(string Id, string Name, string? DefaultEnvironment, IReadOnlyList<EnvironmentAnswer> Environments, string Url);

/// <summary>An environment of a tenant.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Services">Its services, as listed or last discovered.</param>
/// <param name="Datasources">What telemetry it has.</param>
internal sealed record EnvironmentAnswer(string Name, IReadOnlyList<string> Services, IReadOnlyList<DatasourceAnswer> Datasources);

/// <summary>A datasource, without its address.</summary>
/// <param name="Name">What templates call it.</param>
/// <param name="Kind"><c>prometheus</c>, <c>loki</c> or <c>jaeger</c>.</param>
internal sealed record DatasourceAnswer(string Name, string Kind);

/// <summary>A dashboard of a tenant in an environment, for a service where it is made for services.</summary>
/// <param name="Tenant">The tenant's id.</param>
/// <param name="Environment">The environment.</param>
/// <param name="Service">The service, or null.</param>
/// <param name="Dashboard">Its name in addresses.</param>
/// <param name="Title">Its title, rendered.</param>
/// <param name="Tags">For search.</param>
/// <param name="Folder">Where it is listed; empty for nowhere.</param>
/// <param name="Scope"><c>tenant</c>, <c>environment</c> or <c>service</c>.</param>
/// <param name="Url">Its page.</param>
internal sealed record DashboardRow(
    string Tenant, string Environment, string? Service, string Dashboard, string Title, IReadOnlyList<string> Tags, string Folder, string Scope, string Url);

/// <summary>A diagnostic.</summary>
/// <param name="Code">Stable code.</param>
/// <param name="Severity"><c>error</c>, <c>warning</c> or <c>info</c>.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="File">Where.</param>
/// <param name="Line">From 1; 0 for the file as a whole.</param>
/// <param name="Column">From 1; 0 for the line as a whole.</param>
/// <param name="Remedy">What to do about it.</param>
/// <param name="Detail">A backend's own words.</param>
/// <param name="RenderedLine">The line of rendered YAML that is wrong.</param>
/// <param name="RenderedLineNumber">Its number.</param>
/// <param name="Binding">The first binding that shows it.</param>
/// <param name="Occurrences">How many bindings show it.</param>
internal sealed record DiagnosticAnswer(
    string Code, string Severity, string Message, string File, int Line, int Column, string? Remedy, string? Detail, string? RenderedLine, int? RenderedLineNumber, string? Binding, int Occurrences)
{
    /// <summary>The diagnostic as the API tells it.</summary>
    public static DiagnosticAnswer From(Core.Diagnostics.Diagnostic d) => new(
        d.Code, d.Severity.ToString().ToLowerInvariant(), d.Message, d.Location.File, d.Location.Line, d.Location.Column, d.Remedy, d.Detail, d.RenderedLine,
        d.RenderedLineNumber == 0 ? null : d.RenderedLineNumber, d.Binding, d.Occurrences);
}

/// <summary>The outcome of a validation.</summary>
/// <param name="Revision">What was validated; null for posted files.</param>
/// <param name="Accepted">Whether it may go live.</param>
/// <param name="Bindings">How many bindings were rendered; 0 for what was refused before.</param>
/// <param name="Diagnostics">All that was found.</param>
internal sealed record ValidationAnswer(string? Revision, bool Accepted, int Bindings, IReadOnlyList<DiagnosticAnswer> Diagnostics);

/// <summary>The state of the catalog.</summary>
/// <param name="Live">What is live; null before the first good revision.</param>
/// <param name="Refused">The newest revision, if it was refused.</param>
/// <param name="Notices">Remarks on the source of the content.</param>
internal sealed record CatalogAnswer(LiveAnswer? Live, RefusedAnswer? Refused, IReadOnlyList<DiagnosticAnswer> Notices);

/// <summary>A live revision.</summary>
/// <param name="Revision">Which.</param>
/// <param name="Time">When it was made.</param>
/// <param name="Tenants">How many tenants it has.</param>
/// <param name="Templates">How many templates.</param>
/// <param name="Bindings">How many bindings.</param>
/// <param name="Diagnostics">Its warnings and infos.</param>
internal sealed record LiveAnswer(string Revision, DateTimeOffset Time, int Tenants, int Templates, int Bindings, IReadOnlyList<DiagnosticAnswer> Diagnostics);

/// <summary>A refused revision.</summary>
/// <param name="Revision">Which.</param>
/// <param name="Time">When it was refused.</param>
/// <param name="Diagnostics">Why.</param>
internal sealed record RefusedAnswer(string Revision, DateTimeOffset Time, IReadOnlyList<DiagnosticAnswer> Diagnostics);

/// <summary>A variable with what can be chosen and what is.</summary>
/// <param name="Name">As in queries.</param>
/// <param name="Label">What is shown.</param>
/// <param name="Type"><c>query</c>, <c>custom</c>, <c>text</c> or <c>interval</c>.</param>
/// <param name="Multi">Whether several may be chosen.</param>
/// <param name="IncludeAll">Whether 'All' (value <c>$__all</c>) is offered.</param>
/// <param name="Hidden">Whether pages show no control.</param>
/// <param name="Options">What can be chosen.</param>
/// <param name="Selected">What is.</param>
/// <param name="Error">Why there are no options; null normally.</param>
internal sealed record VariableAnswer(
    string Name, string Label, string Type, bool Multi, bool IncludeAll, bool Hidden, IReadOnlyList<Core.Dashboards.VariableOption> Options, IReadOnlyList<string> Selected, VariableError? Error)
{
    /// <summary>The variable as the API tells it.</summary>
    public static VariableAnswer From(Core.Queries.ResolvedVariable v) => new(
        v.Variable.Name, v.Variable.Label ?? v.Variable.Name, v.Variable.Kind.ToString().ToLowerInvariant(), v.Variable.Multi, v.Variable.IncludeAll, v.Variable.Hidden, v.Options, v.Selected,
        v.Error is { } e ? new VariableError(Problems.QueryProblems.Name(e.Kind), e.Message, e.Remedy) : null);
}

/// <summary>Why a variable has no options.</summary>
/// <param name="Kind">Such as <c>unavailable</c>.</param>
/// <param name="Message">What happened.</param>
/// <param name="Remedy">What to do.</param>
internal sealed record VariableError(string Kind, string Message, string? Remedy);
