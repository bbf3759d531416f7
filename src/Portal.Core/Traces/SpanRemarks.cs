namespace Portal.Core.Traces;

/// <summary>What there is to remark on a span: what the backend says, and what its times say of clocks.</summary>
public static class SpanRemarks
{
    /// <summary>The remarks.</summary>
    /// <param name="row">The span in its place.</param>
    /// <param name="parent">The span that caused it; null for none, or where it is missing.</param>
    public static IReadOnlyList<string> Of(TraceRow row, Span? parent)
    {
        ArgumentNullException.ThrowIfNull(row);
        var remarks = new List<string>(row.Span.Warnings);
        if (row.ParentMissing)
        {
            remarks.Add("The span that caused this one is not there: lost, late, or not to be seen here.");
        }
        if (parent is not null && row.Span.StartNs < parent.StartNs)
        {
            remarks.Add("It begins before the span that caused it: the clocks of the two machines differ.");
        }
        return remarks;
    }
}
