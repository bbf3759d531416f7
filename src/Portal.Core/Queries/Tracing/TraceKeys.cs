using System.Globalization;
using System.Text;
using Portal.Core.Tenancy;
using Portal.Core.Traces;

namespace Portal.Core.Queries.Tracing;

/// <summary>Texts that are equal for equal questions only, and the size of answers.</summary>
internal static class TraceKeys
{
    /// <summary>Everything that a search looks for but its time.</summary>
    public static string Of(TraceSearch search)
    {
        var output = new StringBuilder();
        Append(output, search.Service);
        Append(output, search.Operation);
        output.Append(CultureInfo.InvariantCulture, $"{search.MinDurationNs};{search.MaxDurationNs};{search.Limit};");
        Append(output, search.Tags);
        return output.ToString();
    }

    /// <summary>What spans are checked against.</summary>
    public static string Of(Isolation isolation)
    {
        var output = new StringBuilder(isolation.Dedicated ? "dedicated;" : "");
        Append(output, isolation.Labels);
        return output.ToString();
    }

    /// <summary>Bytes of a trace in memory, about.</summary>
    public static long SizeOf(Trace? trace) => trace is null ? 64 : trace.Spans.Sum(span =>
        400L + (160 * span.Attributes.Count) + span.Events.Sum(happened => 100L + (160 * happened.Attributes.Count)) + (200L * span.Links.Count));

    private static void Append(StringBuilder output, IReadOnlyDictionary<string, string> texts)
    {
        foreach (var (name, value) in texts.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            Append(output, name);
            Append(output, value);
        }
    }

    // With their lengths, so that no two lists of texts run together to the same one.
    private static void Append(StringBuilder output, string? text) => output.Append(text?.Length ?? -1).Append(':').Append(text).Append(';');
}
