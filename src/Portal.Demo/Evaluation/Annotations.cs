using Portal.Core.PromQL;

namespace Portal.Demo.Evaluation;

/// <summary>What the evaluation found worth telling, in Prometheus' words; bounded.</summary>
internal sealed class Annotations(string query)
{
    private const int Limit = 50;

    private readonly HashSet<string> _warnings = [];
    private readonly HashSet<string> _infos = [];

    public IReadOnlyCollection<string> Warnings => _warnings;

    public IReadOnlyCollection<string> Infos => _infos;

    public void Warn(string message, Expr at) => Add(_warnings, "PromQL warning: ", message, at);

    public void Info(string message, Expr at) => Add(_infos, "PromQL info: ", message, at);

    public void MixedRange(string metric, Expr at) => Warn($"encountered a mix of histograms and floats for metric name {Quote(metric)}", at);

    public void HistogramIgnored(string metric, Expr at) => Info($"ignored histograms in a range containing both floats and histograms for metric name {Quote(metric)}", at);

    public void MixedSchemas(string metric, Expr at) =>
        Warn($"vector contains a mix of histograms with exponential and custom buckets schemas for metric name {Quote(metric)}", at);

    public void InvalidQuantile(double q, Expr at) => Warn($"quantile value should be between 0 and 1, got {Numbers.Format(q)}", at);

    public void Reconciled(string operation, Expr at) => Info($"mismatched custom buckets were reconciled during {operation}", at);

    public static string Quote(string text) => "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";

    private void Add(HashSet<string> to, string prefix, string message, Expr at)
    {
        if (to.Count < Limit)
        {
            to.Add($"{prefix}{message} ({Place(at.Position.Span.Start)})");
        }
    }

    private string Place(int offset)
    {
        var before = query.AsSpan(0, Math.Clamp(offset, 0, query.Length));
        var line = before.Count('\n') + 1;
        return $"{line}:{before.Length - (before.LastIndexOf('\n') + 1) + 1}";
    }
}
