namespace Portal.Core.Changes;

/// <summary>What has become of something.</summary>
public enum ChangeKind
{
    /// <summary>It is new.</summary>
    Added,
    /// <summary>It is gone.</summary>
    Removed,
    /// <summary>It stands elsewhere.</summary>
    Moved,
    /// <summary>It has another size.</summary>
    Resized,
    /// <summary>It says something else.</summary>
    Changed,
}

/// <summary>What a change is a change of.</summary>
public enum ChangedPart
{
#pragma warning disable CS1591 // the names say it
    Dashboard, Variable, Annotation, Row, Panel, Template, Tenant, Environment, Datasource, Grant, Policy,
#pragma warning restore CS1591
}

/// <summary>What a change of a tenant's file is about.</summary>
public enum ChangeTopic
{
    /// <summary>Nothing that keeps tenants apart.</summary>
    Other,
    /// <summary>What keeps telemetry apart.</summary>
    Isolation,
    /// <summary>Where telemetry is asked for, and how.</summary>
    Datasource,
    /// <summary>Which secrets are sent.</summary>
    Secret,
    /// <summary>Which dashboards a tenant gets.</summary>
    Grant,
    /// <summary>Who is what to the tenant.</summary>
    Access,
    /// <summary>What is hidden from whom.</summary>
    Masking,
    /// <summary>What a template is rendered with: it decides what is shown, never whose data can be reached.</summary>
    Parameter,
}

/// <summary>One difference between two states of a dashboard, a template or a tenant's file, told by name: not a difference of texts.</summary>
/// <param name="Kind">What has become of it.</param>
/// <param name="Part">What it is a change of.</param>
/// <param name="Name">Which one: a panel's title, a variable's name, <c>prod/prometheus</c>, …</param>
public sealed record Change(ChangeKind Kind, ChangedPart Part, string Name)
{
    /// <summary>What of it: <c>unit</c>, <c>query A</c>, <c>thresholds</c>; empty for the part as a whole.</summary>
    public string Property { get; init; } = "";

    /// <summary>What it said; null where it said nothing.</summary>
    public string? Before { get; init; }

    /// <summary>What it says; null where it says nothing.</summary>
    public string? After { get; init; }

    /// <summary>A panel's id, in the newer dashboard, or in the older one where the panel is removed; else null.</summary>
    public string? Panel { get; init; }

    /// <summary>What it is about, in a tenant's file.</summary>
    public ChangeTopic Topic { get; init; }

    /// <summary>Whether what was and is said may be told to editors only, such as queries and addresses.</summary>
    public bool ForEditors { get; init; }

    /// <summary>Whether it is about who can reach what. It acts only once it is live.</summary>
    public bool IsSecurity => Topic is ChangeTopic.Isolation or ChangeTopic.Datasource or ChangeTopic.Secret or ChangeTopic.Grant or ChangeTopic.Access or ChangeTopic.Masking;

    /// <summary>The change as one who may not edit may see it: that something is other, not what.</summary>
    public Change ForViewer() => ForEditors ? this with { Before = null, After = null } : this;
}
