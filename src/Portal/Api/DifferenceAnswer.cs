using Portal.Core.Changes;

namespace Portal.Api;

/// <summary>How one revision differs from another.</summary>
/// <param name="Base">The older revision.</param>
/// <param name="Head">The newer revision.</param>
/// <param name="Counts">How many dashboards have come to what: <c>unchanged</c>, <c>reworded</c>, <c>changed</c>, <c>added</c>, <c>removed</c>, <c>broken</c>, <c>stillBroken</c>, <c>mended</c>.</param>
/// <param name="Files">The files that differ, the farthest reaching first.</param>
/// <param name="Tenants">The tenants whose files differ.</param>
/// <param name="Templates">The templates whose front matter differs.</param>
/// <param name="Policy">How the policy for queries, lint.yaml, differs.</param>
/// <param name="Dashboards">The dashboards that are not unchanged.</param>
/// <param name="Diagnostics">What is wrong with the newer revision.</param>
internal sealed record DifferenceAnswer(
    string Base, string Head, IReadOnlyDictionary<string, int> Counts, IReadOnlyList<FileAnswer> Files, IReadOnlyList<NamedChanges> Tenants, IReadOnlyList<NamedChanges> Templates, IReadOnlyList<ChangeAnswer> Policy,
    IReadOnlyList<DashboardDifference> Dashboards, IReadOnlyList<DiagnosticAnswer> Diagnostics)
{
    /// <summary>The difference as the API and the command line tell it.</summary>
    public static DifferenceAnswer From(RevisionDifference difference) => new(
        difference.Before.Value, difference.After.Value,
        Enum.GetValues<BindingStatus>().ToDictionary(Name, difference.Count),
        [.. difference.Files.Select(f => new FileAnswer(f.Path, Name(f.Kind), f.Uses, f.Changes, f.Tenants))],
        [.. difference.Tenants.Select(t => new NamedChanges(t.Tenant.Value, Changes(t.Changes)))],
        [.. difference.Templates.Select(t => new NamedChanges(t.Template, Changes(t.Changes)))],
        Changes(difference.Policy),
        [.. difference.Bindings.Where(b => b.Status != BindingStatus.Unchanged).Select(From)],
        [.. difference.Diagnostics.Select(DiagnosticAnswer.From)]);

    private static DashboardDifference From(BindingDifference binding) => new(
        binding.Key.Scope.Tenant.Value, binding.Key.Scope.Environment, binding.Key.Service, binding.Key.Template, Name(binding.Status), Changes(binding.Changes), binding.More);

    /// <summary>Changes as the API tells them.</summary>
    public static IReadOnlyList<ChangeAnswer> Changes(IEnumerable<Change> changes) => [.. changes.Select(c => new ChangeAnswer(
        Name(c.Kind), Name(c.Part), c.Name, c.Property.Length > 0 ? c.Property : null, c.Panel, c.Before, c.After, c.Topic == ChangeTopic.Other ? null : Name(c.Topic), c.IsSecurity))];

    /// <summary>A name of an enumeration as the API writes it.</summary>
    internal static string Name<T>(T value)
        where T : struct, Enum => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}

/// <summary>A file that differs.</summary>
/// <param name="Path">From the content's root.</param>
/// <param name="Change"><c>added</c>, <c>removed</c> or <c>changed</c>.</param>
/// <param name="Uses">How many dashboards are made with it.</param>
/// <param name="Changes">How many of these are different.</param>
/// <param name="Tenants">How many tenants these belong to.</param>
internal sealed record FileAnswer(string Path, string Change, int Uses, int Changes, int Tenants);

/// <summary>The changes of a tenant or a template.</summary>
/// <param name="Name">The tenant's id or the template's name.</param>
/// <param name="Changes">How it differs.</param>
internal sealed record NamedChanges(string Name, IReadOnlyList<ChangeAnswer> Changes);

/// <summary>What has become of a dashboard.</summary>
/// <param name="Tenant">The tenant's id.</param>
/// <param name="Environment">The environment.</param>
/// <param name="Service">The service, or null.</param>
/// <param name="Template">The template's name.</param>
/// <param name="Status">As in the counts.</param>
/// <param name="Changes">How it differs.</param>
/// <param name="More">How many further changes there are.</param>
internal sealed record DashboardDifference(string Tenant, string Environment, string? Service, string Template, string Status, IReadOnlyList<ChangeAnswer> Changes, int More);

/// <summary>One change.</summary>
/// <param name="Change"><c>added</c>, <c>removed</c>, <c>moved</c>, <c>resized</c> or <c>changed</c>.</param>
/// <param name="Part"><c>dashboard</c>, <c>variable</c>, <c>row</c>, <c>panel</c>, <c>template</c>, <c>tenant</c>, <c>environment</c>, <c>datasource</c>, <c>grant</c> or <c>policy</c>.</param>
/// <param name="Name">Which one.</param>
/// <param name="Property">What of it; null for the part as a whole.</param>
/// <param name="Panel">A panel's id.</param>
/// <param name="Before">What it said; null for nothing, and for what only editors are told.</param>
/// <param name="After">What it says.</param>
/// <param name="Topic"><c>isolation</c>, <c>datasource</c>, <c>secret</c>, <c>grant</c>, <c>access</c> or <c>parameter</c>; null elsewhere.</param>
/// <param name="Security">Whether it is about who can reach what.</param>
internal sealed record ChangeAnswer(string Change, string Part, string Name, string? Property, string? Panel, string? Before, string? After, string? Topic, bool Security);
