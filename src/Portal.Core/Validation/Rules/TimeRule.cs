using Portal.Core.Diagnostics;
using Portal.Core.Queries.Time;

namespace Portal.Core.Validation.Rules;

/// <summary>The range that a page opens with must be one, in a zone that is known.</summary>
internal sealed class TimeRule : IDashboardRule
{
    // What is right today must be right tomorrow: relative times are tried at a moment that does not move.
    private static readonly DateTimeOffset Moment = new(2026, 6, 15, 12, 0, 0, TimeSpan.Zero);

    /// <inheritdoc/>
    public void Check(DashboardCheck check)
    {
        var (time, report) = (check.Dashboard.Time, check.Report);
        if (TimeZones.Find(check.Dashboard.Timezone) is not { } zone)
        {
            report.Error(DiagnosticCodes.TimeInvalid, check.Dashboard.TimezoneMark, $"The time zone '{check.Dashboard.Timezone}' is not known.", "Write browser, utc or an IANA zone such as Europe/Berlin.");
            zone = TimeZoneInfo.Utc;
        }
        var from = TimeWords.Read(time.From, zone, Moment, roundUp: false);
        var to = TimeWords.Read(time.To, zone, Moment, roundUp: true);
        if (from is null)
        {
            report.Error(DiagnosticCodes.TimeInvalid, check.Dashboard.TimeMark, $"The start '{time.From}' is not a time.", TimeWords.Help);
        }
        if (to is null)
        {
            report.Error(DiagnosticCodes.TimeInvalid, check.Dashboard.TimeMark, $"The end '{time.To}' is not a time.", TimeWords.Help);
        }
        // Between a relative and an absolute end, only the day of looking decides.
        if (from >= to && IsRelative(time.From) == IsRelative(time.To))
        {
            report.Error(DiagnosticCodes.TimeInvalid, check.Dashboard.TimeMark, "The range ends before it begins.", "Choose a start that is before the end.");
        }
    }

    private static bool IsRelative(string text) => text.StartsWith("now", StringComparison.Ordinal);
}
