using System.Text;
using Portal.Core.Frames;
using Portal.Core.PromQL;

namespace Portal.Core.Queries.Presentation;

/// <summary>Writes a series as Prometheus does: <c>up{instance="a:9090", job="node"}</c>.</summary>
internal static class SeriesNotation
{
    /// <summary>The notation of a series; <c>{}</c> for one without a name and labels.</summary>
    public static string Of(Frame frame)
    {
        var bare = frame.Metric is not null && Keywords.IsBareMetricName(frame.Metric);
        if (bare && frame.Labels.Count == 0)
        {
            return frame.Metric!;
        }
        var output = new StringBuilder(bare ? frame.Metric : "").Append('{');
        if (frame.Metric is not null && !bare)
        {
            Quoting.AppendQuoted(output, frame.Metric);
        }
        foreach (var (name, value) in frame.Labels.OrderBy(label => label.Key, StringComparer.Ordinal))
        {
            if (output[^1] != '{')
            {
                output.Append(", ");
            }
            if (Keywords.IsBareMatcherLabel(name))
            {
                output.Append(name);
            }
            else
            {
                Quoting.AppendQuoted(output, name);
            }
            output.Append('=');
            Quoting.AppendQuoted(output, value);
        }
        return output.Append('}').ToString();
    }
}
