namespace Portal.Components.Layout;

/// <summary>How long ago something was, as people say it.</summary>
internal static class Ago
{
    /// <summary>Such as <c>just now</c>, <c>5 minutes ago</c> or <c>3 days ago</c>.</summary>
    public static string Of(TimeSpan age) => age switch
    {
        { TotalMinutes: < 1 } => "just now",
        { TotalHours: < 1 } => $"{Count.Of((int)age.TotalMinutes, "minute")} ago",
        { TotalDays: < 1 } => $"{Count.Of((int)age.TotalHours, "hour")} ago",
        _ => $"{Count.Of((int)age.TotalDays, "day")} ago",
    };
}
