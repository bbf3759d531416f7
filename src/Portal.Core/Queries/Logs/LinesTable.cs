using Portal.Core.Frames;

namespace Portal.Core.Queries.Logs;

/// <summary>Lays lines out as a table: time, line, then a column for each label and field.</summary>
internal static class LinesTable
{
    /// <summary>The name of the lines' column.</summary>
    public const string Line = "Line";

    private const int MaxColumns = 50;

    /// <summary>The table; rows in the order of the window.</summary>
    public static Frame Of(string refId, LogsAnswer answer, LogDirection direction)
    {
        var rows = answer.Streams.SelectMany(stream => stream.Lines.Select(line => (line, stream.Labels))).ToList();
        rows = [.. direction == LogDirection.Backward ? rows.OrderByDescending(row => row.line.TimeNs) : rows.OrderBy(row => row.line.TimeNs)];
        var names = rows.SelectMany(row => row.Labels.Keys.Concat(row.line.Metadata.Keys)).Distinct(StringComparer.Ordinal).Take(MaxColumns).Order(StringComparer.Ordinal);
        return new Frame(refId,
        [
            new TimeField("Time", [.. rows.Select(row => row.line.TimeNs / LineWindow.NsPerMs)]),
            new StringField(Line, [.. rows.Select(row => row.line.Text)]),
            .. names.Select(name => new StringField(name, [.. rows.Select(row => row.line.Metadata.GetValueOrDefault(name) ?? row.Labels.GetValueOrDefault(name))])),
        ]);
    }
}
