using Portal.Components.Layout;
using Portal.Core.Changes;
using Portal.Previews;

namespace Portal.Components.Previews;

/// <summary>How people call previews and what has become of dashboards.</summary>
internal static class PreviewNames
{
    /// <summary>Such as <c>#12</c>, a branch's name, or a shortened commit.</summary>
    public static string Name(Preview preview) => preview.Kind switch
    {
        PreviewKind.Pull => $"#{preview.Number}",
        PreviewKind.Branch => preview.Branch,
        _ => preview.Head?.Short ?? preview.Id,
    };

    /// <summary>How long ago, such as <c>3 h ago</c>.</summary>
    public static string Ago(TimeSpan age) =>
        age < TimeSpan.FromMinutes(1) ? "just now"
        : age < TimeSpan.FromHours(1) ? $"{age.TotalMinutes:0} min ago"
        : age < TimeSpan.FromDays(1) ? $"{age.TotalHours:0} h ago"
        : $"{Count.Of((int)age.TotalDays, "day")} ago";

    /// <summary>A status as css/previews.css names it.</summary>
    public static string Css(BindingStatus status) => status switch
    {
        BindingStatus.Broken or BindingStatus.StillBroken => "broken",
        BindingStatus.Added or BindingStatus.Mended => "added",
        BindingStatus.Removed => "removed",
        BindingStatus.Changed => "changed",
        _ => "same",
    };
}
